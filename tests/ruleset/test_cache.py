"""Plans that are kept on disk: never out of date, and never needed."""

from __future__ import annotations

import json
import pickle
from dataclasses import asdict
from pathlib import Path

import pytest

from cleancopy import ruleset as rulesets
from cleancopy.ruleset import Ruleset, cache
from cleancopy.ruleset.cache import PlanCache
from cleancopy.ruleset.folders import SourceFile, read_folders
from ruleset.trees import edited, rule, write

FILE = "must_keep: .a\ntitle: [h1, //h2]\ninherit: b.example\n" + rule(
    "remove: [.ad, '[data-x]', i, '//b']\nif: .c\npaths: /x", name="one"
)


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LARGE", 0)


def sources(folder: Path, text: str = FILE) -> list[SourceFile]:
    return read_folders([write(folder, {"sites/news.example.com.yaml": text})])[0]


def test_a_plan_comes_back_as_it_was(tmp_path: Path) -> None:
    plans = PlanCache(tmp_path / "plans")
    first = Ruleset(sources(tmp_path), plans)
    (source,) = first.sources
    known = plans.get(source)
    assert known is not None
    assert asdict(known)["owners"] == [-1, -1, -1, 0, 0, 0, 0, -1]
    assert Ruleset(first.sources, plans)._compiled.sources == first._compiled.sources


def test_with_a_plan_a_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Ruleset(sources(tmp_path, rule("remove: .ad")), PlanCache(tmp_path / "plans"))
    monkeypatch.setattr(rulesets.engine, "parse_file", None)
    assert edited(pickle.loads(pickle.dumps(first)), "<p class=ad>a</p>b") == "b"


def test_a_changed_file_has_no_plan(tmp_path: Path) -> None:
    plans = PlanCache(tmp_path / "plans")
    Ruleset(sources(tmp_path, rule("remove: .ad")), plans)
    changed = Ruleset(sources(tmp_path, rule("remove: .xx")), plans)
    assert edited(changed, "<p class=ad>a</p><p class=xx>b</p>") == '<p class="ad">a</p>'


def test_other_code_has_other_plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plans = PlanCache(tmp_path / "plans")
    (source,) = Ruleset(sources(tmp_path), plans).sources
    monkeypatch.setattr(cache, "_program", lambda: b"another version")
    assert plans.get(source) is None


@pytest.mark.parametrize("damaged", ["", "{", "[]", "{}", '{"page": 1}', json.dumps({"x": {}})])
def test_a_damaged_plan_is_made_anew(tmp_path: Path, damaged: str) -> None:
    plans = PlanCache(tmp_path / "plans")
    (source,) = Ruleset(sources(tmp_path), plans).sources
    (path,) = (tmp_path / "plans").iterdir()
    path.write_text(damaged)
    assert plans.get(source) is None
    Ruleset([source], plans)
    assert plans.get(source) is not None


def test_where_nothing_can_be_kept_rules_work_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "plans").write_text("a file where the folder should be")
    rules = Ruleset(sources(tmp_path / "rules", rule("remove: .ad")), PlanCache(tmp_path / "plans"))
    assert edited(rules, "<p class=ad>a</p>b") == "b"


def test_plans_do_not_pile_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "KEPT", 3)
    plans = PlanCache(tmp_path / "plans")
    for number in range(6):
        Ruleset(sources(tmp_path / str(number), rule(f"remove: .a{number}")), plans)
    plans.tidy()
    assert len(list((tmp_path / "plans").iterdir())) == 3
