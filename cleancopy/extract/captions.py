"""What is said of a picture becomes its caption, however the page has it beside the picture."""

from __future__ import annotations

from collections.abc import Set

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.model import Lexicon

CAPTION_WORDS = 80  # in a box with a picture; more is an article that somebody put into one
MOST_NAMED = 100  # of a page that are looked at
FARTHEST_BOX = 3  # elements around a caption in which its picture is looked for
_BOXES = ("aside", "center", "div", "p", "section")
_LINES = ("div", "footer", "p", "span")
_PICTURES = {"img", "video", "audio"}
_NOT_SAID = dom.HEADING_TAGS | {"blockquote", "dl", "figure", "ol", "pre", "table", "ul"}


def mark(body: Element, lexicon: Lexicon) -> None:
    """Boxes of a picture and what the page calls its caption become figures, with a `figcaption` each."""
    for named in list(dom.named_with(body, set(lexicon.get("caption_names", ())), limit=MOST_NAMED)):
        box = _box(named)
        if box is not None:
            box.tag = "figure"
    for figure in list(body.iter("figure")):
        _mark(figure)


def _box(named: Element) -> Element | None:
    """The element around a caption and its picture, where they are all that is in it."""
    box: Element | None = named
    for _ in range(FARTHEST_BOX):
        if box is None or box.tag not in (*_BOXES, named.tag):
            return None
        if next(box.iter("img"), None) is not None:
            break
        box = box.getparent()
    if box is None or box.tag not in _BOXES or next(box.iterancestors("figure"), None) is not None:
        return None
    is_all = box is named or dom.text_of(box).strip() == dom.text_of(named).strip()
    return box if is_all and _parts(box) else None


def _mark(figure: Element) -> None:
    parts = _parts(figure)
    marked = [one for part in parts for one in part.iter("figcaption")]
    if not parts or (len(parts) == 1 and marked):
        return
    for one in marked:
        one.tag = "div"
    caption = parts[0]
    if len(parts) > 1 or caption.tag not in _LINES:
        caption = figure.makeelement("figcaption")
        parts[0].addprevious(caption)
        caption.extend(parts)
    caption.tag = "figcaption"


def _parts(figure: Element) -> list[Element]:
    """The elements with the words of a figure, where they are few and stand beside the picture."""
    if _holds(figure, _NOT_SAID) or not _holds(figure, _PICTURES):
        return []
    if not 0 < dom.count_words(dom.text_of(figure)) <= CAPTION_WORDS:
        return []
    holder = figure
    while not _is_loose(holder):
        parts = [child for child in holder if dom.text_of(child).strip()]
        if not any(_holds(part, _PICTURES) for part in parts):
            return parts
        if len(parts) > 1:
            break
        [holder] = parts
    return []


def _holds(element: Element, tags: Set[str]) -> bool:
    return next(element.iterdescendants(*tags), None) is not None


def _is_loose(holder: Element) -> bool:
    """Whether words stand in it that are in none of its elements."""
    texts = (holder.text, *(child.tail for child in holder))
    return any((text or "").strip() for text in texts)
