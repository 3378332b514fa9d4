"""Pictures as what they are in the end: one `img` each, with the source that a browser would come to load."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.model import Image

LEAST_SIDE = 50  # pixels; what is smaller both ways is an icon or a pixel that counts

_USABLE = re.compile(r"\s*(?!(?:data|blob|javascript|about):)(?=\S*[./])\S+\s*", re.I)
# An address may have commas in it, not at its end. Possessive, so that no long text is tried again and again.
_CANDIDATE = re.compile(r"([^\s,]++(?:,++[^\s,]++)*+)(?:\s++(\d++(?:\.\d++)?)[wx])?")
_NUMBER = re.compile(r"\s*(\d{1,6})(?:\.\d+)?(?:px)?\s*", re.I)


def free_from_noscript(root: Element) -> None:
    """Put the picture that stands in a `noscript` in the place of the one that a script would have filled."""
    for holder in list(root.iter("noscript")):
        pictures = list(holder.iter("img"))
        if len(pictures) != 1 or not _source(pictures[0]):
            continue
        picture, before = pictures[0], holder.getprevious()
        if before is not None and before.tag == "img":
            if not _source(before):
                _take_over(before, picture)
        else:
            picture.tail = None
            holder.addprevious(picture)


def resolve(body: Element) -> None:
    """Every picture with its source in `src` and `srcset`; those without one, and the tiny ones, are gone."""
    for picture in list(body.iter("picture")):
        _flatten(picture)
    for image in list(body.iter("img")):
        source = _source(image)
        if source and not _is_tiny(image):
            image.set("src", source)
        else:
            dom.drop(image)


def describe(body: Element, base_url: str | None) -> tuple[Image, ...]:
    """The pictures of an article, in its order, each once."""
    found: dict[str, Image] = {}
    for image in body.iter("img"):
        url = _absolute(image.get("src") or "", base_url)
        if url and url not in found:
            found[url] = Image(
                url=url,
                alt=dom.fold_space(image.get("alt") or "") or None,
                caption=_caption(image),
                width=_number(image.get("width")),
                height=_number(image.get("height")),
            )
    return tuple(found.values())


def _flatten(picture: Element) -> None:
    """A `picture` becomes its `img`, with a source's candidates where it has none of its own."""
    image = next(picture.iter("img"), None)
    sets = [source.get("srcset") or source.get("data-srcset") for source in picture.iter("source")]
    candidates = next(filter(None, sets), None)
    if image is None and candidates is None:
        dom.drop(picture)
        return
    if image is None:
        image = picture.makeelement("img")
    if candidates and not _source(image):
        image.set("srcset", candidates)
    image.tail = None
    picture.addprevious(image)
    dom.drop(picture)


def _take_over(image: Element, other: Element) -> None:
    for name in ("src", "srcset", "sizes", "alt", "width", "height"):
        value = other.get(name)
        if value:
            image.set(name, value)


def _source(image: Element) -> str | None:
    """What loaders of late pictures leave in `data-` attributes, else `src`, else the best of `srcset`."""
    late = {
        name: value for name, value in dom.attributes(image) if name.startswith("data-") and "src" in name
    }
    for name, value in late.items():
        if name.endswith("srcset") and "srcset" not in image.attrib and _best(value):
            image.set("srcset", value)
    found = (value for name, value in late.items() if not name.endswith("srcset") and _is_picture(value))
    own = image.get("src") or ""
    return next(found, None) or (own if _is_picture(own) else _best(image.get("srcset") or ""))


def _is_picture(url: str) -> bool:
    return _USABLE.fullmatch(url) is not None


def _best(srcset: str) -> str | None:
    """The candidate of the greatest width or density."""
    candidates = [(float(size or 0), url) for url, size in _CANDIDATE.findall(srcset) if _is_picture(url)]
    return max(candidates, default=(0.0, None), key=lambda one: one[0])[1]


def _is_tiny(image: Element) -> bool:
    width, height = _number(image.get("width")), _number(image.get("height"))
    return width is not None and height is not None and max(width, height) < LEAST_SIDE


def _number(value: str | None) -> int | None:
    found = _NUMBER.fullmatch(value or "")
    return int(found[1]) if found else None


def _caption(image: Element) -> str | None:
    figure = next(image.iterancestors("figure"), None)
    caption = None if figure is None else next(figure.iter("figcaption"), None)
    return (dom.fold_space(dom.text_of(caption)) or None) if caption is not None else None


def _absolute(url: str, base_url: str | None) -> str | None:
    try:
        absolute = urljoin(base_url or "", url.strip())
    except ValueError:
        return None
    return absolute if absolute.startswith(("http://", "https://")) else None
