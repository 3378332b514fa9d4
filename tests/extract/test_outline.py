"""A page's text falls into blocks, which stand in nodes; what is never text is not there."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.dom import text_of
from cleancopy.extract import outline
from cleancopy.extract.outline import NOT_TEXT, NOWHERE
from extract.trees import PROSE, SENTENCES, body_of, inner, outline_of, page


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>One</p><p>two</p>", ["One", "two"]),
        ("<div>One <b>two</b>\n three<p>four</p>five</div>six", ["One two three", "four", "five", "six"]),
        ("One<br>two<br><br>three<br>  <br>four", ["One two", "three", "four"]),
        ("<table><tr><td>One</td><td>two</td></tr></table>", ["One", "two"]),
        ("<a href='/'><h2>One</h2>two</a>", ["One", "two"]),
        ("<p>half<i>way</i></p>", ["halfway"]),
        ("<p> </p><div>\n<br></div><p>One", ["One"]),
        ("", []),
    ],
)
def test_a_block_ends_where_a_reader_sees_it_end(html: str, texts: list[str]) -> None:
    assert [block.text for block in outline_of(html).blocks] == texts


def test_words_in_links_and_in_bold_are_counted() -> None:
    [block] = outline_of(
        "<p>One <a href='/'>two <b>three</b></a> <strong>four</strong> five<br>six</p>"
    ).blocks
    assert (block.words, block.link_words, block.strong_words) == (6, 2, 2)
    assert (block.links, block.breaks) == (1, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("首页", 1),
        ("老茶馆的座钟停了", 4),
        ("座钟 Café 停了三天", 3),
        ("停了" * 50, 50),
        ("Café an der Straße", 4),
    ],
)
def test_two_characters_are_a_word_where_no_spaces_part_them(text: str, words: int) -> None:
    (block,) = outline_of(f"<p>{text}</p>").blocks
    assert block.words == words


def test_a_link_without_words_counts_for_no_block() -> None:
    [block] = outline_of("<a href='/'> </a><p>One</p>").blocks
    assert (block.links, block.breaks) == (0, 0)


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<a>One</a><br><a>two</a><br><a>three</a>", ["One", "two", "three"]),
        ("<b>One</b><br>two", ["One two"]),
        ("<b>One<br><i>two</i></b>", ["One two"]),
        ("<b><i>One</i><br>two</b>", ["One two"]),
        ("One<br><a>two</a><br>three", ["One two three"]),
    ],
)
def test_a_single_break_parts_a_column_of_links_and_no_line_of_verse(html: str, texts: list[str]) -> None:
    found = outline_of(html).blocks
    assert [block.text for block in found] == texts
    assert sum(block.links for block in found) == html.count("<a>")


def test_a_node_holds_the_blocks_between_its_tags() -> None:
    found = outline_of("<div>One<section><p>two</p><p>three</p></section></div><div></div><p>four</p>")
    spans = [(node.element.tag, node.parent, node.start, node.end) for node in found.nodes]
    assert spans == [
        ("body", NOWHERE, 0, 4), ("div", 0, 0, 3), ("section", 1, 1, 3), ("p", 2, 1, 2), ("p", 2, 2, 3),
        ("p", 0, 3, 4),
    ]  # fmt: skip


def test_a_picture_knows_how_many_blocks_stand_before_it() -> None:
    found = outline_of("<img src=a.png><p>One</p><figure><picture><img src=b.png></picture></figure>two<img>")
    assert [(picture.element.tag, picture.place) for picture in found.pictures] == [
        ("img", 0), ("picture", 1), ("img", 1)
    ]  # fmt: skip


@pytest.mark.parametrize("tag", sorted({*NOT_TEXT} - {"input", "link", "meta", "head", "embed"}))
def test_what_is_never_text_is_taken_out_and_what_follows_stays(tag: str) -> None:
    body = body_of(page("<p>One <i></i> three</p>"))
    body[0][0].tag, body[0][0].text = tag, "two"
    assert [block.text for block in outline.read(body).blocks] == ["One three"]
    assert next(body.iter(tag), None) is None


def test_a_dialog_is_no_text_and_parts_the_words_beside_it() -> None:
    assert [block.text for block in outline_of("One<dialog>Two</dialog>three").blocks] == ["One", "three"]


@pytest.mark.parametrize("tag", ["button", "map", "noscript", "object", "picture", "select", "textarea"])
def test_a_page_that_something_unclosed_swallowed_is_read_all_the_same(tag: str) -> None:
    body = body_of(page(f"<div>{PROSE}</div>"))
    body[0].tag = tag
    assert [block.text for block in outline.read(body).blocks] == list(SENTENCES)


def test_a_formula_and_what_a_player_says_instead_are_no_blocks_and_stay() -> None:
    body = body_of(page("<p>So <math><mi>x</mi></math> is</p><video>No player</video>"))
    assert [block.text for block in outline.read(body).blocks] == ["So is"]
    assert inner(body) == "<p>So <math><mi>x</mi></math> is</p><video>No player</video>"


tags = st.sampled_from([
    "p", "div", "span", "a", "b", "table", "tr", "td", "ul", "li", "h2", "br", "section", "button", "script",
    "pre", "font",
])  # fmt: skip
trees = st.lists(st.one_of(tags.map("<{}>".format), tags.map("</{}>".format), st.just(" WORD ")), max_size=40)


@given(trees)
@settings(max_examples=300, deadline=None)
def test_every_word_of_any_tree_is_in_one_block_in_its_order(parts: list[str]) -> None:
    html = "".join(part.replace("WORD", f"w{number}") for number, part in enumerate(parts))
    body = body_of(page(html))
    found = outline.read(body)
    words = [word for block in found.blocks for word in block.text.split()]
    assert words == re.findall(r"w\d+", text_of(body))


@given(trees)
@settings(max_examples=200, deadline=None)
def test_nodes_of_any_tree_are_nested_spans_of_blocks(parts: list[str]) -> None:
    found = outline_of("".join(parts))
    for index, node in enumerate(found.nodes):
        around = found.nodes[node.parent] if index else node
        assert node.parent < index
        assert around.start <= node.start < node.end <= around.end
    for number, block in enumerate(found.blocks):
        assert found.nodes[block.node].start <= number < found.nodes[block.node].end


@pytest.mark.parametrize(
    ("html", "last"),
    [
        ("<div>" * 1900 + "One" + "</div>" * 1900 + "<p>last", "last"),
        ("<b>" * 1900 + "One<p>last", "last"),
        ("<p>" * 20_000 + "last", "last"),
        ("<br>" * 20_000 + "last", "last"),
        (f"<p class='{'x ' * 500_000}'>last", "last"),
        ("<table><tr><td>" * 600 + "last", "last"),
        ("One\0<p>la\0st", "la\ufffdst"),
        ("</div></p></b>" * 5000 + "last", "last"),
    ],
)
def test_hostile_trees_have_an_outline_too(html: str, last: str) -> None:
    assert outline_of(html).blocks[-1].text == last
