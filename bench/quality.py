"""How well the articles of the public corpora come out, beside the peers on the same pages.

`python -m bench.quality --help` says what can be asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bench import corpora, diff, languages, measures, pins, readers, run
from bench.corpora import FIELDS, MEASURES, Page
from bench.measures import Score, Totals
from bench.readers import Reading

LEAST_PAGES = 5  # a language with fewer pages is counted among the others
PLACES = 3
NO_CORPORA = (
    "No corpora here: set CLEANCOPY_SHARED to a folder that has corpora/. The quality was not measured."
)
SAME: Mapping[str, Callable[[str, str], bool]] = {
    "title": measures.same_title,
    "author": measures.same_people,
    "date": measures.same_day,
}


@dataclass(frozen=True, slots=True)
class Result:
    """What every reader made of one corpus."""

    corpus: str
    pages: tuple[Page, ...]
    readings: Mapping[str, run.Readings]
    """Reader to page id to reading; ours is the first."""

    def scores(
        self, reader: str, pages: Iterable[Page] | None = None, *, titled: bool = False
    ) -> list[Score]:
        score = MEASURES[self.corpus].score
        found = (
            (page, self.readings[reader][page.id]) for page in (self.articles if pages is None else pages)
        )
        return [score(page, reading.titled() if titled else reading.text) for page, reading in found]

    @property
    def articles(self) -> tuple[Page, ...]:
        """The pages whose body is scored."""
        return tuple(page for page in self.pages if page.type == "article")

    def totals(self, reader: str, pages: Iterable[Page] | None = None, *, titled: bool = False) -> Totals:
        return MEASURES[self.corpus].total(self.scores(reader, pages, titled=titled))

    def counts(self, reader: str) -> tuple[int, int]:
        """Articles that came out empty, and pages that failed."""
        mine = self.readings[reader]
        empty = sum(not mine[page.id].text.strip() for page in self.articles)
        return empty, sum(bool(mine[page.id].error) for page in self.pages)


def measure(
    corpus: str, peers: Sequence[str], *, jobs: int, limit: int | None = None, target: str = readers.OURS
) -> Result:
    """Let Clean Copy and the peers read a corpus."""
    pages = corpora.spread(corpora.pages(corpus), limit)
    everyone = ("ours", *peers)
    return Result(
        corpus, pages, {reader: run.read_all(reader, pages, jobs=jobs, target=target) for reader in everyone}
    )


def result_of(corpus: str, pages: tuple[Page, ...], ours: Mapping[str, Reading]) -> Result:
    """Clean Copy's readings alone, made elsewhere."""
    return Result(corpus, pages, {"ours": dict(ours)})


def body_table(result: Result) -> Table:
    rows = [("ours", "ours", False), ("ours, with title", "ours", True)]
    rows += [(reader, reader, False) for reader in result.readings if reader != "ours"]
    totals = [result.totals(reader, titled=titled) for _, reader, titled in rows]
    table = _table(
        f"{result.corpus}: {len(result.articles)} articles", "reader", *totals[0], "empty", "errors"
    )
    for (label, reader, _), figures in zip(rows, totals, strict=True):
        table.add_row(label, *map(_figure, figures.values()), *map(str, result.counts(reader)))
    return table


def by_language(result: Result) -> dict[str, Totals]:
    """Language to the number of its articles, and to each reader's F1 on them."""
    return {
        language: {"pages": len(pages)}
        | {reader: result.totals(reader, pages)["f1"] for reader in result.readings}
        for language, pages in languages.groups(result.articles, LEAST_PAGES).items()
    }


def language_table(result: Result) -> Table:
    table = _table(f"{result.corpus}: F1 by language", "language", "pages", *result.readings)
    for language, figures in by_language(result).items():
        pages, *rest = figures.values()
        table.add_row(language, str(int(pages)), *map(_figure, rest))
    return table


def decisions(result: Result) -> dict[str, Totals]:
    """Each reader's answer to "is it an article", where it gives one."""
    return {
        reader: measures.decision(_answers(result.pages, mine))
        for reader, mine in result.readings.items()
        if any(reading.is_article is not None for reading in mine.values())
    }


def _answers(pages: Iterable[Page], mine: run.Readings) -> Iterable[tuple[bool, bool]]:
    return [(page.type == "article", bool(mine[page.id].is_article)) for page in pages]


def decision_table(result: Result) -> Table:
    table = _table(
        f"{result.corpus}: is it an article? {len(result.pages)} pages", "reader", "f1", "precision", "recall"
    )
    for reader, figures in decisions(result).items():
        table.add_row(reader, *map(_figure, figures.values()))
    return table


def type_table(result: Result) -> Table:
    """How many pages of each type are said to be articles."""
    table = _table(f"{result.corpus}: said to be an article, by type", "type", "pages", *result.readings)
    for kind in dict.fromkeys(page.type for page in result.pages):
        pages = [page for page in result.pages if page.type == kind]
        shares = (
            measures.mean(bool(mine[page.id].is_article) for page in pages)
            for mine in result.readings.values()
        )
        table.add_row(kind, str(len(pages)), *map(_figure, shares))
    return table


def fields(result: Result) -> dict[str, dict[str, Totals]]:
    """Field to reader to figures, over the articles where the truth has the field."""
    return {name: {reader: _field(result, name, reader) for reader in result.readings} for name in FIELDS}


def _field(result: Result, name: str, reader: str) -> Totals:
    pages = [page for page in result.articles if name in page.fields]
    values = [str(getattr(result.readings[reader][page.id], name)) for page in pages]
    right = sum(
        bool(value) and SAME[name](page.fields[name], value)
        for page, value in zip(pages, values, strict=True)
    )
    given = sum(map(bool, values))
    return {
        "pages": len(pages),
        "right": measures.share(right, len(pages)),
        "given": measures.share(given, len(pages)),
        "right of given": measures.share(right, given),
    }


def field_table(result: Result) -> Table:
    table = _table(f"{result.corpus}: fields", "field", "reader", "pages", "right", "given", "right of given")
    for name, by_reader in fields(result).items():
        for reader, figures in by_reader.items():
            pages, *rest = figures.values()
            table.add_row(name, reader, str(int(pages)), *map(_figure, rest))
    return table


def worst(result: Result, most: int, *, by: str = "gap") -> list[dict[str, object]]:
    """The articles with the lowest score, or the furthest behind the best peer."""
    rows = [_compared(result, page) for page in result.articles]
    return sorted(rows, key=lambda row: (row[by], row["f1"]))[:most]


def _compared(result: Result, page: Page) -> dict[str, object]:
    score = {reader: result.scores(reader, [page])[0] for reader in result.readings}
    ours = score.pop("ours")
    best = max(score, key=lambda reader: score[reader].f1, default="")
    theirs = score[best].f1 if best else 0.0
    return {
        "page": page.name,
        "id": page.id,
        "f1": ours.f1,
        "best": best,
        "best f1": theirs,
        "gap": ours.f1 - theirs,
        "missed": ours.missing,
        "leaked": ours.extra,
        "url": page.url or "",
    }


def worst_table(result: Result, most: int, by: str) -> Table:
    unit = MEASURES[result.corpus].unit
    table = _table(
        f"{result.corpus}: the worst pages by {by}",
        "page",
        "f1",
        "peer",
        "gap",
        f"missed {unit}",
        f"leaked {unit}",
        "url",
    )
    for row in worst(result, most, by=by):
        table.add_row(
            str(row["page"]),
            *(_figure(row[key]) for key in ("f1", "best f1", "gap")),
            str(row["missed"]),
            str(row["leaked"]),
            str(row["url"])[:70],
        )
    return table


def error_table(result: Result) -> Table:
    table = _table(f"{result.corpus}: errors", "reader", "page", "error")
    names = {page.id: page.name for page in result.pages}
    table.columns[-1].no_wrap = False
    for reader, mine in result.readings.items():
        for name, reading in mine.items():
            if reading.error:
                table.add_row(reader, names[name], reading.error)
    return table


def as_json(result: Result) -> dict[str, object]:
    """Everything in the tables, and every page's score."""
    pages = (
        {"type": page.type, "score": result.scores("ours", [page])[0].as_dict()} | _compared(result, page)
        for page in result.articles
    )
    return {
        "pages": len(result.pages),
        "body": {reader: result.totals(reader) for reader in result.readings},
        "body with title": result.totals("ours", titled=True),
        "languages": by_language(result),
        "decision": decisions(result) if result.corpus == "wcxb" else {},
        "fields": fields(result),
        "counts": {
            reader: dict(zip(("empty", "errors"), result.counts(reader), strict=True))
            for reader in result.readings
        },
        "articles": list(pages),
    }


def wide_console() -> Console:
    """As wide as the tables when the output is no terminal."""
    console = Console()
    return console if console.is_terminal else Console(width=150)


def tables(result: Result, most: int, by: str) -> Iterable[Table]:
    """The tables of one corpus, those with nothing to say left out."""
    yield body_table(result)
    if any(page.type != "article" for page in result.pages):
        yield from (decision_table(result), type_table(result))
    if any(page.fields for page in result.pages):
        yield field_table(result)
    yield language_table(result)
    yield worst_table(result, most, by)
    if any(result.counts(reader)[1] for reader in result.readings):
        yield error_table(result)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        words = column in {"reader", "page", "url", "language", "field", "type", "error"}
        table.add_column(column, justify="left" if words else "right", no_wrap=words)
    return table


def _figure(value: object) -> str:
    return f"{value:.{PLACES}f}" if isinstance(value, float | int) else str(value)


@click.command()
@click.option(
    "--corpus", type=click.Choice(list(MEASURES)), multiple=True, help="Only this corpus; may be repeated."
)
@click.option(
    "--peers", default="trafilatura", show_default=True, help=f"Of: {', '.join(readers.PEERS)}; or none."
)
@click.option("--jobs", default=2, show_default=True, help="Processes.")
@click.option("--limit", type=int, help="At most so many pages a corpus, evenly spread.")
@click.option("--worst", "most", default=20, show_default=True, help="How many of the worst pages to list.")
@click.option(
    "--by",
    type=click.Choice(["gap", "f1"]),
    default="gap",
    show_default=True,
    help="What makes a page worst.",
)
@click.option(
    "--diff", "page_id", help="Show one page: an id, a part of one or of its address, or corpus/number."
)
@click.option("--side-by-side", is_flag=True, help="With --diff: the two texts whole.")
@click.option(
    "--ours", "target", default=readers.OURS, show_default=True, help="module:function that is measured."
)
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write every figure to this file.")
@click.option(
    "--pin", is_flag=True, help="Pin today's figures: bench/pinned.json is what a test holds them to."
)
def main(
    corpus: tuple[str, ...],
    peers: str,
    jobs: int,
    limit: int | None,
    most: int,
    by: str,
    page_id: str | None,
    side_by_side: bool,
    target: str,
    file: Path | None,
    pin: bool,
) -> None:
    """Measure the quality of the extraction on the public corpora."""
    console = wide_console()
    if not corpora.present():
        console.print(NO_CORPORA)
        return
    others = _peers(peers)
    if page_id:
        _show_page(console, page_id, others, target, side_by_side)
        return
    results = [
        measure(name, others, jobs=jobs, limit=limit, target=target) for name in corpus or corpora.present()
    ]
    for result in results:
        console.print(*tables(result, most, by), sep="\n")
    if file:
        file.write_text(json.dumps({result.corpus: as_json(result) for result in results}, indent=1), "utf-8")
    if pin:
        _pin(console, results, whole=not limit and not corpus)


def _peers(names: str) -> list[str]:
    wanted = [name.strip() for name in names.split(",") if name.strip() not in {"", "none"}]
    for name in wanted:
        if name not in readers.PEERS:
            raise click.BadParameter(f"no peer {name}; there are {', '.join(readers.PEERS)}")
        if readers.peer_version(name) is None:
            raise click.BadParameter(f"{name} is not installed: pip install -e '.[bench]'")
    return wanted


def _show_page(console: Console, page_id: str, others: Sequence[str], target: str, whole: bool) -> None:
    page = corpora.find(page_id)
    if page is None:
        raise click.BadParameter(f"no page {page_id}")
    readings: dict[str, Reading] = {name: run.read_page(name, page, target) for name in ("ours", *others)}
    diff.show(console, page, readings)
    if whole:
        console.print(diff.side_by_side(page.wanted(), readings["ours"].text))


def _pin(console: Console, results: Sequence[Result], *, whole: bool) -> None:
    if not whole:
        raise click.UsageError("--pin needs a run over every page of every corpus")
    pins.write({result.corpus: pinned_figures(result) for result in results})
    console.print(f"Pinned in {pins.FILE}.")


def pinned_figures(result: Result) -> Totals:
    """The figures that a test holds: the body's F1, the decision's, and how often each field is right."""
    figures = {"f1": result.totals("ours")["f1"]}
    if any(page.type != "article" for page in result.pages):
        figures["is_article f1"] = decisions(result)["ours"]["f1"]
    for name, by_reader in fields(result).items():
        if by_reader["ours"]["pages"]:
            figures[name] = by_reader["ours"]["right"]
    return figures


if __name__ == "__main__":
    main()
