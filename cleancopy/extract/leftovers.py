"""What says nothing where it is left: the heading of what went, and what the article says elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress, islice

from cleancopy.extract.outline import NOWHERE, PICTURES, Node, Outline, heading

TITLE_WORDS = 10  # of a heading; a longer one has something to say by itself
SAID_WORDS = 8  # a shorter line may be said twice on purpose
QUOTE_WORDS = 80
QUOTE_BLOCKS = 2  # the quote, and whose it is
MOST_QUOTES = 100  # of a page that are looked for in all of it
BETWEEN = 3  # lines of a caption

_QUOTES = frozenset({"aside", "blockquote", "figure"})
_QUOTE_MARKS = " \"'“”„«»‹›‘’「」『』.…"


def leftovers(page: Outline, kept: Sequence[bool]) -> Iterator[int]:
    """The blocks that go after all; `kept` must not change meanwhile."""
    yield from repeats(page, kept)
    yield from pull_quotes(page, kept)
    yield from headings_at_the_end(page, kept)


def repeats(page: Outline, kept: Sequence[bool]) -> Iterator[int]:
    """What has just been said: a page for two widths of screens has some lines twice.

    Between the two may be a picture with its caption. Cells of a table are often alike, and what comes a
    third time is meant.
    """
    order = [*compress(range(len(kept)), kept)]
    places: dict[str, list[int]] = {}
    for place, index in enumerate(order):
        places.setdefault(page.blocks[index].text, []).append(place)
    for first, *others in places.values():
        if len(others) == 1 and others[0] - first <= 1 + BETWEEN:
            index, between = order[others[0]], order[first + 1 : others[0]]
            if _says_again(page, index, between):
                yield index


def _says_again(page: Outline, index: int, between: Sequence[int]) -> bool:
    box = _box(page, index)
    if box == "figure" and not between:
        return True
    is_long = page.blocks[index].words >= SAID_WORDS
    return is_long and box != "table" and all(_box(page, place) == "figure" for place in between)


def _box(page: Outline, index: int) -> str:
    """Whether a block is in a table or in a figure."""
    element = page.nodes[page.blocks[index].node].element
    boxes = (element, *element.iterancestors("table", "figure"))
    return next((str(box.tag) for box in boxes if box.tag in ("table", "figure")), "")


def pull_quotes(page: Outline, kept: Sequence[bool]) -> Iterator[int]:
    """A sentence of the article set apart in large letters, with whose it is."""
    for node in islice(filter(_may_be_pulled, page.nodes), MOST_QUOTES):
        inside, quote = range(node.start, node.end), page.blocks[node.start]
        if not kept[node.start] or not SAID_WORDS <= quote.words <= QUOTE_WORDS:
            continue
        others = (block for at, block in enumerate(page.blocks) if kept[at] and at not in inside)
        bare = quote.text.strip(_QUOTE_MARKS)
        if any(block.words > quote.words and bare in block.text for block in others):
            yield from compress(inside, kept[node.start : node.end])


def _may_be_pulled(node: Node) -> bool:
    if node.element.tag not in _QUOTES or node.end - node.start > QUOTE_BLOCKS:
        return False
    return next(node.element.iter(*PICTURES), None) is None


def headings_at_the_end(page: Outline, kept: Sequence[bool]) -> Iterator[int]:
    """A heading of which all went that stood below it."""
    last = max(compress(range(len(kept)), kept), default=len(kept) - 1)
    if last == len(kept) - 1 or heading(page, last) == NOWHERE:
        return
    is_title = page.blocks[last].words <= TITLE_WORDS
    if is_title and all(picture.place != last + 1 for picture in page.pictures):
        yield last
