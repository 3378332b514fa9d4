"""The article as Markdown, read back by a reader that is not ours."""

import re

import pytest
from lxml import html

from cleancopy.render import RENDERERS
from render.articles import CRANE, crane, markdown_of, read_back, text_of, words

# What Markdown has another element for, or none.
SAME = {"b": "strong", "i": "em", "th": "td"}
PASSED_OVER = {"div", "thead", "tbody", "span", "p"}


def structure(body: str) -> list[str]:
    """The elements of a body, with what links and pictures lead to, but for paragraphs."""
    root = html.fragment_fromstring(body, create_parent="main")
    elements = [element for element in root.iterdescendants() if element.tag not in PASSED_OVER]
    targets = (element.get("href") or element.get("src") or "" for element in elements)
    return [f"{SAME.get(e.tag, e.tag)} {target}".strip() for e, target in zip(elements, targets, strict=True)]


def test_the_document_starts_with_what_is_known_about_it() -> None:
    head, body = RENDERERS["markdown"](CRANE).split("<https://tide.example/news/crane>\n\n")
    assert head == (
        "# Wexmouth keeps its crane\n\nThe quay below has sunk.\n\n"
        "*Hanna Ferrow, Idris Vale · 2026-11-24 · The Wexmouth Tide*\n\n"
    )
    assert body == f"{CRANE.markdown}\n"


def test_the_body_has_no_title() -> None:
    assert CRANE.markdown == "The council voted on **Tuesday**.\n\n## A quay\n\nIt has sunk."


@pytest.mark.parametrize(
    "body",
    [
        "<h2>A <em>quay</em></h2><p>One</p><h3>C #</h3><p>#one</p>",
        "<p>a <b>b</b> <i>c</i> <i><b>d</b></i> e<b>f</b>g</p>",
        "<p><b>a</b><i>b</i> <b>c <i>d</i>e<i>f</i></b></p>",
        "<p><b><i>a</i>“b”<i>“c”</i></b></p>",
        "<p>so<b>“quoted”</b>here and<b>!</b></p>",
        "<p><a href='https://a.example/b_c?d=1&amp;e=*f*'>a [b] c</a>!<a href='/x'>!</a></p>",
        "<p>wow!<a href='/x'>a</a></p>",
        "<p><img alt='[a] *b*' src='https://a.example/p_q.jpg'></p>",
        "<p>10<sup>6</sup> H<sub>2</sub>O <del>was</del></p>",
        "<p>a<code>b `c` d</code> <code>`</code><code>e</code></p>",
        "<p>rose<br>- thorn<br>1. one<br>=</p>",
        "<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li><li>d</li></ul>",
        "<ol start='3'><li><p>a</p><p>b</p></li><li><blockquote>c</blockquote></li></ol>",
        "<ul><li>a</li></ul><ul><li>b</li></ul><ol><li>c</li></ol><ol><li>d</li></ol>",
        "<ul><li><hr></li><li><h3>a</h3></li><li>- b</li></ul>",
        "<ul><li>a<ol start='7'><li>b</li></ol></li></ul>",
        "<blockquote><p>a</p><blockquote><p>b</p><ul><li>c</li></ul></blockquote></blockquote>",
        "<pre><code>a\n\n```\n*b*\n</code></pre>",
        "<table><tr><th>a|b</th><th>c</th></tr><tr><td><b>d</b> e</td><td><code>|</code></td></tr></table>",
        "<p>a</p><hr><p>b</p>",
    ],
)
def test_structure_and_words_come_back(body: str) -> None:
    back = read_back(markdown_of(body))
    assert words(text_of(back)) == words(text_of(body))
    assert structure(back) == structure(body)


def test_marks_that_touch_become_one() -> None:
    assert markdown_of("<p><b>a</b><strong>b</strong> <em> c <i>d</i></em></p>") == "**ab** *c d*"


def test_a_mark_around_blocks_stands_in_each() -> None:
    assert markdown_of("<a href='/x'><h2>a</h2><p>b <i>c</i></p></a>") == "## [a](/x)\n\n[b *c*](/x)"


def test_marks_around_nothing_go() -> None:
    assert markdown_of("<p>a<b> </b><a href='/x'><i></i></a>b</p>") == "a b"


def test_a_target_cannot_end_early() -> None:
    assert markdown_of("<a href='/b (c) &amp;copy;'>a</a>") == "[a](/b%20%28c%29%20&amp;copy;)"


def test_a_line_of_a_cell_is_a_space() -> None:
    assert markdown_of("<table><tr><td>a<br>b</td><td>c</td></tr></table>") == "| a b | c |\n| --- | --- |"


@pytest.mark.parametrize(
    "text",
    [
        "5 * 3 = 15 and snake_case", "[sic] (really)", "AT&T, R&D", "3 < 4 > 2", "#tag and C#", "2026 was",
        "~5 km - or less", "What? Wow! (so)", "C:\\new", "10.5 % | 3/4", "a: [b] c",
    ],
)  # fmt: skip
def test_text_that_is_no_markup_stays_as_it_reads(text: str) -> None:
    assert markdown_of(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>") == text


@pytest.mark.parametrize(
    "text",
    [
        "# a", "- a", "+ a", "* a", "1. a", "2026) a", "> a", "---", "===", "***", "___", "```", "~~~", "<b>",
        "&amp;amp;", "*a*", "_a_", "__a__", "`a`", "[a](b)", "![a](b)", "[a]: b", "\\*a", "~~a~~", "<!-- a",
        "| a |", "[ ] a", "http://a.example/*b*", "a\\",
    ],
)  # fmt: skip
def test_text_that_looks_like_markup_is_text(text: str) -> None:
    body = f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>"
    back = html.fragment_fromstring(read_back(markdown_of(body)))
    assert (back.tag, len(back), back.text_content()) == ("p", 0, text)


def test_a_second_line_does_not_make_a_table() -> None:
    assert "<table" not in read_back(markdown_of("<p>a | b<br>--- | ---<br>c | d</p>"))


def test_code_keeps_its_language() -> None:
    assert markdown_of('<pre><code class="language-python">a = 1\n</code></pre>') == "```python\na = 1\n```"


def test_a_language_cannot_leave_its_line() -> None:
    assert markdown_of('<pre><code class="language-a`b">c</code></pre>') == "```\nc\n```"


def test_a_caption_stands_in_italics_below_its_picture() -> None:
    body = "<figure><img src='/c.jpg' alt='Crane'><figcaption>Dusk <cite>by me</cite></figcaption></figure>"
    assert markdown_of(body) == "![Crane](/c.jpg)\n\n*Dusk by me*"


def test_a_film_is_its_url() -> None:
    body = "<video><source src='https://a.example/f.mp4'><source src='https://a.example/f.webm'>No.</video>"
    assert markdown_of(body) == "<https://a.example/f.mp4>"


def test_a_table_with_cells_that_span_rows_is_its_rows() -> None:
    body = "<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
    assert markdown_of(body) == "a | b\n\nc"


def test_lists_of_two_cells_stay_two() -> None:
    body = "<table><tr><td><ul><li>a</li></ul></td><td><ul><li>b</li></ul></td></tr></table>"
    assert markdown_of(body) == "- a\n\n* b"


def test_github_strikes_nothing_out_between_single_tildes() -> None:
    assert markdown_of("<p>a~b ~c~ d ~ e</p>") == "a\\~b ~c\\~ d ~ e"


def test_a_wide_cell_is_followed_by_empty_ones() -> None:
    body = "<table><tr><th colspan=2>Results</th></tr><tr><td>1</td><td>2</td></tr></table>"
    assert markdown_of(body) == "| Results |  |\n| --- | --- |\n| 1 | 2 |"


def test_marks_beside_a_symbol_are_marks_to_every_reader() -> None:
    assert markdown_of("<p><b>Note:</b>✅ ✅<b>(so)</b></p>") == (
        "<strong>Note:</strong>✅ ✅<strong>(so)</strong>"
    )


def test_a_table_of_empty_cells_is_nothing() -> None:
    assert markdown_of("<table><tr><td></td><td> </td></tr></table>") == ""


def test_a_subtitle_that_is_the_title_is_not_said_again() -> None:
    page = RENDERERS["markdown"](crane(subtitle=" Wexmouth keeps its Crane"))
    assert page.startswith("# Wexmouth keeps its crane\n\n*Hanna Ferrow")


def test_a_title_is_text() -> None:
    page = RENDERERS["markdown"](crane(title="*Wow* #", sitename="a_b_c", authors=("<b>",)))
    assert page.startswith("# \\*Wow\\* \\#\n")
    assert re.search(r"^\*\\<b> · 2026-11-24 · a_b_c\*$", page, re.MULTILINE)
