"""What is measured of each block: its text, its names, its place, its kin, and the nodes around it.

`measure` gives one row a block and one column a feature. The weights are fitted on these very columns, so a
change here wants them fitted anew (`python -m bench.fit_extraction`). A feature stands here because leaving
its group out made held-out pages worse, or because the group does as well without others that cost more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from operator import ne
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.extract.names import NameBook, Odds
from cleancopy.extract.outline import NOWHERE, Block, Outline
from cleancopy.extract.title import pieces
from cleancopy.extract.wording import PhraseBook

type Floats = NDArray[np.float32]
type Ints = NDArray[np.intp]

# Blocks and words of a page, above which it makes no difference how many more there are. Few of the fitted
# pages have so many, and of those most are lists and threads: the longest articles would lose their ends.
MANY, MUCH = 120, 4000
PROSE_WORDS = 10  # a block of so many words, less than half of them links, is prose
TRUNK = 0.5  # share of the page's prose in the lowest node that counts as its trunk
HEAD = 80  # characters of a block in which capitals and digits are counted
ITEM = 1.4  # blocks that each of several like siblings has, in the mean, for them to be a list of items
FAR = -99.0  # the place relative to a title that is not there

TAGS = (
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "figcaption", "div", "blockquote", "pre", "dt", "dd",
    "th", "section", "article",
)  # fmt: skip
AROUND = ("article", "main", "aside", "nav", "footer", "header", "form", "figure", "table", "ul")

_TAG_INDEX: Mapping[object, int] = MappingProxyType({tag: index for index, tag in enumerate(TAGS)})
_H1, _HEADINGS = 1, range(1, 7)
_AROUND_BIT: Mapping[object, int] = MappingProxyType({tag: 1 << bit for bit, tag in enumerate(AROUND)})
_HIDDEN_BIT, _SUSPECTED_BIT = 1 << len(AROUND), 2 << len(AROUND)
_SENTENCE_ENDS = frozenset(".!?…。！？")
_CLOSING = "\"'”’»)]」』"
_MARKS = frozenset(".!?…。！？:;»\"”’')]")
_DIGITS = b"0123456789"
_CAPITALS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What is known of the page beside its blocks, to hold them against."""

    title: str = ""
    excerpt: str = ""
    article_body: str = ""
    """JSON-LD's `articleBody`."""
    suspected: Set[Element] = frozenset()
    """Elements that a rule meant and a guard spared."""


def measure(page: Outline, facts: PageFacts, book: NameBook, phrases: PhraseBook | None = None) -> Floats:
    """A row a block, a column a feature; more columns with `phrases`. The page has at least one block."""
    sheet = _Sheet(page, facts, book)
    columns = [column for group in COLUMNS.values() for column in group(sheet)]
    if phrases is not None:
        columns += _wording_columns(sheet, phrases)
    return np.ascontiguousarray(np.array(columns, np.float32).T)


class _Sheet:
    """The arrays that the columns are made of, each computed once."""

    def __init__(self, page: Outline, facts: PageFacts, book: NameBook) -> None:
        self.page = page
        self.facts = facts
        self.size = len(page.blocks)
        self.index = np.arange(self.size)
        self.words = np.array([block.words for block in page.blocks], np.float64)
        self.links = np.minimum([block.link_words for block in page.blocks], self.words)
        self.density = self.links / np.maximum(self.words, 1)
        is_prose = (self.words >= PROSE_WORDS) & (self.density < 0.5)
        self.prose = np.where(is_prose, self.words - self.links, 0.0)
        self.all_words = max(float(self.words.sum()), 1.0)
        self.all_prose = max(float(self.prose.sum()), 1.0)
        self.sums = {name: _prefix(getattr(self, name)) for name in ("words", "links", "prose")}
        self.texts = _table([*map(_text_row, page.blocks)])
        self.node = np.array([block.node for block in page.blocks], np.intp)
        self._hold()
        self._read_nodes(facts.suspected, book)
        self.tag = self.tags[self.node]
        self.is_heading = (self.tag >= _HEADINGS.start) & (self.tag < _HEADINGS.stop)
        self.likeness = _likeness(page.blocks, facts.title)

    def _hold(self) -> None:
        """What each node holds, and the nodes around it."""
        nodes = self.page.nodes
        self.parent = np.array([node.parent for node in nodes], np.intp)
        self.start = np.array([node.start for node in nodes], np.intp)
        self.end = np.array([node.end for node in nodes], np.intp)
        self.held = {name: sums[self.end] - sums[self.start] for name, sums in self.sums.items()}
        self.count = (self.end - self.start).astype(np.float64)
        self.share = self.held["prose"] / self.all_prose
        held_words = np.maximum(self.held["words"], 1)
        self.node_density = self.held["links"] / held_words
        self.purity = self.held["prose"] / held_words
        self.average = self.held["words"] / np.maximum(self.count, 1)
        up = np.maximum(self.parent, 0)
        self.levels = (self.node, up[self.node], up[up[self.node]])

    def _read_nodes(self, suspected: Set[Element], book: NameBook) -> None:
        """What nodes are named, and what they inherit from those around them."""
        makes = _Makes(book)
        rows: list[_NodeRow] = []
        for node, share in zip(self.page.nodes, self.share.tolist(), strict=True):
            element = node.element
            odds, kind, bits = makes[element.tag, *dom.attributes(element)]
            if element in suspected:
                bits |= _SUSPECTED_BIT
            above = rows[node.parent] if node.parent != NOWHERE else _NO_ROW
            rows.append(_node_row(above, len(rows), odds, kind, bits, share))
        table = _table(rows)
        self.odds = table[:, :8].T
        self.kind, self.around, self.branch = table[:, 8:].astype(np.intp).T
        tags = (node.element.tag for node in self.page.nodes)
        self.tags = np.array([_TAG_INDEX.get(tag, len(TAGS)) for tag in tags], np.intp)

    def span(self, name: str, first: int, last: int) -> NDArray[np.float64]:
        """Sums of words, links or prose over the blocks from `first` to before `last` places away."""
        sums = self.sums[name]
        low, high = (np.minimum(np.maximum(self.index + step, 0), self.size) for step in (first, last))
        return sums[high] - sums[low]

    def whole(self, value: float) -> NDArray[np.float64]:
        """The same value for every block."""
        return np.full(self.size, value)


class _Makes(dict[tuple[Any, ...], tuple[Odds, int, int]]):
    """By a tag and the attributes: the odds of the names, the number of tag and class, what it is around.

    The nodes of a page are of a few makes.
    """

    def __init__(self, book: NameBook) -> None:
        self._book = book
        self._kinds: dict[tuple[object, str | None], int] = {}

    def __missing__(self, make: tuple[Any, ...]) -> tuple[Odds, int, int]:
        tag, *attributes = make
        said = dict(attributes)
        kind = self._kinds.setdefault((tag, said.get("class")), len(self._kinds))
        bits = _AROUND_BIT.get(tag, 0) | (_HIDDEN_BIT if _is_hidden(said) else 0)
        self[make] = known = self._book.read(said), kind, bits
        return known


def _table(rows: Sequence[tuple[float, ...]]) -> NDArray[np.float64]:
    """The rows as an array, in half the time that `np.array` takes."""
    size = len(rows) * len(rows[0])
    return np.fromiter(chain.from_iterable(rows), np.float64, size).reshape(len(rows), -1)


type _NodeRow = tuple[float, float, float, float, float, float, float, float, int, int, int]
"""Own least and most odds; least and most, sum and count on the way up; least and most within the branch;
kind, bits of what is around, and the branch: the highest node around that holds less than the trunk does."""

_NO_ROW: _NodeRow = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, NOWHERE)


def _node_row(above: _NodeRow, index: int, odds: Odds, kind: int, bits: int, share: float) -> _NodeRow:
    _, _, least, most, total, named, low, high, _, around, branch = above
    own_least, own_most, own_total, own_named = odds
    if share < TRUNK:
        branch = index if branch == NOWHERE else branch
    if not own_named:
        return (0.0, 0.0, least, most, total, named, low, high, kind, around | bits, branch)
    if share < TRUNK:
        low, high = min(low, own_least), max(high, own_most)
    return (
        own_least, own_most, min(least, own_least), max(most, own_most), total + own_total, named + own_named,
        low, high, kind, around | bits, branch,
    )  # fmt: skip


def _prefix(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([[0.0], np.cumsum(values)])


def _is_hidden(said: Mapping[str, str]) -> bool:
    if "hidden" in said or said.get("aria-hidden") == "true":
        return True
    style = said.get("style")
    return style is not None and "display:none" in style.replace(" ", "").lower()


def _text_row(block: Block) -> tuple[float, ...]:
    text = block.text
    head = text[:HEAD]
    raw = head.encode()
    words = block.words or 1
    is_ascii = text.isascii()
    bare = text.rstrip(_CLOSING)
    return (
        len(text) / words,
        bare[-1:] in _SENTENCE_ENDS,
        text[-1] in _MARKS,
        text.count(",") + (0 if is_ascii else text.count("、") + text.count("،")),
        text.count(". ") + text.count("? ") + text.count("! ") + (0 if is_ascii else text.count("。")),
        head[0].isupper(),
        head[0].islower(),
        _count_of(_DIGITS, raw) / len(head),
        (_count_of(_CAPITALS, raw) if head.isascii() else sum(map(ne, head, head.lower()))) / len(head),
        "©" in text,
        "|" in text,
        not (head[0].isalnum() or any(map(str.isalnum, head))),
        text.endswith(("...", "…")),
        block.strong_words / words,
        block.links,
    )


def _count_of(some: bytes, text: bytes) -> int:
    return len(text) - len(text.translate(None, some))


def _likeness(blocks: Iterable[Block], title: str) -> NDArray[np.float64]:
    """For each block the words it shares with the title, over the words of both (Jaccard)."""
    wanted = pieces(_TOKEN.findall(title.casefold()))
    return np.array([_shared(block, wanted) for block in blocks], np.float64)


def _shared(block: Block, wanted: set[str]) -> float:
    if not wanted or block.words > 3 * len(wanted):
        return 0.0
    said = pieces(_TOKEN.findall(block.text.casefold()))
    shared = len(wanted & said)
    return shared / (len(wanted) + len(said) - shared) if shared else 0.0


type Columns = list[NDArray[Any]]


def _text_columns(sheet: _Sheet) -> Columns:
    return [sheet.words, sheet.density, sheet.words - sheet.links, *sheet.texts.T]


def _told_columns(sheet: _Sheet) -> Columns:
    """What the head of the page says of the block."""
    excerpt, body = _folded(sheet.facts.excerpt), _folded(sheet.facts.article_body)
    in_excerpt, in_body = sheet.whole(0), sheet.whole(-1)
    if body:
        in_body[sheet.words >= _TOLD_FROM] = 0
    for index, text in _likely_told(sheet.page.blocks, excerpt, body) if excerpt or body else ():
        folded = _folded(text)
        in_excerpt[index] = bool(excerpt) and (folded[:_TOLD] in excerpt or excerpt[:_TOLD] in folded)
        in_body[index] = (folded in body) if body else -1
    return [sheet.likeness, in_excerpt, in_body]


def _likely_told(blocks: Iterable[Block], excerpt: str, body: str) -> Iterator[tuple[int, str]]:
    """The blocks of which a word is there; to fold them all would cost more than all that is left to do."""
    longest = max(excerpt[:_TOLD].split(" "), key=len)
    for index, block in enumerate(blocks):
        if block.words >= _TOLD_FROM:
            text = block.text.casefold()
            first = _TOKEN.search(text)
            if first is None or first[0] in excerpt or first[0] in body or (excerpt and longest in text):
                yield index, text


_TOLD_FROM = 4  # words; shorter blocks are in any text
_TOLD = 60  # characters that an excerpt and a block must share


def _folded(text: str) -> str:
    return " ".join(_TOKEN.findall(text.casefold()))


def _tag_columns(sheet: _Sheet) -> Columns:
    own, above = sheet.tag, sheet.tags[sheet.levels[1]]
    tags, bits = np.arange(len(TAGS))[:, None], np.arange(len(AROUND) + 2)[:, None]
    return [*(tags == own), *(tags == above), *((sheet.around[sheet.node] >> bits) & 1)]


def _name_columns(sheet: _Sheet) -> Columns:
    own_least, own_most, least, most, total, named, low, high = sheet.odds
    around = [odds[level] for level in sheet.levels for odds in (own_least, own_most)]
    mean = total / np.maximum(named, 1)
    return [*around, *(odds[sheet.node] for odds in (least, most, low, high, mean))]


def _container_columns(sheet: _Sheet) -> Columns:
    count = np.minimum(sheet.count, MANY)
    measured = (sheet.share, sheet.node_density, count, sheet.purity, sheet.average)
    return [values[level] for level in sheet.levels for values in measured]


def _branch_columns(sheet: _Sheet) -> Columns:
    """Of the branch that the block is on; of the block itself where it is directly on the trunk."""
    branch = sheet.branch[sheet.node]
    lone, at = branch == NOWHERE, np.maximum(branch, 0)
    prose, all_prose = sheet.sums["prose"], sheet.all_prose
    least, most = sheet.odds[0], sheet.odds[1]
    trunk = int(np.flatnonzero(sheet.share >= TRUNK)[-1]) if (sheet.share >= TRUNK).any() else 0
    in_trunk = (sheet.start[trunk] <= sheet.index) & (sheet.index < sheet.end[trunk])
    pairs: list[tuple[Any, NDArray[Any]]] = [
        (sheet.prose / all_prose, sheet.share[at]),
        (sheet.density, sheet.node_density[at]),
        (1.0, sheet.count[at]),
        (1.0, sheet.purity[at]),
        (sheet.words, sheet.held["words"][at]),
        (0.0, least[at]),
        (0.0, most[at]),
        (prose[:-1] / all_prose, prose[sheet.start[at]] / all_prose),
        (1 - prose[1:] / all_prose, 1 - prose[sheet.end[at]] / all_prose),
    ]
    return [lone.astype(np.float64), in_trunk.astype(np.float64), *(np.where(lone, *pair) for pair in pairs)]


def _item_columns(sheet: _Sheet) -> Columns:
    """Of the list of like siblings that the block is in one of: teasers, comments, cards."""
    group, size = _groups(sheet)
    held = {name: np.bincount(group, values) for name, values in sheet.held.items()}
    blocks = np.bincount(group, sheet.count)
    squares = np.bincount(group, sheet.held["words"] ** 2)
    linked = np.bincount(group, sheet.held["links"] > 0)
    mean = held["words"] / size
    spread = np.sqrt(np.maximum(squares / size - mean**2, 0)) / np.maximum(mean, 1)
    is_item = ((size >= 2) & (blocks / size > ITEM))[group] & (sheet.share < TRUNK)
    item = _nearest(is_item, sheet.parent)[sheet.node]
    none, of = item == NOWHERE, group[np.maximum(item, 0)]
    density = held["links"] / np.maximum(held["words"], 1)
    measured = (
        size,
        mean,
        density,
        held["prose"] / sheet.all_prose,
        held["prose"] / size,
        spread,
        linked / size,
    )
    return [np.where(none, 0.0, values[of]) for values in measured]


def _groups(sheet: _Sheet) -> tuple[Ints, NDArray[np.float64]]:
    """For each node its group of siblings with the same tag and class, and the size of each group."""
    keys = (sheet.parent + 1) * (int(sheet.kind.max(initial=0)) + 1) + sheet.kind
    _, group, size = np.unique(keys, return_inverse=True, return_counts=True)
    return group.reshape(-1), size.astype(np.float64)


def _nearest(marked: NDArray[np.bool_], parent: Ints) -> Ints:
    """For each node itself or the nearest node around it that is marked."""
    nearest: list[int] = []
    for index, (is_marked, above) in enumerate(zip(marked.tolist(), parent.tolist(), strict=True)):
        nearest.append(index if is_marked else nearest[above] if above != NOWHERE else NOWHERE)
    return np.array(nearest, np.intp)


def _kin_columns(sheet: _Sheet) -> Columns:
    """Of blocks of the same make on the whole page: with the same tags and classes on and around them."""
    kinds = int(sheet.kind.max(initial=0)) + 1
    own, above, higher = (sheet.kind[level] for level in sheet.levels)
    near = own * kinds + above
    texts: dict[str, int] = {}
    text = np.array([texts.setdefault(block.text, len(texts)) for block in sheet.page.blocks], np.intp)
    copies = np.bincount(text, minlength=1)[text]
    again = np.ones(sheet.size)
    again[np.unique(text, return_index=True)[1]] = 0
    return [*_kin(sheet, near), *_kin(sheet, near * kinds + higher), copies, again]


def _kin(sheet: _Sheet, keys: Ints) -> Columns:
    _, kin = np.unique(keys, return_inverse=True)
    kin = kin.reshape(-1)
    count, words, links, prose = (
        np.bincount(kin, weights)[kin] for weights in (None, sheet.words, sheet.links, sheet.prose)
    )
    held = np.maximum(words, 1)
    return [np.minimum(count, MANY), words / count, links / held, prose / sheet.all_prose, prose / held]


def _place_columns(sheet: _Sheet) -> Columns:
    words, prose = sheet.sums["words"][:-1] / sheet.all_words, sheet.sums["prose"][:-1] / sheet.all_prose
    titles = np.flatnonzero(sheet.tag == _H1)
    passed = np.searchsorted(titles, sheet.index, side="right")
    since = (
        np.where(passed > 0, _steps(sheet.index - titles[np.maximum(passed - 1, 0)]), -1)
        if titles.size
        else sheet.whole(-1)
    )
    likely = (
        sheet.likeness + 0.3 * (sheet.tag == _H1) + 0.15 * sheet.is_heading - 1e-4 * sheet.index / sheet.size
    )
    title = int(np.argmax(likely)) if sheet.likeness.max() > 0.4 else None
    from_title = (
        [_steps(sheet.index - title), words - words[title], prose - prose[title]]
        if title is not None
        else [sheet.whole(FAR), sheet.whole(-1), sheet.whole(-1)]
    )
    prose_there, words_there = min(sheet.all_prose, MUCH), min(sheet.all_words, MUCH)
    totals = (min(sheet.size, MANY), prose_there, words_there, float(sheet.links.sum()) / sheet.all_words)
    return [sheet.index / sheet.size, prose, words, since, *from_title, *map(sheet.whole, totals)]


def _steps(blocks: Ints) -> Ints:
    """How far blocks are from something, as far as it makes a difference."""
    return np.clip(blocks, -MANY, MANY)


def _neighbour_columns(sheet: _Sheet) -> Columns:
    least = sheet.odds[2][sheet.node]
    near = [_shifted(values, step) for step in (-1, 1) for values in (sheet.words, sheet.density, least)]
    spans = (("prose", -5, 0), ("prose", 1, 6), ("prose", -12, 0), ("prose", 1, 13), ("links", -4, 5))
    return [*near, *_to_headings(sheet), *(sheet.span(*span) for span in spans)]


def _shifted(values: NDArray[np.float64], step: int) -> NDArray[np.float64]:
    """Each block sees its neighbour's value, -1 beyond the ends."""
    moved = np.full_like(values, -1)
    if step > 0:
        moved[:-step] = values[step:]
    else:
        moved[-step:] = values[:step]
    return moved


def _to_headings(sheet: _Sheet) -> Columns:
    """Blocks back to the last heading or bold line before, and on to the next; -1 where there is none."""
    strong = np.array([block.strong_words for block in sheet.page.blocks])
    is_label = sheet.is_heading | ((sheet.words <= _LABEL) & (sheet.density < 0.5) & (strong >= sheet.words))
    labels, index = np.flatnonzero(is_label), sheet.index
    if not labels.size:
        return [sheet.whole(-1), sheet.whole(-1)]
    before = np.searchsorted(labels, index, side="left")
    after = np.searchsorted(labels, index, side="right")
    back = np.where(before > 0, _steps(index - labels[np.maximum(before - 1, 0)]), -1)
    on = np.where(after < labels.size, _steps(labels[np.minimum(after, labels.size - 1)] - index), -1)
    return [back, on]


_LABEL = 6  # words; a bold line that is longer is a sentence


def _wording_columns(sheet: _Sheet, phrases: PhraseBook) -> Columns:
    """What the words of a line say, and those of the lines around it."""
    wording = _table([phrases.read(block.text) for block in sheet.page.blocks])
    mean, _, _, known, _ = wording.T
    sheet.sums["wording"] = _prefix(mean)
    around = (sheet.span("wording", *span) for span in ((-1, 0), (1, 2), (-4, 0), (1, 5)))
    return [*wording.T, known > 0, *around]


COLUMNS: Mapping[str, Callable[[_Sheet], Columns]] = MappingProxyType(
    {
        "text": _text_columns,
        "told": _told_columns,
        "tag": _tag_columns,
        "name": _name_columns,
        "container": _container_columns,
        "branch": _branch_columns,
        "item": _item_columns,
        "kin": _kin_columns,
        "place": _place_columns,
        "neighbour": _neighbour_columns,
    }
)
"""The groups of features, in the order of the columns."""
