"""Which URLs may stand in an article. Tidying writes them in one form, and the border asks for that form."""

from __future__ import annotations

import re
from collections.abc import Set
from urllib.parse import unquote, urljoin

_MOST_CANDIDATES = 32  # of one srcset; news pages write up to twenty

# 8,000 octets are what every server is advised to take: RFC 9110, 4.1.
_HOST = r"""(?:[^\s/?#@\\%"<>`:^|\[\]]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?"""
_WEB = re.compile(rf"""https?://{_HOST}(?:[/?#][^\s\\"<>`]{{0,8000}})?""")
_CONTACT = re.compile(r"""(?i:mailto:[^\s\\"<>`]{1,2000}|tel:[-+().*\#;=\w%]{1,80})""")
_ID = re.compile(r"""[^\s\\"'<>&`]{1,200}""")
_SCHEME = re.compile(r"[A-Za-z][-+.A-Za-z0-9]*:")
_ORIGIN = re.compile(r"https?://[^/?#]*")
_ROOTED = re.compile(r"(?!.*/\.)/(?!/).*")
_ESCAPED_HOST = re.compile(r"https?://[^/?#]*%[^/?#]*")
_UNQUOTED = re.compile(r"""[ "<>`]""")
_QUOTED = str.maketrans({" ": "%20", '"': "%22", "<": "%3C", ">": "%3E", "`": "%60"})

# srcset, as HTML has it: a URL is what has no space in it; a comma at its end means that no size follows.
_CANDIDATE = re.compile(r"[\s,]*(\S+)", re.ASCII)
_SIZES = re.compile(r"((?:[^,(]|\([^)]*\)?)*),?")
_SIZE = re.compile(r"(\d{1,5}w|\d{1,2}(?:\.\d{1,4})?x)?(?: ?\d{1,5}h)?", re.ASCII)


def is_web(url: str) -> bool:
    """An absolute http(s) URL with a host and no password, and no character that a reader cannot see."""
    return bool(_WEB.fullmatch(url)) and url.isprintable()


def is_contact(url: str) -> bool:
    """A `mailto:` or `tel:` URL."""
    return bool(_CONTACT.fullmatch(url)) and url.isprintable()


def is_id(name: str) -> bool:
    """What may be an element's id, and the fragment that leads to it."""
    return bool(_ID.fullmatch(name)) and name.isprintable()


def is_srcset(value: str) -> bool:
    """What `srcset` writes."""
    return all(map(_is_candidate, value.split(", ")))


def _is_candidate(candidate: str) -> bool:
    url, _, size = candidate.partition(" ")
    return is_web(url) and _SIZE.fullmatch(size) is not None


def absolute(url: str | None, base: str | None) -> str | None:
    """The URL in the form of `is_web`, resolved against `base`; `None` where it cannot have it."""
    url = (url or "").strip()
    if not url or not url.isprintable():
        return None
    if _WEB.fullmatch(url):
        return url
    if _UNQUOTED.search(url):
        url = url.translate(_QUOTED)
    url = _resolved(url, base)
    return url if is_web(url) else None


def _resolved(url: str, base: str | None) -> str:
    if scheme := _SCHEME.match(url):
        return scheme[0].lower() + url[scheme.end() :]
    base = base or ""
    origin = _ORIGIN.match(base)
    if origin and _ROOTED.fullmatch(url):  # most of them, at a tenth of urljoin's price
        return origin[0] + url
    try:
        return urljoin(base, url)
    except ValueError:  # such as a broken IPv6 address
        return ""


def link(href: str, base: str | None, ids: Set[str]) -> str | None:
    """Where a link leads: `#id` for one of the article's `ids`, an absolute URL, or `None` for nowhere."""
    href = href.strip()
    here, sign, fragment = href.partition("#")
    if sign and (not here or here == (base or "").partition("#")[0]):
        for name in (fragment, unquote(fragment)):
            if name in ids and is_id(name):
                return f"#{name}"
    if is_contact(href):
        return href
    return absolute(href, base) if here else None


def srcset(value: str, base: str | None) -> str | None:
    """The http(s) candidates of a `srcset`, written anew; `None` where there are none."""
    candidates: list[str] = []
    position = 0
    while len(candidates) < _MOST_CANDIDATES and (found := _CANDIDATE.match(value, position)):
        position = found.end()
        name, sizes = found[1].rstrip(","), ""
        if name == found[1] and (rest := _SIZES.match(value, position)):
            position, sizes = rest.end(), rest[1].strip()
        url, size = absolute(name, base), _SIZE.fullmatch(sizes)
        if url and size:
            candidates.append(f"{url} {size[1] or ''}".rstrip())
    return ", ".join(candidates) or None


def readable_host(url: str) -> str:
    """The URL with its host in its own script: lxml's writer escapes it, and few programs undo that."""
    return _ESCAPED_HOST.sub(lambda host: unquote(host[0]), url, count=1) if _ESCAPED_HOST.match(url) else url
