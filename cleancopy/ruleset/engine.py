"""The ruleset: rule files read, compiled once, and never changed; a new one takes its place whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from cleancopy import resources
from cleancopy.errors import Problem, RuleError
from cleancopy.model import Document, Draft, Findings
from cleancopy.options import Options
from cleancopy.ruleset import article, page
from cleancopy.ruleset.cache import PlanCache
from cleancopy.ruleset.circumstances import survey
from cleancopy.ruleset.compiled import Compiled
from cleancopy.ruleset.editor import Ledger
from cleancopy.ruleset.folders import SourceFile, read_folders
from cleancopy.ruleset.plan import Plan, plan
from cleancopy.ruleset.reading import duplicates, parse_file, parse_files


class Ruleset:
    """Rules in force. Raises `RuleError` for files that cannot be used. Pickled, it is its files' text."""

    def __init__(self, sources: Iterable[SourceFile], cache: PlanCache | None = None) -> None:
        self.sources = tuple(sources)
        self._cache = cache
        problems: list[Problem] = []
        plans = [(source, one) for source in self.sources if (one := _plan(source, cache, problems))]
        problems += duplicates((source, one.ids) for source, one in plans)
        if problems:
            raise RuleError(problems)
        self.id = _digest(self.sources)
        self._compiled = Compiled(plans)

    def __len__(self) -> int:
        return len(self._compiled)

    def __repr__(self) -> str:
        return f"<Ruleset {self.id}: {len(self)} rules in {len(self.sources)} files>"

    def __reduce__(self) -> tuple[type[Ruleset], tuple[tuple[SourceFile, ...], PlanCache | None]]:
        return Ruleset, (self.sources, self._cache)

    def edit_page(self, document: Document, options: Options) -> Findings:
        """Apply the page-scope rules to a page's tree. Raises `WishError` for a selector of the client's."""
        return page.edit_page(self._compiled, document, options)

    def edit_article(self, draft: Draft, document: Document, findings: Findings) -> Ledger:
        """Apply the article-scope rules to a draft's body."""
        return article.edit_article(self._compiled, draft, document, findings)

    def files_for(self, document: Document, language: str | None) -> tuple[str, ...]:
        """The rule files for a page as it came, in their order; `language` is the article's."""
        page, _ = survey(self._compiled, document, "reader")
        keys = {*page.of_article(language, self._compiled).keys}
        return tuple(name for key, name in self._compiled.files if key in keys)


def load(*folders: Path) -> Ruleset:
    """The shipped rules, and those of `folders` over them, later ones winning. Raises `RuleError`."""
    sources, problems = read_folders([resources.shipped("rules"), *folders])
    if problems:
        _, more = parse_files(sources)
        raise RuleError([*problems, *more])
    cache = PlanCache(resources.cache_folder() / "rules")
    rules = Ruleset(sources, cache)
    cache.tidy()
    return rules


def _plan(source: SourceFile, cache: PlanCache | None, problems: list[Problem]) -> Plan | None:
    known = cache.get(source) if cache is not None else None
    parsed = parse_file(source, problems) if known is None else None
    if parsed is None:
        return known
    made = plan(parsed.file, parsed.lines())
    if cache is not None:
        cache.put(source, made)
    return made


def _digest(sources: Iterable[SourceFile]) -> str:
    digest = hashlib.blake2b(digest_size=6)
    for source in sources:
        for part in (str(source.rank), source.name, source.text):
            digest.update(part.encode() + b"\0")
    return digest.hexdigest()
