"""Where rule files are and which layer each belongs to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cleancopy.errors import Problem
from cleancopy.ruleset.strict_yaml import LARGEST

type Kind = Literal["generic", "language", "theme", "site"]

# The order in which a folder's layers apply; the next folder's layers come after all of these.
_KINDS: dict[str, Kind] = {"generic": "generic", "languages": "language", "themes": "theme", "sites": "site"}
_RANKS: dict[Kind, int] = {kind: rank for rank, kind in enumerate(_KINDS.values())}
_SUFFIXES = (".yaml", ".yml")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*")
_TOP_KEY = re.compile(r"(?m)^(detect|language)\s*:")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A rule file as it was read."""

    path: str
    """As messages name it."""
    name: str
    """Relative to its rules folder."""
    kind: Kind
    rank: int
    """Its layer among all folders; later layers win."""
    text: str
    host: str = ""


def read_folders(folders: list[Path]) -> tuple[list[SourceFile], list[Problem]]:
    """The files of folders (or single files) in the order in which they apply."""
    sources: list[SourceFile] = []
    problems: list[Problem] = []
    for number, folder in enumerate(folders):
        for path in rule_files(folder, problems):
            name = path.relative_to(folder).as_posix() if path != folder else _name_of_single(path)
            text = _read(path, name, problems)
            if text is not None:
                sources.append(_source(path, name, number, text))
    return sorted(sources, key=lambda source: (source.rank, source.name)), problems


def rule_files(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Every rule file of a folder, or the file itself; links to folders are not followed."""
    if folder.is_file():
        yield folder
        return
    if not folder.is_dir():
        problems.append(Problem(str(folder), 0, 0, "no such file or folder"))
        return

    def unreadable(error: OSError) -> None:
        problems.append(Problem(str(error.filename), 0, 0, f"cannot be read: {error.strerror}"))

    for place, inner, names in os.walk(folder, onerror=unreadable):
        inner[:] = [name for name in inner if not name.startswith(".")]
        for name in [*names, *inner]:
            if name.endswith(_SUFFIXES) and not name.startswith("."):
                yield Path(place, name)


def _name_of_single(path: Path) -> str:
    """A file given by itself keeps the layer that its folder's name says."""
    parent = path.absolute().parent.name
    return f"{parent}/{path.name}" if parent in _KINDS else path.name


def _read(path: Path, name: str, problems: list[Problem]) -> str | None:
    try:
        name.encode()
    except UnicodeEncodeError:
        shown = os.fsencode(path).decode("utf-8", "backslashreplace")
        problems.append(Problem(shown, 0, 0, "its name is not UTF-8: give the file another"))
        return None
    if path.is_dir():
        problems.append(Problem(str(path), 0, 0, "is a folder, not a rule file"))
        return None
    try:
        raw = _bounded(path)
    except OSError as exc:
        problems.append(Problem(str(path), 0, 0, f"cannot be read: {exc.strerror}"))
        return None
    if raw is None:
        problems.append(Problem(str(path), 0, 0, f"is larger than {LARGEST >> 20} MB"))
        return None
    return _decoded(path, raw, problems)


def _bounded(path: Path) -> bytes | None:
    if path.is_symlink() and not path.exists():
        raise OSError(0, "it is a link that leads nowhere")
    if not path.is_file():
        raise OSError(0, "it is not a regular file")
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    return raw if len(raw) <= LARGEST else None


def _decoded(path: Path, raw: bytes, problems: list[Problem]) -> str | None:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        before = raw[: exc.start]
        line = before.count(b"\n") + 1
        column = len(before) - before.rfind(b"\n")
        problems.append(Problem(str(path), line, column, "the file is not UTF-8: save it in that encoding"))
        return None


def _source(path: Path, name: str, number: int, text: str) -> SourceFile:
    kind = _kind(name, text)
    host = path.stem.lower() if kind == "site" else ""
    return SourceFile(str(path), name, kind, number * len(_RANKS) + _RANKS[kind], text, host)


def _kind(name: str, text: str) -> Kind:
    """By the folder; a file outside of them by what it says, then by whether its name is a host's."""
    folder, _, _ = name.partition("/")
    if "/" in name and folder in _KINDS:
        return _KINDS[folder]
    key = _TOP_KEY.search(text)
    if key is not None:
        return "theme" if key[1] == "detect" else "language"
    return "site" if is_host(Path(name).stem) else "generic"


def is_host(name: str) -> bool:
    return _HOST.fullmatch(name.lower()) is not None
