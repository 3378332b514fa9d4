"""What the origin serves: a made-up article in many wrappings, and things that are no articles."""

import gzip
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import brotli
import zstandard

HTML = "text/html; charset=utf-8"
SENTENCE = "harbour of Sollund before the bakery opens"
FOREIGN = (
    "Die Fähre fährt wieder über den Sund, und die Bäckerei öffnet früh. Für Gäste heißt das: länger bleiben,"
    " später zurückkehren, und für die Fischer, daß sie ihre Körbe höher hängen müssen."
)

_SOURCE = Path(__file__).with_name("ferry.html").read_text(encoding="utf-8")
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)


@dataclass(frozen=True)
class Page:
    body: bytes
    type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 200
    seconds: float = 0.0
    """That it takes to come."""


def article(ads: str) -> bytes:
    return _SOURCE.replace("@ADS@", ads).encode()


def article_text() -> bytes:
    """The article as a text page: its title, then a paragraph a line."""
    paragraphs = [" ".join(unescape(text).split()) for text in _PARAGRAPH.findall(_SOURCE) if len(text) > 100]
    return "\n\n".join(["Night ferry to Sollund returns after eleven years", *paragraphs]).encode()


def site(ads: str) -> dict[str, Page]:
    """Path to page. `ads` is the address that advertisements come from."""
    page = article(ads)
    packed = gzip.compress(page)
    german = page.decode().replace("The crossing takes", f"{FOREIGN} The crossing takes")
    cp1252 = german.replace('<meta charset="utf-8">', "").encode("cp1252")
    preload = ("Link", f"<{ads}/ads/preload-header.js>; rel=preload; as=script")
    cookies = (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2; Path=/"))
    return {
        "/article": Page(page, headers=(preload, *cookies, ("ETag", '"origin"'))),
        "/article.txt": Page(article_text(), "text/plain; charset=utf-8"),
        "/no-transform": Page(page, headers=(("Cache-Control", "no-transform"),)),
        "/download": Page(page, headers=(("Content-Disposition", "attachment; filename=a.html"),)),
        "/gzip": Page(packed, headers=(("Content-Encoding", "gzip"),)),
        "/br": Page(brotli.compress(page), headers=(("Content-Encoding", "br"),)),
        "/zstd": Page(zstandard.compress(page), headers=(("Content-Encoding", "zstd"),)),
        "/truncated": Page(packed[: len(packed) // 2], headers=(("Content-Encoding", "gzip"),)),
        "/nul": Page(b"\0" * 5000),
        "/empty": Page(b""),
        "/charset": Page(cp1252, "text/html; charset=utf-8"),
        "/login": Page(b"<!DOCTYPE html><title>Sign in</title><form action=/in><input name=user></form>"),
        "/login-gzip": Page(
            gzip.compress(b"<title>Sign in</title><form></form>"), headers=(("Content-Encoding", "gzip"),)
        ),
        "/api": Page(b'{"articles": [1, 2, 3]}', "application/json"),
        "/picture": Page(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "image/png"),
        "/missing": Page(page, status=404),
        "/style.css": Page(b"p { color: red }", "text/css"),
    }
