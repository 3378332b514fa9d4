"""Which blocks stay, by the scores that the judge gave them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate, compress, islice, takewhile
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.extract import authors, companions, dates, leftovers
from cleancopy.extract.captions import CAPTION_WORDS
from cleancopy.extract.features import PROSE_WORDS, Floats, Ints
from cleancopy.extract.outline import NOWHERE, Node, Outline, heading, nearest
from cleancopy.extract.title import likeness, line_before
from cleancopy.model import Findings, Lexicon, Metadata, PageKind
from cleancopy.options import Favor

# The score. Held out, F1 is best from 0.6 on, all corpora together, and less leaks than from 0.5 on; from 0.8
# on precision is 1 to 2 points higher, from 0.3 on recall 2 to 4. Of texts half as many again lose by 0.5 as
# by 0.4.
KEPT_FROM: Mapping[Favor, float] = MappingProxyType({"balance": 0.6, "precision": 0.8, "recall": 0.3})
TEXT_KEPT_FROM: Mapping[Favor, float] = MappingProxyType({"balance": 0.4, "precision": 0.6, "recall": 0.2})
TABLE_FROM = 0.3  # the mean score of a table: held out, whole tables are better than their better cells
CELL_WORDS = 60  # a table with longer cells is there for the layout
CELL_BLOCKS = 1.5  # a cell; with more on average, or a table in a cell, it is too
CELLS = 3
LEAST_WORDS = 25  # kept; with fewer, the best that the page has is taken
BEST = 0.6  # of the highest score: what counts as the best then
HEADING_FROM = 0.3  # the score of a heading that is between two blocks that stay
LINE_FROM = 0.4  # the same in a box of its own, and of a line marked as the paragraphs around it
REACH = 2  # blocks from a caption to the next kept one
LEAD = 6  # the same, from the caption of the lead picture to the first kept one

BYLINE_WITHIN = 4  # blocks that stay
DATE_WITHIN = 40  # the same; each date takes milliseconds to read, and a page may be a list of them
LONG = 25  # words; no title has so many
SAME_TITLE = 0.8  # share of words that a heading has in common with the title, which it then repeats

_TABLES, _CELLS = frozenset({"table", "dl"}), frozenset({"td", "th", "dt", "dd"})
_PARAGRAPHS = dom.HEADING_TAGS | {"p", "li", "blockquote"}
_CAPTIONS = frozenset({"figcaption", "figure"})
_SENTENCE_ENDS = frozenset('.!?…:;"”’»)]。！？」』؟۔।')


def choose(
    page: Outline,
    scores: Floats,
    findings: Findings,
    kind: PageKind = "html",
    favor: Favor = "balance",
) -> list[bool]:
    """For each block whether it stays.

    Where rules name the body, all that is in it; where they protect an element, that too.
    """
    if not page.blocks:
        return []
    named = findings.fields.get("body")
    if named:
        return _inside(page, named)
    words = np.array([block.words for block in page.blocks])
    kept = scores >= (TEXT_KEPT_FROM if kind == "text" else KEPT_FROM)[favor]
    if words[kept].sum() < LEAST_WORDS:
        kept |= scores >= BEST * scores.max()
    _settle_tables(page, scores, words, kept)
    protected = _inside(page, findings.kept)
    kept |= np.array(protected)
    chosen: list[bool] = kept.tolist()
    for place in _lines_between(page, scores, chosen):
        chosen[place] = True
    for place in _captions(page, chosen):
        chosen[place] = True
    for place in list(companions.companions(page, chosen)):
        chosen[place] = True
    for place in list(leftovers.leftovers(page, chosen)):
        chosen[place] = protected[place]
    return chosen


def _settle_tables(page: Outline, scores: Floats, words: Ints, kept: NDArray[np.bool_]) -> None:
    """A table of data, or a list of terms, stays or goes as a whole."""
    for index, node in enumerate(page.nodes):
        if node.element.tag in _TABLES and node.end - node.start >= CELLS:
            cells = slice(node.start, node.end)
            if words[cells].max() <= CELL_WORDS and _is_data(page, index):
                kept[cells] = np.average(scores[cells], weights=np.sqrt(words[cells]) + 0.1) >= TABLE_FROM


def _is_data(page: Outline, table: int) -> bool:
    """A table with little in each cell, and no table in one."""
    node = page.nodes[table]
    inside = takewhile(lambda other: other.start < node.end, islice(page.nodes, table + 1, None))
    tags = Counter(other.element.tag for other in inside)
    cells = sum(tags[tag] for tag in _CELLS)
    return not tags["table"] and node.end - node.start <= CELL_BLOCKS * cells


def title_among(page: Outline, kept: list[bool], told: Metadata) -> str | None:
    """Take title and date, which stand above them, out of the blocks that stay. Finds a text page's title."""
    first = _first_prose(page, kept)
    title = _bare_title(page, first, told.title) if told.title else _title_line(page, first)
    for number, place in enumerate(compress(range(first), kept[:first])):
        text = page.blocks[place].text
        is_title = title and likeness(text, title) >= SAME_TITLE
        if is_title or (number < DATE_WITHIN and dates.is_date(text, told.language)):
            kept[place] = False
    return title


def drop_byline(page: Outline, kept: list[bool], told: Metadata, lexicon: Lexicon) -> None:
    """Take what only says the byline once more out of the first blocks that stay, below a standfirst too."""
    for place in list(islice(compress(range(len(kept)), kept), BYLINE_WITHIN)):
        if authors.is_byline(page.blocks[place].text, told.authors, lexicon):
            kept[place] = False


def _first_prose(page: Outline, kept: Sequence[bool]) -> int:
    """The index of the first block that stays and is no heading; the number of blocks where there is none."""
    for place in compress(range(len(kept)), kept):
        block = page.blocks[place]
        if block.words >= LONG or (block.words >= PROSE_WORDS and block.text[-1] in _SENTENCE_ENDS):
            return place
    return len(kept)


def _bare_title(page: Outline, first: int, title: str) -> str:
    """The most of a title that is a line above the article, which the site's name is not."""
    lines = (block.text for block in page.blocks[:first] if len(block.text) >= len(title) / 2)
    return max((line for line in lines if line in title), key=len, default=title)


def title_place(page: Outline, first: int, title: str | None) -> int:
    """The index of the title's block, the nearest above the first one that stays; else that one's."""
    above = range(first - 1, -1, -1) if title else ()
    return next((at for at in above if likeness(page.blocks[at].text, title or "") >= SAME_TITLE), first)


def _title_line(page: Outline, first: int) -> str | None:
    lines = [block.text for block in page.blocks]
    place = line_before(lines, first) if first < len(lines) else None
    return None if place is None else lines[place]


def _inside(page: Outline, elements: Collection[Element]) -> list[bool]:
    """For each block whether it is in one of the elements."""
    named, inside = set(elements), list[bool]()
    for node in page.nodes:
        inside.append(node.element in named or (node.parent != NOWHERE and inside[node.parent]))
    return [inside[block.node] for block in page.blocks]


def _lines_between(page: Outline, scores: Floats, kept: Sequence[bool]) -> Iterator[int]:
    """Headings, and code, between two blocks that stay."""
    for index in range(1, len(kept) - 1):
        if kept[index - 1] and not kept[index] and kept[index + 1] and scores[index] >= HEADING_FROM:
            is_code = page.nodes[page.blocks[index].node].element.tag == "pre"
            is_line = is_code or heading(page, index) != NOWHERE or _is_line_between(page, index)
            if (is_line and scores[index] >= LINE_FROM) or _is_heading_beside(page, index):
                yield index


def _is_heading_beside(page: Outline, index: int) -> bool:
    """A heading in one box with what stands before or behind it."""
    beside = {_box(page, index - 1), _box(page, index + 1)}
    return _is_heading(page, index) and _box(page, index) in beside


def _is_heading(page: Outline, index: int) -> bool:
    block = page.blocks[index]
    is_bold = block.strong_words == block.words < LONG
    return is_bold or heading(page, index) != NOWHERE


def _is_line_between(page: Outline, index: int) -> bool:
    """What may be a heading where headings have no markup of their own: a line alone between paragraphs."""
    block = page.blocks[index]
    if block.words >= LONG or block.links or block.text[-1] in _SENTENCE_ENDS:
        return False
    if min(page.blocks[index - 1].words, page.blocks[index + 1].words) < PROSE_WORDS:
        return False
    nodes = [page.nodes[page.blocks[place].node] for place in (index - 1, index, index + 1)]
    return len({(node.parent, node.element.tag) for node in nodes}) == 1


def _box(page: Outline, index: int) -> int:
    """The node around a heading or a paragraph, or the one that loose text is in."""
    at = heading(page, index)
    node = page.nodes[page.blocks[index].node if at == NOWHERE else at]
    return node.parent if node.element.tag in _PARAGRAPHS else page.blocks[index].node


def _captions(page: Outline, kept: Sequence[bool]) -> Iterator[int]:
    """Captions go with their pictures: all short texts of figures that have one, near kept blocks."""
    pictured = _pictured(page)
    before = [0, *accumulate(block.words for block in page.blocks)]
    first = kept.index(True) if True in kept else 0
    for index, is_kept in enumerate(kept):
        figure = None if is_kept else _figure(page, pictured, index)
        is_short = figure is not None and before[figure.end] - before[figure.start] <= CAPTION_WORDS
        if figure and is_short and _is_near(figure, kept, first):
            yield index


def _is_near(figure: Node, kept: Sequence[bool], first: int) -> bool:
    if first - LEAD < figure.end <= first:
        return True
    return any(kept[max(0, figure.start - REACH) : figure.end + REACH])


def _figure(page: Outline, pictured: set[int], index: int) -> Node | None:
    """The figure, or the caption, that a text is in."""
    at = page.blocks[index].node
    while at != NOWHERE and at not in pictured:
        at = page.nodes[at].parent
    node = page.nodes[at]
    return node if at != NOWHERE and node.element.tag in _CAPTIONS else None


def _pictured(page: Outline) -> set[int]:
    """The nodes that have a picture in them."""
    numbers = {node.element: number for number, node in enumerate(page.nodes)}
    found: set[int] = set()
    for picture in page.pictures:
        at = nearest(picture.element, numbers)
        while at != NOWHERE and at not in found:
            found.add(at)
            at = page.nodes[at].parent
    return found
