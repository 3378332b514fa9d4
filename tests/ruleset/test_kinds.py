"""The shipped files that say of pages that they are no articles: threads, manuals, shops and lists."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from cleancopy import dom, resources
from cleancopy.options import Options
from cleancopy.parse import parse_html
from cleancopy.pipeline import default_ruleset

MARKS: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("kinds.yaml").read_text("utf-8"))
NO_FILE = "none"


def told_by(mark: str) -> tuple[str, ...]:
    """The files and selectors that take a page with this mark for no article."""
    document = parse_html(f"{mark}<p>The lamps are lit at dusk.</p>".encode(), url=None)
    findings = default_ruleset().edit_page(document, Options())
    return tuple(map(dom.text_of, findings.fields.get("no_article", ())))


@pytest.mark.parametrize(
    ("file", "mark"), [(file, mark) for file, marks in MARKS.items() for mark in marks if file != NO_FILE]
)
def test_a_page_with_a_mark_is_no_article(file: str, mark: str) -> None:
    assert [said.partition(": ")[0] for said in told_by(mark)] == [file]


@pytest.mark.parametrize("mark", MARKS[NO_FILE])
def test_other_pages_of_the_same_software_are_not_told(mark: str) -> None:
    assert not told_by(mark)


def test_every_selector_has_a_page() -> None:
    told = {said for marks in MARKS.values() for mark in marks for said in told_by(mark)}
    files = {
        name: yaml.safe_load((resources.shipped("rules") / name).read_text("utf-8"))
        for name in MARKS
        if name != NO_FILE
    }
    assert told == {f"{name}: {selector}" for name, file in files.items() for selector in file["no_article"]}
