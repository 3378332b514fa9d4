"""The article's body as a tree of its own: a copy of the page with only what was kept."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from cleancopy import dom


def assemble(kept: Iterable[dom.Element]) -> dom.Element:
    """A `div` that holds a copy of the kept elements, in order, under the elements that group them.

    Ancestors that all kept elements share are left out; a wrapper with one child only stays as it is.
    """
    wanted = list(kept)
    body = etree.Element("div")
    if not wanted:
        return body
    whole = set(wanted)
    branch = _branches(wanted)
    top = _common_ancestor(wanted)
    if top in whole:
        body.append(_copy(top))
        return body
    _copy_children(top, body, whole, branch)
    return body


def _branches(wanted: list[dom.Element]) -> set[dom.Element]:
    """Every ancestor of a kept element."""
    branches: set[dom.Element] = set()
    for element in wanted:
        for ancestor in element.iterancestors():
            if ancestor in branches:
                break
            branches.add(ancestor)
    return branches


def _common_ancestor(wanted: list[dom.Element]) -> dom.Element:
    common = [*reversed([*wanted[0].iterancestors()]), wanted[0]]
    for element in (wanted[-1],):
        line = [*reversed([*element.iterancestors()]), element]
        common = [a for a, b in zip(common, line, strict=False) if a is b]
    return common[-1]


def _copy(element: dom.Element) -> dom.Element:
    tail, element.tail = element.tail, None
    copied = etree.fromstring(etree.tostring(element))
    element.tail = tail
    return copied


def _copy_children(
    source: dom.Element, target: dom.Element, whole: set[dom.Element], branches: set[dom.Element]
) -> None:
    todo = [(source, target)]
    while todo:
        here, there = todo.pop()
        for child in here:
            if child in whole:
                there.append(_copy(child))
            elif child in branches:
                grouped = etree.SubElement(there, child.tag, dict(child.attrib))
                todo.append((child, grouped))
