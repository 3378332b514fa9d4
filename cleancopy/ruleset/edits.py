"""The verbs: what rules do to a tree, the bounds that keep a page from being gutted, and the record of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.model import Removal, Skipped, Verb
from cleancopy.ruleset.compiled import CompiledRule
from cleancopy.ruleset.matching import Test
from cleancopy.ruleset.prose import PROSE_FROM, prose_words, visible_text
from cleancopy.ruleset.upwards import Upwards

SHOWN = 80  # characters of a removed text in the ledger
NEVER_REMOVED = frozenset({"html", "head", "body"})
# What rules for many sites may take together, and what the element that one of them takes may hold: where
# that much of a page's prose is filler, the extraction is the better judge.
LARGEST_SHARE = 0.5

type Targets = dict[Element, str]
"""The elements that a rule means, each with the selector that led to it."""


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
        shield = Upwards(lambda element: self.inside.get(element, -1) >= rank)
        return lambda element: self.around.get(element, -1) >= rank or shield.nearest(element) is not None


@dataclass(frozen=True, slots=True)
class Loss:
    """What a page would lose to a rule."""

    text: str
    prose: int
    """Words of prose: what the bounds are about."""
    objection: str = ""
    """Why the rule may not take it; empty when it may."""

    @property
    def words(self) -> int:
        return dom.count_words(self.text)


class Editor:
    """One tree while rules edit it."""

    def __init__(self, root: Element, *, guarded: bool = True) -> None:
        self.root = root
        self.protection = Protection()
        self.removed: list[Removal] = []
        self.skipped: list[Skipped] = []
        self._guarded = guarded
        self._prose: int | None = None
        self._taken_by_many = 0
        self._taken = 0

    def apply(self, rule: CompiledRule, targets: Targets) -> None:
        """Do what a rule says to what it found, or say why not."""
        in_tree = Upwards(lambda element: element is self.root)
        live = {one: source for one, source in targets.items() if in_tree.nearest(one) is not None}
        if live:
            VERBS[rule.verb](self, rule, live)

    def ledger(self) -> Ledger:
        return Ledger(tuple(self.removed), tuple(self.skipped))

    def refuse(self, rule: CompiledRule, source: str, words: int, reason: str) -> None:
        skipped = Skipped(rule.id, rule.pack.file, rule.line, source, rule.why, words, reason)
        self.skipped.append(skipped)

    def record(self, rule: CompiledRule, source: str, text: str) -> None:
        removal = Removal(
            rule=rule.id,
            verb=rule.verb,
            file=rule.pack.file,
            line=rule.line,
            selector=source,
            why=rule.why,
            words=dom.count_words(text),
            text=text[:SHOWN],
        )
        self.removed.append(removal)

    def weigh(self, rule: CompiledRule, doomed: list[Element], text: str) -> Loss:
        """What these elements, which hold a text, are to the page."""
        words = dom.count_words(text)
        if rule.trial:
            return Loss(text, 0, f"on trial: would take {words} words")
        if not self._guarded or words < PROSE_FROM:
            return Loss(text, 0)
        each = [prose_words(element) for element in doomed]
        prose = sum(each)
        return Loss(text, prose, self._over_budget(rule, prose, max(each)) if prose else "")

    def count(self, rule: CompiledRule, loss: Loss) -> None:
        """Remember what a rule took, for the bounds of all rules together."""
        self._taken += loss.prose
        self._taken_by_many += loss.prose if rule.pack.is_guarded else 0

    def _over_budget(self, rule: CompiledRule, lost: int, most: int) -> str:
        whole = self._whole()
        if lost > rule.max_removed * whole:
            return _too_much(lost, whole, f"max_removed: {rule.max_removed:.0%}")
        if rule.pack.is_guarded and max(most, lost + self._taken_by_many) > LARGEST_SHARE * whole:
            return _too_much(lost + self._taken_by_many, whole, "with all rules for many sites: 50%")
        return ""

    def _whole(self) -> int:
        """Words of prose of the page as it came; counted only when a rule is about to take some."""
        if self._prose is None:
            self._prose = prose_words(self.root) + self._taken
        return self._prose

    def holds(self, element: Element) -> bool:
        """Whether an element is still in the tree."""
        here: Element | None = element
        while here is not None and here is not self.root:
            here = here.getparent()
        return here is not None


def _too_much(lost: int, whole: int, limit: str) -> str:
    return f"would take {lost / whole:.0%} of the article's words ({limit})".replace("%", " %")


def _remove(editor: Editor, rule: CompiledRule, targets: Targets) -> None:
    doomed = _outermost(_unprotected(editor, rule, targets))
    if not doomed:
        return
    texts = {element: visible_text(element) for element in doomed}
    loss = editor.weigh(rule, list(doomed), " ".join(filter(None, texts.values())))
    if loss.objection:
        editor.refuse(rule, next(iter(doomed.values())), loss.words, loss.objection)
        return
    editor.count(rule, loss)
    for element, source in doomed.items():
        editor.record(rule, source, texts[element])
        dom.drop(element)


def _unprotected(editor: Editor, rule: CompiledRule, targets: Targets) -> Targets:
    is_covered = editor.protection.covering(rule.pack.rank)
    return {
        element: source
        for element, source in targets.items()
        if element.tag not in NEVER_REMOVED and element is not editor.root and not is_covered(element)
    }


def _keep(editor: Editor, rule: CompiledRule, targets: Targets) -> None:
    if rule.trial:
        editor.refuse(rule, next(iter(targets.values())), 0, "on trial: would protect what it found")
        return
    for element in targets:
        editor.protection.shield(element, rule.pack.rank)


def _unwrap(editor: Editor, rule: CompiledRule, targets: Targets) -> None:
    if rule.trial:
        editor.refuse(rule, next(iter(targets.values())), 0, "on trial: would unwrap what it found")
        return
    for element, source in _unprotected(editor, rule, targets).items():
        editor.record(rule, source, "")
        dom.unwrap(element)


def _cut_after(editor: Editor, rule: CompiledRule, targets: Targets) -> None:
    """At the first block found that lies far enough down: the further down, the less a cut there takes."""
    found = [element for element in _in_order(editor.root, targets) if element is not editor.root]
    is_covered = editor.protection.covering(rule.pack.rank)
    loss = cache(lambda element: _loss_from(element, editor, rule, is_covered))
    place = bisect_left(found, True, key=lambda element: not loss(element).objection)
    refused, allowed = found[:place], found[place:]
    if refused:
        first = refused[0]
        editor.refuse(rule, targets[first], loss(first).words, loss(first).objection)
    if allowed:
        first = allowed[0]
        editor.count(rule, loss(first))
        editor.record(rule, targets[first], loss(first).text)
        _cut(_from_here_on(first, editor.root))


def _loss_from(element: Element, editor: Editor, rule: CompiledRule, is_covered: Test) -> Loss:
    doomed = _from_here_on(element, editor.root)
    text = " ".join(filter(None, map(visible_text, doomed)))
    if any(map(is_covered, doomed)):
        return Loss(text, 0, "would take what a keep rule protects")
    return editor.weigh(rule, doomed, text)


VERBS: dict[Verb, Callable[[Editor, CompiledRule, Targets], None]] = {
    "remove": _remove,
    "keep": _keep,
    "unwrap": _unwrap,
    "cut_after": _cut_after,
}


def _outermost(targets: Targets) -> Targets:
    """Without the elements inside other ones."""
    if len(targets) == 1:
        return targets
    around = Upwards(targets.__contains__)
    return {one: source for one, source in targets.items() if around.nearest(one.getparent()) is None}


def _in_order(root: Element, targets: Targets) -> list[Element]:
    if len(targets) == 1:
        return list(targets)
    return [element for element in root.iter("*") if element in targets]


def _from_here_on(element: Element, root: Element) -> list[Element]:
    """An element and everything after it below `root`."""
    doomed = [element]
    here: Element | None = element
    while here is not None and here is not root:
        doomed += here.itersiblings("*")
        here = here.getparent()
    return doomed


def _cut(doomed: list[Element]) -> None:
    for element in doomed:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
