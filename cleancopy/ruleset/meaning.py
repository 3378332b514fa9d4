"""Which elements a rule means: those found, or ones around them, that its narrowing allows."""

from __future__ import annotations

from collections.abc import Iterable

from cleancopy.dom import Element
from cleancopy.ruleset.circumstances import Circumstances
from cleancopy.ruleset.lookup import Numbers
from cleancopy.ruleset.prose import has_words
from cleancopy.ruleset.rules import CompiledRule, Narrowing
from cleancopy.ruleset.searched import Searched
from cleancopy.ruleset.upwards import Upwards

type Targets = dict[Element, str]
"""The elements that a rule means, each with the selector that led to it."""
type Matches = dict[CompiledRule, Targets]


def match_rules(page: Circumstances, searched: Searched, xpaths: Numbers) -> Matches:
    """What each rule that applies to the page means there. Nothing is edited before all is found."""
    matches: Matches = {}
    for number in searched.found:
        add_matches(page, searched, number, searched.elements(number), matches)
    for number in xpaths:
        rule = searched.compiled.rule_of(number)
        if rule is not None and page.allows(rule):  # or it is not asked: an XPath may take for ever
            add_matches(page, searched, number, searched.elements(number), matches)
    return matches


def add_matches(
    page: Circumstances, searched: Searched, number: int, elements: Iterable[Element], matches: Matches
) -> None:
    """Add what a rule means by what one of its selectors found."""
    rule = searched.compiled.rule_of(number)
    if rule is not None and page.allows(rule):
        source = searched.compiled.sources[number]
        narrow(rule.narrowing, ((element, source) for element in elements), matches.setdefault(rule, {}))


def narrow(narrowing: Narrowing, found: Iterable[tuple[Element, str]], targets: Targets) -> None:
    """Add the elements that are meant by those found, each with the selector that found it.

    All that a rule finds is best asked about at once: most of it has the same elements around.
    """
    around = Upwards(narrowing.inside) if narrowing.inside is not None else None
    closest = Upwards(narrowing.closest) if narrowing.closest is not None else None
    unfit: set[Element] = set()
    for element, source in found:
        if around is not None and around.nearest(element.getparent()) is None:
            continue
        meant = _higher(element if closest is None else closest.nearest(element), narrowing.up)
        if meant is None or meant in targets or meant in unfit:
            continue
        if _fits(narrowing, meant):
            targets[meant] = source
        else:
            unfit.add(meant)


def _higher(element: Element | None, levels: int) -> Element | None:
    for _ in range(levels):
        element = element.getparent() if element is not None else None
    return element


def _fits(narrowing: Narrowing, element: Element) -> bool:
    if narrowing.excluded is not None and narrowing.excluded(element):
        return False
    if narrowing.with_links is not None:
        links = element.tag == "a" or next(element.iter("a"), None) is not None
        if links is not narrowing.with_links:
            return False
    if narrowing.min_words is None and narrowing.max_words is None:
        return True
    return has_words(element, narrowing.min_words, narrowing.max_words)
