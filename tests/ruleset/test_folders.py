"""Which files are rule files, which layer each belongs to, and what is said of those that cannot be read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from cleancopy.ruleset.folders import SourceFile, is_host, read_folders
from cleancopy.ruleset.strict_yaml import LARGEST
from ruleset.trees import write


def read(*folders: Path) -> list[SourceFile]:
    sources, problems = read_folders([*folders])
    assert not problems
    return sources


def told(folder: Path) -> list[str]:
    """The problems, without the folder's name."""
    return [str(one).removeprefix(f"{folder}/") for one in read_folders([folder])[1]]


def test_files_apply_layer_by_layer_then_folder_by_folder(tmp_path: Path) -> None:
    names = ("sites/a.example.yaml", "themes/t.yaml", "languages/en.yaml", "generic/b.yaml", "generic/a.yml")
    write(tmp_path / "one", dict.fromkeys(names, "x"))
    write(tmp_path / "two", {"generic/c.yaml": "x", "sites/b.example.yaml": "x"})
    assert [(source.rank, source.name) for source in read(tmp_path / "one", tmp_path / "two")] == [
        (0, "generic/a.yml"),
        (0, "generic/b.yaml"),
        (1, "languages/en.yaml"),
        (2, "themes/t.yaml"),
        (3, "sites/a.example.yaml"),
        (4, "generic/c.yaml"),
        (7, "sites/b.example.yaml"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "kind", "host"),
    [
        ("generic/deep/down/a.yaml", "", "generic", ""),
        ("sites/News.Example.com.yaml", "", "site", "news.example.com"),
        ("mine.yaml", "rules: []", "generic", ""),
        ("mine.yaml", "detect: .x", "theme", ""),
        ("mine.yaml", "language : en", "language", ""),
        ("mine.yaml", "why: 'detect: x'", "generic", ""),
        ("example.com.yaml", "", "site", "example.com"),
        ("own/example.com.yaml", "", "site", "example.com"),
        ("v1.2.yaml", "", "generic", ""),
    ],
)
def test_a_file_s_layer_is_its_folder_s_or_what_it_says(
    tmp_path: Path, name: str, text: str, kind: str, host: str
) -> None:
    (source,) = read(write(tmp_path, {name: text}))
    assert (source.kind, source.host, source.name) == (kind, host, name)


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (write(tmp_path, {}) / os.fsdecode(b"caf\xe9.yaml")).write_text("format: 1")
    assert told(tmp_path) == ["caf\\xe9.yaml: its name is not UTF-8: give the file another"]


def test_a_single_file_keeps_the_layer_of_its_folder(tmp_path: Path) -> None:
    path = write(tmp_path, {"themes/t.yaml": "x"}) / "themes" / "t.yaml"
    (source,) = read(path)
    assert (source.kind, source.name, source.path) == ("theme", "themes/t.yaml", str(path))


def test_what_is_hidden_or_has_another_name_is_no_rule_file(tmp_path: Path) -> None:
    names = (".hidden.yaml", ".git/a.yaml", "generic/a.yaml~", "schema.json", "generic/.#a.yaml", "README.md")
    assert read(write(tmp_path, dict.fromkeys(names, "x"))) == []


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    tmp_path.joinpath("a.yaml").write_bytes(b"\xef\xbb\xbfformat: 1\r\n")
    assert read(tmp_path)[0].text == "format: 1\r\n"


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "nowhere.yaml").symlink_to("missing")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "latin.yaml").write_bytes("format: 1\n# größe\n".encode("latin-1"))
    (tmp_path / "utf16.yaml").write_bytes("format: 1\n".encode("utf-16"))
    (tmp_path / "huge.yaml").write_bytes(b"#" * (LARGEST + 1))
    assert sorted(told(tmp_path)) == [
        "folder.yaml: is a folder, not a rule file",
        "huge.yaml: is larger than 8 MB",
        "latin.yaml:2:5: the file is not UTF-8: save it in that encoding",
        "loop.yaml: cannot be read: it is a link that leads nowhere",
        "nowhere.yaml: cannot be read: it is a link that leads nowhere",
        "pipe.yaml: cannot be read: it is not a regular file",
        "utf16.yaml:1:1: the file is not UTF-8: save it in that encoding",
    ]


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything; another user may not."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_file_that_may_not_be_read_is_told() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        file = Path(folder, "mine.yaml")
        file.write_text("format: 1\nrules: []\n")
        file.chmod(0)
        with as_nobody():
            assert told(Path(folder)) == ["mine.yaml: cannot be read: Permission denied"]


def test_a_folder_that_holds_itself_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, {"generic/a.yaml": "x"})
    (tmp_path / "generic" / "again").symlink_to(tmp_path, target_is_directory=True)
    assert len(read(tmp_path)) == 1


@pytest.mark.parametrize("name", ["missing", "missing.yaml", "nul\0byte"])
def test_a_folder_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    assert told(tmp_path / name) == [f"{tmp_path / name}: no such file or folder"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("example.com", True),
        ("a-b.Example.CO.uk", True),
        ("xn--mnchen-3ya.de", True),
        ("example", False),
        ("-a.example", False),
        ("1.2.3.4", False),
        ("a..example", False),
        ("a_b.example", False),
    ],
)
def test_what_is_a_host(name: str, expected: bool) -> None:
    assert is_host(name) is expected
