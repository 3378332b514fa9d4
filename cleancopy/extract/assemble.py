"""The article's body: what stays of the page when the blocks that are no part of it are taken out.

The page's tree is cut down in place, which leaves the markup of what stays as it was, and the trunk, the
lowest node around all of it, becomes the body.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from lxml import etree

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.extract import paragraphs
from cleancopy.extract.outline import NOWHERE, Node, Outline, Picture, nearest
from cleancopy.model import SHOWN, Removal

CORE = 0.8  # of the kept words are in the lowest node that counts as the article's core
LEAD = 6  # blocks before the core in which its lead picture may stand
FIGURE_WORDS = 60  # around a picture, at most, for them to be about it

_WHY = "The extraction takes it for no part of the article."


def assemble(page: Outline, kept: Sequence[bool]) -> tuple[Element, tuple[Removal, ...]]:
    """A `div` with the kept blocks and what stands among them, and the ledger of the rest."""
    body = etree.Element("div")
    if not any(kept):
        return body, ()
    cut = _Cut(page, kept)
    cut.sort_pictures()
    ledger = tuple(cut.take_out())
    trunk = page.nodes[cut.trunk].element
    trunk.tail = None
    body.append(trunk)
    if trunk.tag == "body":
        trunk.tag = "div"
    paragraphs.make(body)
    return body, ledger


class _Cut:
    """What is known of a page when it is cut down."""

    def __init__(self, page: Outline, kept: Sequence[bool]) -> None:
        self._page = page
        self._kept = kept
        self._counts = _held(page, [int(is_kept) for is_kept in kept])
        words = [block.words if is_kept else 0 for block, is_kept in zip(page.blocks, kept, strict=True)]
        self._words = _held(page, [block.words for block in page.blocks])
        self._kept_words = _held(page, words)
        self._first = kept.index(True)
        self._last = len(kept) - 1 - list(reversed(kept)).index(True)
        self.trunk = _lowest(self._counts, sum(kept))
        self._core = _lowest(self._kept_words, CORE * sum(words))
        self._figures = self._find_figures()

    def sort_pictures(self) -> None:
        """Those that are not the article's go; those in a figure that goes are put before it."""
        index = {node.element: number for number, node in enumerate(self._page.nodes)}
        for picture in self._page.pictures:
            around = nearest(picture.element, index)
            figure = self._figures[around] if around != NOWHERE else NOWHERE
            if figure != NOWHERE and self._is_ours(picture, self._page.nodes[figure].parent):
                self._page.nodes[figure].element.addprevious(_bare(picture.element))
            elif around == NOWHERE or not self._is_ours(picture, around):
                dom.drop(picture.element)

    def _find_figures(self) -> list[int]:
        """For each node the highest around it with few words and nothing kept, just below what is kept."""
        figures: list[int] = []
        for index, node in enumerate(self._page.nodes):
            if self._counts[index] or self._words[index] > FIGURE_WORDS or node.parent == NOWHERE:
                figures.append(NOWHERE)
            else:
                figures.append(index if self._counts[node.parent] else figures[node.parent])
        return figures

    def _is_ours(self, picture: Picture, around: int) -> bool:
        if around == NOWHERE or not self._counts[around]:
            return False
        if self._is_in_figure(around):
            return True
        core = self._page.nodes[self._core]
        if self._is_in_core(around):
            return self._first - LEAD <= picture.place <= self._last + 1
        return core.start - LEAD <= picture.place <= core.start and self._counts[around] > 0

    def _is_in_figure(self, around: int) -> bool:
        """With words of its own, which stay."""
        box = self._page.nodes[around].element
        is_in_figure = box.tag == "figure" or next(box.iterancestors("figure"), None) is not None
        return is_in_figure and self._words[around] <= FIGURE_WORDS

    def _is_in_core(self, at: int) -> bool:
        node, core = self._page.nodes[at], self._page.nodes[self._core]
        return at >= self._core and core.start <= node.start and node.end <= core.end

    def take_out(self) -> Iterator[Removal]:
        """Blank the runs that go, then drop the nodes that have nothing left."""
        for block, is_kept in zip(self._page.blocks, self._kept, strict=True):
            if not is_kept:
                for element, is_tail in block.pieces:
                    setattr(element, "tail" if is_tail else "text", None)
        gone: set[int] = set()
        for index, node in enumerate(self._page.nodes):
            if node.parent in gone:
                gone.add(index)
            elif not self._counts[index]:
                gone.add(index)
                dom.drop(node.element)
                yield self._removal(node, node.start, node.end)
        for number, block in enumerate(self._page.blocks):
            if not self._kept[number] and block.node not in gone:
                yield self._removal(self._page.nodes[block.node], number, number + 1)

    def _removal(self, node: Node, start: int, end: int) -> Removal:
        blocks = self._page.blocks[start:end]
        trunk = self._page.nodes[self.trunk]
        return Removal.without_rule(
            "extract/inside" if trunk.start <= start < trunk.end else "extract/outside",
            _shown(node.element),
            _WHY,
            sum(block.words for block in blocks),
            " ".join(block.text for block in blocks[:SHOWN]),
            verb="remove",
        )


def _held(page: Outline, values: Sequence[int]) -> list[int]:
    """For each node the sum over its blocks."""
    totals = list(accumulate(values, initial=0))
    return [totals[node.end] - totals[node.start] for node in page.nodes]


def _lowest(held: Sequence[int], least: float) -> int:
    """The last node that holds so much; the nodes before it that do are around it."""
    return max(index for index, value in enumerate(held) if value >= least)


def _bare(element: Element) -> Element:
    """The element without the text behind it, which stays where it is."""
    dom.drop(element)
    element.tail = None
    return element


def _shown(element: Element) -> str:
    """A selector for the ledger: `div.related`."""
    names = (element.get("class") or "").split()
    return f"{element.tag}.{names[0]}" if names else str(element.tag)
