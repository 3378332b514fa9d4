"""The index finds what each selector alone would find."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.cssselect import CSSSelector

from cleancopy.dom import Element
from cleancopy.ruleset.index import FEW, LONGEST_REMEMBERED, REMEMBERED, Index, Table, _Memo, split_words
from cleancopy.ruleset.selectors import parse_selectors
from ruleset import reference
from ruleset.chance import functions, selectors, trees
from ruleset.trees import page


def body(content: str) -> Element:
    return etree.fromstring(f"<html><body>{content}</body></html>")


def find(root: Element, sources: list[str]) -> list[set[Element]]:
    table = Table()
    for number, source in enumerate(sources):
        for selector in parse_selectors(source):
            table.add(selector, number)
    found = Index(table).find(root)
    assert all(found.values()), "a number is there only for what was found"
    return [set(found.get(number, ())) for number in range(len(sources))]


@settings(max_examples=300, deadline=None)
@given(trees, st.lists(selectors, min_size=1, max_size=8))
def test_the_index_agrees_with_cssselect(root: Element, sources: list[str]) -> None:
    expected = [set(CSSSelector(source, translator="html")(root)) for source in sources]
    assert find(root, sources) == expected


@settings(max_examples=300, deadline=None)
@given(trees, st.lists(functions, min_size=1, max_size=3))
@example(body("<b/><a/><p class='x'/><a/>"), [":is(.x, b) ~ a"])
@example(body("<p><p><a/></p></p><a/>"), ["p a, p ~ a"])
@example(
    body("<i class='x'><p/><b/></i><i class='x'><p/><b/><b/></i>"), [".x p", ".x > p", "p + b", ".x ~ i"]
)
@example(body("<i class='x'><i class='x'><p/></i><p/></i><p/>"), [".x p", ".x > p", ".x ~ p"])
def test_the_index_agrees_with_the_definition(root: Element, sources: list[str]) -> None:
    assert find(root, sources) == [set(reference.select(root, source)) for source in sources]


@pytest.mark.parametrize("selector", [".x > p", ".x ~ p", ".x p", ".x + p"])
def test_a_selector_found_by_its_left_part_alone_is_not_found(selector: str) -> None:
    assert find(page("<div class=x><b>t</b></div>").root, [selector]) == [set()]


def test_has_looks_below_the_element_itself_only() -> None:
    root = page("<div class=out><p><b>x</b></p></div><p class=no></p>").root
    (found,) = find(root, ["p:has(.out b)"])
    assert not found


def test_many_substrings_are_found_as_few_are() -> None:
    root = page("<a href='https://t7.example/'>x</a>").root
    sources = [f"[href*='t{number}.']" for number in range(FEW + 2)]
    assert [bool(found) for found in find(root, sources)] == [number == 7 for number in range(FEW + 2)]


def test_class_and_id_words_are_split_at_signs_case_and_digits() -> None:
    assert split_words("topAd-box_2") == ["top", "ad", "box", "2"]
    assert split_words("HTMLAdBlock") == ["html", "ad", "block"]
    assert split_words("werbung--größe") == ["werbung", "grösse"]


def test_a_word_finds_whole_words_of_classes_and_ids() -> None:
    table = Table()
    table.add_words(["ad", "related posts"], 1)
    root = page(
        "<i class='header adapt'></i><i id=topAd></i><i class='x related-posts'></i><i class=related></i>"
    ).root
    found = Index(table).find(root)[1]
    assert [element.get("id") or element.get("class") for element in found] == ["topAd", "x related-posts"]


def test_an_index_looks_into_several_tables_at_once() -> None:
    one, two = Table(), Table()
    one.add(*parse_selectors(".a"), 1)
    two.add(*parse_selectors(".a"), 2)
    two.add(*parse_selectors("p[title]"), 3)
    assert set(Index(one, two).find(page("<p class=a title=t>").root)) == {1, 2, 3}


def test_what_a_class_string_leads_to_is_remembered_within_bounds() -> None:
    memo = _Memo(lambda value: ())
    for number in range(REMEMBERED * 2):
        memo[f"a{number}"]
    assert len(memo) <= REMEMBERED
    memo["a" * (LONGEST_REMEMBERED + 1)]
    assert "a" * (LONGEST_REMEMBERED + 1) not in memo
