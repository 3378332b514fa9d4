"""The line of JSON for each page, whatever becomes of the file."""

import json
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from addon.test_chronicle import passed
from cleancopy.addon.journal import Journal


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pages.jsonl"


@pytest.fixture
def journal(file: Path) -> Iterator[Journal]:
    journal = Journal(str(file))
    yield journal
    journal.close()


def urls(file: Path) -> list[str]:
    return [json.loads(line)["url"] for line in file.read_text().splitlines()]


def test_each_page_is_a_line(journal: Journal, file: Path) -> None:
    for url in ("http://a.test/", "http://b.test/"):
        journal.page(passed(url))
    assert urls(file) == ["http://a.test/", "http://b.test/"]


def test_a_file_that_was_moved_away_is_begun_anew(journal: Journal, file: Path) -> None:
    journal.page(passed("http://a.test/"))
    moved = file.rename(file.with_suffix(".1"))
    journal.page(passed("http://b.test/"))
    assert (urls(moved), urls(file)) == (["http://a.test/"], ["http://b.test/"])


def test_a_folder_that_is_gone_costs_lines_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "log"
    folder.mkdir()
    journal = Journal(str(folder / "pages.jsonl"))
    folder.rename(tmp_path / "moved")
    for _ in range(3):
        journal.page(passed())
    assert [message.endswith("pages.jsonl'.") for message in caplog.messages] == [True]
    folder.mkdir()
    journal.page(passed("http://after.test/"))
    assert urls(folder / "pages.jsonl") == ["http://after.test/"]
    journal.close()


def test_a_full_disk_is_told_once_and_costs_lines_alone(
    journal: Journal, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A limit on the size of files stands for the disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        for _ in range(3):
            journal.page(passed())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [message.endswith("File too large.") for message in caplog.messages] == [True]
    journal.page(passed("http://after.test/"))
    assert urls(file)[-1] == "http://after.test/"


def test_a_file_that_cannot_be_written_is_told_at_once() -> None:
    with pytest.raises(OSError, match="No such file"):
        Journal("/no/such/folder/pages.jsonl")


def test_standard_output_is_a_file_too(capsys: pytest.CaptureFixture[str]) -> None:
    Journal("-").page(passed("http://a.test/"))
    assert json.loads(capsys.readouterr().out)["url"] == "http://a.test/"
