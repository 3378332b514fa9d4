"""Which rule files apply to a page."""

from __future__ import annotations

from dataclasses import replace

from cleancopy import decode, parse
from cleancopy.model import Source
from cleancopy.ruleset import Ruleset
from cleancopy.ruleset.circumstances import Circumstances, hosts_of, primary, survey
from cleancopy.ruleset.compiled import Compiled
from cleancopy.ruleset.reading import Parsed, parse_files


def applying(ruleset: Ruleset, source: Source, language: str | None) -> tuple[str, ...]:
    """The rule files for this page, in the order in which they apply; `language` is the article's.

    Raises `PageError` for a page that cannot be read.
    """
    document = parse.parse(decode.decode(source), url=source.url)
    files, _ = parse_files(ruleset.sources)
    compiled = Compiled(files)
    hosts = hosts_of(document, compiled.sites)
    page = survey(compiled, document, hosts, compiled.page_index(hosts).find(document.root))
    page = replace(page, language=page.language or primary(language))
    return tuple(file.source.name for file in files if _applies(file, page))


def _applies(file: Parsed, page: Circumstances) -> bool:
    if file.source.kind == "theme":
        return (file.source.rank, file.source.name) in {(pack.rank, pack.file) for pack in page.themes}
    if file.source.kind == "language":
        return page.language in {None, file.file.language}
    return file.source.host in page.hosts
