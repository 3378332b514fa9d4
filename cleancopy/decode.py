"""Bytes to UTF-8: the content coding first, then the character encoding by the WHATWG's labels.

The order of trust: byte order mark, valid UTF-8 (which no other encoding is by accident), the header, the page's
own `<meta>`, then detection. Nothing is decoded without a bound.
"""

from __future__ import annotations

import re
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable
from email.message import Message

import brotli
import webencodings
import zstandard
from bs4.dammit import EncodingDetector

from cleancopy.errors import PageError
from cleancopy.model import Decoded, PageKind, Source

SNIFFED = 4096  # bytes in which a tag must appear, when no type is given
BAD_SHARE = 0.002  # of characters; a page with fewer undecodable ones is what it says it is, with a slip
CHUNK = 1 << 16

_BOMS = ((BOM_UTF8, "utf-8"), (BOM_UTF16_BE, "utf-16be"), (BOM_UTF16_LE, "utf-16le"))
# Where Python's codec of that name knows fewer characters than the WHATWG's.
_WIDER_CODECS = {"shift_jis": "cp932", "euc-kr": "cp949", "gbk": "gb18030", "big5": "big5hkscs"}
_SEVEN_BIT = frozenset({"iso-2022-jp", "utf-16le", "utf-16be"})
_TAG = re.compile(rb"<(?:!doctype|!--|\?xml|/?[a-z][a-z0-9]*[\s>/])", re.IGNORECASE)
# Characters that no tree can hold: controls, as bytes and as references, and the two non-characters.
_CONTROL_BYTES = bytes({*range(32), 127} - {*b"\t\n\f\r"})
_FORM_FEED_TO_SPACE = bytes.maketrans(b"\f", b" ")
_CONTROL_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|127|6553[45])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF]|[fF]{3}[eEfF]))"
    rb"(?![0-9a-fA-F]);?"
)
_NON_CHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")
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
    """The bytes as valid UTF-8 and the WHATWG name of the encoding they came in; `label` is the header's charset."""
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return _transcode(raw[len(bom) :], name), name
    declared = _declared(raw, label)
    if not _SEVEN_BIT.intersection(declared) and _is_utf8(raw):
        return raw, "utf-8"
    name = _believable(raw, declared)
    return _transcode(raw, name), name


def undo_coding(raw: bytes, coding: str, limit: int) -> bytes:
    """Undo a Content-Encoding header (codings in the order they were applied), at most `limit` bytes out.

    Raises `PageError`: `too-large` over the limit; `broken-coding` for an unknown coding, bad or truncated data.
    """
    for name in reversed([part.strip().lower() for part in coding.split(",")]):
        if name in {"", "identity"}:
            continue
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
    if not header:
        return None, None
    message = Message()
    message["content-type"] = header
    return message.get_content_type(), message.get_content_charset()


def _declared(raw: bytes, label: str | None) -> list[str]:
    """WHATWG names of the declared encodings, header first."""
    labels = (label, EncodingDetector.find_declared_encoding(raw, is_html=True))
    found = (webencodings.lookup(name) for name in labels if name)
    return [encoding.name for encoding in found if encoding is not None]


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _believable(raw: bytes, declared: list[str]) -> str:
    for name in declared:
        text = raw.decode(_codec(name), "replace")
        if text.count("\ufffd") <= len(text) * BAD_SHARE:
            return name
    return _detected(raw)


def _detected(raw: bytes) -> str:
    for label in EncodingDetector(raw, is_html=True).encodings:
        encoding = webencodings.lookup(label)
        if encoding is None:
            continue
        try:
            raw.decode(_codec(encoding.name))
        except UnicodeDecodeError:
            continue
        return encoding.name
    return "windows-1252"


def _codec(name: str) -> str:
    return _WIDER_CODECS.get(name) or webencodings.lookup(name).codec_info.name


def _transcode(raw: bytes, name: str) -> bytes:
    return raw.decode(_codec(name), "replace").encode("utf-8", "replace")


def _kind(media_type: str | None, body: bytes) -> PageKind:
    if media_type == "text/plain":
        return "text"
    if media_type in _HTML_TYPES or _TAG.search(body, 0, SNIFFED):
        return "html"
    if media_type is not None and not media_type.startswith("text/"):
        raise PageError("not-html", media_type)
    if b"\0" in body[:SNIFFED]:
        raise PageError("not-html", "binary data")
    return "text"


def _without_controls(body: bytes) -> bytes:
    body = body.translate(_FORM_FEED_TO_SPACE, _CONTROL_BYTES)
    return _NON_CHARACTER.sub(b"", _CONTROL_REFERENCE.sub(b"", body))


def _inflate(raw: bytes, limit: int, window: int) -> bytes:
    """Every member of a zlib or gzip stream; what follows the last whole member is ignored, as browsers do."""
    out = bytearray()
    while raw:
        stream = zlib.decompressobj(window)
        out += stream.decompress(raw, limit - len(out) + 1)
        if len(out) > limit:
            raise PageError("too-large", f"over {limit} bytes")
        if not stream.eof:
            raise PageError("broken-coding", "the compressed data ends early")
        raw = stream.unused_data if stream.unused_data.startswith(b"\x1f\x8b") else b""
    return bytes(out)


def _gunzip(raw: bytes, limit: int) -> bytes:
    return _inflate(raw, limit, 16 + zlib.MAX_WBITS)


def _deflate(raw: bytes, limit: int) -> bytes:
    """RFC 9110's `deflate` is zlib's format; some servers send the bare stream."""
    try:
        return _inflate(raw, limit, zlib.MAX_WBITS)
    except zlib.error:
        return _inflate(raw, limit, -zlib.MAX_WBITS)


def _unbrotli(raw: bytes, limit: int) -> bytes:
    stream = brotli.Decompressor()
    out = bytearray(stream.process(raw, output_buffer_limit=CHUNK))
    while not stream.is_finished():
        if len(out) > limit:
            raise PageError("too-large", f"over {limit} bytes")
        if stream.can_accept_more_data():
            raise PageError("broken-coding", "the compressed data ends early")
        out += stream.process(b"", output_buffer_limit=CHUNK)
    return bytes(out)


def _unzstd(raw: bytes, limit: int) -> bytes:
    """Reads one frame in chunks, so that a bomb costs no more than the limit."""
    out = bytearray()
    stream = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
    for start in range(0, len(raw), 64):
        out += stream.decompress(raw[start : start + 64])
        if len(out) > limit:
            raise PageError("too-large", f"over {limit} bytes")
        if stream.eof:
            return bytes(out)
    raise PageError("broken-coding", "the compressed data ends early")


_CODINGS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
