"""`cleancopy rules ...`: what people who write rules ask for."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from cleancopy import resources
from cleancopy import ruleset as rulesets
from cleancopy.cli import sources
from cleancopy.cli.rule_tools import COMMANDS, documents_in, pages_in
from cleancopy.errors import Problem
from cleancopy.ruleset.folders import read_folders
from cleancopy.ruleset.lint import lint

_CHECK_EXAMPLES = """
\b
Examples:
  cleancopy rules check                            the shipped rules
  cleancopy rules check my-rules/ other.yaml
  cleancopy rules check --output-format github     in a workflow on GitHub
"""
_TEST_EXAMPLES = """
\b
Examples:
  cleancopy rules test                             the shipped rules
  cleancopy rules test my-rules/example.com.yaml
"""

_LINT_EXAMPLES = """
\b
Examples:
  cleancopy rules lint my-rules/
  cleancopy rules lint my-rules/ --pages saved/news.example/ -u https://news.example/
"""


@click.group(name="rules")
def group() -> None:
    """Check, test, list, convert and propose rule files."""


for _command in COMMANDS:
    group.add_command(_command)


def _paths_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    kind = click.Path(exists=True, path_type=Path)
    return click.argument("paths", metavar="[PATH]...", nargs=-1, type=kind, callback=_with_rules)(command)


def _with_rules(context: click.Context, parameter: click.Parameter, paths: Sequence[Path]) -> list[Path]:
    """The paths given, or the shipped rules. Refuses a path without a rule file, which is a slip."""
    for path in paths:
        if not any(read_folders([path])):
            raise click.BadParameter(f"there is no rule file (.yaml) in {str(path)!r}.", context, parameter)
    return [*paths] or [resources.shipped("rules")]


_format_option = click.option(
    "--output-format",
    "wished",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="Lines for people, a list for programs, or a workflow's annotations.",
)


@group.command(name="check", short_help="Check rule files, examples included.", epilog=_CHECK_EXAMPLES)
@_paths_argument
@_format_option
def check(paths: list[Path], wished: str) -> None:
    """Check rule files: keys, ids, selectors, and the files' own examples.

    PATH is a folder of rule files or one file; left out, the shipped rules are checked. Each problem is told
    as file:line:column: message.

    \b
    Exit codes:
      0  no problems
      1  there are problems
      2  the command was not understood, or PATH is not there
    """
    _tell(rulesets.check(paths), wished, paths)


@group.command(name="test", short_help="Run the examples in rule files.", epilog=_TEST_EXAMPLES)
@_paths_argument
def test(paths: list[Path]) -> None:
    """Run the examples that rule files carry: each must be hit, or spared, as its rule says.

    PATH is a folder of rule files or one file; left out, the shipped rules are tested.

    \b
    Exit codes:
      0  all examples hold
      1  some do not, or a file cannot be read
      2  the command was not understood, or PATH is not there
    """
    report = rulesets.run_tests(paths)
    examples, rules = _counted(report.examples, "example"), _counted(report.rules, "rule")
    _tell(report.problems, "text", paths, before=f"{examples} of {rules} in ")


@group.command(name="lint", short_help="Say what is seldom meant.", epilog=_LINT_EXAMPLES)
@_paths_argument
@_format_option
@click.option(
    "--pages",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of pages (.html, also .gz): rules that find nothing on those that they are for are dead.",
)
@sources.url_option
def lint_files(paths: list[Path], wished: str, pages: Path | None, url: str | None) -> None:
    """Look for what is allowed in rules and seldom meant.

    \b
    overbroad  would match on most pages, in most places
    hashed     a class or id that a build tool made, and will make anew
    dead       over, about to go, or without effect on any of the pages given
    unquoted   an attribute in brackets that YAML takes for a list
    shadowed   an earlier rule takes the same
    slow       nothing by which its elements could be found
    untested   no example

    PATH is a folder of rule files or one file; left out, the shipped rules are looked at.

    \b
    Exit codes:
      0  nothing to say
      1  there is
      2  the command was not understood, or PATH is not there
    """
    saved = pages_in(pages) if pages is not None else []
    if pages is not None and not saved:
        raise click.BadParameter(f"there is no page (.html, .gz) in {str(pages)!r}.", param_hint="--pages")
    documents = documents_in(saved, url)
    _tell(lint(paths, documents), wished, paths)


def _tell(problems: Sequence[Problem], wished: str, paths: list[Path], before: str = "") -> NoReturn:
    """Write the problems, as text with their number at the end, and exit with 1 where there are any."""
    told = _WRITERS[wished]([_from_here(problem) for problem in problems])
    click.echo(told, nl=bool(told))
    if wished == "text":
        files = _counted(len(read_folders(paths)[0]), "rule file")
        click.echo(f"{before}{files}, {_counted(len(problems), 'problem')}.")
    click.get_current_context().exit(bool(problems))


def _lines(problems: Sequence[Problem]) -> str:
    return "\n".join(map(str, problems))


def _json(problems: Sequence[Problem]) -> str:
    return json.dumps([dataclasses.asdict(problem) for problem in problems], indent=2, ensure_ascii=False)


def _workflow_commands(problems: Sequence[Problem]) -> str:
    return "\n".join(map(_workflow_command, problems))


def _workflow_command(problem: Problem) -> str:
    place = {"file": _escaped(problem.file), "line": problem.line, "col": problem.column}
    properties = ",".join(f"{name}={value}" for name, value in place.items() if value)
    return f"::error {properties}::{_escaped(problem.message, '')}"


def _escaped(text: str, more: str = ":,") -> str:
    """A workflow command's own escapes; in a property a colon and a comma have them, too."""
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


_WRITERS: Mapping[str, Callable[[Sequence[Problem]], str]] = {
    "text": _lines,
    "json": _json,
    "github": _workflow_commands,
}


def _counted(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _from_here(problem: Problem) -> Problem:
    """With the path as short as it can be said from the working folder, as editors and workflows want it."""
    path, here = Path(problem.file), Path.cwd()
    if not path.is_relative_to(here):
        return problem
    return dataclasses.replace(problem, file=str(path.relative_to(here)))
