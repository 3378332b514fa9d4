"""The bench of many rules: it runs, with Brave's engine and without."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bench import rules

ABSENT = "Brave's engine is not installed"


def printed() -> str:
    console = Console(file=io.StringIO(), width=200)
    rules.report(console, count=1, rounds=1, numbers=(0, 10))
    return console.file.getvalue()


def test_each_number_of_rules_is_a_row() -> None:
    rows = [line.split("│") for line in printed().splitlines() if "│" in line]
    assert [row[1].strip() for row in rows] == ["0", "10"]
    assert all(row[column].strip() for row in rows for column in range(1, 7))


def test_it_does_without_the_engine_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ABSENT not in printed()
    monkeypatch.setattr(rules, "adblock", None)
    assert ABSENT in printed()


def test_the_engine_names_what_the_page_calls_for() -> None:
    times, named = rules.engine(["#here", ".away", "p[title^=x]"], [b"<p id=here>One.</p>"])
    assert (len(times), named) == (1, 2)
