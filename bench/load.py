"""What passes through the proxy in a second, beside a plain mitmdump of the same version in the same run.

All slices of time take turns, round by round, and the ratios are of slices of the same round: the machines
that this runs on are noisy. Clients and origin run on the same machine, and what they take of it is told.
"""

from __future__ import annotations

import asyncio
import operator
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from multiprocessing import get_context
from statistics import median

import click
from rich.console import Console
from rich.table import Table

from bench import synthetic, timing, traffic
from bench.proxies import Proxy, plain_and_ours, processor_time
from bench.quality import wide_console
from bench.traffic import Pages, Tally
from cleancopy import pipeline
from cleancopy.workers import Job, cleaning

PICTURE = random.Random(1).randbytes(10_000)
USUAL = 90_000  # bytes of a page
ADDRESS = "http://127.0.0.1/1"  # of any page, as far as the cleaning is concerned
CORES = os.cpu_count() or 1
BROWSERS = 16  # connections that ask for pictures
SCRAPERS = 4 * CORES  # connections that ask for articles: enough that no worker waits
FIRST_STRETCH = 0.1  # of the crowd's time
CALM = 1 / 3  # of what a plain mitmdump manages


@dataclass
class Slice:
    """One stretch of time: what was asked for, and what it cost."""

    pictures: Tally
    articles: Tally
    cost: float
    """Seconds of processor time that the proxy and its workers took."""
    load: float
    """The same of the clients and the origin."""


@dataclass
class Course:
    """A proxy, and what can be asked for through it."""

    proxy: Proxy
    pictures: Iterator[str]
    articles: Iterator[str]
    origin: int
    """Its process id."""
    slices: dict[str, list[Slice]] = field(default_factory=dict)

    def run(
        self, name: str, seconds: float, pictures: tuple[int, float], articles: tuple[int, float]
    ) -> None:
        """A slice: so many connections for each, so many requests a second or, for 0, as fast as it goes."""
        self.slices.setdefault(name, []).append(asyncio.run(self._slice(seconds, pictures, articles)))

    async def _slice(self, seconds: float, pictures: tuple[int, float], articles: tuple[int, float]) -> Slice:
        wanted = ((self.pictures, *pictures), (self.articles, *articles))
        asked = asyncio.gather(
            *(
                traffic.ask(self.proxy.port, urls, connections=connections, seconds=seconds, rate=rate)
                for urls, connections, rate in wanted
            )
        )
        await asyncio.sleep(traffic.LEAD_IN)
        before, load = self.proxy.processor_time(), self._load()
        tallies = await asked
        return Slice(*tallies, self.proxy.processor_time() - before, self._load() - load)

    def _load(self) -> float:
        return time.process_time() + processor_time(self.origin)

    def figures(self, name: str, figure: Callable[[Slice], float]) -> list[float]:
        return [figure(one) for one in self.slices[name]]


@dataclass(frozen=True)
class Alone:
    """Pages cleaned in processes that do nothing else, one a core."""

    rate: float
    """Pages a second."""
    cost: float
    """Milliseconds of processor time a page."""


def articles(count: int) -> list[bytes]:
    """Pages that come out cleaned; a made one where there are none."""
    bodies = [page.read() for page in timing.sample(count)]
    cleaned = [body for body in bodies if pipeline.clean(body, url=ADDRESS).is_article]
    return cleaned or [synthetic.page(USUAL)]


def clean_alone(bodies: Sequence[bytes], seconds: float) -> tuple[int, float]:
    """Clean for some time what a worker would: the number of pages, and the processor time they took."""
    ruleset = pipeline.default_ruleset()
    jobs = [Job(raw=body, url=ADDRESS, content_type="text/html") for body in bodies]
    for job in jobs:
        cleaning.clean(job, ruleset)  # caches, imports and lazy tables
    done, begun, until = 0, time.process_time(), time.perf_counter() + seconds
    for job in cycle(jobs):
        if time.perf_counter() > until:
            break
        cleaning.clean(job, ruleset)
        done += 1
    return done, time.process_time() - begun


def cleaning_alone(bodies: Sequence[bytes], seconds: float) -> Alone:
    """With every core at it, as under full load."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as the proxy's workers have it
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        told = list(pool.map(clean_alone, [bodies] * CORES, [seconds] * CORES))
    pages = sum(done for done, _ in told)
    return Alone(pages / seconds, 1000 * sum(taken for _, taken in told) / pages)


ROWS = ("fast", "calm", "fast, articles beside", "calm, articles beside")
TOLD = {
    "fast": "as fast as it goes",
    "calm": "at a third of that",
    "fast, articles beside": "as fast as it goes, articles beside",
    "calm, articles beside": "at a third, articles beside",
}


def race(plain: Course, ours: Course, seconds: float) -> None:
    """One round. A plain mitmdump gets as many articles as ours could clean beside the pictures."""
    for course in (plain, ours):
        course.run("fast", seconds, (BROWSERS, 0), (0, 0))
    calm = CALM * plain.slices["fast"][-1].pictures.rate
    for course in (ours, plain):
        course.run("calm", seconds, (BROWSERS, calm), (0, 0))
    ours.run("articles", seconds, (0, 0), (SCRAPERS, 0))
    plain.run("articles", seconds, (0, 0), (SCRAPERS, ours.slices["articles"][-1].articles.rate))
    for name, rate in (("fast, articles beside", 0.0), ("calm, articles beside", calm)):
        ours.run(name, seconds, (BROWSERS, rate), (SCRAPERS, 0))
        as_many = ours.slices[name][-1].articles.rate
        plain.run(name, seconds, (BROWSERS, rate), (SCRAPERS, as_many))


def picture_table(plain: Course, ours: Course) -> Table:
    table = Table(title="what is not HTML: pictures of 10 KB", title_justify="left", title_style="bold")
    table.add_column("how", no_wrap=True)
    for column in ("plain req/s", "ours", "ratio", "plain p99 ms", "ours", "ratio", "articles/s", "failed"):
        table.add_column(column, justify="right")
    for name in ROWS:
        rates = [course.figures(name, _picture_rate) for course in (plain, ours)]
        highs = [course.figures(name, _picture_high) for course in (plain, ours)]
        failures = sum(one.pictures.failures + one.articles.failures for one in ours.slices[name])
        beside = median(ours.figures(name, lambda one: one.articles.rate))
        table.add_row(
            TOLD[name], *_compared(rates, ".0f"), *_compared(highs, ".1f"), f"{beside:.0f}", str(failures)
        )
    return table


def _compared(both: Sequence[Sequence[float]], form: str) -> list[str]:
    plain, ours = both
    ratio = median(own / base for own, base in zip(ours, plain, strict=True))
    return [f"{median(plain):{form}}", f"{median(ours):{form}}", f"{ratio:.2f}"]


def article_table(plain: Course, ours: Course, alone: Sequence[Alone]) -> Table:
    """Pages a second beside those of the cleaning alone, and where the difference goes."""
    table = Table(title="articles, as fast as it goes", title_justify="left", title_style="bold")
    table.add_column("what", no_wrap=True)
    table.add_column("figure", justify="right")
    slices = ours.slices["articles"]
    for what, costs in {
        "the cleaning alone": [one.cost for one in alone],
        "a plain mitmdump passing it on": plain.figures("articles", _cost),
        "ours, proxy and workers": ours.figures("articles", _cost),
        "clients and origin": ours.figures("articles", _load),
    }.items():
        table.add_row(f"CPU ms a page: {what}", f"{median(costs):.1f}")
    rates = ours.figures("articles", _rate)
    table.add_row("pages/s: through the proxy", f"{median(rates):.1f}")
    for what, bounds in {
        "the cleaning alone at the time, a process a core": [one.rate for one in alone],
        "cores x 1000 / CPU ms of the cleaning": [CORES * 1000 / one.cost for one in alone],
        "cores x 1000 / CPU ms of ours": [CORES * 1000 / cost for cost in ours.figures("articles", _cost)],
    }.items():
        table.add_row(f"pages/s: {what}", f"{median(bounds):.1f}")
        table.add_row("  ratio to that", f"{median(map(operator.truediv, rates, bounds)):.2f}")
    uncleaned = sum(len(one.articles.latencies) - one.articles.cleaned for one in slices)
    table.add_row("not cleaned", str(uncleaned))
    table.add_row("failed", str(sum(one.articles.failures for one in slices)))
    return table


def _picture_rate(one: Slice) -> float:
    return one.pictures.rate


def _picture_high(one: Slice) -> float:
    return one.pictures.quantile(0.99)


def _rate(one: Slice) -> float:
    return one.articles.rate


def _cost(one: Slice) -> float:
    return 1000 * one.cost / len(one.articles.latencies)


def _load(one: Slice) -> float:
    return 1000 * one.load / len(one.articles.latencies)


def crowd_table(ours: Course, connections: int, seconds: float) -> Table:
    """Everybody at once for long: what fails, and whether memory goes on growing after the first stretch."""
    half, memory = connections // 2, [ours.proxy.memory()]
    for share in (FIRST_STRETCH, 1 - FIRST_STRETCH):
        ours.run("crowd", share * seconds, (half, 0), (connections - half, 0))
        memory.append(ours.proxy.memory())
    table = Table(
        title=f"{connections} connections, {seconds:.0f} s", title_justify="left", title_style="bold"
    )
    for column in ("requests", "failed", "articles", "cleaned", "MB before", "after a tenth", "at the end"):
        table.add_column(column, justify="right")
    tallies = [tally for one in ours.slices["crowd"] for tally in (one.pictures, one.articles)]
    pages = [one.articles for one in ours.slices["crowd"]]
    table.add_row(
        f"{sum(len(tally.latencies) for tally in tallies):,}",
        str(sum(tally.failures for tally in tallies)),
        f"{sum(len(tally.latencies) for tally in pages):,}",
        f"{sum(tally.cleaned for tally in pages):,}",
        *(f"{megabytes:.0f}" for megabytes in memory),
    )
    return table


def report(console: Console, *, count: int, rounds: int, seconds: float, crowd: int, long: float) -> None:
    """Print the tables."""
    bodies = articles(count)
    pages: Pages = {f"/{place}": ("text/html", body) for place, body in enumerate(bodies)}
    pages = {**pages, "/picture": ("image/png", PICTURE)}
    with traffic.origin(pages) as (port, origin), plain_and_ours("clean_cache=0") as proxies:
        urls = [f"http://127.0.0.1:{port}/{place}" for place in range(len(bodies))]
        picture = cycle([f"http://127.0.0.1:{port}/picture"])
        plain, ours = (Course(proxy, picture, cycle(urls), origin) for proxy in proxies)
        race(plain, ours, 1)  # to warm up
        plain.slices, ours.slices = {}, {}
        alone = []
        for _ in range(rounds):
            alone.append(cleaning_alone(bodies, seconds))
            race(plain, ours, seconds)
        console.print(picture_table(plain, ours))
        console.print(article_table(plain, ours, alone))
        console.print(crowd_table(ours, crowd, long))


@click.command()
@click.option(
    "--pages", "count", default=60, show_default=True, help="Pages, those that are no article left out."
)
@click.option("--rounds", default=5, show_default=True, help="Rounds; the figures are their medians.")
@click.option("--seconds", default=4.0, show_default=True, help="Of each slice of a round.")
@click.option("--crowd", default=200, show_default=True, help="Connections at once, at the end.")
@click.option("--long", default=120.0, show_default=True, help="Seconds that they stay.")
def main(count: int, rounds: int, seconds: float, crowd: int, long: float) -> None:
    """Measure what passes through the proxy."""
    report(wide_console(), count=count, rounds=rounds, seconds=seconds, crowd=crowd, long=long)


if __name__ == "__main__":
    main()
