"""What a selector is found by: the most telling token of its element, or of the element before.

As browsers do with style sheets: a page then pays for the tokens that stand on it, not for all the rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

import re2

from cleancopy.ruleset.matching import Step, Test, complex_test, compound_test
from cleancopy.ruleset.selectors import Attribute, Complex, Compound

NAMING = ("class", "id")  # the attributes that are read on every page, in the order of the ledger
COMMON_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "br",
        "div",
        "em",
        "i",
        "img",
        "input",
        "label",
        "li",
        "link",
        "meta",
        "option",
        "p",
        "path",
        "script",
        "source",
        "span",
        "strong",
        "style",
        "svg",
        "td",
        "tr",
        "use",
    ]
)

# The less a token costs, the fewer elements it leads to, and the less there is to read for it.
_ID, _CLASS, _RARE_TAG, _NAMING, _VALUE, _PRESENCE, _COMMON_TAG, _ANYTHING = range(8)


class Key(NamedTuple):
    """A token, and how telling it is (less is more)."""

    cost: int
    attribute: Attribute | None = None
    tag: str = "*"
    """Where the token is an attribute's value: the tag that the element must have."""

    @property
    def column(self) -> str:
        """The attribute that is read; empty where elements are found by their tags."""
        return self.attribute.name if self.attribute is not None else ""


class Way(NamedTuple):
    """How a selector's elements are found."""

    keys: tuple[Key, ...]
    """One, or one for each alternative of an `:is()`."""
    test: Test | None
    """What the element found must be beside; `None` for nothing."""
    step: Step | None = None
    """From the element found to the one that is meant, where the key is of the compound before it."""


def way_to(selector: Complex) -> Way:
    """By the subject's token, or by that of the compound before it where it tells more."""
    keys = _keys(selector.compounds[-1])
    if len(selector.compounds) > 1:
        left = _keys(selector.compounds[-2])
        if _is_better(left, keys, selector.combinators[-1]):
            return _from_the_left(left, selector)
    return Way(keys, _residual_test(selector, keys))


def is_slow(selector: Complex) -> bool:
    """Whether the elements that are tried are a great part of any page."""
    return _cost(way_to(selector).keys) >= _COMMON_TAG


def needed_name(selector: Complex) -> str:
    """A class (`.a`) or an id (`#a`) of another element without which nothing on a page matches."""
    others = selector.compounds[:-1]
    ids = (f"#{name}" for compound in others for name in compound.ids)
    classes = (f".{name}" for compound in others for name in compound.classes)
    return next(chain(ids, classes), "")


def clue(attribute: Attribute) -> str:
    """RE2: what the case-folded values that match an attribute test have in them, between NULs."""
    folded = re2.escape(attribute.value.casefold())
    return _CLUES[attribute.operator].format(folded)


_CLUES = {
    "=": r"\x00{}\x00",
    "~=": "{}",
    "|=": r"\x00{}[-\x00]",
    "^=": r"\x00{}",
    "$=": r"{}\x00",
    "*=": "{}",
}


def _keys(compound: Compound) -> tuple[Key, ...]:
    """The most telling token of a compound; those of all alternatives where it is inside an `:is()`."""
    choices: list[tuple[Key, ...]] = [(_plain_key(compound),)]
    for pseudo in compound.pseudos:
        if pseudo.name == "is":
            choices.append(tuple(key for one in pseudo.selectors for key in _keys(one.compounds[-1])))
    return min(choices, key=_cost)


def _cost(keys: Iterable[Key]) -> int:
    return max(key.cost for key in keys)


def _plain_key(compound: Compound) -> Key:
    if compound.ids:
        return Key(_ID, Attribute("id", "=", compound.ids[0]))
    if compound.classes:
        return Key(_CLASS, Attribute("class", "~=", max(compound.classes, key=len)))
    tag = compound.tag or "*"
    by_tag = _ANYTHING if tag == "*" else _COMMON_TAG if tag in COMMON_TAGS else _RARE_TAG
    found = [Key(_attribute_cost(one), one, tag) for one in compound.attributes if one.operator != "!="]
    return min([Key(by_tag, tag=tag), *found], key=lambda key: key.cost)


def _attribute_cost(attribute: Attribute) -> int:
    if not attribute.operator:
        return _PRESENCE
    return _NAMING if attribute.name in NAMING else _VALUE


def _is_better(left: tuple[Key, ...], keys: tuple[Key, ...], combinator: str) -> bool:
    """Whether to find by the compound before the subject: it tells more, or saves each subject a look back.

    What is found so must come in document order, and so out of one column.
    """
    if len({key.column for key in left}) > 1:
        return False
    if combinator == "~" and not left[0].column:
        return _cost(left) < _ANYTHING and _cost(left) <= _cost(keys)
    if _cost(left) <= _CLASS and _cost(keys) == _RARE_TAG:
        return True
    return _cost(left) < _COMMON_TAG and (combinator == "~" or _cost(keys) >= _COMMON_TAG)


def _residual_test(selector: Complex, keys: tuple[Key, ...]) -> Test | None:
    """Nothing is left to test where the selector is its one token."""
    is_one = len(selector.compounds) == 1 and len(keys) == 1
    return None if is_one and selector.compounds[0] == _proved_by(keys[0]) else complex_test(selector)


def _proved_by(key: Key) -> Compound | None:
    """What an element is that was found by a key; `None` where the key only makes it likely."""
    attribute = key.attribute
    if attribute is None:
        return Compound(None if key.tag == "*" else key.tag)
    if key.cost == _ID:
        return Compound(ids=(attribute.value,))
    return Compound(classes=(attribute.value,)) if key.cost == _CLASS else None


def _from_the_left(keys: tuple[Key, ...], selector: Complex) -> Way:
    """Found by the compound before the subject, then one step on."""
    left = Complex(selector.compounds[:-1], selector.combinators[:-1])
    subject = selector.compounds[-1]
    return Way(keys, complex_test(left), (selector.combinators[-1], compound_test(subject), subject.tag))
