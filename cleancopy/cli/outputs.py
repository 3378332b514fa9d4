"""Where a clean copy goes: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import click

from cleancopy.cli.failures import Failure
from cleancopy.model import Format

STDOUT = "-"
FORMATS: tuple[Format, ...] = get_args(Format.__value__)
_ENDINGS: Mapping[str, Format] = {
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "txt",
    ".text": "txt",
    ".json": "json",
    ".jsonld": "jsonld",
}


class FormatName(click.Choice[Format]):
    """A format by its name, or by another that people know it by."""

    def __init__(self) -> None:
        super().__init__(FORMATS)

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Format:
        return super().convert(_ENDINGS.get(f".{value}", value), param, context)


def format_by_ending(output: str) -> Format | None:
    return _ENDINGS.get(Path(output).suffix.lower())


def check(output: str) -> None:
    """Refuse what cannot be written before any work is done. Raises `click.BadParameter`."""
    path = Path(output)
    if path.is_dir():
        raise click.BadParameter(f"{output!r} is a folder.", param_hint="-o")
    if not path.parent.is_dir():
        raise click.BadParameter(f"there is no folder {str(path.parent)!r}.", param_hint="-o")


def write(output: str, content: str) -> None:
    """Raises `Failure` where the file cannot be written."""
    data = content.rstrip("\n").encode("utf-8", "replace") + b"\n"
    if output == STDOUT:
        click.echo(data, nl=False)
        return
    try:
        _write(Path(output), data)
    except OSError as error:
        raise Failure(f"{output}: cannot be written: {os.strerror(error.errno or 0).lower()}.") from error


def _write(path: Path, data: bytes) -> None:
    if path.exists() and not path.is_file():
        path.write_bytes(data)  # a device or a pipe must not be replaced
        return
    target = path.resolve()  # a link stays a link
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.chmod(aside, _mode(target))
        os.replace(aside, target)
    except BaseException:
        os.unlink(aside)
        raise


def _mode(target: Path) -> int:
    """The permissions that the file has, or that a new one would get."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
