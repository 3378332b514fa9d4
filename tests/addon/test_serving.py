"""`cleancopy serve`: mitmdump with its arguments filled in."""

import socket
from pathlib import Path

import pytest

from cleancopy.addon import option_names, serve


def test_a_taken_port_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert serve(port) == 1
    assert capsys.readouterr().err == f"Cannot listen on 127.0.0.1:{port}: address already in use.\n"


def test_a_host_that_nobody_knows_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert serve(0, "nobody.invalid") == 1
    assert capsys.readouterr().err == "Cannot listen on nobody.invalid:0: no such name is known.\n"


def test_mitmproxys_own_options_are_known() -> None:
    names = option_names()
    assert {"upstream_cert", "proxyauth", "mode"} <= names
    assert not any(name.startswith("clean_") for name in names)


def test_a_certificate_that_cannot_be_used_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mitmproxy-ca.pem").write_text("no key")
    assert serve(0, settings=[f"confdir={tmp_path}"]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"The certificate and its key in {tmp_path} cannot be used: ")
    assert told.count("\n") == 1
