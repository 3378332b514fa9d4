"""What deploy/ runs and copies is there, and means something."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from cleancopy.addon.control.host import DIRECT
from cleancopy.addon.doorstep import PORT
from cleancopy.cli import main

ROOT = Path(__file__).parents[1]
UNIT = (ROOT / "deploy" / "clean-copy.service").read_text("utf-8")
IMAGE = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
PROGRAM = "/opt/clean-copy/bin/cleancopy"


def understood(arguments: list[str], folder: Path) -> dict[str, object]:
    """What the command line makes of its arguments. Raises click's errors; `folder` stands for any folder."""
    assert arguments[0] == "serve"
    given = [str(folder) if argument.startswith("/") else argument for argument in arguments[1:]]
    command = main.get_command(main.make_context("cleancopy", ["serve"]), "serve")
    assert command is not None
    return command.make_context("serve", given).params


def instructions(name: str) -> list[str]:
    return re.findall(rf"^(?:HEALTHCHECK )?{name} (.*)$", IMAGE, re.MULTILINE)


def test_the_service_starts_what_we_have(tmp_path: Path) -> None:
    command = re.search(r"^ExecStart=(.*)$", UNIT, re.MULTILINE)
    assert command is not None
    program, *arguments = shlex.split(command[1])
    assert program == PROGRAM
    assert understood(arguments, tmp_path)["listen_host"] == "127.0.0.1"


def test_the_folders_of_the_service_are_made_for_it() -> None:
    """`serve` does not start with a folder of rules that is not there."""
    assert "--rules /etc/clean-copy/rules" in UNIT
    assert "\nConfigurationDirectory=clean-copy/rules\n" in UNIT
    assert "\nStateDirectory=clean-copy\n" in UNIT


@pytest.mark.service
def test_systemd_finds_nothing_wrong_with_the_service(tmp_path: Path) -> None:
    unit = tmp_path / "clean-copy.service"
    unit.write_text(UNIT.replace(PROGRAM, str(shutil.which("true"))))
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stderr) == (0, "")


def test_the_image_has_all_that_its_build_needs() -> None:
    left_out = (ROOT / ".dockerignore").read_text("utf-8").split()
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = build["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = ["constraints.txt", build["project"]["readme"], *wheel["packages"], *wheel["force-include"]]
    assert instructions("COPY") == [". ."]
    assert [name for name in needed if not (ROOT / name).exists() or name in left_out] == []
    (extra,) = re.findall(r"pip install .*\[(\w+)\]", IMAGE)
    assert extra in build["project"]["optional-dependencies"]


def test_the_image_starts_what_we_have(tmp_path: Path) -> None:
    program, *arguments = json.loads(instructions("ENTRYPOINT")[0])
    assert program == "cleancopy"
    assert understood(arguments, tmp_path)["listen_host"] == "0.0.0.0"
    assert instructions("EXPOSE") == [str(PORT)]


def test_the_image_asks_itself_what_we_answer() -> None:
    code = json.loads(instructions("CMD")[0])[2]
    compile(code, "HEALTHCHECK", "exec")
    (asked,) = re.findall(r"http://127\.0\.0\.1:(\d+)(/\w+)", code)
    assert asked[0] == str(PORT)
    assert asked[1] in DIRECT
