"""The verbs: what rules do to a tree, the bounds that keep a page from being gutted, and the record of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.model import Removal, Skipped, Verb
from cleancopy.ruleset.compiled import CompiledRule
from cleancopy.ruleset.prose import PROSE_FROM, prose_words, visible_text

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
            if self.around.get(ancestor, -1) < rank:
                self.around[ancestor] = rank

    def covers(self, element: Element, rank: int) -> bool:
        if not self.around and not self.inside:
            return False
        if self.around.get(element, -1) >= rank or self.inside.get(element, -1) >= rank:
            return True
        return any(self.inside.get(ancestor, -1) >= rank for ancestor in element.iterancestors())


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
        live = {element: source for element, source in targets.items() if self.holds(element)}
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

    def objection(self, rule: CompiledRule, doomed: Iterable[Element], words: int) -> str | None:
        """Why a rule may not take these elements; `None` when it may, and then they count as taken."""
        if rule.trial:
            return f"on trial: would take {words} words"
        if not self._guarded or words < PROSE_FROM:
            return None
        each = [prose_words(element) for element in doomed]
        lost = sum(each)
        if not lost:
            return None
        objection = self._over_budget(rule, lost, max(each))
        if objection is None:
            self._taken += lost
            self._taken_by_many += lost if rule.pack.is_guarded else 0
        return objection

    def _over_budget(self, rule: CompiledRule, lost: int, most: int) -> str | None:
        whole = self._whole()
        if lost > rule.max_removed * whole:
            return _too_much(lost, whole, f"max_removed: {rule.max_removed:.0%}")
        if rule.pack.is_guarded and max(most, lost + self._taken_by_many) > LARGEST_SHARE * whole:
            return _too_much(lost + self._taken_by_many, whole, "with all rules for many sites: 50%")
        return None

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
    doomed = _outermost(
        {
            element: source
            for element, source in targets.items()
            if element.tag not in NEVER_REMOVED
            and element is not editor.root
            and not editor.protection.covers(element, rule.pack.rank)
        }
    )
    if not doomed:
        return
    texts = {element: visible_text(element) for element in doomed}
    words = sum(dom.count_words(text) for text in texts.values())
    objection = editor.objection(rule, doomed, words)
    if objection is not None:
        editor.refuse(rule, next(iter(doomed.values())), words, objection)
        return
    for element, source in doomed.items():
        editor.record(rule, source, texts[element])
        dom.drop(element)


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
    for element, source in targets.items():
        if element.tag in NEVER_REMOVED or element is editor.root:
            continue
        if not editor.protection.covers(element, rule.pack.rank):
            editor.record(rule, source, "")
            dom.unwrap(element)


def _cut_after(editor: Editor, rule: CompiledRule, targets: Targets) -> None:
    """The first block found from which on the article may be cut; one near its top would take too much."""
    for element, source in _in_order(editor.root, targets):
        if element is editor.root:
            continue
        doomed = _from_here_on(element, editor.root)
        text = " ".join(filter(None, map(visible_text, doomed)))
        words = dom.count_words(text)
        if any(editor.protection.covers(one, rule.pack.rank) for one in doomed):
            editor.refuse(rule, source, words, "would take what a keep rule protects")
            continue
        objection = editor.objection(rule, doomed, words)
        if objection is None:
            editor.record(rule, source, text)
            _cut(doomed)
            return
        editor.refuse(rule, source, words, objection)


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
    return {
        element: source
        for element, source in targets.items()
        if not any(ancestor in targets for ancestor in element.iterancestors())
    }


def _in_order(root: Element, targets: Targets) -> list[tuple[Element, str]]:
    if len(targets) == 1:
        return list(targets.items())
    return [(element, targets[element]) for element in root.iter("*") if element in targets]


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
