"""How much better a text gets that another tool has made of a page, when it is cleaned as plain text.

`python -m bench.text_in --help` says what can be asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

import click
from rich.table import Table

import cleancopy
from bench import corpora, flattened, quality, run
from bench.corpora import MEASURES, Page
from bench.flattened import Tool
from bench.measures import Score, Totals, mean

HAIR = 0.005  # of F1; a smaller fall is a word or two
EVERY = "all corpora"


@dataclass(frozen=True, slots=True)
class Cleaning:
    """How near a text of one page is to the truth, before and after."""

    page: Page
    tool: Tool
    before: Score
    body: Score
    is_article: bool
    is_article_bare: bool
    """The verdict where the page's address is not known."""

    def after(self, outcome: str) -> Score:
        return self.body if OUTCOMES[outcome](self) else self.before

    def rise(self, outcome: str) -> float:
        return self.after(outcome).f1 - self.before.f1


# A client is given the text as it came where the verdict is that it is no article.
OUTCOMES: Mapping[str, Callable[[Cleaning], bool]] = MappingProxyType(
    {
        "body": lambda _: True,
        "served": lambda cleaning: cleaning.is_article,
        "served, no address": lambda cleaning: cleaning.is_article_bare,
    }
)


def measure(pages: Iterable[Page], tools: Sequence[Tool], *, jobs: int) -> list[Cleaning]:
    """Every article of the pages, as each tool flattens it."""
    articles = [page for page in pages if page.type == "article"]
    by_page = run.in_processes(partial(_clean, tools), articles, jobs=jobs)
    return [cleaning for cleanings in by_page for cleaning in cleanings]


def _clean(tools: Sequence[Tool], page: Page) -> list[Cleaning]:
    return [cleaned(page, tool, flattened.flatten(page, tool)) for tool in tools]


def cleaned(page: Page, tool: Tool, text: str) -> Cleaning:
    """The page's text before and after."""
    article, bare = (
        cleancopy.clean(text, content_type="text/plain", url=address) for address in (page.url, None)
    )
    score = MEASURES[page.corpus].score
    before, body = score(page, text), score(page, article.text)
    return Cleaning(page, tool, before, body, article.is_article, bare.is_article)


def figures(cleanings: Sequence[Cleaning], outcome: str) -> Totals:
    """F1 is the corpus's; over all of them the mean of the pages' own."""
    names = {one.page.corpus for one in cleanings}
    before, after = (
        _f1(names, scores)
        for scores in ([one.before for one in cleanings], [one.after(outcome) for one in cleanings])
    )
    rises = [one.rise(outcome) for one in cleanings]
    return {
        "before": before,
        "after": after,
        "rise": after - before,
        "fell": mean(rise < -HAIR for rise in rises),
        "fell at all": mean(rise < 0 for rise in rises),
    }


def _f1(names: set[str], scores: Sequence[Score]) -> float:
    if len(names) == 1:
        return MEASURES[names.pop()].total(scores)["f1"]
    return mean(score.f1 for score in scores)


def rows(cleanings: Sequence[Cleaning]) -> Iterator[tuple[str, str, str, int, Totals]]:
    """Corpus, tool, outcome, texts, figures."""
    groups = {corpus: {corpus} for corpus in dict.fromkeys(one.page.corpus for one in cleanings)}
    for name, members in (groups | {EVERY: set(groups)}).items():
        for tool in dict.fromkeys(one.tool for one in cleanings):
            mine = [one for one in cleanings if one.tool == tool and one.page.corpus in members]
            for outcome in OUTCOMES:
                yield name, tool, outcome, len(mine), figures(mine, outcome)


def table(cleanings: Sequence[Cleaning]) -> Table:
    found = list(rows(cleanings))
    shown = Table("corpus", "tool", "what", title="Texts of other tools, cleaned", title_justify="left")
    for column in ("texts", *found[0][-1]):
        shown.add_column(column, justify="right")
    for *names, count, totals in found:
        shown.add_row(*names, str(count), *(f"{value:.3f}" for value in totals.values()))
    return shown


def worst(cleanings: Iterable[Cleaning], most: int) -> list[Cleaning]:
    """The texts that lost most, whatever the verdict."""
    return sorted(cleanings, key=lambda one: one.rise("body"))[:most]


def worst_table(cleanings: Iterable[Cleaning], most: int) -> Table:
    shown = Table("page", "tool", "article", title="The texts that lost most", title_justify="left")
    for column in ("before", "after", "missed", "leaked", "leaked before"):
        shown.add_column(column, justify="right")
    for one in worst(cleanings, most):
        scores = (f"{one.before.f1:.3f}", f"{one.body.f1:.3f}")
        counts = map(str, (one.body.missing, one.body.extra, one.before.extra))
        shown.add_row(one.page.name, one.tool, str(one.is_article), *scores, *counts)
    return shown


def as_json(cleanings: Sequence[Cleaning]) -> dict[str, object]:
    return {
        "figures": [
            {"corpus": corpus, "tool": tool, "what": outcome, "texts": count} | totals
            for corpus, tool, outcome, count, totals in rows(cleanings)
        ],
        "texts": [
            {
                "page": one.page.name,
                "id": one.page.id,
                "tool": one.tool,
                "before": one.before.as_dict(),
                "body": one.body.as_dict(),
                "is_article": one.is_article,
                "is_article, no address": one.is_article_bare,
            }
            for one in cleanings
        ],
    }


@click.command()
@click.option(
    "--corpus", type=click.Choice(list(MEASURES)), multiple=True, help="Only this corpus; may be repeated."
)
@click.option(
    "--tool",
    type=click.Choice(flattened.TOOLS),
    multiple=True,
    help="Only this tool; may be repeated.",
)
@click.option("--jobs", default=2, show_default=True, help="Processes.")
@click.option("--limit", type=int, help="At most so many pages a corpus, evenly spread.")
@click.option("--worst", "most", default=30, show_default=True, help="How many of the worst texts to list.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write every figure to this file.")
def main(
    corpus: tuple[str, ...],
    tool: tuple[Tool, ...],
    jobs: int,
    limit: int | None,
    most: int,
    file: Path | None,
) -> None:
    """Measure what cleaning makes of texts that other tools have made of the public pages."""
    console = quality.wide_console()
    if not corpora.present():
        console.print(quality.NO_CORPORA)
        return
    pages = [
        page for name in corpus or corpora.present() for page in corpora.spread(corpora.pages(name), limit)
    ]
    cleanings = measure(pages, tool or flattened.TOOLS, jobs=jobs)
    console.print(table(cleanings), worst_table(cleanings, most), sep="\n")
    if file:
        file.write_text(json.dumps(as_json(cleanings), indent=1), "utf-8")


if __name__ == "__main__":
    main()
