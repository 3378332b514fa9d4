"""A rule file as plain data: its selectors numbered and filed by token, its rules as records.

All that a file alone decides is worked out here, once, and can be kept in a cache. What pages need of it
beyond that is made when a page first needs it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cleancopy.ruleset import finders
from cleancopy.ruleset.index import Table
from cleancopy.ruleset.lookup import Numbers
from cleancopy.ruleset.rulefile import (
    ARTICLE_FINDERS,
    ARTICLE_VERBS,
    FIELDS,
    Finder,
    Rule,
    RuleFile,
    as_finders,
    as_list,
)
from cleancopy.ruleset.selectors import split_list

NOBODY = -1  # owns what belongs to the file and not to a rule

type Record = dict[str, Any]
"""A rule without its finders: what `compiled` makes a rule of. What is not said in the file is left out."""


@dataclass(slots=True)
class Plan:
    """Numbers are those of the file's selectors, phrases and patterns, from 0 on."""

    language: str | None = None
    other_codes: list[str] = field(default_factory=list)
    """What pages say instead of the language's code."""
    words: dict[str, list[str]] = field(default_factory=dict)
    disable: list[str] = field(default_factory=list)
    inherit: list[str] = field(default_factory=list)

    sources: list[str] = field(default_factory=list)
    """By number, as the ledger shows it. Each part of a comma list has a number of its own."""
    owners: list[int] = field(default_factory=list)
    """By number: the place among `rules` of the rule that finds by it, or `NOBODY`."""
    page: Table = field(default_factory=Table)
    article: Table = field(default_factory=Table)
    xpaths: Numbers = field(default_factory=list)
    """Those in XPath. They are asked one by one."""
    phrases: dict[str, Numbers] = field(default_factory=dict)
    patterns: dict[str, Numbers] = field(default_factory=dict)
    in_article: list[int] = field(default_factory=list)
    """The places of rules that act on the article."""

    detect: Numbers = field(default_factory=list)
    detection: Table = field(default_factory=Table)
    """The selectors of `detect`, which are asked of every page."""
    must_keep: Numbers = field(default_factory=list)
    fields: dict[str, list[Numbers]] = field(default_factory=dict)
    """By name: the candidates, each with the numbers of its parts."""
    conditions: Numbers = field(default_factory=list)
    """What rules ask of the page as it came."""

    ids: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    """Records in JSON."""

    def finding_xpaths(self, *, in_article: bool) -> Numbers:
        """The XPaths by which rules of one scope find."""
        article = {*self.in_article}
        owned = [(number, self.owners[number]) for number in self.xpaths]
        return [number for number, owner in owned if owner != NOBODY and (owner in article) is in_article]


def plan(file: RuleFile, lines: Sequence[int]) -> Plan:
    """Work out all that a file alone decides; its rules begin on `lines`."""
    planner = _Planner(file)
    for rule, line in zip(file.rules, lines, strict=True):
        planner.add_rule(rule, line)
    return planner.plan


class _Planner:
    """A plan while it grows."""

    def __init__(self, file: RuleFile) -> None:
        codes = as_list(file.language)
        language = codes[0] if codes else None
        self.plan = Plan(language, codes[1:], file.words, file.disable, as_list(file.inherit))
        self.plan.detect = self._add_selectors(file.detect, self.plan.detection)
        self.plan.must_keep = self._add_selectors(file.must_keep, self.plan.page)
        for name in FIELDS:
            candidates = as_finders(getattr(file, name))
            if candidates:
                self.plan.fields[name] = [self._add(one, NOBODY, self.plan.page) for one in candidates]

    def add_rule(self, rule: Rule, line: int) -> None:
        place = len(self.plan.ids)
        acts_on_article = rule.verb in ARTICLE_VERBS or rule.finder.kind in ARTICLE_FINDERS
        for finder in rule.finders:
            self._add(finder, place, self.plan.article if acts_on_article else self.plan.page)
        if acts_on_article:
            self.plan.in_article.append(place)
        record = {"verb": rule.verb, "line": line, **_bare(rule), **self._conditions(rule)}
        self.plan.ids.append(rule.id)
        self.plan.rules.append(json.dumps(record))

    def _add(self, finder: Finder, owner: int, table: Table) -> Numbers:
        """Give numbers to a finder's values, and file them."""
        first = len(self.plan.sources)
        for value in finder.values:
            for part in split_list(value) if finder.kind == "css" else (value,):
                self._file(finder.kind, part, table)
                self.plan.sources.append(
                    part if finder.kind in {"css", "xpath"} else f"{finder.kind}: {part}"
                )
                self.plan.owners.append(owner)
        return list(range(first, len(self.plan.sources)))

    def _file(self, kind: str, value: str, table: Table) -> None:
        number = len(self.plan.sources)
        if kind == "css":
            table.add(value, number)
        elif kind == "words":
            table.add_words(value, number)
        elif kind == "xpath":
            self.plan.xpaths.append(number)
        elif kind == "text":
            self.plan.phrases.setdefault(finders.comparable(value), []).append(number)
        else:
            self.plan.patterns.setdefault(value, []).append(number)

    def _add_selectors(self, selectors: Any, table: Table) -> Numbers:
        return [number for one in as_finders(selectors) for number in self._add(one, NOBODY, table)]

    def _conditions(self, rule: Rule) -> Record:
        """The selectors that are asked of the page as it came, as their numbers."""
        said = rule.said()
        asked = {key: self._add_selectors(said[key], self.plan.page) for key in _ASKED if key in said}
        self.plan.conditions += [*asked.get("if", ()), *asked.get("unless", ())]
        return asked


_ASKED = ("if", "unless", "before", "after", "into")
_BARE = frozenset(
    {"why", "max_removed", "view", "paths", "min_words", "max_words", "with_links", "up", "in", "not"}
    | {"closest", "find", "with", "attribute", "field", "to", "from"}
)


def _bare(rule: Rule) -> Record:
    """What is said of a rule and stands for itself."""
    record: Record = {key: value for key, value in rule.said().items() if key in _BARE}
    if rule.status == "trial":
        record["trial"] = True
    if rule.valid is not None:
        record["valid"] = [day and day.isoformat() for day in (rule.valid.from_, rule.valid.until)]
    return record
