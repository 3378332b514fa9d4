"""Bytes of any encoding and coding become UTF-8, or a `PageError` with a reason, within bounds."""

import contextlib
import gzip
import subprocess
import sys
import textwrap
import zlib
from functools import partial
from pathlib import Path

import brotli
import pytest
import webencodings.labels
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from bench.bombs import BOMBS
from cleancopy import decode
from cleancopy.decode import MOST_CODINGS
from cleancopy.errors import PageError
from cleancopy.model import Decoded, Source
from tongues import TONGUES

LIMIT = 1 << 20
gzipped = partial(gzip.compress, mtime=0)  # the same test from one second to the next


def page(tongue: str, head: str = "", *, more: str = "") -> str:
    """Most of a page is ASCII, whatever it is written in."""
    text = TONGUES[tongue] + more
    script = f"<script>var settings = {'x' * 3000!r};</script>"
    return (
        f"<html><head>{head}{script}</head><body><nav><a href='/'>Home</a></nav><p>{text}</p></body></html>"
    )


def decoded(body: bytes, content_type: str | None = "text/html") -> Decoded:
    return decode.decode(Source(body, None, content_type))


def reason_of(body: bytes, content_type: str | None = None) -> str:
    with pytest.raises(PageError) as raised:
        decoded(body, content_type)
    return raised.value.reason


@pytest.mark.parametrize(
    ("tongue", "codec", "encoding"),
    [
        ("russian", "cp1251", "windows-1251"),
        ("russian", "koi8-r", "koi8-u"),
        ("russian", "iso8859-5", "iso-8859-5"),
        ("russian", "cp866", "ibm866"),
        ("ukrainian", "cp1251", "windows-1251"),
        ("ukrainian", "koi8-u", "koi8-u"),
        ("polish", "iso8859-2", "iso-8859-2"),
        ("polish", "cp1250", "windows-1250"),
        ("czech", "iso8859-2", "iso-8859-2"),
        ("czech", "cp1250", "windows-1250"),
        ("hungarian", "cp1250", "iso-8859-2"),
        ("spanish", "cp1252", "windows-1252"),
        ("german", "cp1252", "windows-1252"),
        ("english", "cp1252", "windows-1252"),
        ("greek", "cp1253", "windows-1253"),
        ("turkish", "cp1254", "windows-1254"),
        ("hebrew", "cp1255", "windows-1255"),
        ("arabic", "cp1256", "windows-1256"),
        ("thai", "cp874", "windows-874"),
        ("japanese", "cp932", "shift_jis"),
        ("japanese", "euc-jp", "euc-jp"),
        ("japanese", "iso2022-jp", "iso-2022-jp"),
        ("simplified", "gbk", "gb18030"),
        ("traditional", "big5", "big5"),
        ("korean", "cp949", "euc-kr"),
    ],
)
def test_an_undeclared_encoding_is_guessed(tongue: str, codec: str, encoding: str) -> None:
    """By name the one that comes first among those that read the same."""
    out = decoded(page(tongue).encode(codec))
    assert (out.body.decode(), out.encoding) == (page(tongue), encoding)


def test_a_guess_goes_by_a_bounded_sample_of_whole_characters() -> None:
    """A text without tags, many times the sample, with two-byte characters that a cut would misalign."""
    text = "a" + "\n".join([TONGUES["japanese"]] * 3000)
    assert decoded(text.encode("cp932"), "text/plain").body.decode() == text


def test_a_guess_does_not_depend_on_other_detectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beautiful Soup asks whatever happens to be installed."""
    monkeypatch.setattr("bs4.dammit.chardet_module", None)
    assert decoded(page("russian").encode("cp1251")).encoding == "windows-1251"


@pytest.mark.parametrize(
    ("label", "codec", "tongue", "more", "encoding"),
    [
        ("iso-8859-1", "cp1252", "english", "", "windows-1252"),
        ("latin1", "cp1252", "german", "€", "windows-1252"),
        ("gb2312", "gb18030", "simplified", "镕㐀", "gbk"),
        ("x-sjis", "cp932", "japanese", "①", "shift_jis"),
        ("ks_c_5601-1987", "cp949", "korean", "똠", "euc-kr"),
        ("Big5", "big5hkscs", "traditional", "嘅啲", "big5"),
        ("tis-620", "cp874", "thai", "", "windows-874"),
        ("iso-8859-9", "cp1254", "turkish", "€", "windows-1254"),
        ("x-user-defined", "cp1252", "german", "", "x-user-defined"),
        ("iso-2022-jp", "iso2022-jp", "japanese", "", "iso-2022-jp"),
    ],
)
@pytest.mark.parametrize("where", ["header", "meta", "http-equiv", "xml"])
def test_a_label_means_what_browsers_take_it_for(
    label: str, codec: str, tongue: str, more: str, encoding: str, where: str
) -> None:
    heads = {
        "meta": f"<meta charset={label}>",
        "http-equiv": f'<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={label}">',
    }
    html = page(tongue, heads.get(where, ""), more=more)
    html = f'<?xml version="1.0" encoding="{label}"?>\n{html}' if where == "xml" else html
    out = decoded(html.encode(codec), f'text/html; charset="{label}"' if where == "header" else "text/html")
    assert (out.body.decode(), out.encoding) == (html, encoding)


@pytest.mark.parametrize("name", sorted(set(webencodings.labels.LABELS.values())))
def test_every_label_of_the_web_can_be_declared(name: str) -> None:
    assert b"<p>plain</p>" in decoded(b"<p>plain</p>", f"text/html; charset={name}").body


@pytest.mark.parametrize(
    ("head", "content_type", "encoding"),
    [
        ("<meta charset=koi8-r>", "text/html; charset=windows-1251", "windows-1251"),
        ("<meta charset=windows-1251>", "text/html; charset=utf-8", "windows-1251"),
        ("<!-- <meta charset=koi8-r> --><meta charset=windows-1251>", "text/html", "windows-1251"),
        ("<!-- <meta charset=koi8-r> -->", "text/html", "windows-1251"),
        ("<meta charset=nonsense>", "text/html; charset=bogus", "windows-1251"),
        ("<meta charset=utf-16>", "text/html", "windows-1251"),
        ("<meta charset=hz-gb-2312>", "text/html; charset=replacement", "windows-1251"),
        ("<meta charset=shift_jis", "text/html; charset=utf-16le", "windows-1251"),
        ("x" * decode.PRESCANNED + "<meta charset=koi8-r>", "text/html", "windows-1251"),
    ],
    ids=[
        "header first",
        "wrong header",
        "comment",
        "only comment",
        "unknown",
        "UTF-16",
        "refused",
        "open",
        "late",
    ],
)
def test_whom_to_believe(head: str, content_type: str, encoding: str) -> None:
    out = decoded(page("russian", head).encode("cp1251"), content_type)
    assert (out.body.decode(), out.encoding) == (page("russian", head), encoding)


@pytest.mark.parametrize("label", ["windows-1251", "iso-8859-1", "utf-16", "iso-2022-jp", "gbk"])
def test_utf8_is_known_whatever_it_is_called(label: str) -> None:
    html = page("russian", f"<meta charset={label}>")
    assert decoded(html.encode(), f"text/html; charset={label}").body.decode() == html


@pytest.mark.parametrize("bom", [True, False])
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_is_known_by_its_mark_or_its_header(codec: str, bom: bool) -> None:
    raw = ("\ufeff" * bom + page("japanese")).encode(codec)
    header = "text/html" if bom else f"text/html; charset={codec.replace('16-', '16')}"
    assert decoded(raw, header).body.decode() == page("japanese")


def test_a_mark_wins_over_the_header_and_goes() -> None:
    assert decoded(b"\xef\xbb\xbf<p>\xc3\xa9", "text/html; charset=koi8-r").body == b"<p>\xc3\xa9"


@pytest.mark.parametrize(
    ("codec", "label", "tongue", "bad"),
    [
        ("utf-8", "utf-8", "russian", b"\xe9\xff"),
        ("utf-8", None, "russian", b"\xe9\xff"),
        ("utf-8", "iso-8859-1", "german", b"\x92"),
        ("gb18030", "gb2312", "simplified", b"\xff\x81"),
        ("cp932", "shift_jis", "japanese", b"\x81 "),
        ("cp949", "euc-kr", "korean", b"\xff"),
        ("big5hkscs", "big5", "traditional", b"\xff"),
        ("iso2022-jp", "iso-2022-jp", "japanese", b"\xff"),
    ],
)
def test_a_few_bad_bytes_do_not_change_the_encoding(
    codec: str, label: str | None, tongue: str, bad: bytes
) -> None:
    raw = page(tongue).encode(codec) + b"<p>" + bad + b"</p>"
    text = decoded(raw, f"text/html; charset={label}" if label else None).body.decode()
    assert TONGUES[tongue] in text
    assert "\ufffd" in text


def test_one_curly_quote_is_not_lost_to_a_wrong_utf8_label() -> None:
    raw = "<p>The mayor’s office</p>".encode("cp1252")
    assert "mayor’s" in decoded(raw, "text/html; charset=utf-8").body.decode()


@pytest.mark.parametrize(
    "unit", [b"<meta", b"<meta charset", b"<!--", b"<?xml", b"\xff", b"\x1b$B", b"a\xe9 "]
)
def test_looking_for_a_declaration_is_bounded(unit: bytes) -> None:
    """Beautiful Soup's search alone takes minutes on the first of these."""
    assert decoded(b"<p>\xe9 " + unit * (1_000_000 // len(unit))).body


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"a\x00b", b"ab"),
        (b"a\x0bb\x0cc", b"a b c"),
        (b"a\x1b\x7fb", b"ab"),
        (b"a&#8;b&#x1F;c&#0031d", b"a b c d"),
        (b"a&#8b", b"a b"),
        (b"&#10;&#xA;&#9;&#80;&#x80;&#x1F4A9;", b"&#10;&#xA;&#9;&#80;&#x80;&#x1F4A9;"),
        (b"&#&#8;8;&#65535;&#xFFFE;\xef\xbf\xbf", b"&# 8;  "),
    ],
)
def test_what_no_tree_can_hold_goes(source: bytes, expected: bytes) -> None:
    assert decoded(b"<p>" + source).body == b"<p>" + expected


@pytest.mark.parametrize(
    ("content_type", "body", "kind"),
    [
        ("text/html", b"just words", "html"),
        ("application/xhtml+xml; charset=utf-8", b"just words", "html"),
        ("text/plain", b"<html><p>Shown as it is", "text"),
        ("text/markdown", b"# words", "text"),
        (None, b"<!DOCTYPE html>x", "html"),
        (None, b"\n\n words and <B>bold</B> ones", "html"),
        (None, b"a < b, and c <3 d", "text"),
        ("application/octet-stream", b"<p>x</p>", "html"),
        ("text/html, text/html", b"<p>x</p>", "html"),
        ("nonsense", b"<p>x</p>", "html"),
        ("", b"words", "text"),
    ],
)
def test_html_or_text(content_type: str | None, body: bytes, kind: str) -> None:
    assert decoded(body, content_type).kind == kind


@pytest.mark.parametrize(
    ("content_type", "body", "reason"),
    [
        ("text/html", b"", "empty"),
        ("text/html", b"\0" * 1000, "empty"),
        (None, b" \r\n\t", "empty"),
        (None, b"\xef\xbb\xbf", "empty"),
        (None, b"\xff\xfe", "empty"),
        (None, b"\x89PNG\r\n\x1a\n\0\0", "not-html"),
        (None, b"PK\x03\x04", "not-html"),
        ("application/json", b'{"html": "<p class=a>x</p>"}', "not-html"),
        ("image/svg+xml", b"<svg ><a >x", "not-html"),
        ("application/pdf", b"%PDF-1.4", "not-html"),
    ],
)
def test_what_is_no_page_has_a_reason(content_type: str | None, body: bytes, reason: str) -> None:
    assert reason_of(body, content_type) == reason


@given(st.binary(max_size=300), st.none() | st.text(max_size=60))
def test_any_bytes_under_any_header_are_utf8_or_refused(body: bytes, content_type: str | None) -> None:
    with contextlib.suppress(PageError):
        decoded(body, content_type).body.decode()


@given(st.text(), st.sampled_from(["utf-8-sig", "utf-16-le", "utf-16-be"]))
def test_a_marked_text_survives(text: str, codec: str) -> None:
    kept = "".join(
        character for character in text if ord(character) >= 32 and not 0xD800 <= ord(character) < 0xE000
    )
    raw = kept.encode(codec) if codec == "utf-8-sig" else f"\ufeff{kept}".encode(codec)
    assert decode.to_utf8(raw)[0].decode() == kept


# Content codings.

CODERS = {
    "gzip": gzipped,
    "x-gzip": gzipped,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}
LONG = (TONGUES["german"] * 6000).encode()[: LIMIT - 1]


SKIPPED = b"\x50\x2a\x4d\x18\1\0\0\0x"  # a frame of zstd that holds no data


def bare_deflate(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


def nested(data: bytes, times: int) -> tuple[bytes, str]:
    """Data in so many codings, and their header."""
    for _ in range(times):
        data = gzipped(data)
    return data, ", ".join(["gzip"] * times)


def undone(raw: bytes, coding: str) -> bytes:
    return decode.undo_coding(raw, coding, LIMIT)


@pytest.mark.parametrize("size", [0, 1, 5000, decode.CHUNK, len(LONG)])
@pytest.mark.parametrize("coding", CODERS)
def test_a_coding_is_undone(coding: str, size: int) -> None:
    assert undone(CODERS[coding](LONG[:size]), coding) == LONG[:size]


@pytest.mark.parametrize("coding", CODERS)
def test_what_compresses_badly_is_undone(coding: str) -> None:
    """Long matches and long literals leave the decoders in different states."""
    noise = b"".join(zlib.crc32(number.to_bytes(4)).to_bytes(4) for number in range(100_000))
    assert undone(CODERS[coding](noise), coding) == noise


@pytest.mark.parametrize(
    ("raw", "coding", "expected"),
    [
        (b"as it is", "", b"as it is"),
        (b"as it is", "identity", b"as it is"),
        (b"", "gzip", b""),
        (bare_deflate(b"bare"), "deflate", b"bare"),
        (gzipped(b"one ") + gzipped(b"two"), "GZIP", b"one two"),
        (gzipped(b"one") + bytes(512), "gzip", b"one"),
        (gzipped(b"one") + b"trailing", "gzip", b"one"),
        (zstandard.compress(b"one ") + zstandard.compress(b"two"), "zstd", b"one two"),
        (zstandard.compress(b"one") + SKIPPED + zstandard.compress(b" two"), "zstd", b"one two"),
        (zstandard.compress(b"one") + b"trailing", "zstd", b"one"),
        (gzipped(brotli.compress(b"nested")), "br, gzip", b"nested"),
        (zstandard.compress(gzipped(zlib.compress(b"thrice"))), "deflate,gzip , zstd", b"thrice"),
        (*nested(b"many", MOST_CODINGS), b"many"),
    ],
)  # fmt: skip
def test_members_and_nested_codings_are_undone(raw: bytes, coding: str, expected: bytes) -> None:
    assert undone(raw, coding) == expected


def damaged(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.mark.parametrize(
    ("raw", "coding"),
    [
        *((coder(LONG)[:-1], coding) for coding, coder in CODERS.items()),
        *((coder(LONG)[: len(coder(LONG)) // 2], coding) for coding, coder in CODERS.items()),
        (bare_deflate(LONG)[:-9], "deflate"),
        (damaged(gzipped(LONG), -6), "gzip"),
        (damaged(zlib.compress(LONG), -1), "deflate"),
        (gzipped(b"one") + gzipped(b"two")[:-3], "gzip"),
        (b"<p>not compressed</p>", "gzip"),
        (b"<p>not compressed</p>", "br"),
        (b"<p>not compressed</p>", "zstd"),
        (b"x", "compress"),
        (b"x", "gzip;q=1"),
        (b"x", "base64"),
        (gzipped(b"x"), "gzip, br"),
        nested(b"x", MOST_CODINGS + 1),
    ],
)
def test_what_cannot_be_undone_is_refused(raw: bytes, coding: str) -> None:
    with pytest.raises(PageError) as raised:
        undone(raw, coding)
    assert raised.value.reason == "broken-coding"


@pytest.mark.parametrize("coding", ["identity", *CODERS])
def test_what_is_over_the_limit_is_too_large(coding: str) -> None:
    raw = CODERS.get(coding, bytes)(bytes(LIMIT + 1))
    with pytest.raises(PageError) as raised:
        undone(raw, coding)
    assert raised.value.reason == "too-large"


def test_a_zstd_frame_that_needs_a_large_window_is_refused() -> None:
    """RFC 9659: 8 MB and no more, so that a small frame cannot ask for much memory."""
    parameters = zstandard.ZstdCompressionParameters(window_log=27, compression_level=1)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    with pytest.raises(PageError, match="memory"):
        undone(stream.compress(bytes(1000)) + stream.flush(), "zstd")


MEASURE = """
    import resource, sys
    from cleancopy import decode
    from cleancopy.errors import PageError

    def megabytes():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

    raw = open(sys.argv[1], "rb").read()
    before = megabytes()
    try:
        decode.undo_coding(raw, sys.argv[2], 20 << 20)
    except PageError as error:
        print(error.reason, megabytes() - before)
"""


@pytest.mark.parametrize("coding", BOMBS)
def test_a_bomb_costs_little_memory(coding: str, tmp_path: Path) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(BOMBS[coding]())
    command = [sys.executable, "-c", textwrap.dedent(MEASURE), str(path), coding]
    reason, megabytes = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert reason == "too-large"
    assert int(megabytes) < 64
