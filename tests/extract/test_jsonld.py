"""What a page says of itself in JSON-LD is read with patience, and no block of it can break the page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extract import jsonld
from cleancopy.extract.jsonld import Node
from extract.trees import page


def nodes(*blocks: str) -> list[Node]:
    scripts = (f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return jsonld.nodes(page("<p>Words</p>", head="".join(scripts)).root)


@pytest.mark.parametrize(
    "block",
    [
        '{"name": "Lamp"}',
        ' <!-- {"name": "Lamp"} --> ',
        '//<![CDATA[\n{"name": "Lamp"}\n//]]>',
        '/* <![CDATA[ */{"name": "Lamp",}',
        '[{"name": "Lamp"},]',
    ],
)
def test_a_block_is_read_though_it_is_wrapped_or_has_a_comma_too_many(block: str) -> None:
    assert nodes(block) == [{"name": "Lamp"}]


def test_a_line_break_in_a_string_is_let_pass() -> None:
    assert nodes('{"name": "The\nlamp"}') == [{"name": "The\nlamp"}]


@pytest.mark.parametrize("block", ["", "null", "{", "lamp()", "[" * 100_000, '{"a":' * 100_000, "9" * 5000])
def test_a_block_that_is_no_json_is_passed_over(block: str) -> None:
    assert nodes(block, '{"name": "Lamp"}') == [{"name": "Lamp"}]


def test_other_scripts_are_no_records() -> None:
    head = '<script>{"name": "a"}</script><script type="application/json">{"name": "b"}</script>'
    assert jsonld.nodes(page("", head=head).root) == []


def test_what_stands_in_a_graph_or_is_the_main_thing_of_a_page_is_found() -> None:
    inner = {"@type": "WebPage", "mainEntity": {"@type": "Article", "hasPart": [{"@type": "WebPageElement"}]}}
    found = nodes(json.dumps({"@graph": [inner, {"@type": "Person"}]}))
    assert [jsonld.type_name(node) for node in found] == [
        "", "WebPage", "Person", "Article", "WebPageElement"
    ]  # fmt: skip


def test_a_record_that_never_ends_is_read_up_to_a_bound() -> None:
    found = nodes(json.dumps([{"@type": "Thing"}] * 100_000))
    assert 0 < len(found) <= jsonld.MOST_NODES


@pytest.mark.parametrize(
    "kind", ["NewsArticle", "http://schema.org/BlogPosting", "LiveBlogPosting", "Recipe"]
)
def test_an_article_is_told_by_its_type(kind: str) -> None:
    assert jsonld.article_node([{"@type": "WebSite", "name": "Tide"}, {"@type": [kind]}]) == {"@type": [kind]}


def test_of_several_articles_the_one_that_tells_most_is_the_pages() -> None:
    teaser, whole = ({"@type": "Article", "headline": "Ferry"}, {"@type": "Article", "headline": "Lamp",
                     "author": "Ana"})  # fmt: skip
    assert jsonld.article_node([teaser, whole, teaser]) is whole
    assert jsonld.article_node([{"@type": "WebSite"}]) == {}


def test_an_article_that_is_something_else_too_is_an_article() -> None:
    node = {"@type": ["https://schema.org/NewsArticle", "Product"]}
    assert jsonld.article_node([node]) == node
    assert jsonld.type_name(node) == "NewsArticle"
    assert jsonld.type_name({"@type": ["Thing", "WebSite"]}) == "WebSite"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ana", ["Ana"]),
        ({"name": " Ana \n Ruiz "}, ["Ana Ruiz"]),
        ([{"name": "Ana"}, "Jo", {"name": ["Li", 3]}], ["Ana", "Jo", "Li"]),
        ([None, 3, True, {}, [["Ana"]], {"name": {"name": "x"}}, "", " "], []),
    ],
)
def test_names_are_found_in_whatever_shape_they_come(value: Any, expected: list[str]) -> None:
    assert jsonld.texts(value) == expected
    assert jsonld.text(value) == next(iter(expected), None)


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.sampled_from(["Article", "x", "@id", ""])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["@type", "@graph", "@id", "name", "author", "mainEntity"]), inner, max_size=4
        ),
    ),
    max_leaves=20,
)


@given(values)
@settings(max_examples=200, deadline=None)
def test_any_json_at_all_can_be_asked_for_its_article(value: Any) -> None:
    article = jsonld.article_node(nodes(json.dumps(value)))
    assert not article or jsonld.type_name(article) == "Article"
    assert all(isinstance(text, str) for key in article for text in jsonld.texts(article[key]))
