"""Paragraphs where a page has none: loose text beside blocks, and runs between double line breaks."""

from __future__ import annotations

from lxml import etree

from cleancopy import dom
from cleancopy.dom import Element

_MEDIA = ("img", "picture", "video", "audio")


def make(body: Element) -> None:
    """Wrap every run of text that stands beside a block, or before or after a double break, in a `p`."""
    holders = _holders(body)
    for holder in holders:
        _wrap_runs(holder, holders)


def _holders(body: Element) -> dict[Element, None]:
    """Elements that hold blocks or double breaks, inline ones among them."""
    holders: dict[Element, None] = {body: None}
    for block in dom.blocks_below(body):
        _add_line(block.getparent() if block is not body else None, holders)
    for line_break in body.iter("br"):
        if _is_double(line_break):
            _add_line(line_break.getparent(), holders)
    return holders


def _add_line(element: Element | None, holders: dict[Element, None]) -> None:
    while element is not None and element not in holders:
        holders[element] = None
        element = element.getparent()


def _is_double(line_break: Element) -> bool:
    """Nothing but white space up to the next break."""
    following = line_break.getnext()
    return following is not None and following.tag == "br" and not (line_break.tail or "").strip()


def _wrap_runs(holder: Element, holders: dict[Element, None]) -> None:
    if holder.tag == "p":
        holder.tag = "div"  # a paragraph cannot hold paragraphs
    run = _wrap_text(holder)
    for child in holder.iterchildren():
        if child is run:
            continue
        if child.tag in dom.BLOCK_TAGS or child in holders or child.tag == "br":
            run = _after(child, run)
        elif run is not None:
            run.append(child)
        elif _has_content(child):
            run = etree.Element("p")
            child.addprevious(run)
            run.append(child)


def _after(element: Element, run: Element | None) -> Element | None:
    """The run to go on with behind a block or a break."""
    if element.tag != "br":
        return _wrap_tail(element)
    following = element.getnext()
    ends_line = (
        run is None or _is_double(element) or (following is not None and following.tag in dom.BLOCK_TAGS)
    )
    if ends_line:
        tail = _wrap_tail(element)
        _remove(element)
        return tail
    assert run is not None
    run.append(element)
    return run


def _remove(line_break: Element) -> None:
    parent = line_break.getparent()
    if parent is not None:
        parent.remove(line_break)


def _wrap_text(holder: Element) -> Element | None:
    if not (holder.text or "").strip():
        return None
    run = etree.Element("p")
    run.text, holder.text = holder.text, None
    holder.insert(0, run)
    return run


def _wrap_tail(element: Element) -> Element | None:
    if not (element.tail or "").strip():
        element.tail = None
        return None
    run = etree.Element("p")
    run.text, element.tail = element.tail, None
    element.addnext(run)
    return run


def _has_content(element: Element) -> bool:
    if dom.text_of(element).strip() or (element.tail or "").strip():
        return True
    return element.tag in _MEDIA or next(element.iter(*_MEDIA), None) is not None
