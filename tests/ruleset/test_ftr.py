"""Site patterns of Full-Text RSS as rule files."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.options import Options
from cleancopy.ruleset.checks import check
from cleancopy.ruleset.converted import written
from cleancopy.ruleset.ftr import convert_pattern
from ruleset.trees import edited, page, ruleset, write

PATTERN = """\
# A comment
title: //h1
body: //div[@id='none']
body: //div[@class='story']
author: substring-after(//p[@class='by'], 'A. ')
date: //time/@datetime
next_page_link: //a[@rel='next']
strip: //aside
strip_id_or_class: share
strip_image_src: /dot
wrap_in(blockquote): //p[@class='q']
src_lazy_load_attr: data-big
find_string: harbor
replace_string: harbour
replace_string(a.b): a-b
prune: no
test_url: https://news.example.com/a
"""
BODY = (
    "<h1>Ship</h1><p class=by>A. Writer</p><time datetime=2026-01-31></time><a rel=next href=/2>2</a>"
    "<div class=story><aside>x</aside><i class=xsharex>x</i><img src=/dot.gif><img data-big=a.png>"
    "<p class=q>The harbor a.b axb</p></div>"
)


def files(pattern: str) -> dict[str, str]:
    converted = convert_pattern(pattern, "www.example.com")
    return {name: written(file, "a pattern") for name, file in converted.files.items()}


def test_a_pattern_does_what_it_did(tmp_path: Path) -> None:
    html = edited(ruleset(tmp_path, files(PATTERN)), BODY)
    assert html.partition('<div class="story">')[2] == (
        '<img data-big="a.png" src="a.png">'
        '<blockquote><p class="q">The harbour a-b axb</p></blockquote></div>'
    )


def test_fields_are_fields(tmp_path: Path) -> None:
    findings = ruleset(tmp_path, files(PATTERN)).edit_page(page(BODY), Options())
    assert {name: found[0].tag for name, found in findings.fields.items()} == {
        "body": "div",
        "title": "h1",
        "author": "span",
        "date": "span",
        "next_page": "a",
    }


def test_the_result_passes_the_check(tmp_path: Path) -> None:
    assert check([write(tmp_path, files(PATTERN))]) == []
    converted = convert_pattern(PATTERN, "example.com")
    assert (converted.taken, converted.passed_over, converted.refusals) == (15, 2, [])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("author: p[1]", "is no XPath that begins with / or with a function of texts"),
        (
            "strip: //p[re:test(., 'x')]",
            "in the XPath \"//p[re:test(., 'x')]\": re:test() is not part of the language",
        ),
        (
            "replace_string(<br>): <p>",
            "changes the page's markup before it is read; rules change the text only",
        ),
        ("replace_string: x", "replaces nothing: there is no find_string before it"),
        ("http_header(cookie): x", "changes the request; the page has come already"),
        ("if_page_contains: //x", "makes a condition of the line before it"),
        ("wrap_in(marquee): //p", "wraps into <marquee>, which is not one of "),
        ("strip_id_or_class: a\"b'", "is no part of a class or an id"),
        ("src_lazy_load_attr: a b", "is no name of an attribute"),
        ("tilte: //h1", "the key tilte is not known"),
        ("what is this", "is no key with a value"),
    ],
)
def test_what_cannot_be_converted_says_why(line: str, expected: str) -> None:
    converted = convert_pattern(f"# x\n{line}", "example.com")
    assert [(one.line, one.text) for one in converted.refusals] == [(2, line)]
    assert converted.refusals[0].reason.startswith(expected)
    assert converted.files == {}


def test_a_pattern_is_named_by_its_host() -> None:
    assert list(convert_pattern("title: //h1", ".example.com").files) == ["sites/example.com.yaml"]
    assert "is no host's" in convert_pattern("title: //h1", "readme").refusals[0].reason
