"""How much of a page's prose rules may take, alone and together: a page must not be gutted.

Most of what rules take is little, and a few paragraphs that stay prove it. Only where they do not is the
whole page counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from cleancopy.dom import Element
from cleancopy.ruleset.prose import PROSE_FROM, UNREAD, least_prose, prose_words
from cleancopy.ruleset.rules import CompiledRule

# What rules for many sites may take together, and what one element that they take may hold: where that much
# of a page's prose is filler, the extraction is the better judge.
LARGEST_SHARE = 0.5
LEAST_LEFT = 0.2  # of the prose, whatever the rules; but a rule that says it may take more is believed


type Prose = Callable[[Element], int]
"""Words of prose that would be lost with an element."""


class Budget:
    """One page's prose while rules take of it."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._paragraphs: Iterator[Element] | None = None
        self._seen = 0
        self._whole: int | None = None
        self._likely: list[tuple[CompiledRule, Element, int, Prose]] = []
        self._taken = self._taken_by_many = 0

    def objection(self, rule: CompiledRule, words: Mapping[Element, int], prose: Prose = prose_words) -> str:
        """Why a rule may not take these elements together, which hold so many words; empty where it may."""
        if self._is_little(rule, sum(words.values())):
            return ""
        lost = [prose(element) for element in words]
        if self._is_little(rule, sum(lost)):
            return ""
        return self._objection(rule, sum(lost), max(lost))

    def spared(
        self, rule: CompiledRule, words: Mapping[Element, int], prose: Prose = prose_words
    ) -> dict[Element, str]:
        """The largest of these elements until the rest may be taken, each with the reason."""
        if self._is_little(rule, sum(words.values())):
            return {}
        losses = {element: prose(element) for element in words}
        left = sum(losses.values())
        if self._is_little(rule, left):
            return {}
        spared: dict[Element, str] = {}
        latest_first = [*losses][::-1]
        for element in sorted(latest_first, key=losses.__getitem__, reverse=True):
            reason = self._objection(rule, left, losses[element])
            if not reason:
                break
            spared[element] = reason
            left -= losses[element]
        return spared

    def take(self, rule: CompiledRule, words: Mapping[Element, int], prose: Prose = prose_words) -> None:
        """Remember what a rule is about to take; its prose is counted when it matters."""
        for element, count in words.items():
            if count >= PROSE_FROM and next(element.iterancestors("a", *UNREAD), None) is None:
                self._likely.append((rule, element, count, prose))

    def _is_little(self, rule: CompiledRule, words: int) -> bool:
        """Whether a rule may take so many words, all of them prose at the worst."""
        if words < PROSE_FROM:
            return True
        if rule.max_removed == 0:
            return False
        likely = sum(count for _, _, count, _ in self._likely)
        needed = [words / rule.max_removed, (words + likely + self._taken) / _most_together(rule)]
        if rule.pack.is_guarded:
            by_many = sum(count for one, _, count, _ in self._likely if one.pack.is_guarded)
            needed.append((words + by_many + self._taken_by_many) / LARGEST_SHARE)
        return self._has_at_least(max(needed))

    def _has_at_least(self, words: float) -> bool:
        """Whether the page came with so much prose, looking at no more of its paragraphs than that takes."""
        if self._whole is not None:
            return self._whole >= words
        if self._paragraphs is None:
            self._paragraphs = iter([*self._root.iter("p")])
        while self._seen < words and (paragraph := next(self._paragraphs, None)) is not None:
            self._seen += least_prose(paragraph)
        return self._seen >= words

    def _objection(self, rule: CompiledRule, lost: int, most: int) -> str:
        if not lost:
            return ""
        whole = self._counted()
        if lost > rule.max_removed * whole:
            return _too_much(lost / whole, f"max_removed: {rule.max_removed:.0%}")
        if rule.pack.is_guarded and max(most, lost + self._taken_by_many) > LARGEST_SHARE * whole:
            share = (lost + self._taken_by_many) / whole
            return _too_much(share, f"with all rules for many sites: {LARGEST_SHARE:.0%}")
        together = (lost + self._taken) / whole
        if together > _most_together(rule):
            return _too_much(together, f"with all rules: {_most_together(rule):.0%}")
        return ""

    def _counted(self) -> int:
        """Words of prose of the page as it came, and of what was taken so far."""
        for rule, element, _, prose in self._likely:
            lost = prose(element)
            self._taken += lost
            self._taken_by_many += lost if rule.pack.is_guarded else 0
        self._likely.clear()
        if self._whole is None:
            self._whole = prose_words(self._root) + self._taken
        return self._whole


def _most_together(rule: CompiledRule) -> float:
    return max(1 - LEAST_LEFT, rule.max_removed)


def _too_much(share: float, limit: str) -> str:
    return f"would take {share:.0%} of the article's words ({limit})".replace("%", " %")
