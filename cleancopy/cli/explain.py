"""`cleancopy explain`: what became of a page and why, as tables or as JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleancopy import decode, parse
from cleancopy.cli.failures import in_words, printable
from cleancopy.cli.settings import (
    FOR_A_PAGE,
    CommandWithSettings,
    Setting,
    page_options,
    rules_option,
    set_option,
)
from cleancopy.cli.sources import url_option
from cleancopy.cli.walking import Walked, walk
from cleancopy.model import Article, Removal, Skipped
from cleancopy.render.safe_text import encodable

WIDTH = 200  # columns where no terminal sets them: a rule id must survive a pipe

_EXAMPLES = """
\b
Examples:
  cleancopy explain story.html -u https://news.example/story
  cleancopy explain https://news.example/story --rules my-rules/
  cleancopy explain story.html --json | jq '.removed[].rule'
"""


@click.command(
    name="explain",
    short_help="Say what was removed from a page, and why.",
    cls=CommandWithSettings,
    names=FOR_A_PAGE,
    epilog=_EXAMPLES,
)
@click.argument("source")
@url_option
@click.option("--json", "as_json", is_flag=True, help="Write JSON instead of tables.")
@rules_option
@set_option
def command(
    source: str, url: str | None, as_json: bool, folders: Sequence[str], settings: Sequence[Setting]
) -> None:
    """Say what became of a page: what was removed, by which rule and why, and what was skipped.

    SOURCE is a file (.html, .txt, also .gz), a web address, or - for standard input.

    \b
    Exit codes:
      0  explained, be the page an article or not
      1  the page or the rules could not be read
      2  the command was not understood, or SOURCE is not there
    """
    walked = walk(source, url, page_options(settings, folders))
    files = _rule_files(walked)
    if as_json:
        click.echo(encodable(json.dumps(_record(walked, files), indent=2, ensure_ascii=False)))
    else:
        _console().print(*_tables(walked, files), sep="\n")


def _rule_files(walked: Walked) -> tuple[str, ...]:
    """None for a page that did not get as far as the rules."""
    if "rules" not in walked.times.ms:
        return ()
    document = parse.parse(decode.decode(walked.source), url=walked.source.url)
    return walked.ruleset.files_for(document, walked.article.language)


def _record(walked: Walked, files: Sequence[str]) -> dict[str, Any]:
    article = walked.article
    told = (
        "url", "is_article", "confidence", "judged_by", "reason", "title", "authors", "date", "sitename",
        "language",
    )  # fmt: skip
    return {
        "source": walked.name,
        **{name: getattr(article, name) for name in told},
        "word_count": article.word_count,
        "ruleset_id": article.ruleset_id,
        "rule_files": files,
        "milliseconds": {name: round(ms, 2) for name, ms in walked.times.ms.items()},
        "removed": [dataclasses.asdict(removal) for removal in article.removed],
        "skipped": [dataclasses.asdict(skipped) for skipped in article.skipped],
    }


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=max(console.width, WIDTH))


def _tables(walked: Walked, files: Sequence[str]) -> Iterator[Table]:
    yield _summary(walked, files)
    if walked.article.removed:
        yield _removed(walked.article.removed)
    if walked.article.skipped:
        yield _skipped(walked.article.skipped)


def _summary(walked: Walked, files: Sequence[str]) -> Table:
    article = walked.article
    stages = ", ".join(f"{name} {ms:.1f}" for name, ms in walked.times.ms.items())
    lines = {
        "page": article.url or walked.name,
        "decision": _decision(article),
        "title": article.title,
        "author": ", ".join(article.authors),
        "date": article.date,
        "site": article.sitename,
        "language": article.language,
        "words": f"{article.word_count:,}",
        "rules": f"version {article.ruleset_id}, {len(files)} of {len(walked.ruleset.sources)} files apply:",
        "": "\n".join(files) or "none",
        "time": f"{sum(walked.times.ms.values()):.1f} ms: {stages}",
    }
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in lines.items():
        table.add_row(name, _shown(value or "not found"))
    return table


def _decision(article: Article) -> str:
    sureness = f"confidence {article.confidence:.2f}"
    if article.judged_by:
        sureness += f" by {article.judged_by}"
    if article.is_article:
        return f"an article, {sureness}"
    reason = in_words(article.reason or "not-an-article")
    return f"goes out untouched: {reason}; {sureness}"


def _removed(removals: Sequence[Removal]) -> Table:
    rows = ((one.rule, _place(one), one.verb, str(one.words), one.text, one.why) for one in removals)
    title = f"Removed ({len(removals)})"
    return _table(title, ("rule", "file and line", "verb", "words", "text", "why"), rows)


def _skipped(skipped: Sequence[Skipped]) -> Table:
    rows = ((one.rule, _place(one), str(one.words), one.selector, one.reason) for one in skipped)
    title = f"Matched, but not applied ({len(skipped)})"
    return _table(title, ("rule", "file and line", "words", "selector", "reason"), rows)


def _table(title: str, columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for name in columns:
        table.add_column(name, overflow="fold", justify="right" if name == "words" else "left")
    for row in rows:
        table.add_row(*map(_shown, row))
    return table


def _place(entry: Removal | Skipped) -> str:
    return f"{entry.file}:{entry.line}" if entry.line else entry.file


def _shown(text: str) -> Text:
    """A page's words as they are: neither rich's markup nor what a terminal would obey."""
    return Text(printable(text))
