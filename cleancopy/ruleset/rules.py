"""A rule as the edits use it, made of its record in a plan."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from cleancopy.model import Verb
from cleancopy.ruleset.folders import Kind
from cleancopy.ruleset.lookup import raised
from cleancopy.ruleset.matching import Test, any_of, compile_selectors
from cleancopy.ruleset.plan import Record
from cleancopy.ruleset.rulefile import as_list

GUARDED_KINDS = frozenset({"generic", "language", "theme"})
CAREFUL_SHARE = 0.2  # of the page's prose: what a rule for many sites may take unless it says otherwise
TRUSTED_SHARE = 0.5  # what a rule for one site, or of the user's own, may take


@dataclass(slots=True, eq=False)
class Pack:
    """A rule file: where it stands among the layers, and how far its numbers were raised."""

    file: str
    rank: int
    kind: Kind
    raised: int
    disable: tuple[str, ...] = ()
    host: str = ""

    @property
    def is_guarded(self) -> bool:
        """Rules for many sites are held to what is left of the page; rank 4 and up are the user's own."""
        return self.kind in GUARDED_KINDS and self.rank < 4


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a match must be beside found, and which element is meant by it."""

    inside: Test | None = None
    excluded: Test | None = None
    when: tuple[int, ...] = ()
    unless: tuple[int, ...] = ()
    paths: tuple[str, ...] = ()
    view: str | None = None
    days: tuple[date, date] | None = None
    min_words: int | None = None
    max_words: int | None = None
    with_links: bool | None = None
    closest: Test | None = None
    up: int = 0

    def allows_page(self, path: str | None, view: str, holding: Set[int]) -> bool:
        """Whether the conditions on the page hold; `holding` are the numbers of selectors that match."""
        if self.view is not None and self.view != view:
            return False
        if self.days is not None and not self.days[0] <= date.today() <= self.days[1]:
            return False
        if self.paths and not (path is not None and any(fnmatchcase(path, glob) for glob in self.paths)):
            return False
        if self.when and holding.isdisjoint(self.when):
            return False
        return holding.isdisjoint(self.unless)


@dataclass(frozen=True, slots=True)
class Change:
    """What the verbs need that do more than take out and protect."""

    find: str = ""
    instead: str = ""
    attribute: str = ""
    field: str = ""
    value: str = ""
    source: str = ""
    """The attribute that holds the value."""
    place: str = ""
    """`before`, `after` or `into` what `goals` find."""
    goals: tuple[int, ...] = ()


@dataclass(slots=True, eq=False)
class CompiledRule:
    """A rule as the edits use it."""

    id: str
    verb: Verb
    why: str
    line: int
    pack: Pack
    order: int
    trial: bool
    max_removed: float
    narrowing: Narrowing
    change: Change


def make_rule(name: str, record: Record, pack: Pack, order: int) -> CompiledRule:
    share = record.get("max_removed", CAREFUL_SHARE if pack.is_guarded else TRUSTED_SHARE)
    return CompiledRule(
        id=name,
        verb=record["verb"],
        why=record.get("why", ""),
        line=record["line"],
        pack=pack,
        order=order,
        trial=record.get("trial", False),
        max_removed=share,
        narrowing=_narrowing(record, pack.raised),
        change=_change(record, pack.raised),
    )


def _narrowing(record: Record, by: int) -> Narrowing:
    return Narrowing(
        inside=_test(record.get("in")),
        excluded=_test(record.get("not")),
        when=tuple(raised(record.get("if", ()), by)),
        unless=tuple(raised(record.get("unless", ()), by)),
        paths=tuple(as_list(record.get("paths"))),
        view=record.get("view"),
        days=_days(record.get("valid")),
        min_words=record.get("min_words"),
        max_words=record.get("max_words"),
        with_links=record.get("with_links"),
        closest=_test(record.get("closest")),
        up=record.get("up", 0),
    )


def _change(record: Record, by: int) -> Change:
    place = next((key for key in ("before", "after", "into") if key in record), "")
    return Change(
        find=record.get("find", ""),
        instead=record.get("with", ""),
        attribute=record.get("attribute", ""),
        field=record.get("field", ""),
        value=record.get("to", ""),
        source=record.get("from", ""),
        place=place,
        goals=tuple(raised(record.get(place, ()), by)),
    )


def _days(valid: list[str | None] | None) -> tuple[date, date] | None:
    if valid is None:
        return None
    first, last = valid
    return date.fromisoformat(first) if first else date.min, date.fromisoformat(last) if last else date.max


def _test(selectors: str | list[str] | None) -> Test | None:
    if selectors is None:
        return None
    return any_of(tuple(compile_selectors(one) for one in as_list(selectors)))
