"""A page in the markup of long ago: a table for the layout, `<br><br>` for paragraphs, no names.

Few of the public pages are so, and many that people open are. A fit that has seen each page in this dress
too learns not to lean on the markup alone.
"""

from __future__ import annotations

from itertools import groupby

from cleancopy import dom
from cleancopy.dom import Element

COLUMNS = 3  # cells of a table; more are rows
LINES = 3  # that make a box a cell

_NAMES = ("class", "id", "role", "itemprop", "itemscope", "itemtype", "style")
_AS_THEY_ARE = frozenset({
    "body", "caption", "hr", "html", "pre", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
})  # fmt: skip
_PARAGRAPHS = frozenset({"blockquote", "dd", "figcaption", "p", "summary", *dom.HEADING_TAGS})
_GROUPS = frozenset({"dl", "figure", "hgroup", "li", "menu", "ol", "ul", "dt", *_PARAGRAPHS})


def age(root: Element) -> None:
    """Change the markup in place; the words and their order stay."""
    body = root.find("body")
    if body is None:
        return
    for element in body.iter("*"):
        for name in _NAMES:
            element.attrib.pop(name, None)
    for block in reversed(list(dom.blocks_below(body))):
        if block.tag not in _AS_THEY_ARE:
            _age(block)
    _put_into_cells(body)


def _age(block: Element) -> None:
    """A paragraph becomes a line with breaks behind it, a box a cell, a box with cells in it a table."""
    if block.tag in dom.HEADING_TAGS:
        _break_after(block, 2)
        block.tag = "b"
    elif block.tag in _GROUPS or not _is_cell(block):
        _end_line(block, 2 if block.tag in _PARAGRAPHS else 1)
        dom.unwrap(block)
    else:
        block.tag = "td"
        if len(block) == 1 and block[0].tag == "td" and not (block.text or "").strip():
            dom.unwrap(block[0])
        else:
            _put_into_cells(block)


def _is_cell(box: Element) -> bool:
    return box.find(".//table") is not None or box.find("td") is not None or _count_lines(box) >= LINES


def _count_lines(box: Element) -> int:
    return sum(1 for _ in box.iter("br"))


def _put_into_cells(box: Element) -> None:
    """A table of what is in a box: its cells, and cells around what stands between them."""
    lead = box.makeelement("font")
    lead.text, box.text = box.text, None
    table = box.makeelement("table")
    for is_cell, group in groupby([lead, *box], key=lambda child: child.tag == "td"):
        parts = list(group)
        for cell in parts if is_cell else [_cell_around(parts)]:
            if not len(table) or len(box) > COLUMNS:
                table.append(box.makeelement("tr"))
            table[-1].append(cell)
    if sum(1 for _ in table.iterfind("tr/td")) > 1:
        box.append(table)
    else:
        box.extend(table[0][0])


def _cell_around(parts: list[Element]) -> Element:
    cell = parts[0].makeelement("td")
    cell.extend(parts)
    return cell


def _end_line(block: Element, breaks: int) -> None:
    """Breaks behind a block, but for one whose last line has them."""
    if len(block) and block[-1].tag == "br" and not (block[-1].tail or "").strip():
        return
    _break_after(block, breaks)


def _break_after(block: Element, count: int) -> None:
    for _ in range(count):
        line = block.makeelement("br")
        line.tail, block.tail = block.tail, None
        block.addnext(line)
