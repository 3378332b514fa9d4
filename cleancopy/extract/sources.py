"""Where a picture comes from: of all addresses on its element, the one that a browser would come to load."""

from __future__ import annotations

import re

from cleancopy import dom
from cleancopy.dom import Element

ENOUGH = 1200  # pixels: as wide as a reading view is on a dense screen

# What scripts fill `src` from, beside whatever has `src` in its name.
LATE = frozenset({"data-delayed-url", "data-echo", "data-lazy", "data-lazyload", "data-original"})
# In such a name: what is shown until the real picture is there, or on small screens.
_PREVIEWS = re.compile(r"blur|low|lqip|placeholder|preview|small|thumb|tiny|mobile")

_NAME = re.compile(r"[a-z][-\w]*")  # templates bind attributes whose names have other characters
_USABLE = re.compile(r"(?!(?:data|blob|javascript|about):|\[)(?=\S*[./])[^\s{}]+(?: [^\s{}]+)*", re.I)
_FILE = re.compile(r"[^?#]*\.(?:avif|gif|jpe?g|jfif|png|webp)", re.I)
_PLACEHOLDER = re.compile(
    r"(?:p|(?=.*(?:1x1|blank|empty|gr[ae]y|lazy|load|pixel|placeholder|shim|space|spinner|transparent))"
    r"(?:(?:1x1|blank|clear|empty|gif|gr[ae]y|holder|image|img|lazy|load(?:er|ing)?|pixel|place|pre|shim"
    r"|spacer?|spinner|trans|transparent|white)[-_.]*)+)\.(?:gif|png|svg)",
    re.I,
)
# An address may have commas in it, not at its end. Possessive, so that no long text is tried again and again.
_CANDIDATE = re.compile(r"([^\s,]++(?:,++[^\s,]++)*+)(?:\s++(\d++(?:\.\d++)?)([wx]))?")
_WIDTH_SLOT = re.compile(r"\{width\}", re.I)
_NUMBER = re.compile(r"\d{2,4}")
_STEM = re.compile(r"([^/?#]+?)(?:[-_.]?\d{2,4}x\d{2,4}|@2x|-scaled)?(?:\.\w{2,5})?(?:[?#].*)?", re.S)


def settle(image: Element) -> str | None:
    """The source; what a script would have put into `srcset` is put there."""
    late = _late(image)
    sets = [value for name, value in late.items() if name.endswith("srcset") and best(value)]
    if sets:
        image.set("srcset", sets[0])
    single = (value.strip() for name, value in late.items() if not name.endswith("srcset"))
    return next(filter(is_picture, single), None) or (best(sets[0]) if sets else _own(image)) or _spare(image)


def _late(image: Element) -> dict[str, str]:
    """What loaders of late pictures read; the plainest name first."""
    names = {
        name: _with_width(image, value)
        for name, value in dom.attributes(image)
        if (name in LATE or ("src" in name and name not in ("src", "srcset")))
        and _NAME.fullmatch(name)
        and not _PREVIEWS.search(name)
    }
    return dict(sorted(names.items(), key=lambda one: one[0] != "data-src"))


def _with_width(image: Element, value: str) -> str:
    """An address with a slot for the width, which a script would have filled, filled."""
    widths = [int(width) for width in _NUMBER.findall((image.get("data-widths") or "")[:500])]
    return _WIDTH_SLOT.sub(str(_sound(widths)), value) if widths and "{" in value else value


def _sound(widths: list[int]) -> int:
    """The smallest that is enough, else the largest."""
    return min((width for width in widths if width >= ENOUGH), default=max(widths))


def _own(image: Element) -> str | None:
    own = (image.get("src") or "").strip()
    return own if is_picture(own) else best(image.get("srcset") or "")


def _spare(image: Element) -> str | None:
    """Any other attribute that is the address of a picture, where a script must have known of it."""
    values = (value.strip() for name, value in dom.attributes(image) if name.startswith("data-"))
    return next((value for value in values if is_picture(value) and is_file(value)), None)


def is_picture(address: str) -> bool:
    """What can be loaded, and is not there to be replaced."""
    address = address.strip()
    if not _USABLE.fullmatch(address) or (" " in address and not is_file(address)):
        return False
    return not _PLACEHOLDER.fullmatch(address.partition("?")[0].rpartition("/")[2])


def is_file(address: str) -> bool:
    """Whether an address says by its end that it is a picture's."""
    return _FILE.fullmatch(address.strip().partition("?")[0]) is not None


def best(srcset: str) -> str | None:
    """The candidate of the smallest width that is enough, else of the greatest width or density."""
    candidates = [
        (float(size or 0), unit == "w", url)
        for url, size, unit in _CANDIDATE.findall(srcset)
        if is_picture(url)
    ]
    enough = [one for one in candidates if one[1] and one[0] >= ENOUGH]
    ordered = sorted(enough or candidates, key=lambda one: one[0], reverse=not enough)
    return str(ordered[0][2]) if ordered else None


def are_alike(one: str, other: str) -> bool:
    """Whether two addresses are of one picture: the same file but for its size and kind."""
    return bool(stem := _stem(one)) and stem == _stem(other)


def _stem(address: str) -> str:
    found = _STEM.fullmatch(address.partition("?")[0].rstrip("/").rpartition("/")[2])
    return found[1].casefold() if found else ""
