"""CSS selectors as closures that say whether one element matches, looking no further than they must."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice, pairwise

import re2

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.ruleset import holding
from cleancopy.ruleset.selectors import Attribute, Complex, Compound, Pseudo, SelectorError, parse_selectors

_NOT_IN_RE2 = ("invalid perl operator", "invalid escape sequence")

type Test = Callable[[Element], bool]
type Step = tuple[str, Test | None, str | None]
"""Combinator, what the element must be, and its tag where that is known."""

# What a try to match leftwards from one element says about trying again from another: without this, selectors
# with many combinators take a time that is exponential in their number.
type _Outcome = int
_MATCHES, _FAILS_HERE, _FAILS_FOR_SIBLINGS, _FAILS_ABOVE = range(4)
type _Leftwards = Callable[[Element], _Outcome]


@lru_cache(maxsize=1 << 12)
def compile_selectors(source: str) -> Test:
    """A test for a comma list of selectors. Raises `SelectorError`."""
    return any_of(tuple(complex_test(selector) for selector in parse_selectors(source)))


def why_no_selector(source: str) -> str:
    """What is wrong with a comma list of selectors; empty where nothing is."""
    try:
        compile_selectors(source)
    except SelectorError as error:
        return str(error)
    return ""


def any_of(tests: tuple[Test, ...]) -> Test:
    if len(tests) == 1:
        return tests[0]

    def test(element: Element) -> bool:
        for one in tests:  # noqa: SIM110  a generator costs three times as much here
            if one(element):
                return True
        return False

    return test


def complex_test(selector: Complex) -> Test:
    """The test of the rightmost compound, then leftwards."""
    subject = compound_test(selector.compounds[-1])
    if len(selector.compounds) == 1:
        return subject or _always
    leftwards = _leftwards(selector)
    return lambda element: leftwards(element) == _MATCHES


def compound_test(compound: Compound) -> Test | None:
    """One test of all that a compound asks; `None` for `*`, which asks nothing."""
    tests: list[Test] = []
    if compound.tag:
        tests.append(_has_tag(compound.tag))
    tests += [_attribute_equals("id", value) for value in compound.ids]
    tests += [_has_class(name) for name in compound.classes]
    tests += [attribute_test(attribute) for attribute in compound.attributes]
    tests += [_pseudo_test(pseudo) for pseudo in compound.pseudos]
    if len(tests) < 2:
        return tests[0] if tests else None
    return _all_of(tuple(tests))


def reach(element: Element, step: Step) -> Iterator[Element]:
    """The elements to which a step leads."""
    combinator, test, tag = step
    for found in _WAYS[combinator](element, tag or "*"):
        if test is None or test(found):
            yield found


def _descendants(element: Element, tag: str) -> Iterator[Element]:
    return element.iterdescendants(tag)


def _children(element: Element, tag: str) -> Iterator[Element]:
    return element.iterchildren(tag)


def _next_sibling(element: Element, tag: str) -> Iterator[Element]:
    following = element.getnext()
    if following is not None:
        yield following


def _following(element: Element, tag: str) -> Iterator[Element]:
    return element.itersiblings(tag)


_WAYS: dict[str, Callable[[Element, str], Iterator[Element]]] = {
    " ": _descendants,
    ">": _children,
    "+": _next_sibling,
    "~": _following,
}


def _leftwards(selector: Complex) -> _Leftwards:
    matcher = _only(compound_test(selector.compounds[0]) or _always)
    for combinator, (left, compound) in zip(selector.combinators, pairwise(selector.compounds), strict=True):
        matcher = _LEFTWARDS[combinator](compound_test(compound) or _always, matcher, left.tag or "*")
    return matcher


def _only(test: Test) -> _Leftwards:
    return lambda element: _MATCHES if test(element) else _FAILS_HERE


def _inside(test: Test, left: _Leftwards, tag: str) -> _Leftwards:
    def matcher(element: Element) -> _Outcome:
        if not test(element):
            return _FAILS_HERE
        for ancestor in element.iterancestors(tag):
            outcome = left(ancestor)
            if outcome in (_MATCHES, _FAILS_ABOVE):
                return outcome
        return _FAILS_ABOVE

    return matcher


def _child_of(test: Test, left: _Leftwards, tag: str) -> _Leftwards:
    def matcher(element: Element) -> _Outcome:
        if not test(element):
            return _FAILS_HERE
        parent = element.getparent()
        return _FAILS_ABOVE if parent is None else left(parent)

    return matcher


def _right_after(test: Test, left: _Leftwards, tag: str) -> _Leftwards:
    def matcher(element: Element) -> _Outcome:
        if not test(element):
            return _FAILS_HERE
        previous = element.getprevious()
        return _FAILS_HERE if previous is None else left(previous)

    return matcher


def _after(test: Test, left: _Leftwards, tag: str) -> _Leftwards:
    def matcher(element: Element) -> _Outcome:
        if not test(element):
            return _FAILS_HERE
        for sibling in element.itersiblings(tag, preceding=True):
            outcome = left(sibling)
            if outcome != _FAILS_HERE:
                return outcome
        return _FAILS_FOR_SIBLINGS

    return matcher


# The test of what stands to the right, the way on to the left, and the tag that is there next.
_LEFTWARDS: dict[str, Callable[[Test, _Leftwards, str], _Leftwards]] = {
    " ": _inside,
    ">": _child_of,
    "+": _right_after,
    "~": _after,
}


def _always(element: Element) -> bool:
    return True


def _all_of(tests: tuple[Test, ...]) -> Test:
    def test(element: Element) -> bool:
        for one in tests:  # noqa: SIM110  a generator costs three times as much here
            if not one(element):
                return False
        return True

    return test


def _has_tag(tag: str) -> Test:
    return lambda element: element.tag == tag


def _has_class(name: str) -> Test:
    def test(element: Element) -> bool:
        value = element.get("class")
        return value is not None and name in value and name in value.split()

    return test


def _attribute_equals(name: str, value: str) -> Test:
    return lambda element: element.get(name) == value


def attribute_test(attribute: Attribute) -> Test:
    """The test of one attribute by CSS's operators; `!=` is cssselect's: another value, or none."""
    name, value = attribute.name, attribute.value
    if not attribute.operator:
        return lambda element: element.get(name) is not None
    if attribute.ignore_case:
        return _ignoring_case(name, value.lower(), _OPERATORS[attribute.operator])
    if attribute.operator == "=":
        return _attribute_equals(name, value)
    compare = _OPERATORS[attribute.operator]

    def test(element: Element) -> bool:
        return compare(element.get(name), value)

    return test


def _ignoring_case(name: str, value: str, compare: Callable[[str | None, str], bool]) -> Test:
    def test(element: Element) -> bool:
        found = element.get(name)
        return compare(None if found is None else found.lower(), value)

    return test


def _is_word_of(found: str | None, value: str) -> bool:
    return found is not None and value in found.split()


def _is_or_precedes_dash(found: str | None, value: str) -> bool:
    return found is not None and (found == value or found.startswith(f"{value}-"))


_OPERATORS: dict[str, Callable[[str | None, str], bool]] = {
    "=": lambda found, value: found == value,
    "!=": lambda found, value: found != value,
    "^=": lambda found, value: found is not None and value != "" and found.startswith(value),
    "$=": lambda found, value: found is not None and value != "" and found.endswith(value),
    "*=": lambda found, value: found is not None and value != "" and value in found,
    "~=": _is_word_of,
    "|=": _is_or_precedes_dash,
}


def _pseudo_test(pseudo: Pseudo) -> Test:
    return _PSEUDOS[pseudo.name](pseudo)


def _negated(pseudo: Pseudo) -> Test:
    test = _alternatives(pseudo)
    return lambda element: not test(element)


def _alternatives(pseudo: Pseudo) -> Test:
    tags = {selector.compounds[-1].tag or "*" for selector in pseudo.selectors}
    if all(selector == Complex((Compound(selector.compounds[-1].tag),)) for selector in pseudo.selectors):
        return _always if "*" in tags else lambda element: element.tag in tags
    return any_of(tuple(complex_test(selector) for selector in pseudo.selectors))


def _holding(pseudo: Pseudo) -> Test:
    return any_of(tuple(map(_leading_on, pseudo.selectors)))


def _leading_on(selector: Complex) -> Test:
    """Whether a relative selector finds something from an element: each step asks the ones after it."""
    test: Test | None = None
    for combinator, compound in zip(selector.combinators[::-1], selector.compounds[::-1], strict=True):
        here = None if compound == Compound(compound.tag) else compound_test(compound)
        goals = tuple(one for one in (here, test) if one is not None)
        test = holding.ahead(combinator, _all_of(goals) if goals else None, compound.tag or "*")
    return test or _always


def _containing(pseudo: Pseudo) -> Test:
    wanted = dom.fold_space(pseudo.text).casefold()
    return lambda element: wanted in dom.fold_space(dom.text_of(element)).casefold()


def _with_pattern(pseudo: Pseudo) -> Test:
    pattern = compile_pattern(pseudo.text)
    return lambda element: pattern.search(dom.fold_space(dom.text_of(element))) is not None


def pattern_options() -> re2.Options:
    """RE2 that ignores case, may use enough memory for large sets, and is silent on bad patterns."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 1 << 27
    return options


@lru_cache(maxsize=1 << 12)
def compile_pattern(pattern: str) -> re2._Regexp:
    """Raises `SelectorError` for what RE2 cannot do: back-references and look-around among it."""
    try:
        return re2.compile(pattern, pattern_options())
    except re2.error as exc:
        reason = exc.args[0].decode() if isinstance(exc.args[0], bytes) else exc.args[0]
        hint = "; RE2 has no look-around and no back-references" if reason.startswith(_NOT_IN_RE2) else ""
        raise SelectorError(f"the pattern {pattern!r} is not valid RE2: {reason}{hint}") from exc


def _is_first(element: Element) -> bool:
    return element.getprevious() is None


def _is_last(element: Element) -> bool:
    return element.getnext() is None


def _is_first_of_type(element: Element) -> bool:
    return next(element.itersiblings(element.tag, preceding=True), None) is None


def _is_last_of_type(element: Element) -> bool:
    return next(element.itersiblings(element.tag), None) is None


def _is_empty(element: Element) -> bool:
    return not len(element) and not element.text


def _is_root(element: Element) -> bool:
    return element.getparent() is None


def _is_link(element: Element) -> bool:
    return element.tag in {"a", "area"} and element.get("href") is not None


def _counted(pseudo: Pseudo) -> Test:
    step, offset = pseudo.series
    count = _place_of_type if pseudo.name.endswith("of-type") else _place
    from_end = "last" in pseudo.name
    enough = None if step > 0 else max(offset, 0)

    def test(element: Element) -> bool:
        position = count(element, from_end, enough)
        if step == 0:
            return position == offset
        return (position - offset) % step == 0 and (position - offset) // step >= 0

    return test


def _place(element: Element, from_end: bool, enough: int | None) -> int:
    """Counted by lxml, which takes a hundredth of the time that it takes here."""
    parent = element.getparent()
    if parent is None:
        return 1
    return len(parent) - parent.index(element) if from_end else parent.index(element) + 1


def _place_of_type(element: Element, from_end: bool, enough: int | None) -> int:
    """At most `enough`: no more of a long line of siblings is looked at."""
    others = element.itersiblings(element.tag, preceding=not from_end)
    return 1 + sum(1 for _ in islice(others, enough))


def _fixed(*tests: Test) -> Callable[[Pseudo], Test]:
    test = tests[0] if len(tests) == 1 else _all_of(tests)
    return lambda pseudo: test


_PSEUDOS: dict[str, Callable[[Pseudo], Test]] = {
    "is": _alternatives,
    "not": _negated,
    "has": _holding,
    "contains": _containing,
    "matches": _with_pattern,
    "root": _fixed(_is_root),
    "empty": _fixed(_is_empty),
    "first-child": _fixed(_is_first),
    "last-child": _fixed(_is_last),
    "only-child": _fixed(_is_first, _is_last),
    "first-of-type": _fixed(_is_first_of_type),
    "last-of-type": _fixed(_is_last_of_type),
    "only-of-type": _fixed(_is_first_of_type, _is_last_of_type),
    "any-link": _fixed(_is_link),
    "link": _fixed(_is_link),
    "nth-child": _counted,
    "nth-last-child": _counted,
    "nth-of-type": _counted,
    "nth-last-of-type": _counted,
}
