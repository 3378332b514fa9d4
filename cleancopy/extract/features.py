"""What is measured of each block: its text, its names, its place, its neighbours and the containers around it.

`measure` gives one row a block and one column a feature. The learned weights
(`weights.json`) are fitted on these very columns, so a change here wants them fitted anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleancopy import dom
from cleancopy.extract.blocks import Block
from cleancopy.extract.outline import NOWHERE, Outline

type Column = NDArray[np.float32]
type Indices = NDArray[np.intp]
type NameOdds = Mapping[str, float]
type Scores = NDArray[np.float32]

PROSE_WORDS = 10  # a block of so many words, less than half of them links, is prose
LEVELS = 4  # containers around a block that are looked at one by one
TAGS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "figcaption", "div", "blockquote", "pre", "dt", "dd")
AROUND = (
    "article", "main", "aside", "nav", "footer", "header", "form", "figure", "table", "ul", "ol", "blockquote", "section", "a",
)  # fmt: skip
NEIGHBOURS = (-3, -2, -1, 1, 2, 3)
HEAD = 80  # characters of a block in which capitals and digits are counted

_ROLES = ("role", "itemprop")
_TAG_INDEX = {tag: index for index, tag in enumerate(TAGS)}
_AROUND_BIT = {tag: 1 << index for index, tag in enumerate(AROUND)}
_HIDDEN_BIT = 1 << len(AROUND)
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SENTENCE_ENDS = frozenset(".!?…。！？")
_CLOSING = "\"'”’»)]」』"
_MARKS = frozenset(".!?…。！？:;»\"”’')]")
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the head of the page says, to hold blocks against."""

    title: str = ""
    excerpt: str = ""
    article_body: str = ""
    """JSON-LD's `articleBody`."""


@dataclass(frozen=True, slots=True)
class _Odds:
    """What an element's own names say: log odds that text so named is the article's."""

    least: float = 0.0
    most: float = 0.0
    total: float = 0.0
    named: int = 0


_SILENT = _Odds()


class NameBook:
    """The odds of names, remembered for each combination of class, id, role and itemprop that was seen."""

    MOST_REMEMBERED = 20_000

    def __init__(self, odds: NameOdds) -> None:
        self._odds = odds
        self._seen: dict[tuple[str | None, ...], _Odds] = {}

    def read(self, element: dom.Element) -> _Odds:
        key = (element.get("class"), element.get("id"), element.get("role"), element.get("itemprop"))
        if key == (None, None, None, None):
            return _SILENT
        known = self._seen.get(key)
        if known is None:
            if len(self._seen) > self.MOST_REMEMBERED:
                self._seen.clear()
            known = self._seen[key] = self._look_up(*key)
        return known

    def _look_up(self, *key: str | None) -> _Odds:
        values = [self._odds[word] for word in names_of(*key) if word in self._odds]
        return _Odds(min(values), max(values), sum(values), len(values)) if values else _SILENT


def names_of(class_: str | None, id_: str | None, role: str | None, itemprop: str | None) -> set[str]:
    """The words by which an element is named: of class and id, `role=...`, `itemprop=...`."""
    joined = f"{(class_ or '')[: dom.MOST_NAME]} {(id_ or '')[: dom.MOST_NAME]}"
    names = {word.lower() for word in _NAME_WORD.findall(joined) if len(word) > 1}
    names.update(f"{kind}={value}" for kind, value in zip(_ROLES, (role, itemprop), strict=True) if value)
    return names


def measure(page: Outline, facts: PageFacts, book: NameBook) -> Column:
    """A row a block, a column a feature; an empty page has no rows."""
    sheet = _Sheet(page, facts, book)
    return np.column_stack([column for columns in _COLUMNS.values() for column in columns(sheet)]).astype(np.float32)


class _Sheet:
    """The arrays that the columns are made of, each computed once."""

    def __init__(self, page: Outline, facts: PageFacts, book: NameBook) -> None:
        self.page = page
        self.facts = facts
        self.blocks = page.blocks
        self.size = len(page.blocks)
        self.words = np.array([block.words for block in page.blocks], np.float32)
        self.links = np.minimum(np.array([block.link_words for block in page.blocks], np.float32), self.words)
        self.plain = self.words - self.links
        self.density = self.links / np.maximum(self.words, 1)
        self.prose = np.where((self.words >= PROSE_WORDS) & (self.density < 0.5), self.plain, 0).astype(np.float32)
        self.all_prose = max(float(self.prose.sum()), 1.0)
        self.tags = np.array([_TAG_INDEX.get(block.element.tag, len(TAGS)) for block in page.blocks], np.float32)
        self.sums = {name: _prefix(getattr(self, name)) for name in ("words", "links", "prose")}
        self.parents = np.array(page.block_parents, np.intp)
        self._read_containers(book)
        self.own = [book.read(block.element) for block in page.blocks]
        self.texts = np.array([_text_row(block) for block in page.blocks], np.float32)

    def _read_containers(self, book: NameBook) -> None:
        page = self.page
        self.starts, self.ends = np.array(page.starts, np.intp), np.array(page.ends, np.intp)
        self.above = np.array(page.container_parents, np.intp)
        self.held = {name: sums[self.ends] - sums[self.starts] for name, sums in self.sums.items()}
        self.share = self.held["prose"] / self.all_prose
        names = [book.read(element) for element in page.containers]
        self.container_odds = np.array([(odds.least, odds.most) for odds in names], np.float32)
        self.branches = np.array(branches(page, self.share), np.intp)
        self.inherited = np.array(_inherit(page, names, self.branches), np.float32)
        self.around = np.array(_around(page), np.int64)

    def level(self, number: int) -> Indices:
        return level(self.parents, self.above, number)

    def span(self, name: str, first: Indices, last: Indices) -> Column:
        """Sums of words, links or prose over the blocks from `first` to before `last`."""
        sums, top = self.sums[name], self.size
        return sums[np.clip(last, 0, top)] - sums[np.clip(first, 0, top)]


def _prefix(values: Column) -> Column:
    return np.concatenate([[0], np.cumsum(values, dtype=np.float64)]).astype(np.float32)


def level(parents: Indices, above: Indices, number: int) -> Indices:
    """For each block the index of its container `number` levels up, from 1; the page's where there is none."""
    here = parents
    for _ in range(number - 1):
        here = np.maximum(above[here], 0)
    return here


def branches(page: Outline, share: Column) -> list[int]:
    """For each container the highest one around it, itself included, that holds less than half; `NOWHERE` for those
    that hold half or more."""
    tops: list[int] = []
    for index, parent in enumerate(page.container_parents):
        if share[index] >= 0.5 or parent == NOWHERE:
            tops.append(NOWHERE)
        else:
            tops.append(index if tops[parent] == NOWHERE else tops[parent])
    return tops


def _inherit(page: Outline, names: list[_Odds], tops: Indices) -> list[tuple[float, ...]]:
    """For each container: least, most, sum and count of the odds on its way up; least and most of its branch alone."""
    rows: list[tuple[float, ...]] = []
    for index, odds in enumerate(names):
        parent = page.container_parents[index]
        least, most, total, named, low, high = rows[parent] if parent != NOWHERE else (0.0,) * 6
        low, high = (0.0, 0.0) if tops[index] == NOWHERE else (min(low, odds.least), max(high, odds.most))
        rows.append((min(least, odds.least), max(most, odds.most), total + odds.total, named + odds.named, low, high))
    return rows


def _around(page: Outline) -> list[int]:
    """For each container the tags on its way up as bits, and whether it is hidden."""
    masks: list[int] = []
    for element, parent in zip(page.containers, page.container_parents, strict=True):
        mask = masks[parent] if parent != NOWHERE else 0
        masks.append(mask | _AROUND_BIT.get(element.tag, 0) | (_HIDDEN_BIT if _is_hidden(element) else 0))
    return masks


def _is_hidden(element: dom.Element) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return "display:none" in (element.get("style") or "").replace(" ", "").lower()


def _text_row(block: Block) -> tuple[float, ...]:
    text, head = block.text, block.text[:HEAD]
    bare = text.rstrip(_CLOSING)
    words = max(block.words, 1)
    return (
        len(text) / words,
        bare[-1:] in _SENTENCE_ENDS,
        text[-1] in _MARKS,
        text.count(",") + text.count("、"),
        text.count(". ") + text.count("? ") + text.count("! ") + text.count("。"),
        text[0].isupper(),
        text[0].isdigit(),
        sum(map(str.isdigit, head)) / len(head),
        sum(map(str.isupper, head)) / len(head),
        "©" in text or "|" in text,
        block.words < 15 and bool(_YEAR.search(text)),
        text.endswith((":", "：")),
        text.endswith(("?", "？")),
    )


def _text_columns(sheet: _Sheet) -> list[Column]:
    elements = [block.element for block in sheet.blocks]
    bold = np.array([_words_in(element, "b", "strong") for element in elements], np.float32)
    counts = [np.array([_count(element, tag) for element in elements], np.float32) for tag in ("a", "br", "img")]
    return [sheet.words, sheet.density, sheet.plain, bold / np.maximum(sheet.words, 1), *counts, *sheet.texts.T]


def _words_in(element: dom.Element, *tags: str) -> int:
    if not len(element):
        return 0
    return sum(len(dom.text_of(part).split()) for part in element.iter(*tags))


def _count(element: dom.Element, tag: str) -> int:
    return sum(1 for _ in element.iter(tag)) if len(element) else 0


def _tag_columns(sheet: _Sheet) -> list[Column]:
    bits = sheet.around[sheet.parents]
    around = [((bits >> bit) & 1).astype(np.float32) for bit in range(len(AROUND) + 1)]
    hidden = np.array([_is_hidden(block.element) for block in sheet.blocks], np.float32)
    return [*((sheet.tags == index).astype(np.float32) for index in range(len(TAGS) + 1)), *around, hidden]


def _name_columns(sheet: _Sheet) -> list[Column]:
    own = np.array([(odds.least, odds.most, odds.total, odds.named) for odds in sheet.own], np.float32).T
    levels = [sheet.container_odds[sheet.level(number)].T for number in (1, 2)]
    least, most, total, named, low, high = sheet.inherited[sheet.parents].T
    total, named = total + own[2], named + own[3]
    return [
        own[0], own[1], *levels[0], *levels[1],
        np.minimum(least, own[0]), np.maximum(most, own[1]), total, total / np.maximum(named, 1),
        np.minimum(low, own[0]), np.maximum(high, own[1]),
    ]  # fmt: skip


def _place_columns(sheet: _Sheet) -> list[Column]:
    here = np.arange(sheet.size, dtype=np.float32)
    whole = np.ones(sheet.size, np.float32)
    before = sheet.sums["prose"][:-1] / sheet.all_prose
    headings = np.flatnonzero(sheet.tags == _TAG_INDEX["h1"])
    passed = np.searchsorted(headings, here, side="right")
    since = np.where(passed > 0, here - headings[np.maximum(passed - 1, 0)], -1) if headings.size else -whole
    until = (
        np.where(passed < headings.size, headings[np.minimum(passed, headings.size - 1)] - here, -1)
        if headings.size
        else -whole
    )
    return [
        here, here / sheet.size, before, before + sheet.prose / sheet.all_prose, since, until,
        whole * sheet.size, whole * sheet.all_prose, whole * float(sheet.words.sum()),
    ]  # fmt: skip


def _container_columns(sheet: _Sheet) -> list[Column]:
    held, share = sheet.held, sheet.share
    density = held["links"] / np.maximum(held["words"], 1)
    purity = held["prose"] / np.maximum(held["words"], 1)
    count = (sheet.ends - sheet.starts).astype(np.float32)
    measured = np.stack([share, density, count, purity])
    columns = [row for number in range(1, LEVELS + 1) for row in measured[:, sheet.level(number)]]
    below = sheet.branches[sheet.parents]
    lone = below == NOWHERE
    ones = np.ones(sheet.size, np.float32)
    alone = np.stack([sheet.prose / sheet.all_prose, sheet.density, ones, ones])
    branch = np.where(lone, alone, measured[:, np.maximum(below, 0)])
    return [*columns, *branch, np.where(lone, sheet.words, held["words"][np.maximum(below, 0)])]


def _likeness_columns(sheet: _Sheet) -> list[Column]:
    title = set(_TOKEN.findall(sheet.facts.title.casefold()))
    excerpt, told = _folded(sheet.facts.excerpt), _folded(sheet.facts.article_body)
    rows = [_likeness(block, title, excerpt, told) for block in sheet.blocks]
    return list(np.array(rows, np.float32).T)


def _likeness(block: Block, title: set[str], excerpt: str, told: str) -> tuple[float, float, float]:
    in_title = 0.0
    if title and block.words <= 3 * len(title):
        words = set(_TOKEN.findall(block.text.casefold()))
        in_title = len(words & title) / max(len(words | title), 1)
    if not (excerpt or told) or block.words < 4:
        return in_title, 0.0, -1.0
    folded = _folded(block.text)
    in_excerpt = bool(excerpt) and len(folded) > 20 and (folded[:60] in excerpt or excerpt[:60] in folded)
    return in_title, float(in_excerpt), float(folded in told) if told else -1.0


def _folded(text: str) -> str:
    return " ".join(_TOKEN.findall(text.casefold()))


def _kin_columns(sheet: _Sheet) -> list[Column]:
    """Blocks of the same make, that is with the same tag and class on them and on their container."""
    kinds: dict[tuple[str | None, ...], int] = {}
    texts: dict[str, int] = {}
    kin, copies = [], []
    for block, parent in zip(sheet.blocks, sheet.page.block_parents, strict=True):
        container = sheet.page.containers[parent]
        key = (block.element.tag, block.element.get("class"), container.tag, container.get("class"))
        kin.append(kinds.setdefault(key, len(kinds)))
        copies.append(texts.setdefault(block.text, len(texts)))
    of_kin, of_text = np.array(kin), np.array(copies)
    count, words, links, prose = (
        np.bincount(of_kin, weights)[of_kin] for weights in (None, sheet.words, sheet.links, sheet.prose)
    )
    return [
        count, words / count, links / np.maximum(words, 1), prose / sheet.all_prose, prose / np.maximum(words, 1),
        np.bincount(of_text)[of_text],
    ]  # fmt: skip


def _neighbour_columns(sheet: _Sheet) -> list[Column]:
    least = np.array([odds.least for odds in sheet.own], np.float32)
    least = np.minimum(least, sheet.inherited[sheet.parents, 0])
    seen = np.stack([sheet.words, sheet.density, sheet.texts[:, 1], sheet.tags == 0, (sheet.tags >= 1) & (sheet.tags <= 6), least])
    columns = [row for step in NEIGHBOURS for row in _shifted(seen, step)]
    same = (sheet.parents[1:] == sheet.parents[:-1]).astype(np.float32)
    here = np.arange(sheet.size)
    spans = [("prose", -5, 0), ("prose", 1, 6), ("prose", -8, 9), ("links", -3, 4), ("words", -3, 4)]
    windows = [sheet.span(name, here + first, here + last) for name, first, last in spans]
    return [*columns, np.append(0, same), np.append(same, 0), *windows]


def _shifted(rows: Column, step: int) -> Column:
    """Each row moved so that a block sees its neighbour's value, -1 beyond the ends."""
    moved = np.full_like(rows, -1)
    size = rows.shape[1]
    if abs(step) < size:
        moved[:, max(0, -step) : size - max(0, step)] = rows[:, max(0, step) : size + min(0, step)]
    return moved


_COLUMNS: dict[str, Callable[[_Sheet], list[Column]]] = {
    "text": _text_columns,
    "tag": _tag_columns,
    "name": _name_columns,
    "place": _place_columns,
    "container": _container_columns,
    "likeness": _likeness_columns,
    "kin": _kin_columns,
    "neighbour": _neighbour_columns,
}
