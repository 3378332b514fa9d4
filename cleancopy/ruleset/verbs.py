"""The verbs: what a rule does to the elements that it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.model import SHOWN, Verb
from cleancopy.ruleset.cuts import cut_after, cut_before
from cleancopy.ruleset.editor import NEVER_MOVED, Editor
from cleancopy.ruleset.finders import replaced
from cleancopy.ruleset.index import Found
from cleancopy.ruleset.meaning import Matches, Targets
from cleancopy.ruleset.prose import UNREAD, Reading, read
from cleancopy.ruleset.rules import CompiledRule

# What a block may hold that is not text and is worth more than a label: the label alone goes then.
MEDIA = ("img", "picture", "video", "audio", "iframe", "object", "svg", "table")


def apply_rules(editor: Editor, matches: Matches, goals: Found) -> None:
    """What is kept first, whatever its layer; then layer by layer, in the order of the files.

    `goals` are the elements of the page as it came to which rules may move others.
    """
    editor.expect(element for targets in matches.values() for element in targets)
    for rule in sorted(matches, key=lambda rule: (rule.verb != "keep", rule.order)):
        live = editor.live(matches[rule])
        if live and rule.trial and rule.verb in _WOULD:
            source = next(iter(live.values()))
            editor.refuse(rule, source, 0, f"on trial: would {_WOULD[rule.verb]} what it found")
        elif live and rule.verb == "move":
            _move(editor, rule, live, goals)
        elif live:
            _VERBS[rule.verb](editor, rule, live)


def value_of(rule: CompiledRule, element: Element) -> str | None:
    """What a `set` rule sets; `None` where the element lacks the attribute that has it."""
    return element.get(rule.change.source) if rule.change.source else rule.change.value


def _remove(editor: Editor, rule: CompiledRule, targets: Targets) -> None:
    doomed = editor.outermost(editor.free(rule, targets))
    readings = {element: read(element) for element in doomed}
    words = {element: reading.words for element, reading in readings.items()}
    if rule.trial and doomed:
        total = sum(words.values())
        editor.refuse(rule, next(iter(doomed.values())), total, f"on trial: would take {total} words")
        return
    spared = editor.spare(rule, doomed, words) if doomed else ()
    for element, source in doomed.items():
        if element not in spared:
            editor.record(rule, source, readings[element])
            if element in editor.labels:
                _drop_text(element)
            else:
                dom.drop(element)


def _drop_text(element: Element) -> None:
    """Leave the media that an element holds, with what holds them."""
    element.text = None
    for child in [*element]:
        child.tail = None
        if next(child.iter(*MEDIA), None) is None:
            element.remove(child)
        elif child.tag not in MEDIA:
            _drop_text(child)


def _keep(editor: Editor, rule: CompiledRule, targets: Targets) -> None:
    for element in targets:
        editor.protection.shield(element, rule.pack.rank)


def _unwrap(editor: Editor, rule: CompiledRule, targets: Targets) -> None:
    for element, source in editor.free(rule, targets).items():
        editor.record(rule, source, Reading("", 0))
        dom.unwrap(element)


def _wrap(editor: Editor, rule: CompiledRule, targets: Targets) -> None:
    for element, source in targets.items():
        if element.tag not in NEVER_MOVED and element is not editor.root:
            editor.record(rule, source, Reading(read(element).start, 0))
            wrapper = etree.Element(rule.change.instead)
            wrapper.tail, element.tail = element.tail, None
            element.addprevious(wrapper)
            wrapper.append(element)


def _set(editor: Editor, rule: CompiledRule, targets: Targets) -> None:
    """An attribute; a field of the article is told to the extraction instead."""
    for element, source in targets.items():
        value = value_of(rule, element)
        if value is not None:
            editor.record(rule, source, Reading(value[:SHOWN], 0))
            if rule.change.attribute:
                element.set(rule.change.attribute, value)


def _replace(editor: Editor, rule: CompiledRule, targets: Targets) -> None:
    if rule.change.attribute:
        _replace_in_attributes(editor, rule, targets)
        return
    is_kept = editor.protection.within(rule.pack.rank)
    outer = editor.outermost(targets)
    changes = {top: [one for one in _changes(rule, top) if not is_kept(one.holder)] for top in outer}
    lost = {top: sum(one.lost for one in made) for top, made in changes.items() if made}
    spared = editor.spare(rule, outer, lost, lost.__getitem__) if lost else ()
    for top in lost:
        if top not in spared:
            editor.record(rule, outer[top], Reading(read(top).start, max(0, lost[top])))
            for change in changes[top]:
                change.make()


class _Change:
    """One run of text that a pattern changes."""

    def __init__(self, element: Element, *, is_tail: bool, old: str, new: str) -> None:
        self._element, self._is_tail, self._new = element, is_tail, new
        self.lost = dom.count_words(old) - dom.count_words(new)

    @property
    def holder(self) -> Element:
        """The element in which the text stands."""
        parent = self._element.getparent() if self._is_tail else None
        return self._element if parent is None else parent

    def make(self) -> None:
        if self._is_tail:
            self._element.tail = self._new
        else:
            self._element.text = self._new


def _changes(rule: CompiledRule, top: Element) -> Iterator[_Change]:
    """In what a reader may see: scripts and the like stay as they are."""
    unread = {inner for one in top.iter(*UNREAD) for inner in one.iter("*")}
    for element in top.iter("*"):
        runs = ((element.text, False, element not in unread), (element.tail, True, element is not top))
        for old, is_tail, is_read in runs:
            if old and is_read and (not is_tail or element.getparent() not in unread):
                new = replaced(rule.change.find, rule.change.instead, old)
                if new != old:
                    yield _Change(element, is_tail=is_tail, old=old, new=new)


def _replace_in_attributes(editor: Editor, rule: CompiledRule, targets: Targets) -> None:
    name = rule.change.attribute
    for element, source in targets.items():
        old = element.get(name)
        new = replaced(rule.change.find, rule.change.instead, old) if old else old
        if old and new is not None and new != old:
            editor.record(rule, source, Reading(old[:SHOWN], 0))
            element.set(name, new)


def _move(editor: Editor, rule: CompiledRule, targets: Targets, goals: Found) -> None:
    """To the first goal that is still there; several elements keep their order."""
    found = (element for number in rule.change.goals for element in goals.get(number, ()))
    goal = next(filter(editor.holds, found), None)
    if goal is None:
        return
    if rule.change.place != "into" and (goal.tag in NEVER_MOVED or goal is editor.root):
        editor.refuse(rule, next(iter(targets.values())), 0, f"nothing stands beside the page's {goal.tag}")
        return
    place = goal
    around = {goal, *goal.iterancestors()}
    for element, source in editor.outermost(editor.free(rule, targets)).items():
        if element in around:
            editor.refuse(rule, source, 0, "would move something into itself")
            continue
        editor.record(rule, source, Reading(read(element).start, 0))
        dom.drop(element)
        element.tail = None
        _PLACES[rule.change.place](place, element)
        place = element if rule.change.place == "after" else place
    editor.expect_anything()


def _put_after(goal: Element, element: Element) -> None:
    """Before the text that follows, which lxml's `addnext` would leave in between."""
    element.tail, goal.tail = goal.tail, None
    goal.addnext(element)


_PLACES: dict[str, Callable[[Element, Element], None]] = {
    "before": lambda goal, element: goal.addprevious(element),
    "after": _put_after,
    "into": lambda goal, element: goal.append(element),
}
_VERBS: dict[Verb, Callable[[Editor, CompiledRule, Targets], None]] = {
    "remove": _remove,
    "keep": _keep,
    "unwrap": _unwrap,
    "wrap": _wrap,
    "set": _set,
    "replace": _replace,
    "cut_after": cut_after,
    "cut_before": cut_before,
}
_WOULD: dict[Verb, str] = {
    "keep": "protect",
    "unwrap": "unwrap",
    "wrap": "wrap",
    "set": "set something on",
    "replace": "replace text in",
    "move": "move",
}
