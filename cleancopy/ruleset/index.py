"""All selectors of many rules in one pass over the tree.

As browsers do with style sheets, a selector is filed under the most telling token of the element that it is
about: its id, a class, an attribute, its tag. A page then pays for the tokens of its elements and not for the
number of rules. Class and id strings recur on a page and between pages: what they lead to is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import re2

from cleancopy.dom import Element
from cleancopy.ruleset.matching import Step, Test, complex_test, compound_test, reach
from cleancopy.ruleset.selectors import Attribute, Complex, Compound

type Found = dict[int, dict[Element, None]]
"""A selector's number to the elements that it matches, in document order where one token leads to them."""

REMEMBERED = 8000  # class strings of an index; then its memo starts anew
LONGEST_REMEMBERED = 300  # characters: longer class strings are generated, and do not recur
LONGEST_PREFIX = 14  # characters by which `^=` values are filed
FEW = 8  # substrings up to which trying each is quicker than one RE2 set

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\dA-Z_]+|\d+")


class Entry(NamedTuple):
    """One selector in the index."""

    number: int
    test: Test | None
    """What the element must be beside the token it was found by; `None` for nothing."""
    step: Step | None = None
    """The way from the element found to the selector's subject, where the index is by the one before it."""


class Key(NamedTuple):
    """The token that a selector is filed under, and how telling it is (less is more)."""

    cost: int
    kind: str
    name: str
    attribute: Attribute | None = None


def split_words(name: str) -> list[str]:
    """The words of a class or id: split at signs, at camelCase, and between letters and digits."""
    return [word.casefold() for word in _WORDS.findall(name)]


class Table:
    """Selectors by token. Filled once, then only read."""

    def __init__(self) -> None:
        self.classes: dict[str, list[Entry]] = {}
        self.ids: dict[str, list[Entry]] = {}
        self.tags: dict[str, list[Entry]] = {}
        self.words: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
        self.attributes: dict[str, AttributeGroup] = {}

    def add(self, selector: Complex, number: int) -> None:
        """File a selector under its subject's tokens, or the tokens before them where they tell more."""
        keys = _keys(selector.compounds[-1])
        left = _keys(selector.compounds[-2]) if len(selector.compounds) > 1 else keys
        if left is not keys and _is_better(left, keys, selector.combinators[-1]):
            self._file(left, _from_the_left(selector, number))
        else:
            self._file(keys, Entry(number, _residual_test(selector, keys)))

    def add_words(self, words: Sequence[str], number: int) -> None:
        """File class and id words; one text of several words means these words in a row."""
        for text in words:
            parts = tuple(split_words(text))
            self.words.setdefault(parts[0], []).append((parts, Entry(number, None)))

    def _file(self, keys: Iterable[Key], entry: Entry) -> None:
        for key in keys:
            if key.attribute is not None:
                group = self.attributes.setdefault(key.name, AttributeGroup())
                group.add(key.attribute, entry)
            else:
                by_kind = {"class": self.classes, "id": self.ids, "tag": self.tags}
                by_kind[key.kind].setdefault(key.name, []).append(entry)


class AttributeGroup:
    """The selectors filed under one attribute's name, by operator."""

    def __init__(self) -> None:
        self._always: list[Entry] = []
        self._equal: dict[str, list[Entry]] = {}
        self._prefixes: dict[int, dict[str, list[Entry]]] = {}
        self._suffixes: dict[str, list[Entry]] = {}
        self._parts: dict[str, list[Entry]] = {}
        self._set: _Substrings | None = None

    def add(self, attribute: Attribute, entry: Entry) -> None:
        value = attribute.value
        if not attribute.operator or attribute.ignore_case or attribute.operator in {"~=", "|="}:
            self._always.append(entry)
        elif attribute.operator == "=":
            self._equal.setdefault(value, []).append(entry)
        elif value:
            self._add_part(attribute.operator, value, entry)

    def _add_part(self, operator: str, value: str, entry: Entry) -> None:
        if operator == "^=":
            start = value[:LONGEST_PREFIX]
            self._prefixes.setdefault(len(start), {}).setdefault(start, []).append(entry)
        elif operator == "$=":
            self._suffixes.setdefault(value, []).append(entry)
        else:
            self._parts.setdefault(value, []).append(entry)
            self._set = None

    def lookup(self, value: str) -> list[Entry]:
        """Every selector that an element with this value may match; each still has its test."""
        found = [*self._always, *self._equal.get(value, ())] if self._always or value in self._equal else []
        for length, starts in self._prefixes.items():
            if value[:length] in starts:
                found += starts[value[:length]]
        if self._suffixes and value.endswith(tuple(self._suffixes)):
            found += [e for end, entries in self._suffixes.items() if value.endswith(end) for e in entries]
        if self._parts:
            self._set = self._set or _Substrings(tuple(self._parts))
            for part in self._set.within(value):
                found += self._parts[part]
        return found


class _Substrings:
    """Which of many strings stand in a text."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        self._parts = parts
        self._set: re2.Set | None = None
        if len(parts) > FEW:
            options = re2.Options()
            options.literal = True
            options.max_mem = 1 << 27
            self._set = re2.Set.SearchSet(options)
            for part in parts:
                self._set.Add(part)
            self._set.Compile()

    def within(self, text: str) -> list[str]:
        if self._set is None:
            return [part for part in self._parts if part in text]
        return [self._parts[index] for index in self._set.Match(text) or ()]


class Index:
    """Tables looked at together. Cheap to make: the tables of one site beside those of all pages."""

    def __init__(self, *tables: Table) -> None:
        self._tables = tables
        self._tags = _merged([table.tags for table in tables])
        self._dispatch: dict[str, Callable[[str], Sequence[Entry]]] = {}
        for name in {name for table in tables for name in table.attributes}:
            self._dispatch[name] = _lookup_in([t.attributes[name] for t in tables if name in t.attributes])
        if any(table.classes or table.words or "class" in table.attributes for table in tables):
            self._dispatch["class"] = _Memo(self._for_class).__getitem__
        if any(table.ids or table.words or "id" in table.attributes for table in tables):
            self._dispatch["id"] = _Memo(self._for_id).__getitem__

    def find(self, root: Element) -> Found:
        """Everything that matches below `root`, and `root` itself."""
        found = _Finding()
        take = found.take
        lookups: dict[Any, Callable[[Any], Sequence[Entry]]] = self._dispatch  # lxml's stubs allow for bytes
        if lookups:
            for element in root.iter("*"):
                for name, value in element.items():
                    lookup = lookups.get(name)
                    if lookup is not None:
                        for entry in lookup(value):
                            take(entry, element)
        if self._tags:
            self._find_by_tag(root, take)
        return found.elements

    def _find_by_tag(self, root: Element, take: Callable[[Entry, Element], None]) -> None:
        anything = self._tags.get("*", ())
        for element in root.iter("*") if anything else root.iter(*self._tags):
            for entry in self._tags.get(element.tag, ()):
                take(entry, element)
            for entry in anything:
                take(entry, element)

    def _for_class(self, value: str) -> tuple[Entry, ...]:
        found: list[Entry] = []
        tokens = value.split()
        for table in self._tables:
            if table.classes:
                for token in dict.fromkeys(tokens):
                    found += table.classes.get(token, ())
            found += _by_words(table, tokens)
            if "class" in table.attributes:
                found += table.attributes["class"].lookup(value)
        return tuple(dict.fromkeys(found))

    def _for_id(self, value: str) -> tuple[Entry, ...]:
        found: list[Entry] = []
        for table in self._tables:
            found += table.ids.get(value, ())
            found += _by_words(table, [value])
            if "id" in table.attributes:
                found += table.attributes["id"].lookup(value)
        return tuple(dict.fromkeys(found))


class _Memo(dict[str, tuple[Entry, ...]]):
    """What a class or id string leads to, worked out once."""

    def __init__(self, work_out: Callable[[str], tuple[Entry, ...]]) -> None:
        self._work_out = work_out

    def __missing__(self, value: str) -> tuple[Entry, ...]:
        entries = self._work_out(value)
        if len(value) <= LONGEST_REMEMBERED:
            if len(self) >= REMEMBERED:
                self.clear()
            self[value] = entries
        return entries


class _Finding:
    """What one pass has found so far."""

    def __init__(self) -> None:
        self.elements: Found = {}
        self._seen: dict[Entry, set[Element | None]] = {}

    def take(self, entry: Entry, element: Element) -> None:
        number, test, step = entry
        if test is not None and not test(element):
            return
        if step is None:
            self.elements.setdefault(number, {})[element] = None
            return
        for subject in self._reach(entry, step, element):
            self.elements.setdefault(number, {})[subject] = None

    def _reach(self, entry: Entry, step: Step, element: Element) -> Iterator[Element]:
        """Where a step leads, but for what was reached from an earlier element."""
        seen = self._seen.setdefault(entry, set())
        if step[0] == "~":
            parent = element.getparent()
            if parent not in seen:
                seen.add(parent)
                yield from reach(element, (step,))
            return
        for subject in reach(element, (step,)):
            if subject in seen:
                return  # an earlier element holds this one, and so all that is below it was reached
            seen.add(subject)
            yield subject


def _by_words(table: Table, tokens: list[str]) -> list[Entry]:
    if not table.words:
        return []
    found: list[Entry] = []
    for token in tokens:
        words = split_words(token)
        for place, word in enumerate(words):
            for parts, entry in table.words.get(word, ()):
                if len(parts) == 1 or tuple(words[place : place + len(parts)]) == parts:
                    found.append(entry)
    return found


def _merged(mappings: list[dict[str, list[Entry]]]) -> Mapping[str, list[Entry]]:
    merged: dict[str, list[Entry]] = {}
    for mapping in mappings:
        for name, entries in mapping.items():
            merged[name] = [*merged.get(name, ()), *entries]
    return merged


def _lookup_in(groups: list[AttributeGroup]) -> Callable[[str], Sequence[Entry]]:
    if len(groups) == 1:
        return groups[0].lookup
    return lambda value: [entry for group in groups for entry in group.lookup(value)]


_TAG_COST = 8
_ANY_COST = 9
_OPERATOR_COST = {"=": 2, "^=": 3, "$=": 4, "*=": 4, "~=": 5, "|=": 5, "": 6}


def _keys(compound: Compound) -> tuple[Key, ...]:
    """The most telling token of a compound; one for each alternative where the token is inside `:is()`."""
    plain = _plain_key(compound)
    if plain.cost < _TAG_COST:
        return (plain,)
    for pseudo in compound.pseudos:
        if pseudo.name == "is":
            inside = tuple(key for selector in pseudo.selectors for key in _keys(selector.compounds[-1]))
            if _cost(inside) < plain.cost:
                return inside
    return (plain,)


def _cost(keys: tuple[Key, ...]) -> int:
    return max(key.cost for key in keys)


def _is_better(left: tuple[Key, ...], keys: tuple[Key, ...], combinator: str) -> bool:
    """Whether to find by the compound before the subject: it tells more, or saves each subject a look back.

    For `~`, all its keys must be found in one pass: the first sibling found must be the first there is.
    """
    if combinator == "~" and all(key.kind == "tag" for key in left):
        return _cost(left) == _TAG_COST <= _cost(keys)
    return _cost(left) < _TAG_COST and (combinator == "~" or _cost(keys) >= _TAG_COST)


def _plain_key(compound: Compound) -> Key:
    if compound.ids:
        return Key(0, "id", compound.ids[0])
    if compound.classes:
        return Key(1, "class", max(compound.classes, key=len))
    attributes = [a for a in compound.attributes if a.operator in _OPERATOR_COST]
    if attributes:
        best = min(attributes, key=_attribute_cost)
        return Key(_attribute_cost(best), "attribute", best.name, best)
    if compound.tag:
        return Key(_TAG_COST, "tag", compound.tag)
    return Key(_ANY_COST, "tag", "*")


def _attribute_cost(attribute: Attribute) -> int:
    return _OPERATOR_COST["" if attribute.ignore_case else attribute.operator]


def _residual_test(selector: Complex, keys: tuple[Key, ...]) -> Test | None:
    """Nothing is left to test where the selector is its one token."""
    compound = selector.compounds[0]
    only = len(selector.compounds) == 1 and len(keys) == 1
    if only and keys[0].attribute is None and compound in _token_compounds(keys[0]):
        return None
    return complex_test(selector)


def _token_compounds(key: Key) -> tuple[Compound, ...]:
    if key.kind == "id":
        return (Compound(ids=(key.name,)),)
    if key.kind == "class":
        return (Compound(classes=(key.name,)),)
    return (Compound(tag=None if key.name == "*" else key.name),)


def _from_the_left(selector: Complex, number: int) -> Entry:
    """Found by the compound before the subject, then one step on."""
    left = Complex(selector.compounds[:-1], selector.combinators[:-1])
    subject = selector.compounds[-1]
    step = (selector.combinators[-1], compound_test(subject), subject.tag)
    return Entry(number, complex_test(left), step)
