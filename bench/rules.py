"""How the time a page takes grows with the number of rules, beside what the selectors cost one by one.

The rules are hiding selectors as filter lists have them, and hit next to nothing, as most rules do. Brave's
engine names the selectors that a page's classes and ids call for, and those that it has no index for; to find
what they match is left to a browser, so that its time is for less than the others'.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import soupsieve
from bs4 import BeautifulSoup
from cssselect import HTMLTranslator
from lxml import etree
from rich.console import Console
from rich.table import Table

from bench import synthetic, timing
from bench.quality import wide_console
from cleancopy import parse, resources
from cleancopy.decode import decode
from cleancopy.model import Source
from cleancopy.options import Options
from cleancopy.ruleset import Ruleset
from cleancopy.ruleset.cache import PlanCache
from cleancopy.ruleset.converted import written
from cleancopy.ruleset.filterlists import convert_list
from cleancopy.ruleset.folders import read_folders

try:
    import adblock
except ImportError:  # there are not wheels for every machine; the bench does without it, and says so
    adblock = None

NUMBERS = (0, 100, 1_000, 10_000, 50_000)
MOST_XPATH, MOST_SOUPSIEVE = 1_000, 100  # more of them take minutes


def loaded(count: int) -> tuple[Ruleset, float, float]:
    """The shipped rules with an imported list of `count`; the seconds of reading them at first, and again."""
    lines = "\n".join(f"##{selector}" for selector in synthetic.selectors(count))
    converted = convert_list(lines, "bench")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, record in converted.files.items():
            folder.joinpath(file).parent.mkdir(exist_ok=True)
            folder.joinpath(file).write_text(written(record, "a list made for a bench"), encoding="utf-8")
        _, first = _loaded(folder)
        rules, again = _loaded(folder)
    return rules, first, again


def _loaded(folder: Path) -> tuple[Ruleset, float]:
    """With the plans that are kept in the folder from the time before."""
    start = time.process_time()
    sources, _ = read_folders([resources.shipped("rules"), folder])
    rules = Ruleset(sources, PlanCache(folder / "cache"))
    return rules, time.process_time() - start


def ours(rules: Ruleset, bodies: Sequence[bytes], *, rounds: int) -> list[float]:
    """Least milliseconds a page for the page-scope rules, without the parse."""
    options = Options()
    best = [float("inf")] * len(bodies)
    for _ in range(rounds):
        for place, body in enumerate(bodies):
            document = parse.parse(decode(Source(body)))
            with timing.no_collection():
                taken = timing.processor_time(lambda: rules.edit_page(document, options))  # noqa: B023
            best[place] = min(best[place], taken)
    return best


def xpaths(selectors: Sequence[str], bodies: Sequence[bytes]) -> list[float]:
    """Milliseconds a page: each selector as an XPath of cssselect's, compiled beforehand."""
    translator = HTMLTranslator()
    compiled = [etree.XPath(translator.css_to_xpath(selector)) for selector in selectors]
    return [_each(compiled, parse.parse(decode(Source(body))).root) for body in bodies]


def _each(compiled: Sequence[etree.XPath], root: etree._Element) -> float:
    return timing.processor_time(lambda: [find(root) for find in compiled])


def soupsieves(selectors: Sequence[str], bodies: Sequence[bytes]) -> list[float]:
    """Milliseconds a page: each selector by soupsieve on BeautifulSoup's tree, without its parse."""
    compiled = [soupsieve.compile(selector) for selector in selectors]
    return [_sieve(compiled, BeautifulSoup(body, "lxml")) for body in bodies]


def _sieve(compiled: Sequence[soupsieve.SoupSieve], soup: BeautifulSoup) -> float:
    return timing.processor_time(lambda: [selector.select(soup) for selector in compiled])


def engine(selectors: Sequence[str], bodies: Sequence[bytes]) -> tuple[list[float], int]:
    """Milliseconds a page for Brave's engine to name selectors, and the most that it named for one."""
    filters = adblock.FilterSet()
    filters.add_filters([f"##{selector}" for selector in selectors])
    made = adblock.Engine(filters)
    roots = [parse.parse(decode(Source(body))).root for body in bodies]
    times = [timing.processor_time(lambda: _named(made, root)) for root in roots]  # noqa: B023
    return times, max(len(_named(made, root)) for root in roots)


def _named(made: adblock.Engine, root: etree._Element) -> list[str]:
    classes = {name for value in root.xpath("//@class", smart_strings=False) for name in value.split()}
    ids = {*root.xpath("//@id", smart_strings=False)}
    resources = made.url_cosmetic_resources("https://news.example/story")
    return [*resources.hide_selectors, *made.hidden_class_id_selectors([*classes], [*ids], set())]


def _rows(bodies: Sequence[bytes], numbers: Sequence[int], rounds: int) -> Iterator[list[str]]:
    for count in numbers:
        rules, first, again = loaded(count)
        selectors = synthetic.selectors(count)
        others = (
            xpaths(selectors, bodies) if count <= MOST_XPATH else None,
            soupsieves(selectors, bodies[:3]) if count <= MOST_SOUPSIEVE else None,
        )
        mine = ours(rules, bodies, rounds=rounds)
        asked, named = engine(selectors, bodies) if adblock is not None else (None, None)
        row = (*map(_median, (mine, *others, asked)), "" if named is None else f"{named:,}")
        yield [f"{count:,}", f"{first:.2f}", f"{again:.2f}", *row]


def _median(times: Sequence[float] | None) -> str:
    return f"{timing.quantile(times, 0.5):.2f}" if times else ""


@contextmanager
def _only_errors() -> Iterator[None]:
    """What made-up rules are warned of is no news."""
    logger = logging.getLogger("cleancopy")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def report(console: Console, *, count: int, rounds: int, numbers: Sequence[int]) -> None:
    bodies = [page.read() for page in timing.sample(count)]
    table = Table(title=f"rules, on {len(bodies)} pages", title_justify="left", title_style="bold")
    for column in (
        "rules more",
        "first load s",
        "from cache s",
        "ours, median ms",
        "cssselect XPath, median ms",
        "soupsieve, median ms",
        "Brave's engine names, median ms",
        "selectors, at most",
    ):
        table.add_column(column, justify="right")
    with _only_errors():
        for row in _rows(bodies, numbers, rounds):
            table.add_row(*row)
    console.print(table)
    if adblock is None:
        console.print("Brave's engine is not installed (the package adblock).")


@click.command()
@click.option(
    "--pages", "count", default=20, show_default=True, help="Pages, evenly spread over the corpora."
)
@click.option("--rounds", default=3, show_default=True, help="Rounds; a page's time is the least of them.")
@click.option("--most", default=NUMBERS[-1], show_default=True, help="The largest number of rules.")
def main(count: int, rounds: int, most: int) -> None:
    """Measure what the number of rules costs."""
    report(
        wide_console(), count=count, rounds=rounds, numbers=[number for number in NUMBERS if number <= most]
    )


if __name__ == "__main__":
    main()
