"""Words stay as they are, in their order and apart from each other; what holds nothing goes."""

from __future__ import annotations

import re

import pytest

from sanitize.bodies import clean


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<center>One</center><center>two</center>", "<div>One</div><div>two</div>"),
        ("<section>One</section><aside>two</aside>", "<div>One</div><div>two</div>"),
        ("<listing>One</listing><xmp><b>two</b></xmp>", "<pre>One</pre><pre>&lt;b&gt;two&lt;/b&gt;</pre>"),
        ("<menu><li>One</menu>", "<ul><li>One</li></ul>"),
        ("<td>One</td><td>two</td>", "<div>One</div><div>two</div>"),
        ("<a>One</a><div></div><a>two</a>", "One\ntwo"),
        ("One<p><br></p>two", "One\ntwo"),
    ],
)
def test_blocks_stay_apart_whatever_they_were(html: str, expected: str) -> None:
    assert clean(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<p>A  <b> bold </b>\n word</p>",
        "<p>half<i>way</i> and<sup>2</sup> m<small>c</small></p>",
        "<pre><code>if x:\n    y  = 1\n</code></pre>",
        "<p>1 &lt; 2 &amp;amp; 3 &gt; 2 &amp;lt;b&amp;gt;</p>",
        "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>",
        "<dl><dt>Term</dt><dd>Meaning</dd></dl>",
        "<details><summary>More</summary><p>Text</p></details>",
        "<blockquote><p>Said <q>so</q></p></blockquote>",
        "<h2>Head<br>line</h2><hr><p>soft\u00adhyphen zero\u200bwidth</p>",
    ],
)
def test_prose_comes_out_as_it_went_in(html: str) -> None:
    assert clean(html) == html


@pytest.mark.parametrize(
    "tag", ["font", "o:p", "my-note", "button", "text", "fn", "switch", "canvas", "picture"]
)
def test_unknown_elements_leave_their_words(tag: str) -> None:
    assert clean(f"<p>One <{tag} onclick=run()>two</{tag}>three</p>") == "<p>One twothree</p>"


def test_wrappers_that_only_wrap_go() -> None:
    html = '<div class="a"> <section><div><p>One</p></div><form><h2>Two</h2></form></section> </div>'
    assert clean(html) == " <p>One</p><h2>Two</h2> "


def test_a_paragraph_that_only_wraps_leaves_no_empty_one() -> None:
    assert clean("<p><section><h2>One</h2></section></p>") == "<h2>One</h2>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2><div>What now?</div></h2>", "<h2>What now?</h2>"),
        ("<h3><div><div><p>What <i>now</i>?</p></div></div></h3>", "<h3>What <i>now</i>?</h3>"),
        ("<h2><div>Part one</div><div>What now?</div></h2>", "<h2>Part one <br> What now?</h2>"),
        ("<h2><b>1.</b><div>What now?</div></h2>", "<h2><b>1.</b> What now?</h2>"),
        ("<h2>1.<div>What now?</div>(old)</h2>", "<h2>1. What now? (old)</h2>"),
        ("<h2><ul><li>What now?</li></ul></h2>", "<h2><ul><li>What now?</li></ul></h2>"),
    ],
)
def test_a_heading_holds_lines_and_no_paragraphs(html: str, expected: str) -> None:
    assert clean(html) == expected


def test_a_heading_that_nobody_closed_keeps_its_paragraphs() -> None:
    html = f"<h2>{'<div>All this is the article.</div>' * 20}</h2>"
    assert clean(html) == html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul><li>A</li><ul><li>b</li></ul></ul>", "<ul><li>A<ul><li>b</li></ul></li></ul>"),
        ("<ol><li>A</li><p>b</p><li>C</li></ol>", "<ol><li>A<p>b</p></li><li>C</li></ol>"),
        ("<ol><li>A</li>b <i>c</i></ol>", "<ol><li>A<div>b <i>c</i></div></li></ol>"),
        ("<ul><ul><li>A</li></ul></ul>", "<ul><li>A</li></ul>"),
        ("<ul><p>A</p><p>b</p></ul>", "<p>A</p><p>b</p>"),
    ],
)
def test_a_list_holds_items_and_nothing_else(html: str, expected: str) -> None:
    assert clean(html) == expected


def test_items_that_a_wrapper_holds_stay_in_their_list() -> None:
    assert clean("<ul><li>A</li><div lang=en><li>b</li></div></ul>") == (
        '<ul><li>A</li><div lang="en"><li>b</li></div></ul>'
    )


def test_a_mark_around_paragraphs_goes_into_each() -> None:
    assert clean("<b lang=en><div>A</div> <div>b<i>c</i></div></b>") == (
        '<div><b lang="en">A</b></div> <div><b lang="en">b<i>c</i></b></div>'
    )


@pytest.mark.parametrize(
    "html", ["<b>A<div>b</div></b>", "<b><div>A</div>b</b>", "<i><div><p>A</p>b</div></i>"]
)
def test_a_mark_around_more_than_paragraphs_stays(html: str) -> None:
    assert clean(html) == html


@pytest.mark.parametrize(
    "inside", ["<form><p>One</p></form>", "<x-note><p>One</p></x-note>", "<a><p>One</p></a>"]
)
def test_a_wrapper_of_what_loses_its_tags_goes_at_once(inside: str) -> None:
    assert clean(f"<div>{inside}</div>") == "<p>One</p>"


def test_a_wrapper_that_says_something_stays() -> None:
    assert clean('<div dir="rtl"><p>One</p></div><span lang="fr">deux</span>') == (
        '<div dir="rtl"><p>One</p></div><span lang="fr">deux</span>'
    )


@pytest.mark.parametrize(
    "hollow",
    [
        "<p></p>",
        "<p>&nbsp;</p>",
        "<p><br><br></p>",
        "<ul><li><a href='/share'><svg><path d='M0'/></svg></a></li></ul>",
        "<div><figure><img src='data:image/gif;base64,R0'><figcaption> </figcaption></figure></div>",
        "<blockquote><p><b><i></i></b></p></blockquote>",
        "<div><script>run()</script></div>",
    ],
)
def test_elements_that_hold_nothing_go(hollow: str) -> None:
    assert clean(f"<p>One</p>{hollow}<p>Two</p>").split() == ["<p>One</p>", "<p>Two</p>"]


def test_the_space_in_an_empty_element_still_parts_two_words() -> None:
    assert clean("<p>One<b> </b>two<i></i>three</p>") == "<p>One twothree</p>"


def test_a_table_stays_a_table() -> None:
    rows = "<thead><tr><th>Year</th></tr></thead><tbody><tr><td></td></tr></tbody>"
    html = f"<table><caption>Sums</caption>{rows}</table>"
    assert clean(html) == html


@pytest.mark.parametrize(
    "html",
    [
        "<table>One<tr><td>two</td></tr>three<tr><td>four</td></tr></table>",
        "<table><tr><td>One</td>two<td>three</td></tr></table><p>four</p>",
        "<table><tr><td><table><p>One</p><tr><td>two</td></tr></table></td></tr></table>three<p>four</p>",
        "<tbody><tr><td>One</td><td>two</td></tr></tbody><table><td>three</td></table><caption>four</caption>",
    ],
)
def test_no_word_leaves_a_broken_table_for_another_place(html: str) -> None:
    assert re.findall(r"\w+", re.sub(r"<[^>]*>", " ", clean(html))) == ["One", "two", "three", "four"]


def test_a_table_whose_columns_are_described_stays_whole() -> None:
    html = "<table><colgroup span=2><col><tr><td>One</td><td>two</td></tr></table>"
    assert clean(html) == "<table><tbody><tr><td>One</td><td>two</td></tr></tbody></table>"


@pytest.mark.parametrize("opened", ["<svg><path d='M0'>", "<math><mi>x", "<select><option>x"])
def test_what_nobody_closed_does_not_take_the_article_along(opened: str) -> None:
    found = clean(f"<p>One</p><div>{opened}<p>two</p><h2>three</h2></div><p>four</p>")
    assert "<p>two</p><h2>three</h2>" in found.replace("x", "")
    assert "<p>four</p>" in found


def test_depth_is_no_end() -> None:
    found = clean("<div>" * 1800 + "<b>" * 100 + "word" + "</b>" * 100 + "</div>" * 1800 + "<p>last</p>")
    assert "word" in found
    assert found.endswith("<p>last</p>")


def test_a_player_with_nothing_to_play_leaves_what_stands_in_it() -> None:
    assert clean(
        '<video src="blob:x"><source src="data:x"><a href="/v.mp4">Film</a></video><source src="/s">'
    ) == ('<a href="https://news.example/v.mp4" rel="noopener noreferrer nofollow">Film</a>')


def test_a_player_keeps_its_sources() -> None:
    assert clean('<audio><source src="a.mp3" type="audio/mpeg"><source src="b.ogg" type="x"></audio>') == (
        '<audio controls="" preload="none"><source src="https://news.example/world/a.mp3" type="audio/mpeg">'
        '<source src="https://news.example/world/b.ogg"></audio>'
    )
