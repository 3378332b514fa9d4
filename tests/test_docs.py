"""The examples in docs/rules.md, each run; and whether it names every key."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cleancopy.model import Draft, Metadata
from cleancopy.options import Options
from cleancopy.parse import parse_html
from cleancopy.ruleset import Ruleset, run_tests
from cleancopy.ruleset.folders import read_folders
from cleancopy.ruleset.page import PageFindings
from cleancopy.ruleset.rulefile import FINDERS, VERBS, Finder, Rule, RuleFile, RuleTests, Valid
from ruleset.trees import inner

PAGE = Path(__file__).parent.parent / "docs" / "rules.md"
URL = "https://www.example.com/world/ship.html"

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(slots=True)
class Example:
    """Rule files, a body before, and what is shown of it after."""

    line: int
    files: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    told: str = ""


def examples() -> list[Example]:
    text = PAGE.read_text(encoding="utf-8")
    found: list[Example] = []
    for match in _BLOCK.finditer(text):
        kind, block = match.groups()
        if kind == "yaml" and (not found or found[-1].bodies):
            found.append(Example(text.count("\n", 0, match.start()) + 1))
        if kind == "yaml":
            found[-1].files.append(block)
        elif kind == "html":
            found[-1].bodies.append(block)
        else:
            found[-1].told = block
    return found


def written(folder: Path, example: Example) -> Path:
    """Each file under the name that its first line gives."""
    for text in example.files:
        path = folder / text.partition("\n")[0].removeprefix("# ")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def bare(html: str) -> str:
    """Without white space between tags."""
    return re.sub(r">\s+<", "><", html).strip()


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"line-{example.line}")
def test_an_example_comes_out_as_it_says(tmp_path: Path, example: Example) -> None:
    sources, problems = read_folders([written(tmp_path, example)])
    assert not problems
    rules = Ruleset(sources)
    html = f"<html lang=en><body>{example.bodies[0]}</body></html>"
    document = parse_html(html.encode(), url=URL)
    findings = rules.edit_page(document, Options())
    body = document.root.find("body")
    assert body is not None
    rules.edit_article(Draft(body, Metadata(language="en"), True, 1.0), document, findings)
    assert isinstance(findings, PageFindings)
    told = [f"{one.rule}: {one.reason}" for one in findings.skipped]
    told += [f"{name}: {''.join(one.itertext())}" for name, found in findings.fields.items() for one in found]
    assert sorted(told) == sorted(example.told.splitlines())
    if len(example.bodies) > 1:
        assert bare(inner(body)) == bare(example.bodies[1])


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"line-{example.line}")
def test_the_tests_in_an_example_hold(tmp_path: Path, example: Example) -> None:
    assert not run_tests([written(tmp_path, example)]).problems


@pytest.mark.parametrize("model", [RuleFile, Rule, Finder, Valid, RuleTests])
def test_every_key_is_named(model: type[Rule]) -> None:
    text = PAGE.read_text(encoding="utf-8")
    keys = {info.alias or name for name, info in model.model_fields.items()}
    assert {key for key in keys if not re.search(rf"`{key}\b|^\s*(- )?{key}:", text, re.MULTILINE)} == set()


@pytest.mark.parametrize("key", [*VERBS, *FINDERS])
def test_every_verb_and_every_way_to_find_has_an_example(key: str) -> None:
    text = "".join(file for example in examples() for file in example.files)
    assert re.search(rf"\b{key}: ", text) or key == "css", "a bare text is CSS"
