"""Loose text becomes paragraphs, and no word is lost on the way."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.dom import text_of
from cleancopy.extract import paragraphs
from extract.trees import body_of, inner, page


def made(html: str) -> str:
    body = body_of(page(html))
    paragraphs.make(body)
    return inner(body)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("One<br><br>two", "<p>One</p><p>two</p>"),
        ("One <b>two</b> three<br><br><i>four</i>", "<p>One <b>two</b> three</p><p><i>four</i></p>"),
        ("<h2>One</h2>two<p>three</p>four", "<h2>One</h2><p>two</p><p>three</p><p>four</p>"),
        ("<div>One<ul><li>two</li></ul>three</div>",
         "<div><p>One</p><ul><li>two</li></ul><p>three</p></div>"),
        ("One<br>two<br><br>three", "<p>One<br>two</p><p>three</p>"),
        ("One<br><br><br>\n<br>two", "<p>One</p><p>two</p>"),
        ("One<br><p>two</p><br>three", "<p>One</p><p>two</p><p>three</p>"),
        ("<span>One<div>two</div></span> three", "<span><p>One</p><div>two</div></span><p> three</p>"),
        ("One <b id=x>two<div>three</div>four</b> five <i>six</i>",
         '<p>One <b>two</b></p><b id="x"><div>three</div></b><p><b>four</b> five <i>six</i></p>'),
        ("One <b>two<br><br>three</b> <i>four</i>",
         "<p>One <b>two</b></p><b></b><p><b>three</b> <i>four</i></p>"),
        ("<b><div>One</div>two</b><p>three</p>", "<b><div>One</div><p>two</p></b><p>three</p>"),
        ("<p>One</p><img src='a.jpg'><p>two</p>", '<p>One</p><p><img src="a.jpg"></p><p>two</p>'),
        ("<p>One</p><b> </b><i></i><p>two</p>", "<p>One</p><b> </b><i></i><p>two</p>"),
    ],
)  # fmt: skip
def test_a_run_of_text_beside_a_block_or_a_double_break_is_a_paragraph(html: str, expected: str) -> None:
    assert made(html) == expected


@pytest.mark.parametrize("opened", ["<scr'<i>", "<data:text>", "<b html<i=1>", '<i%20src="http:>'])
def test_a_line_goes_on_into_what_only_a_broken_page_has(opened: str) -> None:
    told = re.sub(r"<(?!/?p>)[^/].*?>|</[^p].*?>", "", made(f"<div>zero {opened}one<p>two</p>three</div>"))
    assert told == "<p>zero one</p><p>two</p><p>three</p>"


def test_a_paragraph_with_double_breaks_holds_paragraphs_and_is_none_itself() -> None:
    assert made("<p class='x'>One<br><br>two</p>") == '<div class="x"><p>One</p><p>two</p></div>'


@pytest.mark.parametrize(
    "html",
    [
        "<p>One <b>two</b><br>three</p>",
        "<ul><li>One</li><li>two</li></ul>",
        "<table><tr><td>One</td></tr></table>",
        "<div>One <a href=\"/\">two</a></div>",
        "<pre>One\n  two</pre>",
    ],
)  # fmt: skip
def test_what_has_its_paragraphs_stays_as_it_is(html: str) -> None:
    assert made(html) == html


parts = st.sampled_from([
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<a>", "</a>", "<ul>", "<li>", "</ul>", "<table>",
    "<tr>", "<td>", "</table>", "<br>", "<br><br>", "<img>", "<span>", "</span>", "<h2>", "</h2>", "<pre>",
    "</pre>", "WORD", "WORD", "WORD",
])  # fmt: skip


@given(st.lists(parts, max_size=40))
@settings(max_examples=300, deadline=None)
def test_every_word_of_any_tree_stays_in_its_order(found: list[str]) -> None:
    html = " ".join(part.replace("WORD", f"w{number}") for number, part in enumerate(found))
    body = body_of(page(html))
    before = re.findall(r"w\d+", text_of(body))
    paragraphs.make(body)
    assert re.findall(r"w\d+", text_of(body)) == before


@given(st.lists(parts, max_size=40))
@settings(max_examples=200, deadline=None)
def test_no_text_of_any_tree_stands_loose_beside_a_block(found: list[str]) -> None:
    body = body_of(page(" ".join(part.replace("WORD", "word") for part in found)))
    paragraphs.make(body)
    assert not [block for block in body.iter("p", "div", "h2", "ul") if (block.tail or "").strip()]


@pytest.mark.parametrize(
    "html",
    ["<div>" * 1900 + "One<p>two", "One<br><br>" * 5000, "<b>" * 1900 + "One<br><br>two", "<p>One" * 5000],
)
def test_a_tree_of_any_size_comes_to_its_end(html: str) -> None:
    assert "<p>One" in made(html)
