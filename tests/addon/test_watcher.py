"""Rule folders that change while the proxy runs."""

import logging
import os
import pickle
import queue
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleancopy.addon.watcher import RuleWatcher
from cleancopy.errors import RuleError
from cleancopy.options import Options
from cleancopy.parse import parse_html
from cleancopy.ruleset import Ruleset
from cleancopy.workers import Rules

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
    assert pickle.loads(watcher.rules.pickled).id == watcher.rules.id


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


def test_a_file_whose_name_is_no_text_is_told_like_a_broken_one(
    watcher: RuleWatcher, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = watcher.rules
    (file.parent / os.fsdecode(b"caf\xe9.yaml")).write_text("format: 1")
    assert not watcher.look()
    assert watcher.rules == before
    assert "its name is not UTF-8" in caplog.text


def test_a_mended_file_is_in_force_again(watcher: RuleWatcher, file: Path) -> None:
    file.write_text(BROKEN)
    watcher.look()
    assert ["remvoe" in problem.message for problem in watcher.problems] == [True]
    file.write_text(GOOD.format(name="mended"))
    watcher.look()
    assert not watcher.problems
    assert pickle.loads(watcher.rules.pickled).id == watcher.rules.id


def test_a_mistake_taken_back_is_told(
    watcher: RuleWatcher, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    before, good = watcher.rules.id, file.read_text()
    file.write_text(BROKEN)
    watcher.look()
    file.write_text(good)
    assert not watcher.look()
    assert caplog.messages[-1] == f"The rule files are in order again, version {before} is in force."


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


def test_an_edit_that_sets_its_times_back_is_noticed(watcher: RuleWatcher, file: Path) -> None:
    before, times = watcher.rules, file.stat()
    file.write_text(GOOD.format(name="other"))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert watcher.look()
    assert watcher.rules.id != before.id


def test_a_good_version_is_handed_over(watcher: RuleWatcher, file: Path) -> None:
    taken: queue.SimpleQueue[Rules] = queue.SimpleQueue()
    watcher.start(taken.put)
    file.write_text(GOOD.format(name="second"))
    assert taken.get(timeout=30) == watcher.rules


def test_a_folder_that_is_gone_keeps_the_last_good_rules(watcher: RuleWatcher, file: Path) -> None:
    before = watcher.rules
    shutil.rmtree(file.parent)
    assert not watcher.look()
    assert watcher.rules == before
    file.parent.mkdir()
    file.write_text(GOOD.format(name="again"))
    assert watcher.look()


PAIR = "format: 1\nrules:\n" + "".join(
    f"  - id: {name}-{{0}}\n    why: An example.\n    remove: .{name}{{0}}\n" for name in ("one", "two")
)
REWRITES = 200


def rewrite(file: Path) -> None:
    """Two rules of each version; some versions are broken, and every file grows while it is written."""
    for number in range(1, REWRITES + 1):
        text = BROKEN if number % 7 == 3 else PAIR.format(number)
        with file.open("w") as opened:
            for part in (text[: len(text) // 2], text[len(text) // 2 :]):
                opened.write(part)
                opened.flush()
                time.sleep(0.003)
        time.sleep(0.6 if number % 40 == 0 else 0)


def taken(rules: Ruleset) -> set[str]:
    """Which elements of a page with all that any version means are removed."""
    names = [f"{name}{number}" for number in range(REWRITES + 1) for name in ("one", "two")]
    document = parse_html("".join(f"<i class={name}></i>" for name in names).encode(), url=None)
    rules.edit_page(document, Options())
    return {*names} - {element.get("class", "") for element in document.root.iter("i")}


def test_two_hundred_rewrites_never_mix_two_versions(file: Path) -> None:
    file.write_text(PAIR.format(0))
    watcher = RuleWatcher([file.parent])
    watcher.start(lambda _: None)
    writer = threading.Thread(target=rewrite, args=[file])
    writer.start()
    versions: dict[str, set[str]] = {}
    end = float("inf")
    while f"one{REWRITES}" not in versions.get(watcher.rules.id, ()) and time.monotonic() < end:
        rules = pickle.loads(watcher.rules.pickled)
        versions[rules.id] = taken(rules)
        end = end if writer.is_alive() else min(end, time.monotonic() + 1)
    watcher.stop()
    assert f"one{REWRITES}" in versions[watcher.rules.id], "a good file is in force within a second"
    assert all(len({name[3:] for name in names}) == 1 and len(names) == 2 for names in versions.values())
    assert len(versions) > 2


def test_there_must_be_good_rules_to_begin_with(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(BROKEN)
    with pytest.raises(RuleError, match="remvoe"):
        RuleWatcher([tmp_path])
