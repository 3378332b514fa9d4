"""SOURCE: a file, a web address, or standard input, as the page that the rooms take."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import click

from cleancopy import decode
from cleancopy.cli import fetching
from cleancopy.cli.failures import Failure, in_words
from cleancopy.errors import PageError
from cleancopy.model import Source

STDIN = "-"

_GZIP = b"\x1f\x8b"
_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".txt": "text/plain",
    ".text": "text/plain",
}  # of a file with any other ending, what it holds decides


def url_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "-u",
        "--url",
        callback=_checked_url,
        help="The page's address: decides which site's rules apply and what its links are relative to.",
    )(command)


def name_of(given: str | None) -> str:
    """SOURCE as given; standard input where it is left out and something is piped in."""
    if given is not None and given != STDIN:
        return given
    if sys.stdin is None or (given is None and sys.stdin.isatty()):
        raise click.UsageError("Say what to clean: a file, a web address, or - for standard input.")
    return STDIN


def read(name: str, url: str | None, limit: int) -> Source:
    """The page, of at most `limit` bytes. Raises `Failure`, and `UsageError` for a file that is not there."""
    try:
        if is_url(name):
            return fetching.fetch(_with_host(name), url, limit)
        if name == STDIN:
            return _page(sys.stdin.buffer, None, url, limit)
        return _from_file(name, url, limit)
    except PageError as error:
        raise Failure(f"{name}: not cleaned: {in_words(error.reason)}.") from error


def is_url(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))


def _with_host(address: str) -> str:
    if _host(address):
        return address
    raise click.BadParameter(f"{address!r} is no web address: it names no host.", param_hint="SOURCE")


def _from_file(name: str, url: str | None, limit: int) -> Source:
    try:
        with open(name, "rb") as file:
            return _page(file, _type_of(Path(name)), url, limit)
    except FileNotFoundError as error:
        hint = "a web address begins with http:// or https://"
        raise click.BadParameter(f"there is no file {name!r}; {hint}.", param_hint="SOURCE") from error
    except IsADirectoryError as error:
        raise click.BadParameter(
            f"{name!r} is a folder; give its pages one by one.", param_hint="SOURCE"
        ) from error
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else str(error)
        raise click.BadParameter(f"{name!r} cannot be read: {reason}.", param_hint="SOURCE") from error


def _page(file: BinaryIO, content_type: str | None, url: str | None, limit: int) -> Source:
    raw = file.read(limit + 1)
    if len(raw) > limit:
        raise PageError("too-large", f"over {limit} bytes")
    body = decode.undo_coding(raw, "gzip", limit) if raw.startswith(_GZIP) else raw
    return Source(body, url, content_type)


def _type_of(path: Path) -> str | None:
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    return _TYPES.get(plain.suffix.lower())


def _checked_url(context: click.Context, parameter: click.Parameter, url: str | None) -> str | None:
    if url is None or (is_url(url) and _host(url)):
        return url
    raise click.BadParameter(
        f"{url!r} is no web address: it begins with http:// or https://.", context, parameter
    )


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # half a bracket of an IPv6 address
        return None
