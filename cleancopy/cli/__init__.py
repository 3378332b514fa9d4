"""The command line: `cleancopy`.

Here errors are loud: told in one line on standard error, with an exit code that a script can go by.
"""

from __future__ import annotations

import errno
import os
from typing import Any

import click

from cleancopy import __version__
from cleancopy.cli import clean, explain, rules, serve
from cleancopy.cli.failures import Failure

EPILOG = """
\b
Examples:
  cleancopy serve                                   start the proxy on 127.0.0.1:8080
  cleancopy clean https://news.example/story        the article as Markdown
  cleancopy explain story.html                      what was removed, and by which rule

\b
Exit codes, of every command:
  0  done
  1  it could not be done; one line on standard error says why
  2  the command was not understood, or a file that it names is not there
"""


class _Main(click.Group):
    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # click ends quietly then
            named = f"{error.filename}: " if error.filename else ""
            raise Failure(f"cleancopy: {named}{os.strerror(error.errno or 0).lower()}.") from error


@click.group(
    cls=_Main,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="cleancopy %(version)s")
def main() -> None:
    """Turn news pages into clean copy: no ads, no filler, by rules written in YAML."""


for _command in (serve.command, clean.command, explain.command, rules.group):
    main.add_command(_command)
