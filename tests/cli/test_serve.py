"""`cleancopy serve`: settings are checked before anything starts. The world tests see it serve."""

import socket

import click
import pytest

from cleancopy.cli.serve import proxy_settings
from cli.conftest import Run


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("dedline=5", "there is no setting 'dedline' (did you mean deadline?)"),
        ("clean_dedline=5", "there is no setting 'clean_dedline' (did you mean deadline?)"),
        ("upstream_crt=false", "there is no setting 'upstream_crt' (did you mean upstream_cert?)"),
        ("clean_view=raeder", "view is one of reader, page, off, not 'raeder' (did you mean reader?)"),
        ("deadline=soon", "deadline is a whole number from 1 on, not 'soon'"),
    ],
)
def test_a_slip_in_a_setting_is_code_2(run: Run, setting: str, told: str) -> None:
    result = run("serve", "--set", setting)
    assert result.exit_code == 2
    assert told in result.stderr


def test_settings_go_under_the_proxys_names() -> None:
    given = [("deadline", "5"), ("clean_view", "off"), ("upstream_cert", "false")]
    assert proxy_settings(given) == [
        ("clean_deadline", "5"),
        ("clean_view", "off"),
        ("upstream_cert", "false"),
    ]


def test_a_name_of_nobodys_is_refused() -> None:
    with pytest.raises(click.BadParameter, match="there is no setting 'colour'"):
        proxy_settings([("colour", "red")])


def test_a_folder_that_is_not_there_is_code_2(run: Run) -> None:
    result = run("serve", "--rules", "nowhere")
    assert result.exit_code == 2
    assert "'nowhere' does not exist" in result.stderr


def test_a_taken_port_is_code_1(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("serve", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    assert "address already in use" in result.stderr
