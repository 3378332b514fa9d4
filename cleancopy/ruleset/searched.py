"""A tree that was searched: what each selector finds in it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from cleancopy.dom import Element
from cleancopy.ruleset import finders
from cleancopy.ruleset.compiled import Compiled
from cleancopy.ruleset.index import Found
from cleancopy.ruleset.lookup import Numbers

MOST_TEXTS = 50  # of one XPath

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Searched:
    """CSS and words were looked for at once; an XPath is asked when needed. The tree must not change."""

    compiled: Compiled
    root: Element
    found: Found

    def elements(self, number: int) -> Iterable[Element]:
        """What a selector finds."""
        if number not in self.compiled.xpaths:
            return self.found.get(number, ())
        result = self._ask(number)
        return finders.elements_of(result, self.root) if result is not None else ()

    def texts(self, number: int) -> list[str]:
        """What an XPath finds that is no element: `//time/@datetime`."""
        result = self._ask(number) if number in self.compiled.xpaths else None
        return finders.texts_of(result)[:MOST_TEXTS]

    def of_any(self, numbers: Numbers) -> list[Element]:
        """What several selectors find, in document order."""
        found = {element: None for number in numbers for element in self.elements(number)}
        if len(found) < 2 or len(numbers) < 2:
            return [*found]
        return [element for element in self.root.iter("*") if element in found]

    def _ask(self, number: int) -> object:
        """One that fails on this page finds nothing, and the log says so."""
        expression = self.compiled.sources[number]
        try:
            return finders.compile_xpath(expression)(self.root)
        except etree.XPathError as exc:
            _log.warning("The XPath %r failed on a page: %s", expression, exc)
            return None
