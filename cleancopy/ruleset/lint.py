"""What is allowed in rules and seldom meant: it takes too much, rots, is dead or slow, or proves nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from cleancopy.errors import Problem
from cleancopy.model import Document
from cleancopy.ruleset.compiled import Compiled
from cleancopy.ruleset.folders import read_folders
from cleancopy.ruleset.keys import COMMON_TAGS, is_slow
from cleancopy.ruleset.plan import plan
from cleancopy.ruleset.reading import Parsed, parse_files
from cleancopy.ruleset.rulefile import Rule
from cleancopy.ruleset.selectors import Attribute, Complex, Compound, parse_selectors
from cleancopy.ruleset.usage import usage

SHORTEST_PART = 4  # characters of `[class*=...]`: shorter ones stand in the middle of other words
MOST_SELECTORS = 20  # of a rule, up to which it is looked at whole: longer ones were imported

_HASHES = (
    re.compile(r"(css|sc|jsx|svelte|emotion|jss|tw)-[a-z0-9]*[0-9][a-z0-9]*", re.IGNORECASE),
    re.compile(r"sc-[a-z]{5,}", re.IGNORECASE),
    re.compile(r".*__[A-Za-z]+-+[A-Za-z0-9]*[0-9A-Z][A-Za-z0-9]{2,}"),
    re.compile(r".*__(?=[A-Za-z0-9_-]*[0-9])(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9_-]{5,6}"),
    re.compile(
        r"_?(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])(?=.*[0-9].*[A-Za-z].*[0-9]|.*[A-Z].*[0-9])[A-Za-z0-9]{5,12}"
    ),
)
_ATTRIBUTE = re.compile(r"(aria|data)-.+|alt|hidden|href|itemprop|itemtype|rel|role|src|target")
_SLOW_XPATH = re.compile(r"(preceding|following)(-sibling)?::\*?|//\*|\[.*//.*\]|ancestor(-or-self)?::\*")
_NARROWING = (
    "in",
    "not",
    "if",
    "unless",
    "paths",
    "min_words",
    "max_words",
    "with_links",
    "closest",
    "up",
    "view",
)


def lint(paths: list[Path], pages: Iterable[Document] = ()) -> list[Problem]:
    """Everything in rule files that is worth a second look; what is wrong is for `check`.

    Of pages, all must be ones on which the rules should find something.
    """
    sources, problems = read_folders(paths)
    parsed, more = parse_files(sources)
    told = [*problems, *more]
    for one in parsed:
        for number, rule in enumerate(one.file.rules):
            for kind, looks in _KINDS.items():
                told += (_problem(one, number, kind, message) for message in looks(rule))
    unfound = () if problems or more else _unfound(parsed, pages)
    return sorted([*told, *_shadowed(parsed), *unfound])


def _problem(parsed: Parsed, number: int, kind: str, message: str) -> Problem:
    line, column = parsed.yaml.place(("rules", number))
    return Problem(parsed.source.path, line, column, f"{kind}: {message}")


def _overbroad(rule: Rule) -> Iterator[str]:
    if rule.verb == "keep" or any(rule[key] is not None for key in _NARROWING):
        return
    for source, selector in _selectors(rule):
        subject = selector.compounds[-1]
        if len(selector.compounds) == 1 and _is_bare(subject):
            yield f"{source!r} is every {subject.tag or 'element'} of every page; narrow it"
        for attribute in subject.attributes:
            if _is_short_part(attribute):
                yield f"{attribute.value!r} in {source!r} stands inside other words, too; use words"


def _is_short_part(attribute: Attribute) -> bool:
    is_part = attribute.operator == "*=" and attribute.name in {"class", "id"}
    return is_part and len(attribute.value) < SHORTEST_PART


def _is_bare(compound: Compound) -> bool:
    has_more = compound.ids or compound.classes or compound.attributes or compound.pseudos
    return not has_more and compound.tag in {None, "*", *COMMON_TAGS, "article", "main", "section", "table"}


def _hashed(rule: Rule) -> Iterator[str]:
    for source, selector in _selectors(rule):
        for compound in selector.compounds:
            for name in (*compound.classes, *compound.ids):
                if is_hashed(name):
                    yield f"{name!r} in {source!r} is made by a machine, and another one after the next build"


def is_hashed(name: str) -> bool:
    """Whether a class or id looks made by a build tool."""
    return any(hashes.fullmatch(name) for hashes in _HASHES)


def _dead(rule: Rule) -> Iterator[str]:
    if rule.valid is not None and rule.valid.until is not None and rule.valid.until < date.today():
        yield f"{rule.id} is valid until {rule.valid.until}, which is over"
    if rule.status == "deprecated":
        yield f"{rule.id} is deprecated"


def _unquoted(rule: Rule) -> Iterator[str]:
    """`remove: [data-ad]` is a list in YAML, of the name of an element."""
    for source, selector in _selectors(rule):
        for compound in selector.compounds:
            if compound.tag and _ATTRIBUTE.fullmatch(compound.tag):
                quoted = f"'[{compound.tag}]'"
                yield f"{compound.tag!r} in {source!r} is an element; the attribute is {quoted}, in quotes"


def _slow(rule: Rule) -> Iterator[str]:
    for finder in rule.finders:
        for value in finder.values:
            if finder.kind == "xpath" and _SLOW_XPATH.search(value):
                yield f"the XPath {value!r} looks at most of the page for most of its elements"
    for source, selector in _selectors(rule):
        if is_slow(selector):
            yield f"{source!r} has no class, id, telling attribute or rare tag by which it could be found"


def _untested(rule: Rule) -> Iterator[str]:
    if len([*_selectors(rule)]) > MOST_SELECTORS:
        return
    missing = [
        key for key in ("removes", "keeps") if not (rule.tests is not None and getattr(rule.tests, key))
    ]
    if missing:
        yield f"{rule.id} has no example under tests: {' and '.join(missing)}"


_KINDS: dict[str, Callable[[Rule], Iterator[str]]] = {
    "overbroad": _overbroad,
    "hashed": _hashed,
    "dead": _dead,
    "unquoted": _unquoted,
    "slow": _slow,
    "untested": _untested,
}


def _selectors(rule: Rule) -> Iterator[tuple[str, Complex]]:
    """The CSS selectors by which a rule finds, each with the text that it stands in."""
    for finder in rule.finders:
        if finder.kind == "css":
            for value in finder.values:
                for selector in parse_selectors(value):
                    yield value, selector


def _unfound(files: list[Parsed], pages: Iterable[Document]) -> Iterator[Problem]:
    """Rules that find nothing on the pages that their files are for, where there are such pages."""
    told = usage(Compiled((one.source, plan(one.file, one.lines())) for one in files), pages)
    order = 0
    for place, parsed in enumerate(files):
        for number, rule in enumerate(parsed.file.rules):
            if told.pages[place] and order not in told.found:
                message = f"{rule.id} finds nothing on the pages that its file is for ({told.pages[place]})"
                yield _problem(parsed, number, "dead", message)
            order += 1


def _shadowed(files: list[Parsed]) -> Iterator[Problem]:
    """Selectors whose elements an earlier rule that always applies takes anyway."""
    first: dict[tuple[str, Compound], str] = {}
    for parsed in files:
        for number, rule in enumerate(parsed.file.rules):
            if rule.verb != "remove":
                continue
            for source, selector in _selectors(rule):
                earlier = _earlier(parsed, selector, first)
                if earlier and earlier != rule.id:
                    yield _problem(parsed, number, "shadowed", f"{earlier} takes what {source!r} matches")
            if all(rule[key] is None for key in (*_NARROWING, "valid")) and rule.status != "trial":
                for _, selector in _selectors(rule):
                    if len(selector.compounds) == 1:
                        first.setdefault((_reach(parsed), selector.compounds[0]), rule.id)


def _earlier(parsed: Parsed, selector: Complex, first: dict[tuple[str, Compound], str]) -> str:
    for reach in {"", _reach(parsed)}:
        for part in _wider(selector.compounds[-1]):
            if (reach, part) in first:
                return first[reach, part]
    return ""


def _wider(compound: Compound) -> Iterator[Compound]:
    """The compound itself, and one for each of its names alone."""
    yield compound
    yield from (Compound(ids=(name,)) for name in compound.ids)
    yield from (Compound(classes=(name,)) for name in compound.classes)


def _reach(parsed: Parsed) -> str:
    """Whose pages a file is for: nobody's in particular where it is generic."""
    return "" if parsed.source.kind == "generic" else parsed.source.name
