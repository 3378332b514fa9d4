"""The shipped themes: each knows its pages, takes out what the theme adds, and nothing of the story."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import yaml

from cleancopy import dom, resources
from cleancopy import ruleset as rulesets
from cleancopy.options import Options
from cleancopy.parse import parse_html
from cleancopy.ruleset import Ruleset

PAGES: dict[str, str] = yaml.safe_load(Path(__file__).with_name("themes.yaml").read_text("utf-8"))
STORY = (
    "<p>Kept: the ferry left at noon with forty people and a piano, which nobody on board could play.</p>",
    "<p>Kept: it came back at nine with the piano alone, and the harbour master has written a report.</p>",
)


@cache
def shipped() -> Ruleset:
    return rulesets.load()


@cache
def alone(theme: str) -> Ruleset:
    """The rules of one theme, without those for any site that may take the same."""
    return Ruleset([one for one in shipped().sources if one.name == f"themes/{theme}.yaml"])


def body(theme: str) -> bytes:
    page = PAGES[theme]
    return page.replace("@1@", STORY[0] * 4).replace("@2@", STORY[1] * 4).encode()


def texts(text: str, word: str) -> list[str]:
    return re.findall(rf"{word}\b", text)


in_each_theme = pytest.mark.parametrize("theme", PAGES)


def test_every_theme_has_a_page() -> None:
    names = {path.stem for path in (resources.shipped("rules") / "themes").glob("*.yaml")}
    elsewhere = {"tagdiv-newspaper", "wordpress-blocks", "wordpress-classic"}
    assert names == PAGES.keys() | elsewhere


@in_each_theme
def test_a_theme_knows_its_page_and_no_other_does(theme: str) -> None:
    files = shipped().files_for(parse_html(body(theme), url=None), None)
    assert [name for name in files if name.startswith("themes/")] == [f"themes/{theme}.yaml"]


@in_each_theme
@pytest.mark.parametrize("rules", [alone, lambda _: shipped()], ids=["alone", "with all"])
def test_what_the_theme_adds_goes_and_the_story_stays(theme: str, rules: Callable[[str], Ruleset]) -> None:
    document = parse_html(body(theme), url=None)
    before = texts(dom.text_of(document.root), "Kept")
    findings = rules(theme).edit_page(document, Options())
    after = dom.text_of(document.root)
    assert texts(after, "Gone") == []
    assert texts(after, "Kept") == before
    assert findings.skipped == ()
