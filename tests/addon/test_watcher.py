"""Rule folders that change while the proxy runs."""

import logging
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleancopy.addon.watcher import KEPT, RuleWatcher
from cleancopy.errors import RuleError

GOOD = "format: 1\nrules:\n  - id: {name}\n    why: An example.\n    remove: .{name}\n"
BROKEN = "format: 1\nrules:\n  - id: ad\n    why: An example.\n    remvoe: .ad\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "mine.yaml"
    file.write_text(GOOD.format(name="first"))
    return file


@pytest.fixture
def watcher(file: Path) -> Iterator[RuleWatcher]:
    watcher = RuleWatcher([file.parent])
    yield watcher
    watcher.stop()


def test_a_good_edit_is_a_new_version(watcher: RuleWatcher, file: Path) -> None:
    before = watcher.rules
    file.write_text(GOOD.format(name="second"))
    watcher.look()
    assert watcher.rules.id != before.id
    assert pickle.loads(watcher.rules.path.read_bytes()).id == watcher.rules.id


def test_a_broken_edit_changes_nothing_and_says_where(
    watcher: RuleWatcher, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = watcher.rules
    file.write_text(BROKEN)
    watcher.look()
    watcher.look()
    assert watcher.rules == before
    told = [record for record in caplog.records if f"{file}:5:5" in record.message]
    assert [record.levelno for record in told] == [logging.WARNING]


def test_a_mended_file_is_in_force_again(watcher: RuleWatcher, file: Path) -> None:
    file.write_text(BROKEN)
    watcher.look()
    file.write_text(GOOD.format(name="mended"))
    watcher.look()
    assert pickle.loads(watcher.rules.path.read_bytes()).id == watcher.rules.id


def test_a_new_file_and_one_that_goes_are_changes(watcher: RuleWatcher, file: Path) -> None:
    first = watcher.rules
    more = file.with_name("more.yaml")
    more.write_text(GOOD.format(name="more"))
    watcher.look()
    both = watcher.rules
    more.unlink()
    watcher.look()
    assert both.id != first.id
    assert watcher.rules.id == first.id


def test_old_versions_do_not_pile_up(watcher: RuleWatcher, file: Path) -> None:
    for number in range(KEPT + 3):
        file.write_text(GOOD.format(name=f"rule-{'x' * (number + 1)}"))
        watcher.look()
    assert len(list(watcher.rules.path.parent.iterdir())) == KEPT


def test_there_must_be_good_rules_to_begin_with(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(BROKEN)
    with pytest.raises(RuleError, match="remvoe"):
        RuleWatcher([tmp_path])
