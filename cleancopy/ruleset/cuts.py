"""Cuts: everything after a block, or before it, goes with it. A cut must lie where it takes little."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from functools import cache

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.ruleset.editor import Editor
from cleancopy.ruleset.meaning import Targets
from cleancopy.ruleset.prose import PROSE_FROM, Reading, prose_words, read
from cleancopy.ruleset.rules import CompiledRule


class _Cut:
    """What goes with a block, and how much that is."""

    def __init__(self, block: Element, others: list[Element], loose: list[Element] | None = None) -> None:
        """`loose` are elements whose text before the first child goes; without any, the block's tail does."""
        self._block, self._others, self._loose = block, others, loose or []
        readings = {one: read(one) for one in (block, *others)}
        loose_words = [dom.count_words(one.text or "") for one in self._loose]
        self.words = {one: reading.words for one, reading in readings.items()}
        self.words[block] += sum(loose_words)
        self._loose_prose = sum(count for count in loose_words if count >= PROSE_FROM)
        start = next((reading.start for reading in readings.values() if reading.start), "")
        self.reading = Reading(start, sum(self.words.values()))

    def objection(self, editor: Editor, rule: CompiledRule) -> str:
        """Why the cut may not be made; empty where it may."""
        is_covered = editor.protection.covering(rule.pack.rank)
        if any(map(is_covered, self.words)):
            return "would take what a keep rule protects"
        if not editor.needed.isdisjoint(self.words):
            return "would take what must_keep names"
        if rule.trial:
            return f"on trial: would take {self.reading.words} words"
        return editor.objection(rule, self.words, self.prose)

    def prose(self, element: Element) -> int:
        return prose_words(element) + (self._loose_prose if element is self._block else 0)

    def make(self) -> None:
        for element in self._others:
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
        for element in self._loose:
            element.text = None
        if not self._loose:
            self._block.tail = None
        dom.drop(self._block)


def cut_after(editor: Editor, rule: CompiledRule, targets: Targets) -> None:
    """At the first block found that lies far enough down: the further down, the less a cut there takes."""
    blocks = _in_order(editor.root, targets)
    _cut(editor, rule, targets, blocks, lambda block: _Cut(block, _after(block, editor.root)))


def cut_before(editor: Editor, rule: CompiledRule, targets: Targets) -> None:
    """At the last block found that lies far enough up."""
    blocks = _in_order(editor.root, targets)[::-1]
    _cut(editor, rule, targets, blocks, lambda block: _Cut(block, *_before(block, editor.root)))


def _cut(
    editor: Editor,
    rule: CompiledRule,
    targets: Targets,
    blocks: list[Element],
    cut_at: Callable[[Element], _Cut],
) -> None:
    cut = cache(cut_at)
    objection = cache(lambda block: cut(block).objection(editor, rule))
    place = bisect_left(blocks, True, key=lambda block: not objection(block))
    if place:
        refused = blocks[0]
        editor.refuse(rule, targets[refused], cut(refused).reading.words, objection(refused))
    if place < len(blocks):
        made = cut(blocks[place])
        editor.record(rule, targets[blocks[place]], made.reading)
        editor.take(rule, made.words, made.prose)
        made.make()
        editor.expect_anything()


def _in_order(root: Element, targets: Targets) -> list[Element]:
    blocks = (
        [*targets] if len(targets) == 1 else [element for element in root.iter("*") if element in targets]
    )
    return [block for block in blocks if block is not root]


def _after(block: Element, root: Element) -> list[Element]:
    """Everything after an element below `root`."""
    others: list[Element] = []
    here: Element | None = block
    while here is not None and here is not root:
        others += here.itersiblings("*")
        here = here.getparent()
    return others


def _before(block: Element, root: Element) -> tuple[list[Element], list[Element]]:
    """Everything before an element below `root`, and the elements around it."""
    others: list[Element] = []
    around: list[Element] = []
    here: Element | None = block
    while here is not None and here is not root:
        others += here.itersiblings("*", preceding=True)
        here = here.getparent()
        around += [here] if here is not None else []
    return others, around
