"""Filter lists of ad blockers as rule files."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.ruleset.checks import check
from cleancopy.ruleset.converted import Converted, written
from cleancopy.ruleset.filterlists import A_RULE, convert_list
from ruleset.trees import edited, ruleset, write


def texts(converted: Converted) -> dict[str, str]:
    return {name: written(file, "a list") for name, file in converted.files.items()}


def left(tmp_path: Path, filters: str, body: str) -> str:
    """What the converted filters leave of a page of news.example.com."""
    return edited(ruleset(tmp_path, texts(convert_list(filters, "list"))), body)


def reason(line: str) -> str:
    (refusal,) = convert_list(f"! a comment\n{line}", "list").refusals
    assert (refusal.line, refusal.text) == (2, line)
    return refusal.reason


BODY = '<p class="a">Ad</p><div><p class="b">b</p></div><i>c</i>'


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ("##.a", '<div><p class="b">b</p></div><i>c</i>'),
        ("*##.a", '<div><p class="b">b</p></div><i>c</i>'),
        ("example.com##.a", '<div><p class="b">b</p></div><i>c</i>'),
        ("other.org,news.example.com##.a", '<div><p class="b">b</p></div><i>c</i>'),
        ("other.org##.a", BODY),
        ("~news.example.com##.a", BODY),
        ("~other.org##.a", '<div><p class="b">b</p></div><i>c</i>'),
        ("##.a\nnews.example.com#@#.a", BODY),
        ("##.a\nother.org#@#.a", '<div><p class="b">b</p></div><i>c</i>'),
        ("##.a\n#@#.a", BODY),
        ("example.com##.a\nexample.com#@#.a", BODY),
        ("example.com##.a\nnews.example.com#@#.a", BODY),
        ("example.com##.a\nsport.example.com#@#.a", '<div><p class="b">b</p></div><i>c</i>'),
        ("example.com,~news.example.com##.a", BODY),
        ("example.com,~sport.example.com##.a", '<div><p class="b">b</p></div><i>c</i>'),
        ("news.example.com##.a\nexample.com#@#.a", BODY),
        ("~example.com##.a", BODY),
        ("##.a, .b", "<div></div><i>c</i>"),
        ("##p:has-text(Ad)", '<div><p class="b">b</p></div><i>c</i>'),
        ("##p:has-text(ad)", BODY),
        ("##p:has-text(/ad/)", BODY),
        ("##p:has-text(/^ad$/i)", '<div><p class="b">b</p></div><i>c</i>'),
        (r"##p:has-text(/^\D+d\b/)", '<div><p class="b">b</p></div><i>c</i>'),
        ("##.a\n@@||example.com^$generichide", BODY),
        ("##.a\n@@||example.com^$elemhide\nnews.example.com##.b", BODY),
        ("##.a\nexample.com##.b\n@@||news.example.com^$ghide", '<p class="a">Ad</p><div></div><i>c</i>'),
        ("##.a\n@@||other.org^$generichide", '<div><p class="b">b</p></div><i>c</i>'),
        ("!#if env_mobile\n##.b\n!#endif\n##.a", '<div><p class="b">b</p></div><i>c</i>'),
        ("##p:has-text(/^A/)", '<div><p class="b">b</p></div><i>c</i>'),
        ("#?#div:-abp-has(> .b)", '<p class="a">Ad</p><i>c</i>'),
        ('##div[-ext-has="> .b"]', '<p class="a">Ad</p><i>c</i>'),
        ("##.b:upward(1)", '<p class="a">Ad</p><i>c</i>'),
        ("##.b:upward(div)", '<p class="a">Ad</p><i>c</i>'),
        ("##div:if-not(.none)", '<p class="a">Ad</p><i>c</i>'),
        ("##:xpath(//p[@class='a'])", '<div><p class="b">b</p></div><i>c</i>'),
        ("##^.a", '<div><p class="b">b</p></div><i>c</i>'),
        ("##.a:remove()", '<div><p class="b">b</p></div><i>c</i>'),
        ("##.a:matches-path(/world/)", '<div><p class="b">b</p></div><i>c</i>'),
        ("##.a:matches-path(/sport/)", BODY),
        ('news.example.com$$p[class="a"]', '<div><p class="b">b</p></div><i>c</i>'),
    ],
)
def test_what_a_filter_hides_is_removed(tmp_path: Path, filters: str, expected: str) -> None:
    assert left(tmp_path, filters, BODY) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("||ads.example.com^$third-party", "blocks or allows requests; rules see pages only"),
        ("@@||example.com^", "blocks or allows requests; rules see pages only"),
        ("example.com##+js(set, a, 1)", "is a script for a browser"),
        ("example.com#%#window.a = 1;", "is a script for a browser"),
        ("example.com#$#body { margin: 0 }", "is a style or a snippet for a browser"),
        ("##^responseheader(set-cookie)", "takes out a header of the answer"),
        ("example.*##.a", "the domain 'example.*' is no host's name"),
        ("/^ex/##.a", "the domain '/^ex/' is no host's name"),
        ("##body", "body is the whole page"),
        ("##.a:matches-css(display: none)", ":matches-css() asks how a browser draws it"),
        ("##.a:style(color: red)", ":style() changes a style sheet"),
        ("##.a:min-text-length(9)", ":min-text-length() counts characters; rules count words"),
        ("##.a:upward(99)", "goes up 99 levels; 10 are allowed"),
        ("##.a:upward(1):upward(2)", "goes upwards more than once"),
        ("##.a:upward(1) > b", ":upward() is understood at the end of a filter only"),
        ("##.a:has(.b", "a parenthesis is not closed"),
        ("##.a:matches-path(/^x/)", "asks for a path by a regular expression"),
        ("##.a:matches-path(?page=1)", "asks for a path with one of * ? [ in it"),
        ("!#include other.txt", "includes a list that is not read"),
        ("[$path=/x]##p[class]", "the domain '[$path=/x]' is no host's name"),
        ("#@#.a", "excepts a filter that is not in this list"),
    ],
)
def test_what_cannot_be_converted_says_why(line: str, expected: str) -> None:
    assert reason(line) == expected


@pytest.mark.parametrize(
    "line",
    ["##.a:nope(1)", "##.a[", "##:xpath(//p[)", "##:xpath(document('x'))", "##..a"],
)
def test_what_is_no_selector_says_what_is_wrong(line: str) -> None:
    assert reason(line)


def test_lines_are_counted(tmp_path: Path) -> None:
    converted = convert_list("[Adblock Plus 2.0]\n! x\n\n##.a\n##.b\n||x^\n", "list")
    assert (converted.taken, converted.passed_over, len(converted.refusals)) == (2, 3, 1)


def test_many_selectors_are_few_rules_that_pass_the_check(tmp_path: Path) -> None:
    filters = "".join(f"##.ad-{number}\n~a.example##.x{number}\n" for number in range(A_RULE + 1))
    converted = convert_list(f"{filters}b.example##.c:upward(2)", "My List!")
    assert next(iter(converted.files)) == "generic/my-list.yaml"
    assert len(converted.files["generic/my-list.yaml"]["rules"]) == A_RULE + 1 + 2
    assert check([write(tmp_path, texts(converted))]) == []
