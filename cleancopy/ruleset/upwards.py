"""The way up from an element, walked once for all elements below: pages may be two thousand elements deep."""

from __future__ import annotations

from cleancopy.dom import Element
from cleancopy.ruleset.matching import Test


class Upwards:
    """Finds the nearest element that passes a test, while the tree does not change."""

    def __init__(self, test: Test) -> None:
        self._test = test
        self._known: dict[Element, Element | None] = {}

    def nearest(self, element: Element | None) -> Element | None:
        """The element itself, or the nearest one around it that passes."""
        walked: list[Element] = []
        while element is not None and element not in self._known and not self._test(element):
            walked.append(element)
            element = element.getparent()
        found = element if element is None else self._known.get(element, element)
        self._known.update(dict.fromkeys(walked, found))
        return found
