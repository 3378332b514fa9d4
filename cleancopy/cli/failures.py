"""How the command line says no: in a line on standard error, never with a traceback."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from cleancopy import dom
from cleancopy.errors import REASONS


class Failure(click.ClickException):
    """Something that could not be done: exit code 1. Mistakes of usage are click's own, with 2."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=True)


def in_words(reason: str) -> str:
    """The word that stands in the proxy's header, as a clause."""
    clause = REASONS.get(reason)
    return f"{clause} ({reason})" if clause else reason


def printable(text: str) -> str:
    """Foreign words without what a terminal would obey."""
    return "".join(character if character.isprintable() or character == "\n" else " " for character in text)


@contextmanager
def log_in_lines() -> Iterator[None]:
    """What the rooms log goes to standard error, one line each: a rule's XPath that failed, and the like."""
    log, handler = logging.getLogger("cleancopy"), _Lines(logging.WARNING)
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


class _Lines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        cause = f" ({type(error).__name__}: {error})" if error else ""
        click.echo(dom.fold_space(f"{record.levelname.lower()}: {record.getMessage()}{cause}"), err=True)
