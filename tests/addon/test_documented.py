"""What docs/operations.md says of settings, figures and addresses is so."""

import re
from dataclasses import Field
from pathlib import Path
from typing import Any, get_args

import pytest

from cleancopy.addon.control.host import DIRECT
from cleancopy.addon.control.metrics import Metrics
from cleancopy.errors import PageReason, WorkerReason
from cleancopy.options import option_fields
from cleancopy.policy import Reason

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")


def section(title: str) -> str:
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def first_cells(text: str) -> list[str]:
    """The words in backticks in the first column of a table."""
    rows = re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE)
    return [re.split(r"[{?]", word)[0] for row in rows for word in re.findall(r"`([^`]+)`", row)]


def test_its_settings_exist() -> None:
    assert {*first_cells(section("Settings"))} <= {field.name for field in option_fields()}


@pytest.mark.parametrize("field", [field for field in option_fields() if isinstance(field.default, int)])
def test_its_defaults_are_the_defaults(field: Field[Any]) -> None:
    told = re.search(rf"^\| `{field.name}` \| (\w+) \|", PAGE, re.MULTILINE)
    assert told is not None
    assert told[1] == str(field.default).lower()


def test_its_figures_exist() -> None:
    gauges = ("workers", "worker_deaths", "pages_waiting", "cache_bytes")
    text = Metrics({name: ("", lambda: 0.0) for name in gauges}).text().decode()
    told = first_cells(section("Watching it").partition("### ")[0])
    assert len(told) == 9
    assert [name for name in told if f"cleancopy_{name}" not in text] == []


def test_what_answers_on_the_port_does() -> None:
    assert {path for path in DIRECT if f"`{path}`" in section("The control host")} == DIRECT


def test_its_reasons_are_all_there_are() -> None:
    named = [get_args(kind.__value__) for kind in (Reason, PageReason, WorkerReason)]
    told = first_cells(section("When something is wrong"))
    assert {*told} == {*sum(named, ()), "nothing-to-remove", "selector", "wish-406", "wish-422", "wish-504"}
