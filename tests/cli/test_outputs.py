"""A file is there whole or not at all, and stays the kind of file that it was."""

import os
from pathlib import Path

import pytest

from cleancopy.cli import outputs
from cleancopy.cli.failures import Failure


def test_a_new_file_has_a_new_files_permissions(tmp_path: Path) -> None:
    before = os.umask(0o027)
    outputs.write(str(tmp_path / "a.md"), "text")
    os.umask(before)
    assert (tmp_path / "a.md").stat().st_mode & 0o777 == 0o640


def test_an_old_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.touch(mode=0o600)
    outputs.write(str(path), "text")
    assert path.read_text() == "text\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there.md").touch()
    (tmp_path / "link.md").symlink_to("there.md")
    outputs.write(str(tmp_path / "link.md"), "text")
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "there.md").read_text() == "text\n"


def test_a_device_stays_a_device() -> None:
    outputs.write(os.devnull, "text")
    assert Path(os.devnull).is_char_device()


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(Failure, match=r"a\.md: cannot be written: no space left on device\."):
        outputs.write(str(tmp_path / "a.md"), "text")
    assert list(tmp_path.iterdir()) == []
