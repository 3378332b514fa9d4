"""Paragraphs where a page has none: loose text beside blocks, and runs between double line breaks."""

from __future__ import annotations

import re
from itertools import takewhile

from lxml import etree

from cleancopy import dom
from cleancopy.dom import Element

_NAME = re.compile(r"[a-z][\w-]*", re.ASCII)  # a parser makes others, which cannot be made anew
_MEDIA = ("img", "picture", "video", "audio")


def make(body: Element) -> None:
    """Wrap every run of text that stands beside a block, or before or after a double break, in a `p`."""
    holders = _holders(body)
    for holder in [element for element in body.iter("*") if element in holders]:  # the outer ones first
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
        if child.tag in dom.BLOCK_TAGS or child.tag == "br":
            run = _after(child, run)
        elif child in holders:
            run = _around_blocks(child, run, holders)
        elif run is not None:
            run.append(child)
        elif _has_content(child):
            run = etree.Element("p")
            child.addprevious(run)
            run.append(child)


def _around_blocks(inline: Element, run: Element | None, holders: dict[Element, None]) -> Element | None:
    """The run to go on with behind an inline element that holds blocks.

    What it begins with belongs to the line before it, and what it ends with to the line behind.
    """
    if run is not None and (lead := _cut_lead(inline, holders)) is not None:
        run.append(lead)
    following = inline.getnext()
    goes_on = following is not None and not _ends_line(following, holders)
    trail = _cut_trail(inline, holders) if (inline.tail or "").strip() or goes_on else None
    if trail is None:
        return _wrap_tail(inline)
    behind = etree.Element("p")
    trail.tail, inline.tail = inline.tail, None
    behind.append(trail)
    inline.addnext(behind)
    return behind


def _cut_lead(inline: Element, holders: dict[Element, None]) -> Element | None:
    first = list(takewhile(lambda one: not _ends_line(one, holders), inline))
    if not (inline.text or "").strip() and not any(map(_has_content, first)):
        return None
    lead = _another(inline)
    lead.text, inline.text = inline.text, None
    lead.extend(first)
    return lead


def _cut_trail(inline: Element, holders: dict[Element, None]) -> Element | None:
    after = list(takewhile(lambda one: not _ends_line(one, holders), reversed(inline)))[::-1]
    last = after[0].getprevious() if after else next(reversed(inline), None)
    if last is None or not ((last.tail or "").strip() or any(map(_has_content, after))):
        return None
    trail = _another(inline)
    trail.text, last.tail = last.tail, None
    trail.extend(after)
    return trail


def _ends_line(element: Element, holders: dict[Element, None]) -> bool:
    return element.tag in dom.BLOCK_TAGS or element.tag == "br" or element in holders


def _another(element: Element) -> Element:
    """An empty one of its kind; a `span` for a tag that nobody but a broken page has."""
    named = {name: value for name, value in dom.attributes(element) if name != "id" and _NAME.fullmatch(name)}
    return element.makeelement(element.tag if _NAME.fullmatch(element.tag) else "span", named)


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
