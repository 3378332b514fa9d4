"""Which rules apply to a page, and which elements are meant by those found."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from cleancopy.model import Document
from cleancopy.options import Options
from cleancopy.ruleset import Ruleset
from ruleset.trees import edited, page, rule, ruleset

AD = "<p class=ad>x</p>"


def applies(rules: Ruleset, document: Document) -> bool:
    """Whether the rule took the page's one `.ad`."""
    rules.edit_page(document, Options())
    return not document.root.xpath("//*[@class='ad']")


@pytest.mark.parametrize(
    ("name", "url", "expected"),
    [
        ("example.com", "https://example.com/", True),
        ("example.com", "https://news.example.com:8080/a", True),
        ("EXAMPLE.com", "http://Example.COM/", True),
        ("news.example.com", "https://news.example.com/", True),
        ("news.example.com", "https://example.com/", False),
        ("example.com", "https://badexample.com/", False),
        ("example.com", "https://example.com.evil.test/", False),
        ("example.com", None, False),
        ("example.com", "https://[bad", False),
        ("example.com", "file:///example.com", False),
    ],
)
def test_a_site_s_rules_apply_to_its_host_and_those_in_it(
    tmp_path: Path, name: str, url: str | None, expected: bool
) -> None:
    rules = ruleset(tmp_path, {f"sites/{name}.yaml": rule("remove: .ad")})
    assert applies(rules, page(AD, url=url)) is expected


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("de", True), ("de-AT", True), ("DE_ch", True), ("en", False), ("", True), ("den", False)],
)
def test_a_language_s_rules_apply_to_its_pages_and_to_those_that_do_not_say(
    tmp_path: Path, lang: str, expected: bool
) -> None:
    rules = ruleset(tmp_path, {"languages/de.yaml": rule("remove: .ad", language="de")})
    assert applies(rules, page(AD, lang=lang)) is expected


@pytest.mark.parametrize(
    ("detect", "expected"),
    [
        (".theme", True),
        ("[.no, .theme]", True),
        ("'.theme > div, .no'", True),
        ("//div[@class='theme']", True),
        (".no", False),
        ("'.theme > p'", False),
        ("//p[@class='theme']", False),
        ("/html[count(//p) = 1]", True),
    ],
)
def test_a_theme_s_rules_apply_where_it_is_detected(tmp_path: Path, detect: str, expected: bool) -> None:
    rules = ruleset(tmp_path, {"themes/t.yaml": rule("remove: .ad", detect=detect)})
    assert applies(rules, page(f"<div class=theme><div></div></div>{AD}")) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("if: .mark", True),
        ("if: [.no, .mark]", True),
        ("if: .no", False),
        ("if: //b", True),
        ("if: //i", False),
        ("if: '.mark > p'", False),
        ("if: '.mark + p.ad'", True),
        ("unless: .mark", False),
        ("unless: [.no, .mark]", False),
        ("unless: .no", True),
        ("unless: //b", False),
        ("unless: '.mark > p'", True),
        ("if: .mark\nunless: .no", True),
        ("if: .ad", True),
        ("paths: /world/*", True),
        ("paths: [/no/*, '*.html']", True),
        ("paths: /world", False),
        ("paths: '/w?rld/*'", True),
        ("paths: '*'", True),
        ("paths: /World/*", False),
    ],
)
def test_a_condition_on_the_page_decides_about_a_rule(tmp_path: Path, condition: str, expected: bool) -> None:
    rules = ruleset(tmp_path, {"generic/a.yaml": rule(f"remove: .ad\n{condition}")})
    assert applies(rules, page(f"<div class=mark><b>b</b></div>{AD}")) is expected


def test_a_page_without_an_address_has_no_path(tmp_path: Path) -> None:
    rules = ruleset(tmp_path, {"generic/a.yaml": rule("remove: .ad\npaths: '*'")})
    assert not applies(rules, page(AD, url=None))


def test_conditions_are_asked_of_the_page_as_it_came(tmp_path: Path) -> None:
    """No rule hides from another what it needs."""
    files = {
        "generic/a.yaml": rule("remove: .mark", name="first"),
        "generic/b.yaml": rule("remove: .ad\nif: .mark"),
    }
    assert edited(ruleset(tmp_path, files), f"<i class=mark></i>{AD}") == ""


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"sites/example.com.yaml": "disable: [one]"}, False),
        ({"sites/other.com.yaml": "disable: [one]"}, True),
        ({"sites/example.com.yaml": "disable: [another]"}, True),
        ({"themes/t.yaml": "detect: .ad\ndisable: [one]"}, False),
        ({"themes/t.yaml": "detect: .no\ndisable: [one]"}, True),
        ({"languages/de.yaml": "language: de\ndisable: [one]"}, True),
        ({"generic/b.yaml": "disable: [one]"}, True),
    ],
    ids=str,
)
def test_a_later_layer_disables_rules_of_earlier_ones_where_it_applies(
    tmp_path: Path, files: dict[str, str], expected: bool
) -> None:
    rules = ruleset(tmp_path, {"generic/a.yaml": rule("remove: .ad"), **files})
    assert applies(rules, page(AD, lang="en")) is expected


@pytest.mark.parametrize(
    ("ruled", "disabling", "expected"),
    [
        ("example.com", "news.example.com", False),
        ("news.example.com", "example.com", True),
        ("news.example.com", "news.example.com", True),
        ("example.com", "sport.example.com", True),
    ],
)
def test_a_part_of_a_site_disables_rules_of_the_whole(
    tmp_path: Path, ruled: str, disabling: str, expected: bool
) -> None:
    files = {f"sites/{disabling}.yaml": "disable: [one]\n"}
    files[f"sites/{ruled}.yaml"] = files.get(f"sites/{ruled}.yaml", "") + rule("remove: .ad")
    assert applies(ruleset(tmp_path, files), page(AD)) is expected


def test_a_site_disables_rules_that_it_inherits(tmp_path: Path) -> None:
    files = {
        "sites/sister.example.yaml": rule("remove: .ad"),
        "sites/example.com.yaml": "inherit: sister.example\ndisable: [one]",
    }
    assert not applies(ruleset(tmp_path, files), page(AD))


def test_the_user_disables_what_is_shipped_and_may_say_it_anew(tmp_path: Path) -> None:
    own = {"generic/mine.yaml": rule("remove: .other", disable="[one]")}
    rules = ruleset(tmp_path, {"generic/a.yaml": rule("remove: .ad")}, own)
    assert edited(rules, f"{AD}<p class=other>y</p>") == '<p class="ad">x</p>'


# Narrowing: which elements are meant.

NESTED = "<section id=s><div id=d><p id=p class=ad>one two <a href=/>three</a></p></div></section>"


@pytest.mark.parametrize(
    ("narrowing", "gone"),
    [
        ("in: section", "p"),
        ("in: '#d, .no'", "p"),
        ("in: [.no, section]", "p"),
        ("in: aside", ""),
        ("in: .ad", ""),
        ("closest: section", "s"),
        ("closest: .ad", "p"),
        ("closest: '#s > div'", "d"),
        ("closest: [section, div]", "d"),
        ("closest: aside", ""),
        ("up: 1", "d"),
        ("up: 2", "s"),
        ("up: 9", ""),
        ("closest: div\nin: section", "d"),
        ("min_words: 3", "p"),
        ("min_words: 4", ""),
        ("max_words: 3", "p"),
        ("max_words: 2", ""),
        ("min_words: 3\nmax_words: 3", "p"),
        ("max_words: 0", ""),
        ("with_links: true", "p"),
        ("with_links: false", ""),
    ],
)
def test_a_narrowing_decides_what_is_meant(tmp_path: Path, narrowing: str, gone: str) -> None:
    document = page(NESTED)
    ruleset(tmp_path, {"generic/a.yaml": rule(f"remove: .ad\n{narrowing}")}).edit_page(document, Options())
    left = [element.get("id") for element in document.root.iter("section", "div", "p")]
    assert left == {"": ["s", "d", "p"], "p": ["s", "d"], "d": ["s"], "s": []}[gone]


def test_words_and_links_are_those_of_the_element_that_is_meant(tmp_path: Path) -> None:
    rules = ruleset(
        tmp_path, {"generic/a.yaml": rule("remove: i\nclosest: div\nmax_words: 2\nwith_links: true")}
    )
    body = "<div><i>a</i> b</div><div><i>a</i> <a>b</a></div><div><i>a</i> <a>b</a> c</div>"
    assert edited(rules, body) == "<div><i>a</i> b</div><div><i>a</i> <a>b</a> c</div>"


def test_hidden_text_is_not_counted(tmp_path: Path) -> None:
    rules = ruleset(tmp_path, {"generic/a.yaml": rule("remove: .ad\nmax_words: 0")})
    assert edited(rules, "<p class=ad><script>a b</script><style>c</style></p>z") == "z"


def test_an_xpath_that_fails_on_a_page_finds_nothing_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is right as far as an empty page can tell."""
    rules = ruleset(tmp_path, {"generic/a.yaml": rule("remove: [\"//p[sum('x')]\", i]")})
    with caplog.at_level(logging.WARNING):
        assert edited(rules, f"{AD}<i>y</i>") == '<p class="ad">x</p>'
    assert "The XPath \"//p[sum('x')]\" failed on a page" in caplog.text


@pytest.mark.parametrize(
    ("excluded", "left"), [(".two", ["b"]), ("'.one, .two'", ["a", "b"]), ("':has(b)'", ["a"])]
)
def test_not_spares_what_it_matches(tmp_path: Path, excluded: str, left: list[str]) -> None:
    rules = ruleset(tmp_path, {"generic/a.yaml": rule(f"remove: .ad\nnot: {excluded}")})
    body = edited(rules, "<p class='ad one'><b>a</b></p><p class='ad two'>b</p>")
    assert [letter for letter in "ab" if f">{letter}<" in body] == left


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("{from: 2020-01-01}", True),
        ("{until: 2999-12-31}", True),
        ("{from: 2020-01-01, until: 2999-12-31}", True),
        ("{from: 2999-01-01}", False),
        ("{until: 2020-01-01}", False),
    ],
)
def test_a_rule_applies_on_the_days_for_which_it_is_valid(tmp_path: Path, days: str, expected: bool) -> None:
    assert (
        applies(ruleset(tmp_path, {"generic/a.yaml": rule(f"remove: .ad\nvalid: {days}")}), page(AD))
        is expected
    )


@pytest.mark.parametrize("shown", ["reader", "page"])
@pytest.mark.parametrize("wanted", ["reader", "page"])
def test_a_rule_can_be_for_one_view(tmp_path: Path, wanted: str, shown: str) -> None:
    rules = ruleset(tmp_path, {"generic/a.yaml": rule(f"remove: .ad\nview: {wanted}")})
    assert (edited(rules, AD, view=shown) == "") is (wanted == shown)


@pytest.mark.parametrize(
    ("inherited", "expected"),
    [("example.org", True), ("[other.test, example.org]", True), ("other.test", False)],
)
def test_a_site_inherits_the_rules_of_others(tmp_path: Path, inherited: str, expected: bool) -> None:
    files = {
        "sites/news.example.com.yaml": f"inherit: {inherited}",
        "sites/example.org.yaml": "inherit: news.example.com\n" + rule("remove: .ad"),
        "sites/other.test.yaml": rule("remove: .other", name="two"),
    }
    assert applies(ruleset(tmp_path, files), page(AD)) is expected
    assert not applies(ruleset(tmp_path / "2", files), page(AD, url="https://elsewhere.test/"))
