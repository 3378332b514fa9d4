"""The fields of the article that rules name."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.options import Options
from ruleset.trees import page, rule, ruleset

SITE = "sites/news.example.com.yaml"
BODY = (
    "<h1 class=head>Storm</h1><p class=by>A. Writer</p><time datetime=2026-01-31>Saturday</time>"
    "<div class=text><p>a</p></div><div class=text><p>b</p></div>"
)


def fields(tmp_path: Path, *files: dict[str, str]) -> dict[str, list[str]]:
    findings = ruleset(tmp_path, *files).edit_page(page(BODY), Options())
    return {name: ["".join(one.itertext()) for one in found] for name, found in findings.fields.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: h1", {"title": ["Storm"]}),
        ("title: [.none, .head, .by]", {"title": ["Storm"]}),
        ("body: .text", {"body": ["a", "b"]}),
        ("body: '.none, .text'", {"body": ["a", "b"]}),
        ("date: //time/@datetime", {"date": ["2026-01-31"]}),
        ("author: //p[@class='by']", {"author": ["A. Writer"]}),
        ("title: .none", {}),
        ("author: substring-after(//p[@class='by'], 'A. ')", {"author": ["Writer"]}),
        ("author: normalize-space(//none)", {}),
        ("body: //time/@datetime", {}),
    ],
)
def test_the_first_candidate_that_finds_something_counts(
    tmp_path: Path, text: str, expected: dict[str, list[str]]
) -> None:
    assert fields(tmp_path, {SITE: text}) == expected


def test_a_later_layer_names_a_field_first(tmp_path: Path) -> None:
    assert fields(tmp_path, {"generic/a.yaml": "title: .by", SITE: "title: h1"}) == {"title": ["Storm"]}
    assert fields(tmp_path, {SITE: "title: h1"}, {"generic/a.yaml": "title: .by"}) == {"title": ["A. Writer"]}


@pytest.mark.parametrize(
    ("generic", "site", "expected"),
    [
        ("no_article: .by", "", {"no_article": ["generic/a.yaml: .by"]}),
        ("no_article: .none", "", {}),
        ("no_article: [.none, .by, .head]", "", {"no_article": ["generic/a.yaml: .by"]}),
        ("no_article: '.none, .by'", "", {"no_article": ["generic/a.yaml: .by"]}),
        ("no_article: //time/@datetime", "", {"no_article": ["generic/a.yaml: //time/@datetime"]}),
        ("no_article: .by", "article: h1", {"article": [f"{SITE}: h1"]}),
        ("article: .by", "no_article: h1", {"no_article": [f"{SITE}: h1"]}),
        ("no_article: .by", "article: .none", {"no_article": ["generic/a.yaml: .by"]}),
        ("article: .by\nno_article: h1", "", {"no_article": ["generic/a.yaml: h1"]}),
        ("no_article: .by\n" + rule("remove: .by"), "", {"no_article": ["generic/a.yaml: .by"]}),
    ],
)
def test_one_verdict_counts(tmp_path: Path, generic: str, site: str, expected: dict[str, list[str]]) -> None:
    files = {"generic/a.yaml": generic} | ({SITE: site} if site else {})
    assert fields(tmp_path, files) == expected


def test_a_rule_can_set_a_field(tmp_path: Path) -> None:
    assert fields(tmp_path, {SITE: rule("set: time\nfield: date\nfrom: datetime")}) == {
        "date": ["2026-01-31"]
    }
    assert fields(tmp_path, {SITE: rule("set: body\nfield: author\nto: The Desk")}) == {
        "author": ["The Desk"]
    }


def test_what_is_named_is_not_lost_to_its_layer_or_earlier_ones(tmp_path: Path) -> None:
    files = {SITE: "body: .text", "generic/a.yaml": rule("remove: .text")}
    assert fields(tmp_path, files) == {"body": ["a", "b"]}
