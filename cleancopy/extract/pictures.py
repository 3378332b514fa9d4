"""Pictures as what they are in the end: one `img` each, with the source that a browser would come to load."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice
from urllib.parse import urljoin

from lxml import etree

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.extract import sources
from cleancopy.model import Image, Lexicon

LEAST_SIDE = 50  # pixels; what is smaller both ways is an icon or a pixel that counts
MOST_TIMES = 3  # in one article; what is there more often is a sign
MOST_STYLE = 2000  # characters of a style that are read
LONGEST_SAID = 3000  # characters of caption and credit; each picture of a figure is told with them

_NUMBER = re.compile(r"\s*(\d{1,6})(?:\.\d+)?(?:px)?\s*", re.I)
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*?\burl\(\s*['\"]?([^'\")]+)", re.I)
_LATE = ("data-src", "data-original", "src")
_LATE_BACKGROUNDS = ("data-bg", "data-background", "data-background-image")
_WAITING = frozenset((*_LATE, *_LATE_BACKGROUNDS, "style"))
_BACKDROP = "data-backdrop"  # on a picture that was a background, until it is known to lead the article
_NO_BOXES = frozenset({
    "audio", "br", "embed", "hr", "iframe", "img", "input", "link", "meta", "script", "source", "track",
    "video", "wbr",
})  # fmt: skip
_SHOWING = ("iframe", "img", "video")
_CREDITED = etree.XPath(".//*[@itemprop='copyrightHolder' or @itemprop='creditText' or @itemprop='creator']")
_OTHER_MEDIA = re.compile(r"max-(?:device-)?width|print|dark|portrait", re.I)


def free(root: Element) -> None:
    """Pictures that wait for a script, or for its absence, become an `img` in their place.

    So do backgrounds, for `resolve` to decide about.
    """
    for holder in reversed(list(root.iter("noscript"))):  # the inner ones first
        _free_from_noscript(holder)
    # Those without others in them, and those of a script's own, where some may only take up room.
    waiting = [
        one
        for one in root.iter("*")
        if (not len(one) or "-" in one.tag) and not _WAITING.isdisjoint(one.keys())
    ]
    for box in waiting:
        if box.tag not in _NO_BOXES and not _shows_something(box):
            _fill(box)


def _shows_something(box: Element) -> bool:
    has_picture = next(box.iter(*_SHOWING), None) is not None
    return has_picture or any(text.strip() for text in dom.texts_of(box))


def _free_from_noscript(holder: Element) -> None:
    """Put the one picture of a `noscript` in the place of the one that a script would have filled."""
    found = list(holder.iter("img"))
    if len(found) != 1 or not (source := sources.settle(found[0])):
        return
    [picture] = found
    twin = _twin(holder, source)
    if twin is None:
        picture.tail = None
        holder.addprevious(picture)
        return
    if not sources.settle(twin):
        _take_over(twin, picture)
    dom.drop(picture)


def _twin(holder: Element, source: str) -> Element | None:
    """The same picture for readers with scripts, right before a `noscript` or right behind it."""
    before, after = holder.getprevious(), holder.getnext()
    if before is not None and before.tag == "img":
        return before
    for beside, between in ((before, before), (after, holder)):
        image = None if beside is None else _only_image(beside)
        if image is not None and between is not None and not (between.tail or "").strip():
            own = sources.settle(image)
            if own is None or sources.are_alike(own, source):
                return image
    return None


def _only_image(box: Element) -> Element | None:
    """The picture that is all there is in a box."""
    found = list(islice(box.iter("img"), 2))
    has_text = any(text.strip() for text in dom.texts_of(box))
    return found[0] if len(found) == 1 and not has_text else None


def _fill(box: Element) -> None:
    """A picture in an empty element: one that a script would have put there, or its background."""
    values = [box.get(name) or "" for name in _LATE]
    source = next((value for value in values if sources.is_picture(value) and sources.is_file(value)), None)
    if source:
        _put_image(box, source)
        return
    found = _BACKGROUND.search((box.get("style") or "")[:MOST_STYLE])
    values = [*(box.get(name) or "" for name in _LATE_BACKGROUNDS), found[1] if found else ""]
    background = next(filter(sources.is_picture, values), None)
    if background:
        _put_image(box, background).set(_BACKDROP, "")


def _put_image(box: Element, source: str) -> Element:
    image = etree.SubElement(box, "img")
    image.set("src", source)
    image.set("alt", box.get("data-alt") or box.get("alt") or box.get("aria-label") or "")
    for name in ("srcset", "sizes", "width", "height"):
        value = box.get(f"data-{name}") or box.get(name)
        if value:
            image.set(name, value)
    return image


def resolve(body: Element, lead: Image | None = None) -> None:
    """Every picture with its source in `src` and `srcset`; those without one, and the tiny ones, are gone.

    `lead` is the picture that the page names as its own.
    """
    for picture in list(body.iter("picture")):
        _flatten(picture)
    for image in list(body.iter("img")):
        source = sources.settle(image)
        if source and not _is_tiny(image):
            image.set("src", source)
        else:
            dom.drop(image)
    backdrop = _lead_backdrop(body, lead)
    for image in list(body.iter("img")):
        if _BACKDROP in image.attrib:
            del image.attrib[_BACKDROP]
            if image is not backdrop:
                dom.drop(image)
    _drop_signs(body)
    for image in list(_doubles(body)):
        dom.drop(image)


def _drop_signs(body: Element) -> None:
    """Badges, dividers and buttons: pictures that come again and again, but for those in a table."""
    loose = [image for image in body.iter("img") if next(image.iterancestors("table"), None) is None]
    times = Counter(image.get("src") for image in loose)
    for image in loose:
        if times[image.get("src")] > MOST_TIMES:
            dom.drop(image)


def _doubles(body: Element) -> Iterator[Element]:
    """Of the same picture twice with no word between, the one that is in no figure, else the second.

    The first's caption may be between, unless the second has one of its own. In a table each is its cell's.
    """
    before: Element | None = None
    has_caption = False
    for event, element in etree.iterwalk(body, events=("start", "end")):
        said = element.text if event == "start" else element.tail
        if event == "start" and element.tag == "img":
            if before is not None and _file(element) == _file(before):
                around = next((str(box.tag) for box in element.iterancestors("figure", "table")), "")
                if around != "table" and not (around and has_caption):
                    yield before if around else element
            before, has_caption = element, False
        elif said and not said.isspace():
            has_caption = next(element.iterancestors("figure"), None) is not None
            before = before if has_caption else None


def _file(image: Element) -> str:
    """The address without what only asks for a size of the file."""
    source = image.get("src") or ""
    return source.partition("?")[0] if sources.is_file(source) else source


def _lead_backdrop(body: Element, lead: Image | None) -> Element | None:
    """The one background above the first paragraph, where no picture is, unless the page names another."""
    above = list(_pictures_above_text(body))
    if len(above) != 1 or _BACKDROP not in above[0].attrib:
        return None
    is_lead = lead is None or sources.are_alike(above[0].get("src") or "", lead.url)
    return above[0] if is_lead else None


def _pictures_above_text(body: Element) -> Iterator[Element]:
    for element in body.iter("img", "video", "p", "li"):
        if element.tag in ("img", "video"):
            yield element
        elif dom.text_of(element).strip():
            return


def describe(body: Element, base_url: str | None, lexicon: Lexicon) -> tuple[Image, ...]:
    """The pictures of an article, in its order, each once."""
    found: dict[str, Image] = {}
    said_in = cache(lambda figure: _said_in(figure, lexicon))  # a figure may be a gallery
    for image in body.iter("img"):
        url = _absolute(image.get("src") or "", base_url)
        if url and url not in found:
            caption, credit = said_in(next(image.iterancestors("figure"), None))
            found[url] = Image(
                url=url,
                alt=dom.fold_space(image.get("alt") or "") or None,
                caption=caption,
                credit=credit,
                width=_number(image.get("width")),
                height=_number(image.get("height")),
            )
    return tuple(found.values())


def _flatten(picture: Element) -> None:
    """A `picture` becomes its `img`, with a source's candidates where it has none of its own."""
    image = next(picture.iter("img"), None)
    source = _source_for_screens(picture)
    if image is None and source is None:
        dom.drop(picture)
        return
    if image is None:
        image = picture.makeelement("img")
    if source is not None:
        _add_candidates(image, source)
    image.tail = None
    picture.addprevious(image)
    dom.drop(picture)


def _source_for_screens(picture: Element) -> Element | None:
    """The first source with candidates that is not for small screens, for dark ones or for paper."""
    found = [source for source in picture.iter("source") if sources.best(_candidates(source))]
    wide = (source for source in found if not _OTHER_MEDIA.search(source.get("media") or ""))
    return next(wide, found[0] if found else None)


def _candidates(source: Element) -> str:
    return source.get("data-srcset") or source.get("data-lazy-srcset") or source.get("srcset") or ""


def _add_candidates(image: Element, source: Element) -> None:
    own = sources.settle(image)
    if own and ("srcset" in image.attrib and sources.best(image.get("srcset") or "")):
        return
    image.set("srcset", _candidates(source))
    if source.get("sizes"):
        image.set("sizes", source.get("sizes") or "")
    if not own and "src" in image.attrib:
        del image.attrib["src"]


def _take_over(image: Element, other: Element) -> None:
    for name in ("src", "srcset", "sizes", "alt", "width", "height"):
        value = other.get(name)
        if value:
            image.set(name, value)


def _is_tiny(image: Element) -> bool:
    width, height = _number(image.get("width")), _number(image.get("height"))
    return width is not None and height is not None and max(width, height) < LEAST_SIDE


def _number(value: str | None) -> int | None:
    found = _NUMBER.fullmatch(value or "")
    return int(found[1]) if found else None


def _said_in(figure: Element | None, lexicon: Lexicon) -> tuple[str | None, str | None]:
    """Caption and credit of a figure's pictures; a caption that ends with the credit is told without it."""
    if figure is None:
        return None, None
    caption = dom.fold_space(" ".join(dom.text_of(one) for one in figure.iter("figcaption")))
    credit = _credit(figure, lexicon)
    if len(caption) + len(credit) > LONGEST_SAID:
        return None, None
    if credit:
        caption = caption.removesuffix(credit).removeprefix(credit).strip()
    return caption or None, credit or None


def _credit(figure: Element, lexicon: Lexicon) -> str:
    marked = dom.elements(_CREDITED, figure)
    named = dom.named_with(figure, set(lexicon.get("credit_names", ())), limit=1)
    return next((dom.fold_space(dom.text_of(one)) for one in (*marked, *named)), "")


def _absolute(url: str, base_url: str | None) -> str | None:
    try:
        absolute = urljoin(base_url or "", url.strip())
    except ValueError:
        return None
    return absolute if absolute.startswith(("http://", "https://")) else None
