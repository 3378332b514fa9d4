"""XPath within bounds, and what texts are compared by."""

from __future__ import annotations

import pytest

from cleancopy.ruleset.finders import LONGEST_XPATH, comparable, compile_xpath, elements_of, is_xpath
from cleancopy.ruleset.selectors import SelectorError
from ruleset.trees import page


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("//p", True),
        ("/html/body", True),
        (".//p", True),
        ("./p", True),
        ("(//p)[1]", True),
        ("(.//p)[1]", True),
        (".ad", False),
        ("p > b", False),
        (":is(p)", False),
        ("*", False),
    ],
)
def test_what_looks_like_xpath(selector: str, expected: bool) -> None:
    assert is_xpath(selector) is expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("//p", ["p", "p"]),
        ("//p[2]", ["p"]),
        ("//*[local-name() = 'b' or contains(@class, 'x')]", ["p", "b"]),
        ("//p[starts-with(normalize-space(), 'a')]/..", ["body"]),
        ("//b/ancestor::p", ["p"]),
        ("//p[self::p and position() = last()]", ["p"]),
        ("//p[@class='fn:call(x)']", []),
        ("//p[. = 'prefix:name']", []),
        ("//p/text() | //b", ["b"]),
        ("//p/@class", []),
        ("count(//p) = 2", ["html"]),
        ("count(//p)", []),
        ("string(//p)", []),
        ("false()", []),
    ],
)
def test_an_xpath_finds_elements(expression: str, expected: list[str]) -> None:
    root = page("<p class=x>a</p><p><b>c</b></p>").root
    assert [element.tag for element in elements_of(compile_xpath(expression)(root), root)] == expected


@pytest.mark.parametrize(
    "expression",
    [
        "//p[",
        "",
        "//p | 5",
        "//p[document('/etc/passwd')]",
        "//p[re:test(., 'x')]",
        "//p[has-class('x')]",
        "//p[x:y]",
        "x:p",
        "//p[$v]",
        "//p[current()]",
        "//p[generate-id()]",
        "//p[matches(., 'x')]",
        "//p[key('a', 'b')]",
        "//p[unparsed-entity-uri('x')]",
        "//p[\0]",
        "//p" + "[1]" * LONGEST_XPATH,
    ],
)
def test_what_is_not_xpath_s_core_is_refused(expression: str) -> None:
    with pytest.raises(SelectorError):
        compile_xpath(expression)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Must\n READ ", "must read"),
        ("- Advertisement -", "advertisement"),
        ("»»» (More)…", "more"),
        ("24/7", "24/7"),
        ("100 %", "100"),
        ("$ 5", "$ 5"),
        ("Größe", "grösse"),
        ("ﬁn．", "fin"),
        ("é", "é"),
        ("▶️ Watch", "watch"),
        ("“Don’t” „miss“ it", 'don\'t" "miss" it'),
        ("E‑mail – us", "e-mail - us"),
        ("Adver\u00adtise\u200bment", "advertisement"),
        ("DEVAMI İÇİN", "devami için"),
        ("devamı için", "devami için"),
        ("— · —", ""),
        ("", ""),
    ],
)
def test_neither_case_nor_space_nor_the_way_of_typing_counts(text: str, expected: str) -> None:
    assert comparable(text) == expected
