"""The bench of texts that other tools made, on a text that is made here."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bench import text_in
from bench.corpora import Page
from bench.text_in import Cleaning

STORY = [
    f"The ferry to island number {number} will sail in winter after all, its owner said on the quay, where a"
    " crowd had waited for the news since the early morning."
    for number in range(9)
]
PAGE = Page("a", "wcxb", Path("0000.html.gz"), "https://news.example/ferry-will-sail", "\n".join(STORY))
MENU = "Home\nNews\nSport\nWeather"


def cleaned(*parts: str) -> Cleaning:
    return text_in.cleaned(PAGE, "html_text", "\n\n".join(parts))


def test_a_text_without_its_menu_has_risen() -> None:
    found = text_in.figures([cleaned(MENU, *STORY, MENU)], "body")
    assert found["rise"] > 0
    assert found["fell at all"] == 0


def test_what_is_no_article_is_served_as_it_came() -> None:
    one = cleaned(MENU)
    assert not one.is_article
    assert one.rise("served") == 0


def test_a_fall_is_counted_by_more_than_a_hair() -> None:
    whole, half = text_in.cleaned(PAGE, "html_text", PAGE.text or ""), cleaned(*STORY[:4])
    fallen = Cleaning(PAGE, "html_text", whole.before, half.before, True, True)
    assert text_in.figures([fallen, fallen], "served")["fell"] == 1
    assert text_in.worst([whole, fallen], 1) == [fallen]


def test_there_is_a_row_for_each_outcome_and_for_all_corpora() -> None:
    rows = [(corpus, outcome) for corpus, _, outcome, *_ in text_in.rows([cleaned(*STORY)])]
    assert rows == [(corpus, outcome) for corpus in ("wcxb", text_in.EVERY) for outcome in text_in.OUTCOMES]


def test_a_machine_without_corpora_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANCOPY_SHARED", str(tmp_path))
    assert "No corpora here" in CliRunner().invoke(text_in.main).output
