"""What the addresses of an article's pages have in common, and how they say which page they are.

`/story?page=2`, `/story/page/2`, `/story/2`, `/story-2.html` are all page 2 of `/story`, if a link says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit, urlunsplit

MOST_DIGITS = 4  # of a number that may be a page's
LONGEST = 2000  # characters of an address that is looked at

type Shape = Literal["plain", "named", "nested", "bare"]
"""How an address says its number: not at all; by name, `?page=2`; as `/story/2`; as `/story-2`."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:@!$&'()*+,;=~"
_ENDING = re.compile(r"\.[a-z]{2,5}$", re.I)
_FRONT = re.compile(r"/(?:index|default)$", re.I)
_NAMED = re.compile(r"(.+)[/_\-,.;~]([^\W\d_]+)[-_/=,]?(\d{1,4})", re.S)
_NUMBERED = re.compile(r"(.+)([/_\-,.;~])(\d{1,4})", re.S)
_PAGE = re.compile(r"[\W_]*\d{0,4}$")


def on_site(address: str, url: str) -> str | None:
    """An address at the origin of a page's URL, without a fragment; `None` where it leads to another site.

    A `www.` and a change between http and https make no other site, and are not heeded: the pages of an
    article are asked for where the first came from, and nowhere else.
    """
    try:
        parts, own = urlsplit(address), urlsplit(url)
        site = _site(parts)
        if site is None or site != _site(own):
            return None
    except ValueError:  # such as a port that is no number
        return None
    path, query = quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=f"{_SAFE}?")
    return urlunsplit((own.scheme, own.netloc, path, query, ""))


def _site(parts: SplitResult) -> tuple[str, int | None] | None:
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return None
    port = None if parts.port == _DEFAULT_PORTS[parts.scheme] else parts.port
    return parts.hostname.removeprefix("www."), port


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an address."""

    path: str
    """Without the number and the ending."""
    query: frozenset[tuple[str, str]]
    number: int = 1
    shape: Shape = "plain"

    def is_of(self, other: Reading) -> bool:
        """Whether this is of the same article as a page; a page's own address may say where one came from."""
        return self.path == other.path and self.query <= other.query and bool(self.path or self.query)


def readings(address: str, names: Collection[str]) -> Iterator[Reading]:
    """All ways to read an address: as it is, and as that of a page with a number. `names` say "page"."""
    parts = urlsplit(address)
    query = parse_qsl(parts.query, keep_blank_values=True)[:50]
    asked = frozenset(query)
    whole = _bare(parts.path)
    yield Reading(whole, asked)
    for name, value in query:
        if name.casefold() in names and value.isdecimal() and len(value) <= MOST_DIGITS:
            yield Reading(whole, asked - {(name, value)}, int(value), "named")
    if (found := _NAMED.fullmatch(whole)) and found[2].casefold() in names:
        yield Reading(_bare(found[1]), asked, int(found[3]), "named")
    if found := _NUMBERED.fullmatch(whole):
        yield Reading(_bare(found[1]), asked, int(found[3]), "nested" if found[2] == "/" else "bare")


def clue(address: str) -> str:
    """What every address of the article has in it; empty for a front page, which has no pages."""
    parts = urlsplit(address)
    return _PAGE.sub("", _bare(parts.path)).rpartition("/")[2] or parts.query.partition("&")[0]


def _bare(path: str) -> str:
    """Without what a page may lack: a slash at its end, the ending of a file, the name of a front page."""
    return _FRONT.sub("", _ENDING.sub("", unquote(path).rstrip("/")))
