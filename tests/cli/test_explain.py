"""`cleancopy explain`: the ledger, for people and for programs."""

import json
from pathlib import Path

from bench.corpora import OWN_PAGES
from cleancopy.cli import explain
from cleancopy.model import Removal
from cli.conftest import Run
from cli.pages import TITLE

APPLYING = {
    "clock.example.yaml": "body: article",
    "other.example.yaml": "body: article",
    "found.yaml": "detect: .aside",
    "missing.yaml": "detect: .nowhere",
    "english.yaml": "language: en",
    "german.yaml": "language: de",
}  # a key of each file that decides


def test_a_removal_stands_with_its_rule_place_words_and_reason(run: Run) -> None:
    result = run("explain", "page.html", "--rules", "good")
    assert (result.exit_code, result.stderr) == (0, "")
    row = next(line for line in result.stdout.splitlines() if "aside " in line)
    for part in ("mine.yaml:3", " 54 ", "Nobody can say why", "A paragraph, taken out to see it gone."):
        assert part in row


def test_the_decision_and_what_was_found_stand_above(run: Run) -> None:
    result = run("explain", "page.html")
    assert "an article, confidence" in result.stdout
    assert TITLE in result.stdout
    assert "decode" in result.stdout


def test_a_page_that_is_none_is_explained_too(run: Run) -> None:
    result = run("explain", "login.html")
    assert result.exit_code == 0
    assert "goes out untouched: it is not an article (not-an-article)" in result.stdout


def test_a_rule_file_that_says_what_the_page_is_is_named(run: Run, folder: Path) -> None:
    (folder / "good" / "quizzes.yaml").write_text("format: 1\nno_article: [.none, //article]\n")
    result = run("explain", "page.html", "--rules", "good")
    assert "not an article (not-an-article); confidence 0.00 by quizzes.yaml: //article" in result.stdout
    record = json.loads(run("explain", "page.html", "--rules", "good", "--json").stdout)
    assert (record["confidence"], record["judged_by"]) == (0.0, "quizzes.yaml: //article")


def test_a_page_that_cannot_be_read_at_all_is_explained(run: Run) -> None:
    result = run("explain", "-", stdin="")
    assert result.exit_code == 0
    assert "goes out untouched: it has no text (empty)" in result.stdout


def test_json_has_the_same_ledger(run: Run) -> None:
    record = json.loads(run("explain", "page.html", "--rules", "good", "--json").stdout)
    removal = next(one for one in record["removed"] if one["rule"] == "aside")
    assert (removal["file"], removal["line"], removal["words"]) == ("mine.yaml", 3, 54)
    assert record["is_article"] is True
    assert record["title"] == TITLE
    assert record["milliseconds"]["parse"] >= 0


def test_what_was_skipped_stands_with_its_reason(run: Run, folder: Path) -> None:
    rule = "format: 1\nrules:\n  - {id: greedy, why: All of it., remove: article}\n"
    (folder / "good" / "greedy.yaml").write_text(rule)
    result = run("explain", "page.html", "--rules", "good")
    row = next(line for line in result.stdout.splitlines() if "greedy.yaml:3" in line)
    assert "would take" in row


def test_the_rule_files_that_apply_are_those_of_the_page(run: Run, folder: Path) -> None:
    for name, key in APPLYING.items():
        (folder / "good" / name).write_text(f"format: 1\n{key}\n")
    asked = ("explain", "page.html", "--rules", "good", "-u", "https://www.clock.example/1", "--json")
    files = json.loads(run(*asked).stdout)["rule_files"]
    assert [name for name in APPLYING if name in files] == [
        "clock.example.yaml",
        "found.yaml",
        "english.yaml",
    ]
    assert "mine.yaml" in files


def test_a_pages_words_are_neither_markup_nor_orders_to_the_terminal() -> None:
    assert explain._shown("[red]a\x1b]0;b\x07\u202ec").plain == "[red]a ]0;b  c"


def test_half_a_character_in_a_title_can_be_told(run: Run, folder: Path) -> None:
    told = '<script type="application/ld+json">{"@type": "Article", "headline": "Half a \\ud800"}</script>'
    (folder / "half.html").write_text(f"<head>{told}</head><p>A line.")
    assert json.loads(run("explain", "half.html", "--json").stdout)["title"] == "Half a ?"


def test_a_removal_without_a_line_has_its_file_alone() -> None:
    assert explain._place(Removal("extract/tail", "remove", "cleancopy", 0, "", "", 1, "")) == "cleancopy"


def test_missing_is_usage(run: Run) -> None:
    assert run("explain", "missing.html").exit_code == 2
    assert run("explain").exit_code == 2
    assert run("explain", "page.html", "--rules", "bad").exit_code == 1


def test_a_text_that_was_read_in_the_pages_data_stands_in_every_account(run: Run) -> None:
    page, rule = str(OWN_PAGES / "script-rendered" / "page.html"), "extract/page-data"
    row = next(line for line in run("explain", page).stdout.splitlines() if rule in line)
    assert " replace " in row
    assert "it was read in the page's own data." in row
    for told in (run("explain", page, "--json"), run("clean", page, "-f", "json")):
        entry = next(one for one in json.loads(told.stdout)["removed"] if one["rule"] == rule)
        assert entry["selector"] == "script#__NEXT_DATA__: props.pageProps.story.content.blocks"
    assert f"<code>{rule}</code>" in run("clean", page, "-f", "html").stdout
