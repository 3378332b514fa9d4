"""Rule files made ready for pages: selectors numbered and indexed, phrases and patterns in one table each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from types import MappingProxyType

import re2
from lxml import etree

from cleancopy.model import Lexicon, Verb
from cleancopy.ruleset import finders
from cleancopy.ruleset.folders import Kind, SourceFile
from cleancopy.ruleset.index import Index, Table
from cleancopy.ruleset.matching import Test, any_of, compile_selectors, pattern_options
from cleancopy.ruleset.reading import Parsed
from cleancopy.ruleset.rulefile import ARTICLE_FINDERS, FIELDS, Finder, Rule, as_finders, as_list
from cleancopy.ruleset.selectors import parse_selectors

GUARDED_KINDS = frozenset({"generic", "language", "theme"})
CAREFUL_SHARE = 0.2  # of the page's prose: what a rule for many sites may take unless it says otherwise
TRUSTED_SHARE = 0.5  # what a rule for one site, or of the user's own, may take

ALL_SITES = ""
SITES_REMEMBERED = 16  # combinations of site files whose index is kept; with its memos one takes 6 MB at most
PHRASE_SLACK = 40  # characters of punctuation that a block may have around a phrase


@dataclass(slots=True, eq=False)
class Pack:
    """A rule file: where it stands among the layers, and the pages that it is for."""

    file: str
    rank: int
    kind: Kind
    language: str | None = None
    host: str = ALL_SITES
    disable: frozenset[str] = frozenset()

    @property
    def is_guarded(self) -> bool:
        """Rules for many sites are held to what is left of the page; rank 4 and up are the user's own."""
        return self.kind in GUARDED_KINDS and self.rank < 4


@dataclass(slots=True, eq=False)
class Selector:
    """One selector of a file, under the number by which the index knows it."""

    number: int
    source: str
    xpath: etree.XPath | None = None


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a match must be beside found, and which element is meant by it."""

    inside: Test | None = None
    when: tuple[Selector, ...] = ()
    unless: tuple[Selector, ...] = ()
    paths: tuple[str, ...] = ()
    min_words: int | None = None
    max_words: int | None = None
    with_links: bool | None = None
    closest: Test | None = None
    up: int = 0

    def allows_page(self, path: str | None, holding: Set[int]) -> bool:
        """Whether the conditions on the page hold; `holding` are the numbers of selectors that match."""
        if self.paths and not (path is not None and any(fnmatchcase(path, glob) for glob in self.paths)):
            return False
        if self.when and not any(one.number in holding for one in self.when):
            return False
        return not any(one.number in holding for one in self.unless)


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


@dataclass(frozen=True, slots=True)
class Use:
    """What a number of the index stands for in a rule."""

    rule: CompiledRule
    source: str


@dataclass(slots=True)
class Site:
    """The tables of one site's files; those of all sites have the host `ALL_SITES`."""

    page: Table = field(default_factory=Table)
    article: Table = field(default_factory=Table)
    page_xpaths: list[tuple[Selector, Use]] = field(default_factory=list)
    article_xpaths: list[tuple[Selector, Use]] = field(default_factory=list)
    fields: list[tuple[Pack, str, tuple[Selector, ...]]] = field(default_factory=list)
    conditions: list[Selector] = field(default_factory=list)
    """Those in XPath; what CSS ones find is in the index."""


@dataclass(slots=True)
class Patterns:
    """Every pattern of the rule files in one RE2 set."""

    uses: list[Use] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    matcher: re2.Set | None = None

    def add(self, pattern: str, use: Use) -> None:
        self.sources.append(pattern)
        self.uses.append(use)

    def compile(self) -> None:
        if self.sources:
            self.matcher = re2.Set.FullMatchSet(pattern_options())
            for source in self.sources:
                self.matcher.Add(source)
            self.matcher.Compile()

    def matching(self, text: str) -> list[Use]:
        if self.matcher is None:
            return []
        return [self.uses[index] for index in sorted(self.matcher.Match(text) or ())]


class Compiled:
    """Everything that pages are held against. Built once, then only read."""

    def __init__(self, files: Iterable[Parsed]) -> None:
        self.sites: dict[str, Site] = {ALL_SITES: Site()}
        self.uses: dict[int, Use] = {}
        self.detects: dict[int, Pack] = {}
        self.xpath_detects: list[tuple[Selector, Pack]] = []
        self.phrases: dict[str, list[Use]] = {}
        self.patterns = Patterns()
        self.disabling: list[Pack] = []
        self.languages: dict[str, dict[str, list[str]]] = {}
        self.words: dict[str, list[str]] = {}
        self.rules: list[CompiledRule] = []
        self._numbers = 0
        for parsed in files:
            self._add_file(parsed)
        self.patterns.compile()
        self.longest_phrase = PHRASE_SLACK + max(map(len, self.phrases), default=0)
        self._lexicons: dict[str, Lexicon] = {}
        self._indexes: dict[tuple[str, ...], tuple[Index, Index]] = {}

    def page_index(self, hosts: tuple[str, ...]) -> Index:
        return self._index(hosts)[0]

    def article_index(self, hosts: tuple[str, ...]) -> Index:
        return self._index(hosts)[1]

    def _index(self, hosts: tuple[str, ...]) -> tuple[Index, Index]:
        """The indexes of a combination of site files, made when a page first needs them."""
        if hosts not in self._indexes:
            if len(self._indexes) >= SITES_REMEMBERED:
                self._indexes.clear()
            sites = [self.sites[host] for host in hosts]
            self._indexes[hosts] = (
                Index(*(site.page for site in sites)),
                Index(*(site.article for site in sites)),
            )
        return self._indexes[hosts]

    def lexicon(self, language: str | None) -> Lexicon:
        """The groups of words for one language, or for all where it is unknown."""
        key = language if language in self.languages else ""
        if key not in self._lexicons:
            packs = [self.languages[key]] if key else list(self.languages.values())
            self._lexicons[key] = _merged([self.words, *packs])
        return self._lexicons[key]

    def _add_file(self, parsed: Parsed) -> None:
        source, file = parsed.source, parsed.file
        pack = Pack(
            source.name, source.rank, source.kind, file.language, source.host, frozenset(file.disable)
        )
        site = self.sites.setdefault(source.host, Site())
        if pack.disable:
            self.disabling.append(pack)
        self._add_words(source, parsed)
        for selector in self._selectors(site, as_finders(file.detect)):
            self._add_detect(selector, pack)
        for name in FIELDS:
            found = getattr(file, name)
            if found is not None:
                site.fields.append((pack, name, self._selectors(site, as_finders(found))))
        for number, rule in enumerate(file.rules):
            self._add_rule(rule, parsed.line(number), pack, site)

    def _add_words(self, source: SourceFile, parsed: Parsed) -> None:
        language = parsed.file.language
        groups = self.languages.setdefault(language, {}) if language else self.words
        for name, words in parsed.file.words.items():
            groups.setdefault(name, []).extend(word.casefold() for word in words)

    def _add_detect(self, selector: Selector, pack: Pack) -> None:
        if selector.xpath is None:
            self.detects[selector.number] = pack
        else:
            self.xpath_detects.append((selector, pack))

    def _add_rule(self, rule: Rule, line: int, pack: Pack, site: Site) -> None:
        share = rule.max_removed
        if share is None:
            share = CAREFUL_SHARE if pack.is_guarded else TRUSTED_SHARE
        compiled = CompiledRule(
            id=rule.id,
            verb=rule.verb,
            why=rule.why or "",
            line=line,
            pack=pack,
            order=len(self.rules),
            trial=rule.status == "trial",
            max_removed=share,
            narrowing=self._narrowing(rule, site),
        )
        self.rules.append(compiled)
        for finder in rule.finders:
            self._add_finder(finder, compiled, site)

    def _narrowing(self, rule: Rule, site: Site) -> Narrowing:
        when = self._selectors(site, as_finders(rule.if_))
        unless = self._selectors(site, as_finders(rule.unless))
        site.conditions += [one for one in (*when, *unless) if one.xpath is not None]
        return Narrowing(
            inside=_test(rule.in_),
            when=when,
            unless=unless,
            paths=tuple(as_list(rule.paths)),
            min_words=rule.min_words,
            max_words=rule.max_words,
            with_links=rule.with_links,
            closest=_test(rule.closest),
            up=rule.up or 0,
        )

    def _add_finder(self, finder: Finder, rule: CompiledRule, site: Site) -> None:
        if finder.kind in ARTICLE_FINDERS:
            self._add_texts(finder, rule)
        elif rule.verb == "cut_after":
            self._add_selectors(finder, rule, site.article, site.article_xpaths)
        else:
            self._add_selectors(finder, rule, site.page, site.page_xpaths)

    def _add_texts(self, finder: Finder, rule: CompiledRule) -> None:
        for value in finder.values:
            use = Use(rule, f"{finder.kind}: {value}")
            if finder.kind == "text":
                self.phrases.setdefault(finders.comparable(value), []).append(use)
            else:
                self.patterns.add(value, use)

    def _add_selectors(
        self, finder: Finder, rule: CompiledRule, table: Table, xpaths: list[tuple[Selector, Use]]
    ) -> None:
        for value in finder.values:
            selector = self._selector(table, finder.kind, value)
            use = Use(rule, f"words: {value}" if finder.kind == "words" else value)
            if selector.xpath is not None:
                xpaths.append((selector, use))
            else:
                self.uses[selector.number] = use

    def _selectors(self, site: Site, found: Iterable[Finder]) -> tuple[Selector, ...]:
        return tuple(
            self._selector(site.page, finder.kind, value) for finder in found for value in finder.values
        )

    def _selector(self, table: Table, kind: str, value: str) -> Selector:
        self._numbers += 1
        if kind == "xpath":
            return Selector(self._numbers, value, finders.compile_xpath(value))
        if kind == "words":
            table.add_words([value], self._numbers)
        else:
            for one in parse_selectors(value):
                table.add(one, self._numbers)
        return Selector(self._numbers, value)


def _test(selectors: str | list[str] | None) -> Test | None:
    if selectors is None:
        return None
    return any_of(tuple(compile_selectors(one) for one in as_list(selectors)))


def _merged(packs: list[dict[str, list[str]]]) -> Mapping[str, tuple[str, ...]]:
    merged: dict[str, dict[str, None]] = {}
    for pack in packs:
        for name, words in pack.items():
            merged.setdefault(name, {}).update(dict.fromkeys(words))
    return MappingProxyType({name: tuple(words) for name, words in merged.items()})
