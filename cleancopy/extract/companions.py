"""Short lines that say nothing alone and stay with what they stand by: an entry's time, a quote's source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleancopy.extract.outline import NOWHERE, Outline

ENTRIES = 3  # with a time of their own; with fewer, the times are of the page
TIME_WORDS = 6  # `Tuesday, 14 October, 6.04 pm`
SOURCE_WORDS = 20  # below a quote
_CLOCK = re.compile(r"(?<![\d.:])(?:[01]?\d|2[0-3])\s?[:.h時点시]\s?[0-5]\d(?![\d.:]?\d)")
_YEAR = re.compile(r"(?:19|20)\d\d|\d[./-]\d+[./-]\d")  # which comments have and the entries of a day do not
_HOUR = re.compile(r"(?<!\d)(?:1[0-2]|0?[1-9])\s?[ap]\.?m\b", re.I)


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
