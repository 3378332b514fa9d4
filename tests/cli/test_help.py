"""Help that teaches: every command shows how it is used and what its exit codes mean."""

import typing

import pytest

from cleancopy import __version__
from cleancopy.cli import main, settings
from cleancopy.cli.rules import group
from cleancopy.errors import REASONS, PageReason
from cleancopy.options import option_fields
from cli.conftest import Run

COMMANDS = [
    *([name] for name in main.commands if name != "rules"),
    *(["rules", name] for name in group.commands),
]


def test_the_version_is_the_packages(run: Run) -> None:
    assert run("--version").stdout == f"cleancopy {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_examples_and_exit_codes(run: Run, command: list[str]) -> None:
    told = run(*command, "--help").stdout
    assert f"\n    cleancopy {' '.join(command)}" in told
    assert all(f"\n    {code}  " in told for code in (0, 1, 2))


def test_a_misspelt_command_is_code_2(run: Run) -> None:
    result = run("claen")
    assert result.exit_code == 2
    assert "claen" in result.stderr


def test_help_lists_every_setting(run: Run) -> None:
    serve, clean = run("serve", "--help").stdout, run("clean", "--help").stdout
    for field in option_fields():
        assert f"\n  {field.name} " in serve
        assert (f"\n  {field.name} " in clean) is (field.name not in settings.PROXY_ONLY)


def test_the_proxys_own_settings_exist() -> None:
    assert {field.name for field in option_fields()} >= settings.PROXY_ONLY


def test_every_reason_has_its_words() -> None:
    assert set(REASONS) == set(typing.get_args(PageReason.__value__))
