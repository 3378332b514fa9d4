"""Text as it may stand in an answer, whatever a page wrote: nothing hides, reorders or cannot be encoded."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

MOST_LINE = 500  # characters of a title or name that are shown; real ones are shorter

# Control characters but tab and line feed, as they are in UTF-8. A terminal would obey some of them. Those
# that count as white space keep words apart, the others may stand in the middle of one.
_APART = b"\x0b\x0c\x0d\x1c\x1d\x1e\x1f"
_SPACES = bytes.maketrans(_APART, b" " * len(_APART))
_CONTROLS = bytes({*range(0x20), 0x7F} - {0x09, 0x0A, *_APART})
_LATE_SPACE, _LATE_CONTROLS = b"\xc2\x85", re.compile(rb"\xc2[\x80-\x9f]")
# Bidirectional controls: in a title they can make one host name look like another.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def one_line(text: str | None) -> str:
    """A title, a name or a note on one line; an overlong one is cut. Nothing is the empty string."""
    if not text:
        return ""
    line = " ".join(sendable(_BIDI.sub("", text[: 2 * MOST_LINE])).split())
    return line if len(line) <= MOST_LINE else f"{line[:MOST_LINE].rstrip()}…"


def sendable(text: str) -> str:
    """Text without control characters, and with a question mark for each lone surrogate."""
    encoded = text.encode("utf-8", "replace").translate(_SPACES, _CONTROLS)
    return _LATE_CONTROLS.sub(b"", encoded.replace(_LATE_SPACE, b" ")).decode("utf-8")


def encodable(text: str) -> str:
    """Lone surrogates, which are no characters, become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def web_url(url: str | None) -> str:
    """The URL if it is one of the web, else the empty string. A page may say anything about its address."""
    url = encodable(url or "").strip()
    return url if url.isprintable() and " " not in url and _has_host(url) else ""


def _has_host(url: str) -> bool:
    try:
        address = urlsplit(url)
    except ValueError:  # such as a broken IPv6 address
        return False
    return address.scheme in {"http", "https"} and bool(address.hostname)
