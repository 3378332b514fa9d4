"""The fields of the article that rules name: where the body is, who wrote it, when."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType

from lxml import etree

from cleancopy.dom import Element
from cleancopy.ruleset.compiled import Audience
from cleancopy.ruleset.editor import Editor
from cleancopy.ruleset.lookup import Numbers
from cleancopy.ruleset.meaning import Matches
from cleancopy.ruleset.rulefile import VERDICTS
from cleancopy.ruleset.rules import Pack
from cleancopy.ruleset.searched import Searched
from cleancopy.ruleset.verbs import value_of


class Fields:
    """What is named for each field. It may lose filler inside, but must not be lost."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self._named: dict[str, tuple[Element, ...]] = {}
        self._made: set[Element] = set()

    def __contains__(self, name: str) -> bool:
        """Whether it is settled; of the two verdicts, either settles both."""
        return not self._named.keys().isdisjoint(VERDICTS if name in VERDICTS else (name,))

    def name(self, name: str, elements: Iterable[Element], rank: int) -> None:
        self._named[name] = (*elements,)
        for element in self._named[name]:
            self._editor.protection.shield(element, rank, whole=False)

    def tell(self, name: str, values: Collection[str]) -> None:
        """Name values that are not the text of an element."""
        elements = [etree.Element("span") for _ in values]
        for element, value in zip(elements, values, strict=True):
            element.text = value
        self._named[name] = (*elements,)
        self._made.update(elements)

    def left(self) -> Mapping[str, tuple[Element, ...]]:
        """What is still there after all edits."""
        left = {name: tuple(filter(self._is_left, elements)) for name, elements in self._named.items()}
        return MappingProxyType({name: elements for name, elements in left.items() if elements})

    def _is_left(self, element: Element) -> bool:
        return element in self._made or self._editor.holds(element)


def find_fields(
    audiences: Iterable[Audience], searched: Searched, matches: Matches, editor: Editor
) -> Fields:
    """For each field what the first candidate finds that finds anything, from the latest layer on."""
    fields = Fields(editor)
    named = (one for audience in audiences for one in audience.fields)
    offers: list[tuple[int, str, Callable[[], None]]] = [
        *((pack.rank, name, partial(_ask, fields, pack, name, candidates, searched))
          for pack, name, candidates in named),
        *((rank, name, partial(fields.tell, name, values)) for rank, name, values in _set_by_rules(matches)),
    ]  # fmt: skip
    for _, name, offer in sorted(offers, key=lambda one: one[0])[::-1]:
        if name not in fields:
            offer()
    return fields


def _ask(fields: Fields, pack: Pack, name: str, candidates: list[Numbers], searched: Searched) -> None:
    for numbers in candidates:
        elements = searched.of_any(numbers)
        texts = [text for number in numbers for text in searched.texts(number)] if name != "body" else []
        if name in VERDICTS and (elements or texts):
            telling = (number for number in numbers if searched.elements(number) or searched.texts(number))
            fields.tell(name, [f"{pack.file}: {searched.compiled.sources[next(telling)]}"])
        elif elements:
            fields.name(name, elements, pack.rank)
        elif texts:
            fields.tell(name, texts)
        if name in fields:
            break


def _set_by_rules(matches: Matches) -> Iterator[tuple[int, str, list[str]]]:
    """Rank, field and values of `set` rules."""
    for rule, targets in matches.items():
        if rule.verb == "set" and rule.change.field and not rule.trial:
            values = [value for element in targets if (value := value_of(rule, element))]
            if values:
                yield rule.pack.rank, rule.change.field, values
