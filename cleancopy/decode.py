"""Bytes to UTF-8: the content coding first, then the character encoding by the WHATWG's labels.

The order of trust: byte order mark, UTF-8 (which no other encoding is by accident), the header, the page's
own `<meta>`, then a guess. Nothing is decoded without a bound.
"""

from __future__ import annotations

import re
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable
from email.message import Message
from typing import Protocol

import brotli
import charset_normalizer
import webencodings
import zstandard
from bs4.dammit import EncodingDetector

from cleancopy.errors import PageError
from cleancopy.model import Decoded, PageKind, Source

SNIFFED = 4096  # bytes in which a tag must appear, when no type is given
PRESCANNED = 8192  # bytes in which a declaration must stand; HTML says 1024, and few pages keep to it
SAMPLED = 1 << 16  # bytes of other than ASCII text that a guess goes by
BAD_SHARE = 0.2  # of the characters beyond ASCII; wrong guesses at UTF-8 have 0.45 and more of them
MOST_CODINGS = 5  # one around the other; curl undoes as many, and each may cost as much as the first
CHUNK = 1 << 16
MOST_WINDOW = 8 << 20  # bytes; RFC 9659 forbids zstd frames that need more

_BOMS = ((BOM_UTF8, "utf-8"), (BOM_UTF16_BE, "utf-16be"), (BOM_UTF16_LE, "utf-16le"))
# Where Python has no codec of that name, or one that knows fewer characters than the WHATWG's.
_WIDER_CODECS = {
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "x-user-defined": "cp1252",
}
_UTF_16 = frozenset({"utf-16le", "utf-16be"})
_SEVEN_BIT = _UTF_16 | {"iso-2022-jp"}
_JAPANESE_ESCAPE = re.compile(rb"\x1b\$[@B]")
# What a guess chooses from; of those that read as well, the first.
_GUESSED = (
    *(
        "windows-1252",
        "iso-8859-2",
        "windows-1250",
        "windows-1251",
        "koi8-u",
        "koi8-r",
        "iso-8859-5",
        "ibm866",
    ),
    *("shift_jis", "euc-jp", "gb18030", "big5", "euc-kr", "windows-1253", "iso-8859-7", "windows-1254"),
    *("windows-1255", "iso-8859-8", "windows-1256", "iso-8859-6", "windows-1257", "windows-1258"),
    *("windows-874", "x-mac-cyrillic"),
)
# The languages for which HTML (13.2.3.2) names one of these: their letters are letters in windows-1252 too.
_CENTRAL = frozenset({"iso-8859-2", "windows-1250"})
_CENTRAL_LANGUAGES = frozenset({"Croatian", "Czech", "Hungarian", "Polish", "Romanian", "Slovak", "Slovene"})
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_GZIP_MEMBER = re.compile(rb"\x1f\x8b")
_ZSTD_FRAME = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")  # or one that is skipped
_PIECES = re.compile(rb"[<>\r\n]")
_TAG = re.compile(rb"<(?:!doctype|!--|\?xml|/?[a-z][a-z0-9]*[\s>/])", re.IGNORECASE)
# Characters that no tree can hold: controls, as bytes and as references, and the two non-characters.
_CONTROL_BYTES = bytes({*range(32), 127} - {*b"\t\n\v\f\r"})
_TO_SPACE = bytes.maketrans(b"\v\f", b"  ")
_CONTROL_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|127|6553[45])(?![0-9])"
    rb"|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF]|[fF]{3}[eEfF])(?![0-9a-fA-F]));?"
)
_NON_CHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")
_BINARY = re.compile(rb"[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]")  # MIME Sniffing, 3: binary data bytes
_VAGUE_TYPES = ("text/", "application/octet-stream")
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml"})


def decode(source: Source) -> Decoded:
    """Raises `PageError` for an empty body and for one that is neither HTML nor text."""
    media_type, label = _content_type(source.content_type)
    body, encoding = to_utf8(source.body, label)
    text = _without_controls(body)
    if not text.strip():
        raise PageError("empty", "the page has no text")
    return Decoded(text, encoding, _kind(media_type, body))


def to_utf8(raw: bytes, label: str | None = None) -> tuple[bytes, str]:
    """The bytes as UTF-8 and the WHATWG name of what they were in; `label` is the header's charset."""
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return _transcode(raw[len(bom) :], name), name
    if b"\x1b" not in raw and b"\0" not in raw and _is_utf8(raw):
        return raw, "utf-8"  # nor is it one of the encodings whose bytes are valid UTF-8, too
    declared = _declared(raw, label)
    alike = [name for name in declared if name in _SEVEN_BIT]
    name = _believed(raw, [*alike, "utf-8", *declared]) or _guessed(raw)
    return _transcode(raw, name), name


def undo_coding(raw: bytes, coding: str, limit: int) -> bytes:
    """Undo a Content-Encoding header (codings in the order they were applied), at most `limit` bytes out.

    Raises `PageError`: `too-large` over the limit; `broken-coding` for an unknown coding, too many, bad or
    short data.
    """
    codings = [name for part in coding.split(",") if (name := part.strip().lower()) not in {"", "identity"}]
    if len(codings) > MOST_CODINGS:
        raise PageError("broken-coding", f"{len(codings)} content codings, one around the other")
    for name in reversed(codings):
        if not raw:
            break
        decoder = _CODINGS.get(name)
        if decoder is None:
            raise PageError("broken-coding", f"unknown content coding {name!r}")
        try:
            raw = decoder(raw, limit)
        except (zlib.error, brotli.error, zstandard.ZstdError) as exc:
            raise PageError("broken-coding", f"{name}: {exc}") from exc
    if len(raw) > limit:
        raise PageError("too-large", f"over {limit} bytes")
    return raw


def _content_type(header: str | None) -> tuple[str | None, str | None]:
    """The media type, `None` for what is none, and the charset parameter."""
    if not header or header.partition(";")[0].count("/") != 1:
        return None, None
    message = Message()
    message["content-type"] = header
    return message.get_content_type(), message.get_content_charset()


def _declared(raw: bytes, label: str | None) -> list[str]:
    """WHATWG names of the declared encodings, header first."""
    start = _COMMENT.sub(b"", raw[:PRESCANNED])
    meta = EncodingDetector.find_declared_encoding(start, is_html=True, search_entire_document=True)
    found = [webencodings.lookup(name) for name in (label, meta) if name]
    names = [encoding.name for encoding in found if encoding is not None]
    if _JAPANESE_ESCAPE.search(raw):
        names.append("iso-2022-jp")
    return [name for name in names if _can_be(name, raw)]


def _can_be(name: str, raw: bytes) -> bool:
    """`replacement` stands for encodings that browsers refuse; a page in UTF-16 has a zero in every tag."""
    return name != "replacement" and (name not in _UTF_16 or b"\0" in raw[:SNIFFED])


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _believed(raw: bytes, names: list[str]) -> str | None:
    """The first encoding that the page is in, but for a few bad bytes."""
    for name in names:
        text = raw.decode(_codec(name), "replace")
        beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
        if text.count("\ufffd") <= beyond_ascii * BAD_SHARE:
            return name
    return None


def _guessed(raw: bytes) -> str:
    """What a sample reads best in: the least disorder, then the likeliest language."""
    matches = charset_normalizer.from_bytes(
        _sample(raw), cp_isolation=list(_GUESSED_CODECS), preemptive_behaviour=False, enable_fallback=False
    )
    ranked = [
        (match.chaos, -match.coherence, _is_unlikely(name, match.language), _GUESSED.index(name))
        for match in matches
        for name in map(_GUESSED_CODECS.__getitem__, match.could_be_from_charset)
    ]
    return _GUESSED[min(ranked)[-1]] if ranked else "windows-1252"


def _is_unlikely(name: str, language: str) -> bool:
    return language in _CENTRAL_LANGUAGES and name not in _CENTRAL


def _sample(raw: bytes) -> bytes:
    """Whole pieces of the page that are not ASCII: scripts and tags would only blur the picture."""
    sample = bytearray()
    for piece in _PIECES.split(raw):
        if not piece.isascii():
            sample += piece[:SAMPLED] + b"\n"
        if len(sample) > SAMPLED:
            break
    return bytes(sample)


def _codec(name: str) -> str:
    """Python's name of an encoding."""
    encoding = webencodings.lookup(name)
    if encoding is None:
        raise LookupError(name)
    return _WIDER_CODECS.get(name, encoding.codec_info.name)


_GUESSED_CODECS = {charset_normalizer.utils.iana_name(_codec(name)): name for name in _GUESSED}


def _transcode(raw: bytes, name: str) -> bytes:
    return raw.decode(_codec(name), "replace").encode("utf-8", "replace")


def _kind(media_type: str | None, body: bytes) -> PageKind:
    """What the header says; where it says nothing of use, what the body looks like."""
    if media_type == "text/plain":
        return "text"
    if media_type in _HTML_TYPES:
        return "html"
    if media_type is not None and not media_type.startswith(_VAGUE_TYPES):
        raise PageError("not-html", media_type)
    if _TAG.search(body, 0, SNIFFED):
        return "html"
    if _BINARY.search(body, 0, SNIFFED):
        raise PageError("not-html", "binary data")
    return "text"


def _without_controls(body: bytes) -> bytes:
    """A space for each reference: without it, what stands around could become another one."""
    body = body.translate(_TO_SPACE, _CONTROL_BYTES)
    body = _CONTROL_REFERENCE.sub(b" ", body)
    return _NON_CHARACTER.sub(b"", body) if b"\xef" in body else body


class _Stream(Protocol):
    """One compressed stream, as zlib and zstandard have it."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


def _unpack(
    raw: bytes, limit: int, begin: Callable[[], _Stream], *, step: int, again: re.Pattern[bytes] | None = None
) -> bytes:
    """Every member of a stream; what follows the last whole one is ignored, as browsers do.

    Fed `step` bytes at a time, few enough to become a few megabytes at most: zlib makes 1,032 bytes of one,
    zstd 128 kB of four.
    """
    out = bytearray()
    start = 0
    while True:
        stream = begin()
        while not stream.eof:
            fed = raw[start : start + step]
            if not fed:
                raise PageError("broken-coding", "the compressed data ends early")
            start += len(fed)
            out += stream.decompress(fed)
            if len(out) > limit:
                raise PageError("too-large", f"over {limit} bytes")
        start -= len(stream.unused_data)
        if again is None or not again.match(raw, start):
            return bytes(out)


def _gunzip(raw: bytes, limit: int) -> bytes:
    return _unpack(raw, limit, lambda: zlib.decompressobj(16 + zlib.MAX_WBITS), step=4096, again=_GZIP_MEMBER)


def _deflate(raw: bytes, limit: int) -> bytes:
    """RFC 9110's `deflate` is zlib's format; some servers send the bare stream."""
    try:
        return _unpack(raw, limit, lambda: zlib.decompressobj(zlib.MAX_WBITS), step=4096)
    except zlib.error:
        return _unpack(raw, limit, lambda: zlib.decompressobj(-zlib.MAX_WBITS), step=4096)


def _unbrotli(raw: bytes, limit: int) -> bytes:
    """The decoder may hold back output, so that it has come to its end only when nothing goes in or out."""
    stream = brotli.Decompressor()
    out = bytearray()
    start = 0
    while not stream.is_finished():
        fed = raw[start : start + CHUNK] if stream.can_accept_more_data() else b""
        start += len(fed)
        made = stream.process(fed, output_buffer_limit=CHUNK)
        out += made
        if len(out) > limit:
            raise PageError("too-large", f"over {limit} bytes")
        if not fed and not made and not stream.is_finished():
            raise PageError("broken-coding", "the compressed data ends early")
    return bytes(out)


def _unzstd(raw: bytes, limit: int) -> bytes:
    decompressor = zstandard.ZstdDecompressor(max_window_size=MOST_WINDOW)
    return _unpack(raw, limit, decompressor.decompressobj, step=64, again=_ZSTD_FRAME)


_CODINGS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
