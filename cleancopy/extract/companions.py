"""What stays with what it belongs to: an entry's time, a quote's source, a note, the head of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import compress, takewhile

from cleancopy.extract.outline import NOWHERE, Block, Outline

ENTRIES = 3  # with a time of their own; with fewer, the times are of the page
TIME_WORDS = 6  # `Tuesday, 14 October, 6.04 pm`
SOURCE_WORDS = 20  # below a quote
MARK = 4  # characters of the link to a note: `1`, `[12]`, `*`
HEAD_WORDS = 60  # of a table's head; with more it is there for the layout
NOTE_BLOCKS = 3  # of a note; with more it is the list of comments that `12` leads to
_CLOCK = re.compile(r"(?<![\d.:])(?:[01]?\d|2[0-3])\s?[:.h時点시]\s?[0-5]\d(?![\d.:]?\d)")
_YEAR = re.compile(r"(?:19|20)\d\d|\d[./-]\d+[./-]\d")  # which comments have and the entries of a day do not
_HOUR = re.compile(r"(?<!\d)(?:1[0-2]|0?[1-9])\s?[ap]\.?m\b", re.I)


def companions(page: Outline, kept: Sequence[bool]) -> Iterator[int]:
    """The blocks that stay for what stays; `kept` must not change meanwhile."""
    yield from entry_times(page, kept)
    yield from sources_of_quotes(page, kept)
    yield from notes(page, kept)
    yield from heads_of_tables(page, kept)


def entry_times(page: Outline, kept: Sequence[bool]) -> Iterator[int]:
    """The times of a live page's entries, each right before something that stays, in a box with it."""
    times = [index for index in range(len(kept) - 1) if _is_time(page, index)]
    of_entries = [index for index in times if kept[index + 1] and _share_box(page, index)]
    if len(of_entries) >= ENTRIES:
        yield from (index for index in of_entries if not kept[index])


def _is_time(page: Outline, index: int) -> bool:
    block = page.blocks[index]
    if block.words > TIME_WORDS or _YEAR.search(block.text):
        return False
    return bool(_CLOCK.search(block.text) or _HOUR.search(block.text))


def _share_box(page: Outline, index: int) -> bool:
    """Whether there is a box around a block and the next one, short of the whole page."""
    after = set(_line(page, page.blocks[index + 1].node))
    shared = next((node for node in _line(page, page.blocks[index].node) if node in after), NOWHERE)
    return shared != NOWHERE and page.nodes[shared].element.tag != "body"


def _line(page: Outline, node: int) -> Iterator[int]:
    """A node and those around it, from the inside."""
    while node != NOWHERE:
        yield node
        node = page.nodes[node].parent


def sources_of_quotes(page: Outline, kept: Sequence[bool]) -> Iterator[int]:
    """The last line of a quote that stays else: who said it, and where."""
    for node in page.nodes:
        last = node.end - 1
        if node.element.tag != "blockquote" or last == node.start or kept[last]:
            continue
        if page.blocks[last].words <= SOURCE_WORDS and all(kept[node.start : last]):
            yield last


def notes(page: Outline, kept: Sequence[bool]) -> Iterator[int]:
    """What marks in the text that stays lead to, wherever on the page it is."""
    wanted = {name for block in compress(page.blocks, kept) for name in _marked(block)}
    for index, block in enumerate(page.blocks if wanted else ()):
        if not kept[index] and not wanted.isdisjoint(_names(page, block)):
            yield index


def _marked(block: Block) -> Iterator[str]:
    """The anchors that a block's marks lead to."""
    for element, is_tail in block.pieces if block.links else ():
        if not is_tail and len((element.text or "").strip()) <= MARK:
            link = element if element.tag == "a" else element.getparent()
            href = (link.get("href") or "") if link is not None and link.tag == "a" else ""
            if href.startswith("#"):
                yield href[1:]


def _names(page: Outline, block: Block) -> Iterator[str]:
    """The anchors that lead to a block: its own, and those of the box that it is in with few others."""
    boxes = (page.nodes[node] for node in _line(page, block.node))
    small = [box.element for box in takewhile(lambda box: box.end - box.start <= NOTE_BLOCKS, boxes)]
    for element in (*small, *(element for element, is_tail in block.pieces if not is_tail)):
        for name in (element.get("id"), element.get("name")):
            if name:
                yield name


def heads_of_tables(page: Outline, kept: Sequence[bool]) -> Iterator[int]:
    """The head of a table, of which some rows stay."""
    for node in page.nodes:
        if node.element.tag != "thead" or all(kept[node.start : node.end]):
            continue
        table = page.nodes[node.parent]
        words = sum(block.words for block in page.blocks[node.start : node.end])
        is_head = table.element.tag == "table" and words <= HEAD_WORDS
        if is_head and any(kept[node.end : table.end]):
            yield from (index for index in range(node.start, node.end) if not kept[index])
