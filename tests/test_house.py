"""The house's own rules, kept by machines: format, types, the direction of imports, what may be where."""

import re
import subprocess
import sys
import tomllib
from dataclasses import Field
from pathlib import Path
from typing import Any

import pytest

import cleancopy
from cleancopy.options import option_fields

HOUSE = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
CHECKS = {
    "style": [sys.executable, "-m", "ruff", "check"],
    "format": [sys.executable, "-m", "ruff", "format", "--check"],
    "types": [sys.executable, "-m", "mypy"],
    "imports": [str(BIN / "lint-imports")],
}
CODE = [path for room in ("cleancopy", "bench", "tests") for path in (HOUSE / room).rglob("*.py")]
PAGES = [*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md")]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!\w+:)([^)#\s]+)|!\[[^\]]*\]\((?!\w+:)([^)\s]+)")


@pytest.mark.parametrize("check", CHECKS)
def test_a_machine_has_nothing_to_say(check: str) -> None:
    done = subprocess.run(CHECKS[check], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_is_an_attic() -> None:
    attics = {"utils", "util", "helpers", "helper", "misc", "common"}
    assert [path for path in CODE if attics & {path.stem, path.parent.name}] == []


def test_rules_are_data() -> None:
    assert {path.suffix for path in (HOUSE / "rules").rglob("*") if path.is_file()} <= {".yaml", ".json"}


@pytest.mark.parametrize("field", option_fields(), ids=lambda field: field.name)
def test_every_setting_has_help(field: Field[Any]) -> None:
    assert re.fullmatch(r"[A-Z].+\.", field.metadata["help"])


def test_the_version_stands_once() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
    assert project["version"] == cleancopy.__version__


def test_every_package_is_pinned_and_no_index_is_named() -> None:
    lines = (HOUSE / "constraints.txt").read_text().splitlines()
    pins = [re.fullmatch(r"([\w.-]+)==[\w.]+", line) for line in lines if not line.startswith("#")]
    assert None not in pins
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
    wanted = sum(project["optional-dependencies"].values(), project["dependencies"])
    names = {re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-") for requirement in wanted}
    assert names - {pin[1].lower().replace("_", "-") for pin in pins} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    targets = [text or picture for text, picture in LINK.findall(page.read_text(encoding="utf-8"))]
    assert [target for target in targets if not (page.parent / target).exists()] == []
