"""How long a page takes, in multiples of its bare parse, beside the peers on the same pages in one run."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click
from lxml import etree
from rich.console import Console
from rich.table import Table

from bench import bombs, readers, run, synthetic, timing
from bench.quality import wide_console
from bench.timing import Times, Work
from cleancopy import pipeline
from cleancopy.model import Source
from cleancopy.options import Options
from cleancopy.pipeline import StageTimes
from cleancopy.render import RENDERERS

BASE = "lxml: parse alone"
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
SLOW = 1_000_000  # bytes; larger pages are for ourselves and the bare parse
PEERS = ("trafilatura-fast", "trafilatura", "readability-lxml", "resiliparse")


def parse_alone(body: bytes, _url: str | None) -> object:
    return etree.fromstring(body, etree.HTMLParser(huge_tree=True))


def clean_to_text(body: bytes, url: str | None) -> object:
    return pipeline.clean(body, url=url).text


def clean_to_view(body: bytes, url: str | None) -> object:
    return RENDERERS["html"](pipeline.clean(body, url=url))


def contestants(peers: Iterable[str]) -> dict[str, Work]:
    """The bare parse, ourselves, and the peers that are installed."""
    ours: dict[str, Work] = {
        BASE: parse_alone,
        "ours: to text": clean_to_text,
        "ours: to reading view": clean_to_view,
    }
    return ours | {name: readers.text_only(name) for name in peers if readers.peer_version(name)}


def stage_times(inputs: Sequence[tuple[bytes, str | None]], *, rounds: int) -> Times:
    """Stage to the least milliseconds on each page."""
    ruleset, options = pipeline.default_ruleset(), Options()
    best: Times = {}
    for _ in range(rounds):
        for place, (body, url) in enumerate(inputs):
            with timing.no_collection():
                times = StageTimes()
                pipeline.clean_source(Source(body, url), ruleset, options, times)
            for stage, taken in times.ms.items():
                known = best.setdefault(stage, [float("inf")] * len(inputs))
                known[place] = min(known[place], taken)
    return best


def page_table(times: Mapping[str, Sequence[float]], title: str) -> Table:
    """One row a contestant: milliseconds, and its ratio to the bare parse."""
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("what", no_wrap=True)
    for column in ("median ms", "p95 ms", "median ratio", "p95 ratio", "pages/s"):
        table.add_column(column, justify="right")
    for name, taken in times.items():
        known = [(ms, base) for ms, base in zip(taken, times[BASE], strict=True) if ms < float("inf")]
        table.add_row(name, *_row([ms for ms, _ in known], [base for _, base in known]))
    return table


def _row(taken: Sequence[float], base: Sequence[float]) -> list[str]:
    ratios = timing.ratios(taken, base)
    middle, high = (timing.quantile(taken, share) for share in (0.5, 0.95))
    per_second = 1000 * len(taken) / sum(taken)
    shares = (f"{timing.quantile(ratios, share):.2f}" for share in (0.5, 0.95))
    return [f"{middle:.2f}", f"{high:.2f}", *shares, f"{per_second:.0f}"]


def growth_table(peers: Sequence[str], *, most: int) -> Table:
    """Milliseconds on one page of each size; a straight line is ten times for ten times."""
    table = Table(title="growth with the page's size, ms", title_justify="left", title_style="bold")
    table.add_column("what", no_wrap=True)
    sizes = [size for size in SIZES if size <= most]
    for size in sizes:
        table.add_column(f"{size // 1000:,} KB", justify="right")
    pages = {size: synthetic.page(size) for size in sizes}
    for name, work in contestants(peers).items():
        ours = name == BASE or name.startswith("ours")
        table.add_row(
            name, *(_once(work, body) if ours or size <= SLOW else "" for size, body in pages.items())
        )
    return table


def _once(work: Work, body: bytes) -> str:
    turns = 3 if len(body) < SLOW else 1
    return f"{min(timing.processor_time(lambda: work(body, None)) for _ in range(turns)):,.1f}"


def shape_table() -> Table:
    """Seconds on pages that are made to break parsers, and what became of them."""
    table = Table(title="pages of hard shapes", title_justify="left", title_style="bold")
    for column in ("shape", "KB", "parse alone s", "ours s", "what became of it"):
        table.add_column(column, no_wrap=True, justify="left" if column[0] in "sw" else "right")
    for name in synthetic.SHAPES:
        body = synthetic.shape(name)
        bare, _ = _bounded(parse_alone, body)
        ours, outcome = _bounded(lambda page, url: pipeline.clean(page, url=url).reason or "cleaned", body)
        table.add_row(name, f"{len(body) // 1000:,}", f"{bare:.2f}", f"{ours:.2f}", outcome)
    return table


def _bounded(work: Work, body: bytes) -> tuple[float, str]:
    start = time.process_time()
    try:
        with run.patience():
            outcome = str(work(body, None))
    except (etree.XMLSyntaxError, TimeoutError, RecursionError, MemoryError) as error:
        outcome = type(error).__name__
    return time.process_time() - start, outcome


def report(console: Console, *, count: int, rounds: int, peers: Sequence[str], hard: bool) -> Times:
    """Print the tables; the times of the pages are returned."""
    pages = timing.sample(count)
    inputs = [(page.read(), page.url) for page in pages]
    works = contestants(peers)
    timing.interleaved(works, inputs[:2], rounds=1)  # caches, imports and lazy tables
    times = timing.interleaved(works, inputs, rounds=rounds)
    stages = {f"  {name}": taken for name, taken in stage_times(inputs, rounds=rounds).items()}
    console.print(page_table(times | stages, f"{len(pages)} pages, the least of {rounds} rounds"))
    console.print(growth_table(peers, most=SIZES[-1] if hard else SLOW))
    if hard:
        console.print(shape_table())
        console.print(bombs.table())
    return times | stages


@click.command()
@click.option(
    "--pages", "count", default=60, show_default=True, help="Pages, evenly spread over the corpora."
)
@click.option("--rounds", default=5, show_default=True, help="Rounds; a page's time is the least of them.")
@click.option(
    "--peers", default=",".join(PEERS), show_default=True, help="Those that are installed take part."
)
@click.option("--hard/--no-hard", default=True, show_default=True, help="Also 10 MB, hard shapes and bombs.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write the pages' times to this file.")
def main(count: int, rounds: int, peers: str, hard: bool, file: Path | None) -> None:
    """Measure the speed of cleaning."""
    names = [name for name in peers.split(",") if name in readers.PEERS]
    times = report(wide_console(), count=count, rounds=rounds, peers=names, hard=hard)
    if file:
        file.write_text(json.dumps(times, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
