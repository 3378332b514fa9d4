"""The quality bench on a corpus of two pages that is made here."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench import corpora, pins, quality

BODY = "The ferry to the islands will sail in winter after all. " * 12
PAGE = f"<html><body><nav>Home</nav><article><h1>Ferry</h1><p>{BODY}<p>{BODY}</article></body></html>"
TRUTH = {"text": f"{BODY} {BODY}", "with": ["will sail"], "without": [], "url": "https://news.example/ferry"}


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "corpora" / "wcxb"
    (folder / "html").mkdir(parents=True)
    for name in ("0000", "0001"):
        (folder / "html" / f"{name}.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    truth = {"a": TRUTH | {"file": "0000.html.gz"}, "b": TRUTH | {"file": "0001.html.gz", "type": "forum"}}
    (folder / "truth.json").write_text(json.dumps(truth))
    monkeypatch.setenv("CLEANCOPY_SHARED", str(tmp_path))
    monkeypatch.setattr(pins, "FILE", tmp_path / "pinned.json")
    corpora.pages.cache_clear()
    yield folder
    corpora.pages.cache_clear()


def run(*arguments: str) -> str:
    result = CliRunner().invoke(quality.main, ["--jobs", "1", "--peers", "none", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_corpus_is_scored(corpus: Path, tmp_path: Path) -> None:
    run("--json", str(tmp_path / "figures.json"))
    figures = json.loads((tmp_path / "figures.json").read_text())["wcxb"]
    assert (figures["pages"], figures["body"]["ours"]["found"]) == (2, 1)
    assert [*figures["languages"].values()] == [{"pages": 1, "ours": figures["body"]["ours"]["f1"]}]


def test_only_articles_are_scored(corpus: Path) -> None:
    result = quality.measure("wcxb", [], jobs=1)
    assert [page.id for page in result.articles] == ["a"]


def test_one_page_is_shown_by_the_name_in_the_tables(corpus: Path) -> None:
    assert "https://news.example/ferry" in run("--diff", "wcxb/0001")


def test_a_run_over_all_pages_can_be_pinned(corpus: Path) -> None:
    run("--pin")
    assert pins.read()["wcxb"]["f1"] == round(quality.measure("wcxb", [], jobs=1).totals("ours")["f1"], 4)


def test_a_part_of_the_pages_cannot_be_pinned(corpus: Path) -> None:
    result = CliRunner().invoke(quality.main, ["--jobs", "1", "--peers", "none", "--limit", "1", "--pin"])
    assert result.exit_code == 2


def test_a_failing_page_is_counted_and_named(corpus: Path) -> None:
    (corpus / "html" / "0000.html.gz").write_bytes(b"no gzip")
    output = run()
    assert "BadGzipFile" in output


def test_a_machine_without_corpora_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANCOPY_SHARED", str(tmp_path))
    assert "No corpora here" in run()
