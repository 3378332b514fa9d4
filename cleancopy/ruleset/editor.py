"""One tree while rules edit it: what is protected, what may go, and the record of what went."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from cleancopy.dom import Element
from cleancopy.model import Removal, Skipped
from cleancopy.ruleset.budget import Budget, Prose
from cleancopy.ruleset.matching import Test
from cleancopy.ruleset.meaning import Targets
from cleancopy.ruleset.prose import Reading, prose_words, read
from cleancopy.ruleset.rules import CompiledRule
from cleancopy.ruleset.upwards import Upwards

NEVER_MOVED = frozenset({"html", "head", "body"})
FEW_ELEMENTS = 1 / 3  # of what a rule found
MOST_WORDS = 2 / 3  # of the words in all that it found


@dataclass(frozen=True, slots=True)
class Ledger:
    """What rules did to a page, and which matched and were held back."""

    removed: tuple[Removal, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(slots=True)
class Protection:
    """What `keep` rules and article fields shield from the rules of their own and of earlier layers."""

    inside: dict[Element, int] = field(default_factory=dict)
    """Shielded with all below it, up to a rank."""
    around: dict[Element, int] = field(default_factory=dict)
    """Holds something shielded."""

    def shield(self, element: Element, rank: int, *, whole: bool = True) -> None:
        shields = self.inside if whole else self.around
        shields[element] = max(rank, shields.get(element, rank))
        for ancestor in element.iterancestors():
            if self.around.get(ancestor, -1) >= rank:
                break  # and so have all above it
            self.around[ancestor] = rank

    def covering(self, rank: int) -> Test:
        """A test whether rules of a rank must leave an element where it is."""
        if not (self.around or self.inside):
            return lambda element: False
        is_inside = self.within(rank)
        return lambda element: self.around.get(element, -1) >= rank or is_inside(element)

    def within(self, rank: int) -> Test:
        """A test whether rules of a rank must leave an element and its text as they are."""
        shield = Upwards(lambda element: self.inside.get(element, -1) >= rank)
        return lambda element: shield.nearest(element) is not None


class Editor:
    """One tree while rules edit it."""

    def __init__(self, root: Element, *, guarded: bool = True) -> None:
        self.root = root
        self.protection = Protection()
        self.needed: set[Element] = set()
        """What `must_keep` names, and all around it."""
        self.labels: set[Element] = set()
        """Blocks that hold pictures: of them, the text alone is meant."""
        self.removed: list[Removal] = []
        self.skipped: list[Skipped] = []
        self.suspected: set[Element] = set()
        self._budget = Budget(root) if guarded else None
        self._inner: set[Element] | None = None

    def need(self, elements: Iterable[Element]) -> None:
        """No rule may take these, nor anything around them."""
        for element in elements:
            self.needed.update((element, *element.iterancestors()))

    def expect(self, targets: Iterable[Element]) -> None:
        """Get to know everything that any rule means: most of it stands in no other, and goes on its own."""
        listed = {*targets}
        around = Upwards(listed.__contains__)
        self._inner = {one for one in listed if around.nearest(one.getparent()) is not None}

    def expect_anything(self) -> None:
        """Elements are no longer where they were."""
        self._inner = None

    def live(self, targets: Targets) -> Targets:
        """Those that are still in the tree."""
        in_tree = Upwards(lambda element: element is self.root)
        inner = self._inner
        return {
            one: source
            for one, source in targets.items()
            if (inner is not None and one not in inner) or in_tree.nearest(one) is not None
        }

    def free(self, rule: CompiledRule, targets: Targets) -> Targets:
        """Those that may be moved or taken."""
        is_covered = self.protection.covering(rule.pack.rank)
        free: Targets = {}
        for element, source in targets.items():
            if element in self.needed:
                self.refuse(rule, source, read(element).words, "would take what must_keep names")
            elif element.tag not in NEVER_MOVED and element is not self.root and not is_covered(element):
                free[element] = source
        return free

    def outermost(self, targets: Targets) -> Targets:
        """Without the elements inside other ones."""
        if len(targets) == 1 or (self._inner is not None and self._inner.isdisjoint(targets)):
            return targets
        around = Upwards(targets.__contains__)
        return {one: source for one, source in targets.items() if around.nearest(one.getparent()) is None}

    def spare(
        self, rule: CompiledRule, targets: Targets, words: Mapping[Element, int], prose: Prose = prose_words
    ) -> set[Element]:
        """What a rule must leave because it would take too much. The ledger says so.

        That is all that it found, but where a few outsize elements are too much: those it did not mean.
        """
        if self._budget is None:
            return set()
        reasons = self._budget.spared(rule, words, prose)
        if reasons and not _are_outsize(reasons, words):
            first, reason = next(iter(targets.values())), next(iter(reasons.values()))
            self.refuse(rule, first, sum(words.values()), reason)
            reasons = dict.fromkeys(words, reason)
        else:
            for element, reason in reasons.items():
                self.refuse(rule, targets[element], words[element], reason)
            left = {one: count for one, count in words.items() if one not in reasons}
            self._budget.take(rule, left, prose)
        self.suspected.update(reasons)
        return {*reasons}

    def objection(self, rule: CompiledRule, words: Mapping[Element, int], prose: Prose) -> str:
        """Why a rule may not take these elements together; empty where it may."""
        return self._budget.objection(rule, words, prose) if self._budget is not None else ""

    def take(self, rule: CompiledRule, words: Mapping[Element, int], prose: Prose) -> None:
        """Count what a rule is about to take, for the bounds of all rules together."""
        if self._budget is not None:
            self._budget.take(rule, words, prose)

    def refuse(self, rule: CompiledRule, source: str, words: int, reason: str) -> None:
        skipped = Skipped(rule.id, rule.pack.file, rule.line, source, rule.why, words, reason)
        self.skipped.append(skipped)

    def record(self, rule: CompiledRule, source: str, reading: Reading) -> None:
        removal = Removal(
            rule=rule.id,
            verb=rule.verb,
            file=rule.pack.file,
            line=rule.line,
            selector=source,
            why=rule.why,
            words=reading.words,
            text=reading.start,
        )
        self.removed.append(removal)

    def holds(self, element: Element) -> bool:
        """Whether an element is still in the tree."""
        here: Element | None = element
        while here is not None and here is not self.root:
            here = here.getparent()
        return here is not None

    def ledger(self) -> Ledger:
        return Ledger(tuple(self.removed), tuple(self.skipped))


def _are_outsize(some: Collection[Element], words: Mapping[Element, int]) -> bool:
    """Whether a few of many elements have most of their words."""
    is_most = sum(words[one] for one in some) >= MOST_WORDS * sum(words.values())
    return is_most and len(some) <= FEW_ELEMENTS * len(words)
