"""Rules on the page as it came: what they find, what they tell the extraction, and the client's wishes."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.errors import WishError
from cleancopy.options import Options
from ruleset.trees import body_of, edited, page, rule, ruleset

PAGE = """
<header class="site-header"><h1>Title</h1></header>
<main id="story"><p class="by">By A. Person</p><div class="text">Body <i class="topAd">ad</i></div></main>
<aside id="ad_1" class="promo-box">Promo</aside><footer class="adapt readMore">Foot</footer>
"""


@pytest.mark.parametrize(
    ("finder", "gone"),
    [
        (".promo-box", {"Promo"}),
        ("{css: .promo-box}", {"Promo"}),
        ("{css: ['.promo-box, .by', footer]}", {"Promo", "By A. Person", "Foot"}),
        ("[.by, //aside]", {"By A. Person", "Promo"}),
        ("//footer", {"Foot"}),
        ("{xpath: [//footer, '//p[@class]']}", {"Foot", "By A. Person"}),
        ("(//p | //aside)[last()]", {"Promo"}),
        ("//i/text()", set()),
        ("{words: ad}", {"Promo", "ad"}),
        ("{words: [ad, header]}", {"Promo", "ad", "Title"}),
        ("{words: read more}", {"Foot"}),
        ("{words: more read}", set()),
        ("{words: promo}", {"Promo"}),
        ("'p:contains(person)'", {"By A. Person"}),
        ("'main:has(> .by) + aside'", {"Promo"}),
    ],
)
def test_what_a_rule_finds_by(tmp_path: Path, finder: str, gone: set[str]) -> None:
    everything = {"Title", "By A. Person", "Body", "ad", "Promo", "Foot"}
    document = page(PAGE)
    rules = ruleset(tmp_path, {"sites/example.com.yaml": rule(f"remove: {finder}\nmax_removed: 1")})
    rules.edit_page(document, Options())
    left = {text.strip() for text in document.root.itertext() if text.strip()}
    assert everything - left == gone


def fields(tmp_path: Path, files: dict[str, str]) -> dict[str, list[str]]:
    findings = ruleset(tmp_path, files).edit_page(page(PAGE), Options())
    return {name: [one.tag for one in elements] for name, elements in findings.fields.items()}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"sites/example.com.yaml": "title: h1\nbody: .text"}, {"title": ["h1"], "body": ["div"]}),
        ({"sites/example.com.yaml": "author: [.none, //p, h1]"}, {"author": ["p"]}),
        ({"sites/example.com.yaml": "author: p\nbody: 'p, div'"}, {"author": ["p"], "body": ["p", "div"]}),
        ({"sites/other.com.yaml": "title: h1"}, {}),
        ({"sites/example.com.yaml": "title: .none"}, {}),
        ({"sites/example.com.yaml": "title: p", "generic/a.yaml": "title: h1"}, {"title": ["p"]}),
        ({"sites/example.com.yaml": "title: .none", "generic/a.yaml": "title: h1"}, {"title": ["h1"]}),
        (
            {"sites/example.com.yaml": "title: p", "sites/news.example.com.yaml": "title: h1"},
            {"title": ["h1"]},
        ),
        ({"themes/t.yaml": "detect: aside\nnext_page: aside"}, {"next_page": ["aside"]}),
        ({"themes/t.yaml": "detect: .none\nnext_page: aside"}, {}),
    ],
    ids=str,
)
def test_a_field_is_what_the_latest_layer_finds(
    tmp_path: Path, files: dict[str, str], expected: dict[str, list[str]]
) -> None:
    assert fields(tmp_path, files) == expected


def test_a_field_s_element_is_not_lost_but_may_lose_what_is_in_it(tmp_path: Path) -> None:
    files = {"sites/example.com.yaml": "body: .text\n" + rule("remove: [main, .topAd]")}
    html = edited(ruleset(tmp_path, files), PAGE)
    assert '<div class="text">Body </div>' in html


def test_a_field_that_a_later_layer_removes_is_not_told(tmp_path: Path) -> None:
    files = {"generic/a.yaml": "author: .by", "sites/example.com.yaml": rule("remove: .by")}
    assert fields(tmp_path, files) == {}


def test_the_words_of_a_language_come_with_those_of_all(tmp_path: Path) -> None:
    files = {
        "generic/a.yaml": "words: {byline: [©]}",
        "languages/de.yaml": "language: de\nwords: {byline: [Von, VON, Foto]}",
        "languages/en.yaml": "language: en\nwords: {byline: [By], months: [May]}",
    }
    rules = ruleset(tmp_path, files)
    words = {
        lang: rules.edit_page(page("x", lang=lang), Options()).lexicon for lang in ("de", "en-GB", "fr", "")
    }
    assert words["de"] == {"byline": ("©", "von", "foto")}
    assert words["en-GB"] == {"byline": ("©", "by"), "months": ("may",)}
    assert words["fr"] == words[""] == {"byline": ("©", "von", "foto", "by"), "months": ("may",)}


def test_the_client_s_remove_selector_comes_first(tmp_path: Path) -> None:
    document = page(PAGE)
    rules = ruleset(tmp_path, {"generic/a.yaml": rule("keep: aside")})
    findings = rules.edit_page(document, Options(remove_selector="aside, .by, i"))
    assert "Promo" not in body_of(document)
    assert [(one.rule, one.file, one.text) for one in findings.removed] == [
        ("remove-selector", "request", "By A. Person"),
        ("remove-selector", "request", "ad"),
        ("remove-selector", "request", "Promo"),
    ]


def test_the_client_s_target_is_the_body_and_is_not_lost(tmp_path: Path) -> None:
    document = page(PAGE)
    rules = ruleset(tmp_path, {"sites/example.com.yaml": "body: main\n" + rule("remove: aside")})
    findings = rules.edit_page(document, Options(target_selector="aside"))
    assert [one.tag for one in findings.fields["body"]] == ["aside"]
    assert "Promo" in body_of(document)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (Options(target_selector=".none"), "the target selector '.none' matches nothing on the page"),
        (Options(target_selector="p:"), "in the selector 'p:': expected the name of a pseudo-class"),
        (Options(remove_selector="..x"), "in the selector '..x'"),
        (Options(target_selector="aside", remove_selector="aside"), "matches nothing"),
    ],
)
def test_a_wish_that_cannot_be_met_is_an_error(tmp_path: Path, options: Options, message: str) -> None:
    with pytest.raises(WishError) as raised:
        ruleset(tmp_path, {}).edit_page(page(PAGE), options)
    assert raised.value.status == 422
    assert message in str(raised.value)


def test_a_remove_selector_that_matches_nothing_is_no_error(tmp_path: Path) -> None:
    assert not ruleset(tmp_path, {}).edit_page(page(PAGE), Options(remove_selector=".none")).removed


def test_nested_matches_of_the_client_s_selector_are_taken_once(tmp_path: Path) -> None:
    document = page("<b>a <b>b</b></b>c")
    findings = ruleset(tmp_path, {}).edit_page(document, Options(remove_selector="b"))
    assert body_of(document) == "c"
    assert sum(one.words for one in findings.removed) == 2
