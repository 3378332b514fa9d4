"""Small pages, drafts and rulesets for the tests of the rule engine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from lxml import etree

from cleancopy.dom import Element
from cleancopy.model import Document, Draft, Metadata
from cleancopy.options import Options
from cleancopy.parse import parse_html
from cleancopy.ruleset import Ledger, Ruleset
from cleancopy.ruleset.folders import read_folders

URL = "https://news.example.com/world/storm.html"
PROSE = "<p>The harbour was closed for two days while the crews cleared the wreck from the channel.</p>"
ARTICLE = f"<article>{PROSE * 10}</article>"


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Rule files under a folder; a text without `format:` gets one."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = dedent(text)
        path.write_text(text if "format:" in text else f"format: 1\n{text}", encoding="utf-8")
    return folder


def ruleset(folder: Path, files: Mapping[str, str], *users: Mapping[str, str]) -> Ruleset:
    """A ruleset of these files alone: those that are shipped, then each user's."""
    folders = [write(folder / str(number), layer) for number, layer in enumerate((files, *users))]
    sources, problems = read_folders(folders)
    assert not problems
    return Ruleset(sources)


def rule(body: str, *, name: str = "one", **keys: str) -> str:
    """A file with one rule, whose lines are given."""
    head = "".join(f"{key}: {value}\n" for key, value in keys.items())
    lines = "".join(f"    {line.strip()}\n" for line in body.strip().splitlines())
    return f"{head}rules:\n  - id: {name}\n{lines}"


def page(body: str, *, url: str | None = URL, lang: str = "") -> Document:
    return parse_html(f'<html lang="{lang}"><body>{body}</body></html>'.encode(), url=url)


def body_of(document: Document) -> str:
    """The page's body as HTML, without its own tags."""
    return inner(document.root.find("body"))


def inner(element: Element | None) -> str:
    assert element is not None
    whole = etree.tostring(element, method="html", encoding="unicode", with_tail=False)
    return whole.partition(">")[2].rpartition("<")[0]


def edited(rules: Ruleset, body: str, **options: str) -> str:
    """A page's body after the page-scope rules."""
    document = page(body)
    rules.edit_page(document, Options(**options))
    return body_of(document)


def edit_article(rules: Ruleset, body: str, *, language: str | None = None) -> tuple[str, Ledger]:
    """An article's body after both scopes, and the ledger of the second."""
    document = page(body)
    findings = rules.edit_page(document, Options())
    copied = etree.fromstring(etree.tostring(document.root.find("body")))
    copied.tag = "div"
    ledger = rules.edit_article(Draft(copied, Metadata(language=language), True, 1.0), document, findings)
    return inner(copied), ledger
