"""Which blocks stay, by the scores that the judge gave them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from cleancopy.dom import Element
from cleancopy.extract.features import PROSE_WORDS, Floats, Ints
from cleancopy.extract.outline import NOWHERE, Outline
from cleancopy.extract.title import likeness, line_before

KEPT_FROM = 0.55  # the score; held-out F1 is flat from 0.5 to 0.6, and less leaks further up
TABLE_FROM = 0.3  # the mean score of a table: held out, whole tables are better than their better cells
CELL_WORDS = 60  # a table with longer cells is there for the layout
CELLS = 3
LEAST_WORDS = 25  # kept; with fewer, the best that the page has is taken
BEST = 0.6  # of the highest score: what counts as the best then
CAPTION_WORDS = 80  # in a figure; more is an article that somebody put into one
REACH = 2  # blocks from a caption to the next kept one

SAME_TITLE = 0.8  # share of words that a heading has in common with the title, which it then repeats

_CAPTIONS = frozenset({"figcaption", "figure"})


def choose(page: Outline, scores: Floats, named: Collection[Element] = ()) -> list[bool]:
    """For each block whether it stays; where rules have `named` the body's elements, all that is in them."""
    if not page.blocks:
        return []
    if named:
        return _inside(page, set(named))
    words = np.array([block.words for block in page.blocks])
    kept = scores >= KEPT_FROM
    if words[kept].sum() < LEAST_WORDS:
        kept |= scores >= BEST * scores.max()
    _settle_tables(page, scores, words, kept)
    chosen: list[bool] = kept.tolist()
    for place in _captions(page, chosen):
        chosen[place] = True
    return chosen


def _settle_tables(page: Outline, scores: Floats, words: Ints, kept: NDArray[np.bool_]) -> None:
    """A table stays or goes as a whole."""
    settled = 0
    for node in page.nodes:
        cells = slice(node.start, node.end)
        is_table = node.element.tag == "table" and node.end - max(node.start, settled) >= CELLS
        if is_table and words[cells].max() <= CELL_WORDS:
            kept[cells] = np.average(scores[cells], weights=np.sqrt(words[cells]) + 0.1) >= TABLE_FROM
            settled = node.end


def title_among(page: Outline, kept: list[bool], title: str | None) -> str | None:
    """Take the title, which stands above them, out of the blocks that stay. A text page's is found first."""
    if title is None:
        place = _title_line(page, kept)
        if place is None:
            return None
        title = page.blocks[place].text
    for place in compress(range(len(kept)), list(kept)):
        if likeness(page.blocks[place].text, title) >= SAME_TITLE:
            kept[place] = False
        elif page.blocks[place].words >= PROSE_WORDS:
            break
    return title


def _title_line(page: Outline, kept: Sequence[bool]) -> int | None:
    prose = (place for place in compress(range(len(kept)), kept) if page.blocks[place].words >= PROSE_WORDS)
    first = next(prose, None)
    return None if first is None else line_before([block.text for block in page.blocks], first)


def _inside(page: Outline, named: set[Element]) -> list[bool]:
    inside: list[bool] = []
    for node in page.nodes:
        inside.append(node.element in named or (node.parent != NOWHERE and inside[node.parent]))
    return [inside[block.node] for block in page.blocks]


def _captions(page: Outline, kept: list[bool]) -> Iterator[int]:
    """Captions go with their pictures: those among the kept blocks, with a picture in the same figure."""
    places = [picture.place for picture in page.pictures]
    for index, is_kept in enumerate(kept):
        figure = NOWHERE if is_kept else _figure(page, index)
        if figure == NOWHERE or not any(kept[max(0, index - REACH) : index + REACH + 1]):
            continue
        node = page.nodes[figure]
        words = sum(block.words for block in page.blocks[node.start : node.end])
        if words <= CAPTION_WORDS and any(node.start <= place <= node.end for place in places):
            yield index


def _figure(page: Outline, index: int) -> int:
    """The figure that a block is directly in, or is the caption of."""
    at, found = page.blocks[index].node, NOWHERE
    while at != NOWHERE and page.nodes[at].element.tag in _CAPTIONS | {"p", "div"}:
        if page.nodes[at].element.tag == "figure":
            return at
        at = page.nodes[at].parent
    return found
