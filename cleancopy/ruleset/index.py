"""All selectors of many rules at once: each is found by its most telling token, then tried there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.ruleset import words
from cleancopy.ruleset.columns import Columns, Place
from cleancopy.ruleset.keys import NAMING, Way, needed_name, way_to
from cleancopy.ruleset.lookup import REMEMBERED, Group, Lookup, Numbers, merge
from cleancopy.ruleset.matching import Step, reach
from cleancopy.ruleset.selectors import parse_selectors

FEW = 20  # selectors with one token: so many are tried on an element without further questions

type Found = dict[int, dict[Element, None]]
"""A selector's number to the elements that it matches, in document order where one token leads to them."""


@dataclass(slots=True)
class Table:
    """Selectors by token, each under a number. Plain data, which a cache can hold."""

    groups: dict[str, Group] = field(default_factory=dict)
    """By the attribute's name."""
    tags: dict[str, Numbers] = field(default_factory=dict)
    phrases: dict[str, Numbers] = field(default_factory=dict)
    """By words that a class or an id must have in a row."""
    needs: dict[str, Numbers] = field(default_factory=dict)
    """By a class or an id that a page must have elsewhere: `.a` in `.a .b`."""

    def __bool__(self) -> bool:
        return bool(self.groups or self.tags or self.phrases)

    def add(self, selector: str, number: int) -> None:
        """File one selector, not a comma list. Raises `SelectorError`."""
        (parsed,) = parse_selectors(selector)
        for key in way_to(parsed).keys:
            if key.attribute is None:
                self.tags.setdefault(key.tag, []).append(number)
            else:
                self.groups.setdefault(key.column, Group()).add(key, number)
        needed = needed_name(parsed)
        if needed:
            self.needs.setdefault(needed, []).append(number)

    def add_words(self, phrase: str, number: int) -> None:
        """File class and id words; several words mean these words in a row."""
        self.phrases.setdefault(" ".join(words.split_words(phrase)), []).append(number)

    def merge(self, other: Table, by: int) -> None:
        """Take in another table, its numbers raised."""
        for name, group in other.groups.items():
            self.groups.setdefault(name, Group()).merge(group, by)
        merge(self.tags, other.tags, by)
        merge(self.phrases, other.phrases, by)
        merge(self.needs, other.needs, by)


class Index:
    """A table made ready for pages. What a selector tests is compiled when it is first found."""

    def __init__(
        self, table: Table, sources: Sequence[str] | Mapping[int, str], remembered: int = REMEMBERED
    ) -> None:
        """`sources` are the texts of the selectors by their numbers."""
        groups = dict(table.groups)
        if table.phrases:
            groups = {name: groups.get(name, Group(tag="*")) for name in NAMING} | groups
        self._lookups: dict[Place, Lookup] = {}
        for name, group in groups.items():
            phrases = table.phrases if name in NAMING else {}
            tag = "*" if phrases else group.tag
            self._lookups[name, tag] = Lookup(name, group, phrases, remembered)
        self._tags = table.tags
        self._phrases = {number for numbers in table.phrases.values() for number in numbers}
        self._needs = {number: name for name, numbers in table.needs.items() for number in numbers}
        self._ways = _Ways(sources, self._phrases)

    def find(self, columns: Columns) -> Found:
        """Everything that matches in the tree, its root included."""
        finding = _Finding(self._ways)
        columns.read(self._lookups)
        for place, lookup in self._lookups.items():
            self._find_by_attribute(place, lookup, columns, finding)
        if self._tags:
            self._find_by_tag(columns.root, finding)
        return finding.elements

    def _find_by_attribute(self, place: Place, lookup: Lookup, columns: Columns, finding: _Finding) -> None:
        column = columns[place]
        leads = lookup.leads(column.values)
        if lookup.always:
            leads = {value: [*lookup.always, *leads.get(value, ())] for value in column.values}
        leads = {value: self._likely(numbers, columns) for value, numbers in leads.items()}
        for value, element in column.with_values(leads) if leads else ():
            for number in leads[value]:
                if place[0] != "id" or number not in self._phrases or element.tag not in dom.HEADING_TAGS:
                    finding.take(number, element)

    def _likely(self, numbers: Numbers, columns: Columns) -> Numbers:
        """Without selectors that need something else that the page has not: among many, most."""
        if len(numbers) <= FEW:
            return numbers
        names = columns.names
        return [one for one in numbers if one not in self._needs or self._needs[one] in names]

    def _find_by_tag(self, root: Element, finding: _Finding) -> None:
        anything = self._tags.get("*", ())
        for element in root.iter("*") if anything else root.iter(*self._tags):
            for number in (*self._tags.get(element.tag, ()), *anything):
                finding.take(number, element)


class _Ways(dict[int, Way]):
    """How to get from the token of each selector to its elements."""

    def __init__(self, sources: Sequence[str] | Mapping[int, str], phrases: set[int]) -> None:
        self._sources = sources
        self._phrases = phrases

    def __missing__(self, number: int) -> Way:
        if number in self._phrases:
            way = Way((), None)
        else:
            (selector,) = parse_selectors(self._sources[number])
            way = way_to(selector)
        self[number] = way
        return way


class _Finding:
    """What has been found so far."""

    def __init__(self, ways: _Ways) -> None:
        self.elements: Found = {}
        self._ways = ways
        self._seen: dict[int, set[Element | None]] = {}

    def take(self, number: int, element: Element) -> None:
        """Try a selector on an element that its token leads to."""
        _, test, step = self._ways[number]
        if test is not None and not test(element):
            return
        if step is None:
            self.elements.setdefault(number, {})[element] = None
            return
        for subject in self._reach(number, step, element):
            self.elements.setdefault(number, {})[subject] = None

    def _reach(self, number: int, step: Step, element: Element) -> Iterator[Element]:
        """Where a step leads, but for what was reached from an earlier element."""
        seen = self._seen.setdefault(number, set())
        if step[0] == "~":
            parent = element.getparent()
            if parent not in seen:
                seen.add(parent)
                yield from reach(element, step)
            return
        for subject in reach(element, step):
            if subject in seen:
                return  # an earlier element holds this one, and so all that is below it was reached
            seen.add(subject)
            yield subject
