"""What is allowed in rules and seldom meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy import resources
from cleancopy.ruleset.lint import is_hashed, lint
from ruleset.trees import page, rule, write

TESTED = "\ntests: {removes: [<p>a</p>], keeps: [<p>b</p>]}"


def told(folder: Path, *rules: str) -> list[str]:
    """What is said of rules, without their places."""
    files = {
        f"generic/{number}.yaml": rule(text + TESTED, name=f"rule-{number}")
        for number, text in enumerate(rules)
    }
    return [one.message for one in lint([write(folder, files)])]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("remove: .ad-box", []),
        ("remove: div", ["overbroad", "slow"]),
        ("remove: '*'", ["overbroad", "slow"]),
        ("remove: article", ["overbroad"]),
        ("remove: '[class*=ad]'", ["overbroad"]),
        ("remove: '[class*=adslot]'", []),
        ("remove: section\nin: .related", []),
        ("keep: article", []),
        ("remove: .css-1x2y3z", ["hashed"]),
        ("remove: '.Story_box__iE7yX'", ["hashed"]),
        ("remove: 'div:contains(ad)'", ["slow"]),
        ("remove: //div[preceding::p]", ["slow"]),
        ("remove: //div[@class='x']", []),
        ("remove: .x\nvalid: {until: 2020-01-01}", ["dead"]),
        ("remove: .x\nvalid: {until: 2999-01-01}", []),
        ("remove: .x\nstatus: deprecated", ["dead"]),
        ("remove: [data-ad]", ["unquoted"]),
        ("remove: '[data-ad]'", []),
        ("remove: data-table.x", ["unquoted"]),
    ],
)
def test_each_kind_is_told_and_nothing_else(tmp_path: Path, text: str, kinds: list[str]) -> None:
    assert [one.partition(":")[0] for one in told(tmp_path, text)] == kinds


def test_a_rule_without_examples_is_untested(tmp_path: Path) -> None:
    files = {
        "generic/a.yaml": rule("remove: .x"),
        "generic/b.yaml": rule("remove: .y\ntests: {removes: [<p>]}", name="b"),
    }
    assert [str(one).partition("untested: ")[2] for one in lint([write(tmp_path, files)])] == [
        "one has no example under tests: removes and keeps",
        "b has no example under tests: keeps",
    ]


@pytest.mark.parametrize(
    ("first", "second", "is_shadowed"),
    [
        ("remove: .x", "remove: .x", True),
        ("remove: .x", "remove: p.x.y", True),
        ("remove: .x", "remove: '.a > .x'", True),
        ("remove: p.x", "remove: .x", False),
        ("remove: .x\nmax_words: 3", "remove: .x", False),
        ("remove: .x\nstatus: trial", "remove: .x", False),
        ("keep: .x", "remove: .x", False),
    ],
)
def test_what_an_earlier_rule_takes_is_shadowed(
    tmp_path: Path, first: str, second: str, is_shadowed: bool
) -> None:
    assert ("shadowed: rule-0 takes what" in " ".join(told(tmp_path, first, second))) is is_shadowed


@pytest.mark.parametrize(
    "name", ["css-1ab2c", "sc-bdVaJa", "jsx-287129", "styles__x--1a2B3", "svelte-1tjs4x"]
)
def test_a_name_made_by_a_machine_is_known(name: str) -> None:
    assert is_hashed(name)


@pytest.mark.parametrize("name", ["h1", "mp3-player", "col-md-6", "td-pb-span4", "post-2", "mc4wp-form"])
def test_a_name_given_by_a_person_is_none(name: str) -> None:
    assert not is_hashed(name)


def test_what_finds_nothing_on_the_pages_that_it_is_for_is_dead(tmp_path: Path) -> None:
    texts = {
        "generic/found": "remove: .x",
        "generic/gone": "remove: .gone",
        "generic/kept": "keep: p",
        "generic/told": "remove: {text: an ad}",
        "generic/untold": "remove: {text: another}",
        "generic/narrowed": "remove: .x\nif: .gone",
        "sites/news.example.com": "remove: //p[9]",
        "sites/other.example": "remove: .gone",
    }
    files = {
        f"{path}.yaml": rule(text + TESTED, name=Path(path).name.replace(".", "-"))
        for path, text in texts.items()
    }
    pages = [page("<p class=x>One.</p>"), page("<p>An ad</p><p class=x>Two.</p>")]
    dead = {
        Path(one.file).stem
        for one in lint([write(tmp_path, files)], pages)
        if one.message.endswith(" finds nothing on the pages that its file is for (2)")
    }
    assert dead == {"gone", "untold", "narrowed", "news.example.com"}


def test_a_mistake_is_told_as_one(tmp_path: Path) -> None:
    assert [str(one) for one in lint([write(tmp_path, {"generic/a.yaml": "rule: []"})])] == [
        f"{tmp_path}/generic/a.yaml:2:1: unknown key 'rule' (did you mean rules?)"
    ]


def test_the_shipped_rules_are_neither_hashed_nor_dead_nor_untested() -> None:
    kinds = {one.message.partition(":")[0] for one in lint([resources.shipped("rules")])}
    assert kinds <= {"shadowed", "overbroad", "slow"}
