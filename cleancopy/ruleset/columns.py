"""The attributes of a page by name, each asked of libxml2 at once: thrice as quick as a walk of elements."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Set
from functools import cached_property, lru_cache, partial
from typing import cast

from lxml import etree

from cleancopy.dom import Element

MANY = 12  # names from which one walk over all attributes costs less than a question for each

type Place = tuple[str, str]
"""An attribute's name, and the tag of the elements on which it is wanted, or `*`."""

_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


class Column:
    """An attribute's values in document order."""

    __slots__ = ("_elements", "values")

    def __init__(self, values: list[str], elements: list[Element] | None = None) -> None:
        """Without `elements`, the values are lxml's, which know their own."""
        self.values = values
        self._elements = elements

    def with_values(self, wanted: Collection[str]) -> Iterator[tuple[str, Element]]:
        """The elements that have one of the values, each with it."""
        for place, value in enumerate(self.values):
            if value in wanted:
                yield value, self._element(place)

    def _element(self, place: int) -> Element:
        if self._elements is not None:
            return self._elements[place]
        value: etree._ElementUnicodeResult = self.values[place]  # type: ignore[assignment]
        return cast(Element, value.getparent())


class Columns:
    """The columns of one tree, each read once. The tree must not change meanwhile."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self._read: dict[Place, Column] = {}

    def read(self, places: Iterable[Place]) -> None:
        """Get ready what will be asked for."""
        new = [place for place in places if place not in self._read]
        if len(new) > MANY:
            self._walk(new)

    def __getitem__(self, place: Place) -> Column:
        if place not in self._read:
            self._read[place] = Column(_question(*place)(self.root))
        return self._read[place]

    @cached_property
    def names(self) -> Set[str]:
        """All classes (`.a`) and ids (`#a`) that stand in the tree."""
        classes = {f".{token}" for value in {*self["class", "*"].values} for token in value.split()}
        return classes | {f"#{value}" for value in self["id", "*"].values}

    def _walk(self, places: list[Place]) -> None:
        wanted: dict[str, tuple[list[str], list[Element]]] = {name: ([], []) for name, _ in places}
        for element in self.root.iter("*"):
            for name, value in element.items():  # a call of ours around it would be a fifth of the time
                if name in wanted:
                    values, elements = wanted[name]
                    values.append(value)  # type: ignore[arg-type]  # lxml's stubs allow for bytes
                    elements.append(element)
        self._read.update({place: Column(*wanted[place[0]]) for place in places})


@lru_cache(maxsize=1 << 10)
def _question(name: str, tag: str) -> Callable[[Element], list[str]]:
    """Asks for an attribute everywhere below an element and on it."""
    tag = tag if _NAME.fullmatch(tag) else "*"
    if _NAME.fullmatch(name):
        plain = etree.XPath(f"descendant-or-self::{tag}/@{name}", regexp=False)
        return cast(Callable[[Element], list[str]], plain)
    odd = etree.XPath(f"descendant-or-self::{tag}/@*[name() = $name]", regexp=False)
    return cast(Callable[[Element], list[str]], partial(odd, name=name))
