"""The examples under `tests:` in rule files, and `rules check`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cleancopy import resources
from cleancopy.ruleset import check, run_tests
from ruleset.trees import rule, write

FRAGMENT = "<div class=ad>x</div>"


def failures(tmp_path: Path, text: str, name: str = "generic/a.yaml") -> list[str]:
    report = run_tests([write(tmp_path, {name: text})])
    return [str(one).removeprefix(f"{tmp_path}/{name}:") for one in report.problems]


@pytest.mark.parametrize(
    ("body", "hit", "spared"),
    [
        ("remove: .ad", FRAGMENT, "<p>x</p>"),
        ("remove: .ad\nstatus: trial\npaths: /never", FRAGMENT, "<p>x</p>"),
        (
            "remove: .ad\nmax_removed: 0",
            f"<div class=ad>{'Long prose of the article. ' * 9}</div>",
            "<p>x</p>",
        ),
        ("remove: .ad\nif: main", f"<main>{FRAGMENT}</main>", FRAGMENT),
        ("remove: .ad\nin: main", f"<main>{FRAGMENT}</main>", FRAGMENT),
        ("remove: //td[1]", "<table><tr><td>x</td></tr></table>", "<p>x</p>"),
        ("remove: 'html[lang=de] p'", "<html lang=de><body><p>x</p></body></html>", "<p>x</p>"),
        ("remove: {text: Ad}", "<p>Ad</p>", "<p>Ad hoc</p>"),
        ("remove: {text: Ad}", "Ad", "Ad hoc"),
        ("remove: {pattern: 'by .+'}", "<p>By A.</p>", "<p>Nearby</p>"),
        ("unwrap: font", "<font>x</font>", "<p>x</p>"),
        ("keep: .ad", "<p>x</p>", FRAGMENT),
        ("keep: {text: Ad}", "<p>x</p>", "<p>Ad</p>"),
        ("cut_after: h2", "<p>a</p><h2>b</h2>c", "<p>a</p>"),
    ],
)
def test_an_example_is_tried_on_its_rule_alone(tmp_path: Path, body: str, hit: str, spared: str) -> None:
    right = f"{body}\ntests: {{removes: ['{hit}'], keeps: ['{spared}']}}"
    wrong = f"{body}\ntests: {{removes: ['{spared}'], keeps: ['{hit}']}}"
    assert failures(tmp_path / "right", rule(right)) == []
    assert len(failures(tmp_path / "wrong", rule(wrong))) == 2


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("remove: .ad\ntests: {removes: [<p>x</p>]}", "5:23: one does not change this example"),
        ("remove: .ad\ntests: {keeps: [<b class=ad>x</b>]}",
         "5:21: one changes this example, which it should leave"),
        ("keep: .ad\ntests: {keeps: [<p>x</p>]}", "5:21: one does not protect this example"),
        ("keep: .ad\ntests: {removes: [<b class=ad>x</b>]}",
         "5:23: one protects this example, which it should not"),
    ],
)  # fmt: skip
def test_an_example_that_fails_is_told_with_its_place(tmp_path: Path, body: str, expected: str) -> None:
    assert failures(tmp_path, rule(body)) == [expected]


@pytest.mark.parametrize("name", ["sites/example.com.yaml", "themes/t.yaml", "languages/de.yaml"])
def test_an_example_needs_no_page_of_its_layer(tmp_path: Path, name: str) -> None:
    heads = {"themes": {"detect": ".never"}, "languages": {"language": "de"}}
    text = rule(f"remove: .ad\ntests: {{removes: ['{FRAGMENT}']}}", **heads.get(name.partition("/")[0], {}))
    assert failures(tmp_path, text, name) == []


def test_a_report_counts_what_was_tried(tmp_path: Path) -> None:
    files = {
        "generic/a.yaml": rule("remove: .a\ntests: {removes: ['<i class=a></i>'], keeps: [x, y]}"),
        "generic/b.yaml": rule("remove: .b", name="two"),
        "generic/c.yaml": "rules: [",
    }
    report = run_tests([write(tmp_path, files)])
    assert (report.rules, report.examples, len(report.problems)) == (1, 3, 1)


# `rules check`


def checked(tmp_path: Path, files: dict[str, str]) -> list[str]:
    return [str(one).removeprefix(f"{tmp_path}/") for one in check([write(tmp_path, files)])]


def test_a_right_file_has_no_problems_and_needs_no_examples(tmp_path: Path) -> None:
    assert checked(tmp_path, {"generic/a.yaml": rule("remove: .ad", disable="[one]")}) == []


def test_a_check_finds_mistakes_failed_examples_and_unknown_ids(tmp_path: Path) -> None:
    files = {
        "generic/a.yaml": rule("remvoe: .ad"),
        "generic/b.yaml": rule("remove: .ad\ntests: {removes: [x]}", name="ad-slot", disable="[ad-slto]"),
    }
    assert checked(tmp_path, files) == [
        "generic/a.yaml:4:5: unknown key 'remvoe' (did you mean remove?)",
        "generic/b.yaml:2:11: no rule has the id 'ad-slto' (did you mean ad-slot?)",
        "generic/b.yaml:6:23: ad-slot does not change this example",
    ]


def test_a_shipped_rule_must_have_both_kinds_of_examples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "shipped", lambda name: tmp_path)
    text = rule("remove: .ad\ntests: {keeps: [x]}")
    assert checked(tmp_path, {"generic/a.yaml": text}) == [
        "generic/a.yaml:3:5: one has no example under tests: removes"
    ]


def test_a_single_file_can_be_checked(tmp_path: Path) -> None:
    folder = write(tmp_path, {"themes/t.yaml": rule("remove: .ad")})
    (problem,) = check([folder / "themes" / "t.yaml"])
    assert problem.message == "a theme file needs the key detect"


def test_what_is_shipped_passes_its_own_check() -> None:
    assert check([resources.shipped("rules")]) == []


def test_a_copy_of_what_is_shipped_is_people_s_own(tmp_path: Path) -> None:
    shutil.copytree(resources.shipped("rules"), tmp_path / "rules")
    assert check([tmp_path / "rules"]) == []
