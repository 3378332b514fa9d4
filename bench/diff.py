"""One page's text beside its truth: the runs of words that are missed and that leaked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from bench.corpora import MEASURES, Page
from bench.measures import fold
from bench.readers import Reading

CONTEXT = 6  # words of the common text that stand before a run

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that only one of the two texts has at this place."""

    kind: Literal["missed", "leaked"]
    after: str
    text: str
    words: int
    elsewhere: bool
    """The other text has the same words at another place: moved, not lost."""


def runs(truth: str, text: str) -> list[Run]:
    """Every run of words that is in one text and not in the other, in the order of the page."""
    want, have = list(_WORD.finditer(truth)), list(_WORD.finditer(text))
    wanted, given = [match[0].lower() for match in want], [match[0].lower() for match in have]
    spans = SequenceMatcher(None, wanted, given, autojunk=False).get_opcodes()
    sides = (" ".join(given), " ".join(wanted))
    return [
        run
        for tag, start, end, first, last in spans
        if tag != "equal"
        for run in (
            *_run("missed", truth, want[start:end], want[max(0, start - CONTEXT) : start], sides[0]),
            *_run("leaked", text, have[first:last], have[max(0, first - CONTEXT) : first], sides[1]),
        )
    ]


def _run(
    kind: Literal["missed", "leaked"],
    text: str,
    run: Sequence[re.Match[str]],
    before: Sequence[re.Match[str]],
    other: str,
) -> Iterator[Run]:
    if not run:
        return
    after = fold(text[before[0].start() : run[0].start()]) if before else ""
    elsewhere = len(run) > 2 and " ".join(match[0].lower() for match in run) in other
    yield Run(kind, after, fold(text[run[0].start() : run[-1].end()]), len(run), elsewhere)


def segments(page: Page, text: str) -> list[Run]:
    """The segments that are missed and leaked, where the truth is a list of segments."""
    folded = fold(text)
    missed = [("missed", item) for item in page.must if fold(item) not in folded]
    leaked = [("leaked", item) for item in page.must_not if fold(item) in folded]
    return [_segment(kind, fold(item), folded) for kind, item in (*missed, *leaked)]


def _segment(kind: str, item: str, folded: str) -> Run:
    place = folded.find(item)
    after = folded[max(0, place - 60) : place] if place > 0 else ""
    return Run("missed" if kind == "missed" else "leaked", after, item, len(_WORD.findall(item)), False)


def differences(page: Page, text: str) -> list[Run]:
    return runs(page.text, text) if page.text is not None else segments(page, text)


def show(console: Console, page: Page, readings: dict[str, Reading], *, most: int = 400) -> None:
    """Print each reader's missed and leaked words, and the scores above them."""
    measure = MEASURES[page.corpus]
    console.print(
        Text(f"{page.corpus} {page.id} ({page.type}) {page.path}\n{page.url or 'no address'}", "bold")
    )
    for name, reading in readings.items():
        score = measure.score(page, reading.text)
        head = (
            f"\n{name}: F1 {score.f1:.3f}, P {score.precision:.3f}, R {score.recall:.3f};"
            f" {score.missing} {measure.unit} missed, {score.extra} leaked; article: {reading.is_article}"
        )
        console.print(Text(head + (f"; {reading.error}" if reading.error else ""), "bold"))
        console.print(Group(*(_line(run, most) for run in differences(page, reading.text))))


def _line(run: Run, most: int) -> Text:
    mark, style = ("-", "red") if run.kind == "missed" else ("+", "yellow")
    text = (
        run.text if len(run.text) <= most else f"{run.text[: most * 2 // 3]} [...] {run.text[-most // 3 :]}"
    )
    moved = " (is elsewhere)" if run.elsewhere else ""
    return Text.assemble(
        (f"{mark} {run.words:4d}{moved} ", style), (f"...{run.after} | ", "dim"), (text, style)
    )


def side_by_side(truth: str, text: str) -> Table:
    """The two texts whole, block beside block, aligned where they agree."""
    table = Table("truth", "ours", show_lines=True, expand=True)
    left, right = _blocks(truth), _blocks(text)
    folded = [[fold(block).casefold() for block in side] for side in (left, right)]
    for tag, start, end, first, last in SequenceMatcher(
        None, folded[0], folded[1], autojunk=False
    ).get_opcodes():
        style = "" if tag == "equal" else "yellow"
        table.add_row("\n\n".join(left[start:end]), "\n\n".join(right[first:last]), style=style)
    return table


def _blocks(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
