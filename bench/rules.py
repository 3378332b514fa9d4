"""How the time a page takes grows with the number of rules, beside what the selectors cost one by one.

The rules are hiding selectors as filter lists have them, and hit next to nothing, as most rules do.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Iterator, Sequence
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
from cleancopy import parse, ruleset
from cleancopy.decode import decode
from cleancopy.model import Source
from cleancopy.options import Options
from cleancopy.ruleset import Ruleset

NUMBERS = (0, 100, 1_000, 10_000, 50_000)
MOST_XPATH, MOST_SOUPSIEVE = 1_000, 100  # more of them take minutes
A_FILE = 500  # rules


def rule_files(folder: Path, selectors: Sequence[str]) -> None:
    """One rule a selector, in files as large as people write them."""
    for start in range(0, len(selectors), A_FILE):
        some = enumerate(selectors[start : start + A_FILE], start)
        rules = "".join(
            f"  - id: hide-{number}\n    why: Made for a bench.\n    remove: '{selector}'\n"
            for number, selector in some
        )
        (folder / f"bench-{start}.yaml").write_text(f"format: 1\nrules:\n{rules}", encoding="utf-8")


def loaded(count: int) -> tuple[Ruleset, float]:
    """The shipped rules with `count` more, and the seconds that reading them took."""
    with tempfile.TemporaryDirectory() as folder:
        generic = Path(folder, "generic")
        generic.mkdir()
        rule_files(generic, synthetic.selectors(count))
        start = time.process_time()
        return ruleset.load(Path(folder)), time.process_time() - start


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


def _rows(bodies: Sequence[bytes], numbers: Sequence[int], rounds: int) -> Iterator[list[str]]:
    for count in numbers:
        rules, seconds = loaded(count)
        selectors = synthetic.selectors(count)
        others = (
            xpaths(selectors, bodies) if count <= MOST_XPATH else None,
            soupsieves(selectors, bodies[:3]) if count <= MOST_SOUPSIEVE else None,
        )
        mine = ours(rules, bodies, rounds=rounds)
        yield [f"{count:,}", f"{seconds:.2f}", *map(_median, (mine, *others))]


def _median(times: Sequence[float] | None) -> str:
    return f"{timing.quantile(times, 0.5):.2f}" if times else ""


def report(console: Console, *, count: int, rounds: int, numbers: Sequence[int]) -> None:
    logging.getLogger("cleancopy").setLevel(logging.ERROR)
    bodies = [page.read() for page in timing.sample(count)]
    table = Table(title=f"rules, on {len(bodies)} pages", title_justify="left", title_style="bold")
    for column in (
        "rules more",
        "load s",
        "ours, median ms",
        "cssselect XPath, median ms",
        "soupsieve, median ms",
    ):
        table.add_column(column, justify="right")
    for row in _rows(bodies, numbers, rounds):
        table.add_row(*row)
    console.print(table)


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
