"""What a reader or a scraper wants of pictures and links, done to the tree."""

from __future__ import annotations

from lxml import etree

from cleancopy import dom
from cleancopy.options import Images, Links
from cleancopy.sanitize import border

UNWRAPPED = "unwrapped"  # no element of HTML: the border takes its tags away and leaves what is between them
_SHOWN = ("img", "video", "audio")


def grant(body: dom.Element, images: Images, links: Links) -> None:
    """Take pictures and links away as far as they are not wanted."""
    if images == "alt":
        _images_to_alt(body)
    elif images == "none":
        _drop_images(body)
    if links == "none":
        _drop_lone_links(body)
    if links != "all":
        for anchor in list(body.iter("a")):
            anchor.tag = UNWRAPPED


def vacate(element: dom.Element, *, space: str = "") -> None:
    """Leave nothing of an element, or the space that may have to part the words around it.

    Taking it out of the tree would join its tail to the text before, which costs the square of a page's size.
    """
    del element[:]
    element.tag, element.text = UNWRAPPED, space


def _images_to_alt(body: dom.Element) -> None:
    for image in list(body.iter("img")):
        alt = border.plain(image.get("alt") or "").strip()
        vacate(image)
        image.tag, image.text = "em", alt


def _drop_images(body: dom.Element) -> None:
    for figure in list(body.iter("figure")):
        if next(figure.iter("img"), None) is not None:
            etree.strip_elements(figure, "figcaption", with_tail=False)
    etree.strip_elements(body, "img", with_tail=False)


def _drop_lone_links(body: dom.Element) -> None:
    speaking = _speaking(body)
    for block in list(body.iter("p", "li")):
        if block not in speaking:
            vacate(block, space="\n")


def _speaking(body: dom.Element) -> set[dom.Element]:
    """Elements that hold something besides links: words, a picture, a player.

    Prose inside a link speaks for itself: nobody may have closed the link.
    """
    linked: set[dom.Element] = set()
    speaking: set[dom.Element] = set()
    for element in body.iter("*"):
        parent = element.getparent()
        if _is_link(element) or (parent in linked and element.tag not in border.PROSE):
            linked.add(element)
        elif (element.text or "").strip():
            _add_line(speaking, element)
        if element.tag in _SHOWN:
            _add_line(speaking, element)
        if parent not in linked and (element.tail or "").strip():
            _add_line(speaking, parent)
    return speaking


def _is_link(element: dom.Element) -> bool:
    return element.tag == "a" and "href" in element.attrib


def _add_line(elements: set[dom.Element], element: dom.Element | None) -> None:
    """Add an element and its ancestors."""
    while element is not None and element not in elements:
        elements.add(element)
        element = element.getparent()
