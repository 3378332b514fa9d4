"""From the values of one attribute to the selectors that they may lead to.

What is asked of a value costs the same however many selectors there are: a place in a dictionary, or one RE2
automaton that runs over all new values of a page at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import batched, chain

import re2

from cleancopy.ruleset import words
from cleancopy.ruleset.keys import NAMING, Key, clue

REMEMBERED = 2000  # values of a class or id; then the memo starts anew
MANY_REMEMBERED = 20_000  # the same for rules that every page is asked for; about four megabytes
LONGEST_REMEMBERED = 300  # characters: longer ones are generated, and do not recur
MOST_IN_ONE = 1000  # clues in one automaton

type Numbers = list[int]
"""Of selectors."""
type Leads = dict[str, Numbers]
"""What values lead to; those that lead nowhere are left out."""


@dataclass(slots=True)
class Group:
    """The selectors that are found by one attribute, `words` aside. Plain data, which a cache can hold."""

    tag: str = ""
    """The one tag on which the attribute matters to them; `*` where there are several."""
    always: Numbers = field(default_factory=list)
    """Whatever the value is."""
    equal: dict[str, Numbers] = field(default_factory=dict)
    tokens: dict[str, Numbers] = field(default_factory=dict)
    """By one of the words that white space parts: classes."""
    clues: dict[str, Numbers] = field(default_factory=dict)
    """By an RE2 pattern for case-folded values between NULs."""

    def add(self, key: Key, number: int) -> None:
        self._widen(key.tag)
        attribute = key.attribute
        if attribute is None or not attribute.operator:
            self.always.append(number)
        elif attribute.operator == "=" and not attribute.ignore_case:
            self.equal.setdefault(attribute.value, []).append(number)
        elif attribute.operator == "~=" and not attribute.ignore_case:
            self.tokens.setdefault(attribute.value, []).append(number)
        elif attribute.value or attribute.operator in {"=", "|="}:  # else it matches nothing
            self.clues.setdefault(clue(attribute), []).append(number)

    def merge(self, other: Group, by: int) -> None:
        """Take in another group, its numbers raised."""
        self._widen(other.tag)
        self.always += raised(other.always, by)
        merge(self.equal, other.equal, by)
        merge(self.tokens, other.tokens, by)
        merge(self.clues, other.clues, by)

    def _widen(self, tag: str) -> None:
        self.tag = tag if self.tag in {"", tag} else "*"


def merge(mine: dict[str, Numbers], other: Mapping[str, Numbers], by: int) -> None:
    """Take in the numbers of another table, raised."""
    for name, numbers in other.items():
        mine[name] = [*mine.get(name, ()), *raised(numbers, by)]


def raised(numbers: Iterable[int], by: int) -> Numbers:
    """The numbers of a file among those of all files."""
    return [number + by for number in numbers]


class Lookup:
    """A group made ready for pages."""

    def __init__(
        self, name: str, group: Group, phrases: Mapping[str, Numbers], remembered: int = REMEMBERED
    ) -> None:
        self.always = group.always
        self._equal = group.equal
        self._tokens = group.tokens
        self._clues = [_Clues(name, some) for some in batched(_clues(group, phrases), MOST_IN_ONE)]
        self._remembered = remembered if name in NAMING else 0
        self._seen: set[str] = set()
        self._leads: Leads = {}

    def leads(self, values: Iterable[str]) -> Leads:
        """What these values lead to, `always` aside."""
        distinct = set(values)
        new = list(map(str, distinct - self._seen))
        leads = {value: self._leads[value] for value in self._leads.keys() & distinct}
        if new:
            fresh = self._work_out(new)
            leads |= fresh
            if self._remembered:
                self._remember(new, fresh)
        return leads

    def _remember(self, values: Collection[str], leads: Leads) -> None:
        if len(self._seen) + len(values) > self._remembered:
            self._seen.clear()
            self._leads.clear()
        short = [value for value in values if len(value) <= LONGEST_REMEMBERED][: self._remembered]
        self._seen.update(short)
        self._leads.update({value: leads[value] for value in short if value in leads})

    def _work_out(self, values: Collection[str]) -> Leads:
        leads: Leads = {value: [*self._equal[value]] for value in self._equal.keys() & set(values)}
        if self._tokens:
            self._add_by_tokens(values, leads)
        for clues in self._clues:
            for value, numbers in clues.find(values):
                leads.setdefault(value, []).extend(numbers)
        return leads

    def _add_by_tokens(self, values: Collection[str], leads: Leads) -> None:
        tokens = [value.split() for value in values]
        telling = self._tokens.keys() & set(chain.from_iterable(tokens))
        if telling:
            for value, own in zip(values, tokens, strict=True):
                for token in dict.fromkeys(own):
                    if token in telling:
                        leads.setdefault(value, []).extend(self._tokens[token])


type _Clue = tuple[str, list[str], Numbers]
"""An RE2 pattern, the words that must be there in a row where it stands for some, and what it leads to."""


def _clues(group: Group, phrases: Mapping[str, Numbers]) -> Iterator[_Clue]:
    for pattern, numbers in group.clues.items():
        yield pattern, [], numbers
    for phrase, numbers in phrases.items():
        said = words.split_words(phrase)
        yield words.clue(said), said, numbers


class _Clues:
    """What leads to selectors by standing somewhere in a value."""

    def __init__(self, name: str, clues: Collection[_Clue]) -> None:
        options = re2.Options()
        options.max_mem = 1 << 27
        self._any = re2.compile("|".join(pattern for pattern, _, _ in clues).encode(), options)
        self._each = re2.Set.SearchSet(options)
        self._numbers = [numbers for _, said, numbers in clues if not said]
        for pattern, said, _ in clues:
            if not said:
                self._each.Add(pattern)
        self._each.Compile()
        self._phrases = {tuple(said): numbers for _, said, numbers in clues if said}
        self._lengths = sorted({len(phrase) for phrase in self._phrases})
        self._is_id = name == "id"

    def find(self, values: Collection[str]) -> Iterator[tuple[str, Numbers]]:
        """The values with a clue in them, each with what it leads to. None of them holds a NUL."""
        listed = [*values]
        for place, folded in self._likely(f"\0{'\0'.join(listed)}\0".casefold().encode()):
            numbers = [*self._by_pattern(folded), *self._by_phrase(listed[place])]
            if numbers:
                yield listed[place], numbers

    def _likely(self, values: bytes) -> Iterator[tuple[int, bytes]]:
        """The number of each value with a clue, and the value between its NULs."""
        number = counted = start = 0
        while (match := self._any.search(values, start)) is not None:
            inside = match.start() + (values[match.start()] == 0)
            number += values.count(0, counted, inside)
            counted = inside
            start = values.index(0, inside)
            yield number - 1, values[values.rindex(0, 0, inside) : start + 1]

    def _by_pattern(self, folded: bytes) -> Iterator[int]:
        if self._numbers:
            for place in self._each.Match(folded) or ():
                yield from self._numbers[place]

    def _by_phrase(self, value: str) -> Iterator[int]:
        if self._phrases:
            for name in [value] if self._is_id else value.split():
                said = words.split_words(name)
                if not (self._is_id and len(said) > words.MOST_ID_WORDS):
                    yield from self._said(said)

    def _said(self, said: list[str]) -> Iterator[int]:
        for length in self._lengths:
            for start in range(len(said) - length + 1):
                yield from self._phrases.get(tuple(said[start : start + length]), ())
