"""CSS selectors: what is understood, and what is said about what is not."""

from __future__ import annotations

import pytest

from cleancopy.ruleset.matching import compile_selectors
from cleancopy.ruleset.selectors import DEEPEST, LONGEST, SelectorError, parse_selectors
from ruleset.trees import page

BODY = """
<div id="top" class="a b" lang="en-GB">
<p class="first">One <b>two</b></p><p data-kind="Ad Slot">Advertisement</p></div>
<div class="empty"></div><i class="--b" rel="NoFollow">dashes</i><i class="1a">number</i>
<section><h2>News</h2><p>Three</p><p>Four <a href="https://ads.example/x">link</a></p></section>
<ul><li>1</li><li>2</li><li>3</li><li>4</li><li>5</li></ul>
"""


def found(selector: str) -> list[str]:
    """Tag and first words of what a selector finds."""
    test = compile_selectors(selector)
    body = page(BODY).root.find("body")
    assert body is not None
    return [
        f"{e.tag} {' '.join((e.text or '').split())}".strip() for e in body.iterdescendants("*") if test(e)
    ]


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("B", ["b two"]),
        ("#top .first", ["p One"]),
        (".a.b > p + p", ["p Advertisement"]),
        ("h2 ~ p", ["p Three", "p Four"]),
        ("section p, b", ["b two", "p Three", "p Four"]),
        ("[data-kind]", ["p Advertisement"]),
        ("[data-kind='Ad Slot']", ["p Advertisement"]),
        ("[data-kind='ad slot' i]", ["p Advertisement"]),
        ("[data-kind^=Ad]", ["p Advertisement"]),
        ("[data-kind$=Slot]", ["p Advertisement"]),
        ("[data-kind*='d S']", ["p Advertisement"]),
        ("[data-kind~=slot i]", ["p Advertisement"]),
        ("div[lang|=en]", ["div"]),
        ("p[class!=first]", ["p Advertisement", "p Three", "p Four"]),
        ("[class^='']", []),
        ("div:empty", ["div"]),
        ("p:not(.first, section p)", ["p Advertisement"]),
        (":is(h2, b)", ["b two", "h2 News"]),
        ("section :where(p > a)", ["a link"]),
        ("p:has(> a[href*=ads])", ["p Four"]),
        ("p:has(b, a)", ["p One", "p Four"]),
        ("h2:has(+ p)", ["h2 News"]),
        ("h2:has(~ p a)", ["h2 News"]),
        ("section:has(p a)", ["section"]),
        ("p:contains(ADVERT)", ["p Advertisement"]),
        ("p:contains('one two')", ["p One"]),
        ("p:matches('^three$')", ["p Three"]),
        (r"p:matches('^\\bT\\D+$')", ["p Three"]),
        ("p:contains('\\54hree')", ["p Three"]),
        (r".--b, .\31 a, .\--b", ["i dashes", "i number"]),
        ("[rel=NOFOLLOW], [rel~=Ugc]", ["i dashes"]),
        ("[rel=NOFOLLOW s], [class=A]", []),
        ("li:first-child", ["li 1"]),
        ("li:last-child", ["li 5"]),
        ("b:only-child", ["b two"]),
        ("section > :first-of-type", ["h2 News", "p Three"]),
        ("section > p:last-of-type", ["p Four"]),
        ("h2:only-of-type", ["h2 News"]),
        ("li:nth-child(2)", ["li 2"]),
        ("li:nth-child(odd)", ["li 1", "li 3", "li 5"]),
        ("li:nth-child(2n)", ["li 2", "li 4"]),
        ("li:nth-child(-n + 2)", ["li 1", "li 2"]),
        ("li:nth-last-child(2)", ["li 4"]),
        ("p:nth-of-type(2)", ["p Advertisement", "p Four"]),
        ("p:nth-last-of-type(2)", ["p One", "p Three"]),
        (":link", ["a link"]),
        (":root > body > ul > li:nth-child(3)", ["li 3"]),
    ],
)
def test_a_selector_finds_what_css_says(selector: str, expected: list[str]) -> None:
    assert found(selector) == expected


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("", "expected a selector, found the end"),
        ("p >", "expected a selector, found the end"),
        ("..x", "expected a class name, found '.' at character 2"),
        ("p:hsa(a)", "unknown pseudo-class :hsa (did you mean has?)"),
        ("p:has-text(Ad)", "unknown pseudo-class :has-text; write :contains() or :matches()"),
        ("p::before", "pseudo-elements"),
        ("p:has", "needs an argument"),
        ("p:has(a", "expected ), found the end"),
        ("[href", "expected an operator"),
        ("[href=x", "expected ], found the end"),
        ("[href=1]", "a text in quotes"),
        ("[href=x q]", "the flag is i or s"),
        ("li:nth-child(often)", "no series"),
        ("p:contains()", "needs a text"),
        ("p:matches('(')", "not valid RE2"),
        ("p:matches('a(?=b)')", "not valid RE2"),
        ("'p'", "expected a selector"),
        ("a b)", "unexpected ')'"),
        ("[x='unclosed]", "begins at character 4 has no end"),
        ("\\{x p", "a tag has no brace"),
        ("[\\{x]", "an attribute's name has no brace"),
        ("p" * (LONGEST + 1), "characters"),
        (":not(" * (DEEPEST + 1) + "p" + ")" * (DEEPEST + 1), "deeper"),
    ],
)
def test_a_bad_selector_is_refused_with_a_reason(selector: str, message: str) -> None:
    with pytest.raises(SelectorError) as raised:
        compile_selectors(selector)
    assert message in str(raised.value)


def test_a_comma_list_is_several_selectors() -> None:
    assert len(parse_selectors("a, b > c, :is(d, e)")) == 3


def test_many_combinators_do_not_multiply_the_time() -> None:
    """Tried without cutting off hopeless ways, this would be 60 ** 6 steps."""
    nested = "<div>" * 60 + "<p>x</p>" + "</div>" * 60
    test = compile_selectors("section " + "div " * 6 + "p")
    (paragraph,) = page(nested).root.iter("p")
    assert not test(paragraph)
