"""The index finds what each selector alone would find."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.cssselect import CSSSelector

from cleancopy.dom import Element
from cleancopy.ruleset import columns
from cleancopy.ruleset.columns import Columns
from cleancopy.ruleset.index import FEW, Found, Index, Table
from cleancopy.ruleset.lookup import LONGEST_REMEMBERED, REMEMBERED, Group, Lookup
from cleancopy.ruleset.selectors import split_list
from cleancopy.ruleset.words import split_words
from ruleset import reference
from ruleset.chance import functions, selectors, trees
from ruleset.trees import page


def body(content: str) -> Element:
    return etree.fromstring(f"<html><body>{content}</body></html>")


def find(root: Element, sources: list[str]) -> list[set[Element]]:
    table = Table()
    singles = [(place, one) for place, source in enumerate(sources) for one in split_list(source)]
    for number, (_, selector) in enumerate(singles):
        table.add(selector, number)
    found = search(table, [selector for _, selector in singles], root)
    assert all(found.values()), "a number is there only for what was found"
    return [
        {
            element
            for number, (of, _) in enumerate(singles)
            if of == place
            for element in found.get(number, ())
        }
        for place in range(len(sources))
    ]


def search(table: Table, sources: list[str], root: Element) -> Found:
    """Whether attributes are asked for one by one or read in one walk, the same is found."""
    asked = Index(table, sources).find(Columns(root))
    with patch.object(columns, "MANY", 0):
        walked = Index(table, sources).find(Columns(root))
    assert asked == walked
    return asked


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


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("[data-x]", "abcd"),
        ("[data-x='One two']", "a"),
        ("[data-x='one TWO' i]", "ac"),
        ("[data-x^='One']", "a"),
        ("[data-x^='one' i]", "acd"),
        ("[data-x$='two']", "ab"),
        ("[data-x*='e t']", "a"),
        ("[data-x~=two]", "ab"),
        ("[data-x~=TWO i]", "abc"),
        ("[data-x|=one]", "d"),
        ("[data-x^='größe' i]", ""),
        ("[data-y^='größe' i]", "e"),
        ("[data-y*='SS' i]", ""),
        ("[data-y='']", "f"),
        ("[data-y*='']", ""),
        ("[odd\\:name]", "g"),
        ("[odd\\:name=x]", "g"),
    ],
)
def test_values_of_attributes_are_compared_as_css_says(selector: str, expected: str) -> None:
    root = page(
        "<i id=a data-x='One two'></i><i id=b data-x='\ntwo'></i><i id=c data-x='one TWO'></i>"
        "<i id=d data-x='one-x'></i><i id=e data-y='Größe\nx'></i><i id=f data-y></i><i id=g odd:name=x></i>"
    ).root
    (found,) = find(root, [selector])
    assert "".join(sorted(element.get("id") or "" for element in found)) == expected


def test_among_many_values_each_is_told_from_its_neighbours() -> None:
    root = page("".join(f"<i id=n{number} class='x{number} y'></i>" for number in range(200))).root
    sources = ["[class^='x7']", "[class$='9 y']", "[class*='8']", "[class^='y']"]
    found = find(root, sources)
    assert found == [
        {element for element in root.iter("i") if condition(element.get("class") or "")}
        for condition in (
            lambda value: value.startswith("x7"),
            lambda value: value.endswith("9 y"),
            lambda value: "8" in value,
            lambda value: False,
        )
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("topAd-box_2", ["top", "ad", "box", "2"]),
        ("HTMLAdBlock", ["html", "ad", "block"]),
        ("werbung--größe", ["werbung", "grösse"]),
        ("ad3", ["ad", "3"]),
        ("elementor-element-58ad1d2", ["elementor", "element", ""]),
        ("css-1ad2box", ["css", ""]),
        ("--", []),
    ],
)
def test_a_name_is_split_at_signs_and_case_but_not_inside_hashes(name: str, expected: list[str]) -> None:
    assert split_words(name) == expected


@pytest.mark.parametrize(
    ("markup", "is_found"),
    [
        ("<i class='x topAd'>", True),
        ("<i id=topAd>", True),
        ("<i class='x related-posts'>", True),
        ("<i class=related__Posts>", True),
        ("<i class='header adapt'>", False),
        ("<i class=related>", False),
        ("<i class='related posts'>", False),
        ("<i id='related posts'>", True),
        ("<i class=related-9a9-posts>", False),
        ("<i class=elementor-58ad1d2>", False),
        ("<i id=the-three-best-ads-ad>", False),
        ("<i class=the-three-best-ads-ad>", True),
        ("<h2 id=top-ad>", False),
        ("<h2 class=top-ad>", True),
        ("<i data-x=ad>", False),
    ],
)
def test_words_find_whole_words_of_classes_and_ids(markup: str, is_found: bool) -> None:
    table = Table()
    table.add_words("ad", 0)
    table.add_words("related posts", 1)
    assert bool(search(table, ["ad", "related posts"], page(markup).root)) is is_found


def test_a_table_takes_in_another_with_its_numbers_raised() -> None:
    one, two = Table(), Table()
    one.add(".a", 0)
    two.add(".a", 0)
    two.add("p[title]", 1)
    two.add("nav", 2)
    two.add_words("side bar", 3)
    one.merge(two, 1)
    root = page("<p class=a title=t></p><nav id=sideBar></nav>").root
    assert set(search(one, [".a", ".a", "p[title]", "nav", "side bar"], root)) == {0, 1, 2, 3, 4}


def test_what_a_class_leads_to_is_remembered_within_bounds() -> None:
    lookup = Lookup("class", Group(tokens={"ad": [1]}), {})
    long = "ad " + "a" * LONGEST_REMEMBERED
    for values in ([f"ad a{number}" for number in range(REMEMBERED * 3)], [long], ["ad", "x"]):
        for _ in range(2):
            assert lookup.leads(values) == {value: [1] for value in values if value != "x"}
        assert len(lookup._seen) <= REMEMBERED
    assert {"ad", "x"} <= lookup._seen
    assert long not in lookup._seen


def test_of_many_selectors_with_one_token_those_are_found_whose_page_it_is() -> None:
    sources = [f".a{number} .b" for number in range(FEW + 5)] + [".b", "#x > .b", ".b:is(i)", "#y .b"]
    found = find(page("<p class=a7 id=x><i class=b></i></p>").root, sources)
    assert [source for source, elements in zip(sources, found, strict=True) if elements] == [
        ".a7 .b",
        ".b",
        "#x > .b",
        ".b:is(i)",
    ]


def test_selectors_after_a_name_and_a_tag_are_found_by_the_name() -> None:
    root = page("<iframe></iframe><div id=n7><iframe id=one></iframe></div>").root
    found = find(root, [f"#n{number} > iframe" for number in range(9)])
    assert [[element.get("id") for element in one] for one in found] == [
        ["one"] if n == 7 else [] for n in range(9)
    ]
