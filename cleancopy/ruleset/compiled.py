"""Rule files made ready for pages: the plans of all files put together, by the pages that they are for."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from cleancopy.model import Lexicon
from cleancopy.ruleset.folders import Kind, SourceFile
from cleancopy.ruleset.index import Index, Table
from cleancopy.ruleset.languages import STOP, Tongues
from cleancopy.ruleset.lookup import MANY_REMEMBERED, REMEMBERED, Numbers, merge, raised
from cleancopy.ruleset.plan import NOBODY, Plan
from cleancopy.ruleset.rules import CompiledRule, Pack, make_rule
from cleancopy.ruleset.texts import Texts

INDEXES_KEPT = 128  # of files for some pages; with its memo one takes half a megabyte at most

type Ready = tuple[SourceFile, Plan]
type Key = tuple[Kind, str]
"""The pages that files are for: all (`generic`, with no name), those of a host, a language or a theme."""

EVERYBODY: Key = ("generic", "")


@dataclass(slots=True)
class Audience:
    """What is looked for on the pages of one key."""

    page: Table = field(default_factory=Table)
    article: Table = field(default_factory=Table)
    page_xpaths: Numbers = field(default_factory=list)
    article_xpaths: Numbers = field(default_factory=list)
    conditions: Numbers = field(default_factory=list)
    """Those in XPath; what CSS ones find is in the index."""
    phrases: dict[str, Numbers] = field(default_factory=dict)
    patterns: dict[str, Numbers] = field(default_factory=dict)
    fields: list[tuple[Pack, str, list[Numbers]]] = field(default_factory=list)
    must_keep: Numbers = field(default_factory=list)
    disabling: list[Pack] = field(default_factory=list)


class Compiled:
    """Everything that pages are held against. Built once, then only read; rules are made when first found."""

    def __init__(self, files: Iterable[Ready]) -> None:
        self.audiences: defaultdict[Key, Audience] = defaultdict(Audience, {EVERYBODY: Audience()})
        self.detects: dict[int, Key] = {}
        self.inherits: defaultdict[str, list[str]] = defaultdict(list)
        self.files: list[tuple[Key, str]] = []
        """The names of all files in their order, each with the pages that it is for."""
        self.sources: list[str] = []
        self.xpaths: set[int] = set()
        self.tongues = Tongues()
        self._codes: dict[str, str] = {}
        """What pages say for a language to the code that its file goes by."""
        self._owners: list[int] = []
        self._ids: list[str] = []
        self._records: list[str] = []
        self._packs: list[Pack] = []
        self._first_rules: list[int] = []
        self._rules: dict[int, CompiledRule] = {}
        self._words: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for source, plan in files:
            self._add(source, plan)
        self.page_index = lru_cache(INDEXES_KEPT)(self._page_index)
        self.article_index = lru_cache(INDEXES_KEPT)(self._article_index)
        self._made_texts = lru_cache(INDEXES_KEPT)(self._texts)
        self.lexicon = lru_cache(INDEXES_KEPT)(self._lexicon)

    def __len__(self) -> int:
        return len(self._ids)

    def rule_of(self, number: int) -> CompiledRule | None:
        """The rule that finds by a selector; `None` for those that say something of pages."""
        order = self._owners[number]
        if order == NOBODY:
            return None
        if order not in self._rules:
            pack = self._packs[bisect_right(self._first_rules, order) - 1]
            self._rules[order] = make_rule(self._ids[order], json.loads(self._records[order]), pack, order)
        return self._rules[order]

    def language_keys(self, language: str | None) -> list[Key]:
        """Those of one language, or of all where it is not known."""
        if language is not None:
            key: Key = ("language", self._codes.get(language, language))
            return [key] if key in self.audiences else []
        return [key for key in self.audiences if key[0] == "language"]

    def texts_for(self, keys: Iterable[Key]) -> list[Texts]:
        """Those of all files for a language in one, so that a block is not asked of each."""
        kept = [key for key in keys if self.audiences[key].phrases or self.audiences[key].patterns]
        common = tuple(key for key in kept if key[0] in {"generic", "language"})
        others = ((key,) for key in kept if key not in common)
        return [self._made_texts(some) for some in (common, *others) if some]

    def _page_index(self, key: Key) -> Index:
        remembered = MANY_REMEMBERED if key == EVERYBODY else REMEMBERED
        return Index(self.audiences[key].page, self.sources, remembered)

    def _article_index(self, key: Key) -> Index:
        return Index(self.audiences[key].article, self.sources)

    def _texts(self, keys: tuple[Key, ...]) -> Texts:
        phrases: dict[str, Numbers] = {}
        patterns: dict[str, Numbers] = {}
        for key in keys:
            merge(phrases, self.audiences[key].phrases, 0)
            merge(patterns, self.audiences[key].patterns, 0)
        return Texts(phrases, patterns, self._most_words)

    def _most_words(self, number: int) -> int | None:
        rule = self.rule_of(number)
        return rule.narrowing.max_words if rule is not None else None

    def _lexicon(self, language: str | None) -> Lexicon:
        """The groups of words for one language, or for all where it is unknown."""
        language = self._codes.get(language or "", language)
        languages = {language} if language in self._words else set(self._words)
        return _merged([self._words[key] for key in self._words if key in {"", *languages}])

    def _add(self, source: SourceFile, plan: Plan) -> None:
        by = len(self.sources)
        pack = Pack(source.name, source.rank, source.kind, by, tuple(plan.disable), source.host)
        self._packs.append(pack)
        self._first_rules.append(len(self._ids))
        self._owners += [NOBODY if one == NOBODY else one + len(self._ids) for one in plan.owners]
        self._ids += plan.ids
        self._records += plan.rules
        self.sources += plan.sources
        self.xpaths.update(raised(plan.xpaths, by))
        self._add_words(plan)
        key = _key(source, plan)
        self.files.append((key, source.name))
        self._add_to_audience(key, pack, plan)
        if plan.inherit:
            self.inherits[source.host] += plan.inherit

    def _add_words(self, plan: Plan) -> None:
        for name, words in plan.words.items():
            self._words[plan.language or ""][name] += (word.casefold() for word in words)
        if plan.language:
            self._codes.update(dict.fromkeys(plan.other_codes, plan.language))
            self.tongues.add(plan.language, plan.words.get(STOP, ()))

    def _add_to_audience(self, key: Key, pack: Pack, plan: Plan) -> None:
        by = pack.raised
        audience = self.audiences[key]
        audience.page.merge(plan.page, by)
        audience.article.merge(plan.article, by)
        merge(audience.phrases, plan.phrases, by)
        merge(audience.patterns, plan.patterns, by)
        audience.page_xpaths += raised(plan.finding_xpaths(in_article=False), by)
        audience.article_xpaths += raised(plan.finding_xpaths(in_article=True), by)
        audience.conditions += raised(set(plan.conditions).intersection(plan.xpaths), by)
        audience.must_keep += raised(plan.must_keep, by)
        for name, candidates in plan.fields.items():
            audience.fields.append((pack, name, [raised(numbers, by) for numbers in candidates]))
        if pack.disable:
            audience.disabling.append(pack)
        self.audiences[EVERYBODY].page.merge(plan.detection, by)
        self.detects.update(dict.fromkeys(raised(plan.detect, by), key))


def _key(source: SourceFile, plan: Plan) -> Key:
    name = {
        "generic": "",
        "language": plan.language or "",
        "theme": f"{source.rank}/{source.name}",
        "site": source.host,
    }
    return source.kind, name[source.kind]


def _merged(packs: Iterable[Mapping[str, list[str]]]) -> Lexicon:
    merged: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for pack in packs:
        for name, words in pack.items():
            merged[name].update(dict.fromkeys(words))
    return MappingProxyType({name: tuple(words) for name, words in merged.items()})
