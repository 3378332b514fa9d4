"""All benches in a short form: a part of the pages, few rounds, the quick peers."""

from __future__ import annotations

import click

from bench import corpora, load, quality, rules, speed

PAGES = 150  # of a corpus
WORST = 5
PEERS = ("trafilatura-fast", "trafilatura")


@click.command()
@click.option(
    "--limit", default=PAGES, show_default=True, help="Pages of each corpus that quality is measured on."
)
@click.option("--jobs", default=2, show_default=True, help="Processes.")
def main(limit: int, jobs: int) -> None:
    """Quality, speed, rules and load, shortly; each bench by itself measures more."""
    console = quality.wide_console()
    if not corpora.present():
        console.print(quality.NO_CORPORA)
    for corpus in corpora.present():
        result = quality.measure(corpus, ["trafilatura"], jobs=jobs, limit=limit)
        console.print(*quality.tables(result, WORST, "gap"), sep="\n")
    speed.report(console, count=20, rounds=3, peers=PEERS, hard=False)
    rules.report(console, count=10, rounds=2, numbers=[0, 100, 1_000, 10_000])
    load.report(console, count=20, rounds=2, seconds=2, crowd=200, long=10)


if __name__ == "__main__":
    main()
