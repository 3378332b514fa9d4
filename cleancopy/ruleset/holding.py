"""`:has()`: whether something lies ahead of an element, asked so that no part of a page is searched twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from cleancopy.dom import Element

type Test = Callable[[Element], bool]
type _Known = dict[Element, bool]

_memory: ContextVar[dict[Test, _Known] | None] = ContextVar("_memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Inside, no tree may change: what was found out about one element is used for those around it."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def ahead(combinator: str, goal: Test | None, tag: str) -> Test:
    """A test whether a combinator leads to an element with a tag that passes `goal`."""
    if goal is None:
        return _TAGS[combinator](tag)
    return _GOALS[combinator](goal, tag)


def _tag_below(tag: str) -> Test:
    return lambda element: next(element.iterdescendants(tag), None) is not None


def _tag_inside(tag: str) -> Test:
    return lambda element: next(element.iterchildren(tag), None) is not None


def _tag_next(tag: str) -> Test:
    return lambda element: (following := element.getnext()) is not None and tag in {"*", following.tag}


def _tag_later(tag: str) -> Test:
    return lambda element: next(element.itersiblings(tag), None) is not None


def _inside(goal: Test, tag: str) -> Test:
    return lambda element: any(map(goal, element.iterchildren(tag)))


def _next(goal: Test, tag: str) -> Test:
    has_tag = _tag_next(tag)
    return lambda element: has_tag(element) and goal(element.getnext())  # type: ignore[arg-type]


def _below(goal: Test, tag: str) -> Test:
    """Looks at children and, where they say nothing, into them; what is known already is not entered."""

    def test(element: Element) -> bool:
        known = _known_to(test)
        if element in known:
            return known[element]
        trail, ways = [element], [element.iterchildren()]
        while trail:
            child = next(ways[-1], None)
            if child is None:
                known[trail.pop()] = False
                ways.pop()
            elif known.get(child) or (tag in {"*", child.tag} and goal(child)):
                known.update(dict.fromkeys(trail, True))
                return True
            elif child not in known:
                trail.append(child)
                ways.append(child.iterchildren())
        return False

    return test


def _later(goal: Test, tag: str) -> Test:
    def test(element: Element) -> bool:
        known = _known_to(test)
        walked: list[Element] = []
        here: Element | None = element
        while here is not None and here not in known:
            walked.append(here)
            here = here.getnext()
            if here is not None and tag in {"*", here.tag} and goal(here):
                known.update(dict.fromkeys(walked, True))
                return True
        answer = known[here] if here is not None else False
        known.update(dict.fromkeys(walked, answer))
        return answer

    return test


def _known_to(test: Test) -> _Known:
    memory = _memory.get()
    return {} if memory is None else memory.setdefault(test, {})


_TAGS: dict[str, Callable[[str], Test]] = {
    " ": _tag_below,
    ">": _tag_inside,
    "+": _tag_next,
    "~": _tag_later,
}
_GOALS: dict[str, Callable[[Test, str], Test]] = {" ": _below, ">": _inside, "+": _next, "~": _later}
