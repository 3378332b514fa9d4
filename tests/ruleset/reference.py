"""What selectors and rules mean, done plainly: one at a time, each element tried by the definition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.cssselect import CSSSelector

from cleancopy.dom import Element
from cleancopy.ruleset.page import MARK
from cleancopy.ruleset.selectors import Complex, Compound, Pseudo, parse_selectors


def select(root: Element, source: str) -> list[Element]:
    """Everything that a list of selectors means, `:has()`, `:is()` and `:contains()` included."""
    wanted = parse_selectors(source)
    return [element for element in root.iter("*") if any(_matches(element, one) for one in wanted)]


def _matches(element: Element, selector: Complex) -> bool:
    if not _is(element, selector.compounds[-1]):
        return False
    if not selector.combinators:
        return True
    left = Complex(selector.compounds[:-1], selector.combinators[:-1])
    return any(_matches(one, left) for one in _back(element, selector.combinators[-1]))


def _back(element: Element, combinator: str) -> list[Element]:
    ways = {
        " ": list(element.iterancestors()),
        ">": list(element.iterancestors())[:1],
        "~": list(element.itersiblings(preceding=True)),
        "+": list(element.itersiblings(preceding=True))[:1],
    }
    return ways[combinator]


def _is(element: Element, compound: Compound) -> bool:
    """Plain parts are left to cssselect; functions of selectors are tried here."""
    plain = compound.tag or "*"
    plain += "".join(f"#{name}" for name in compound.ids) + "".join(f".{name}" for name in compound.classes)
    for attribute in compound.attributes:
        test = f"{attribute.operator}'{attribute.value}'" if attribute.operator else ""
        plain += f"[{attribute.name}{test}]"
    counted = [one for one in compound.pseudos if one.name not in _FUNCTIONS]
    for one in counted:
        step, offset = one.series
        plain += (
            f":{one.name}({step}n+{offset})".replace("+-", "-")
            if one.name.startswith("nth")
            else f":{one.name}"
        )
    if element not in _by_cssselect(element, plain):
        return False
    return all(_FUNCTIONS[one.name](element, one) for one in compound.pseudos if one.name in _FUNCTIONS)


def _by_cssselect(element: Element, selector: str) -> list[Element]:
    return CSSSelector(selector, translator="html")(element.getroottree())


def _has(element: Element, pseudo: Pseudo) -> bool:
    return any([*_ahead(element, one.combinators, one.compounds)] for one in pseudo.selectors)


def _ahead(
    element: Element, combinators: tuple[str, ...], compounds: tuple[Compound, ...]
) -> Iterator[Element]:
    ways = {
        " ": list(element.iterdescendants()),
        ">": list(element),
        "~": list(element.itersiblings()),
        "+": list(element.itersiblings())[:1],
    }
    for found in ways[combinators[0]]:
        if _is(found, compounds[0]):
            if len(compounds) == 1:
                yield found
            else:
                yield from _ahead(found, combinators[1:], compounds[1:])


def _any(element: Element, pseudo: Pseudo) -> bool:
    return any(_matches(element, one) for one in pseudo.selectors)


_FUNCTIONS = {
    "has": _has,
    "is": _any,
    "not": lambda element, pseudo: not _any(element, pseudo),
    "contains": lambda element, pseudo: (
        " ".join(pseudo.text.lower().split()) in " ".join("".join(element.itertext()).lower().split())
    ),
}


@dataclass(frozen=True)
class PlainRule:
    """A rule of the random kind: a layer, a verb, a selector, and at most one narrowing."""

    rank: int
    verb: str
    selector: str
    narrowing: tuple[str, str] | None = None

    def targets(self, root: Element) -> list[Element]:
        """The elements that are meant, on the page as it came."""
        found = select(root, self.selector)
        key, value = self.narrowing or ("", "")
        if key in {"if", "unless"}:
            return found if bool(select(root, value)) is (key == "if") else []
        chosen = select(root, value) if key in {"in", "closest"} else []
        if key == "in":
            return [one for one in found if any(above in chosen for above in one.iterancestors())]
        if key == "closest":
            lines = ([one, *one.iterancestors()] for one in found)
            return [next(above for above in line if above in chosen) for line in lines if {*line} & {*chosen}]
        if key == "up":
            return [
                line[int(value)] for one in found if len(line := [one, *one.iterancestors()]) > int(value)
            ]
        return found


def edited(root: Element, rules: list[PlainRule]) -> str:
    """The body's inside after all rules: nothing is moved, only what is gone or opened is remembered."""
    targets = {rule: rule.targets(root) for rule in rules}
    kept = [(rule.rank, one) for rule in rules if rule.verb == "keep" for one in targets[rule]]
    gone: set[Element] = set()
    opened: set[Element] = set()

    def is_protected(element: Element, rank: int) -> bool:
        line = {element, *element.iterancestors()} - opened
        return any(of >= rank and (one in line or element in {*one.iterancestors()}) for of, one in kept)

    for rule in sorted(rules, key=lambda rule: rule.rank):
        fixed = [one for one in targets[rule] if is_protected(one, rule.rank)]
        doomed = [one for one in targets[rule] if one not in fixed and one.tag not in {"html", "body"}]
        if rule.verb == "remove":
            gone.update(one for one in doomed if one not in opened)
        if rule.verb == "unwrap":
            opened.update(one for one in doomed if not ({one, *one.iterancestors()} & gone))
    body = root.find("body")
    assert body is not None
    return _inside(body, gone, opened)


def _inside(element: Element, gone: set[Element], opened: set[Element]) -> str:
    parts = [element.text or ""]
    for child in element:
        if child in gone:
            inner = ""
        elif child in opened:
            inner = _inside(child, gone, opened)
        else:
            attributes = sorted(pair for pair in child.items() if pair[0] != MARK)
            inner = f"<{child.tag} {attributes}>{_inside(child, gone, opened)}</>"
        parts += [inner, child.tail or ""]
    return "".join(parts)


def shown(root: Element) -> str:
    """A tree as `edited` shows it, without the breaks that part the texts around what is gone."""
    body = root.find("body")
    assert body is not None
    etree.strip_elements(body, "br", with_tail=False)
    return _inside(body, set(), set())
