"""Whatever the fragment: no word is lost or added on the way to text and through Markdown."""

from __future__ import annotations

import re
from html import escape

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from render.articles import crane, markdown_of, read_back, text_of, words

MARKS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "a": "a", "sup": "sup", "del": "del"}
BLOCK_TAG = re.compile(r"</?(?:p|h2|div|pre|hr|br|blockquote|figure|ul|ol|li|table|tr|td|th)\b[^>]*>")
SPECIAL = "ab cd12 *_`[]()<>#&;!~|\\-+=.:>\n\t\"'/?é字”“。\u00a0"

letters = st.one_of(st.sampled_from(SPECIAL), st.characters(exclude_categories=["Cs", "Cc"]))
text = st.text(letters, max_size=12).map(escape)


def inside(tags: tuple[str, ...], content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(st.sampled_from(tags), content)
    return pairs.map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0].split()[0]}>")


def several(content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(content, max_size=3).map("".join)


marks = ("b", "em", "sup", "del", "span", "a href='https://a.example/b_(c)?d=1&amp;copy;'")
pieces = st.one_of(
    text, text, st.just("<br>"), st.just("<img src='/p(1).jpg' alt='x]y'>"), inside(("code",), text)
)
inline = st.recursive(
    pieces, lambda more: several(st.one_of(more, inside(marks, several(more)))), max_leaves=6
)
leaves = st.one_of(inside(("p", "h2", "div"), inline), inside(("pre",), text), st.just("<hr>"), inline)


def around(more: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    row = inside(("tr",), several(inside(("td", "th", "td colspan=2"), more)))
    return st.one_of(
        inside(("blockquote", "div", "figure", "pre"), several(more)),
        inside(("ul", "ol", "ol start=7"), several(inside(("li",), several(more)))),
        inside(("table",), several(row)),
    )


fragments = several(st.recursive(leaves, around, max_leaves=6))
phrases = st.recursive(
    st.one_of(text, st.sampled_from([" ", "a", "b c", "“x”", ".", "字", "!"])),
    lambda more: inside(marks, st.lists(more, min_size=1, max_size=3).map("".join)),
    max_leaves=8,
)


def marked_characters(
    element: html.HtmlElement, marked: frozenset[str] = frozenset()
) -> list[tuple[str, object]]:
    """Every character but white space, with the marks that it stands in."""
    here = marked | {MARKS[element.tag]} if element.tag in MARKS else marked
    found = [(character, here) for character in element.text or "" if not character.isspace()]
    for child in element:
        found += marked_characters(child, here)
        found += [(character, here) for character in child.tail or "" if not character.isspace()]
    return found


@given(fragments)
@settings(max_examples=150, deadline=None)
def test_the_words_of_the_text_are_those_of_the_page(body: str) -> None:
    """Tags of blocks part words, others do not."""
    parted = BLOCK_TAG.sub(" ", body)
    assert words(text_of(body)) == words(html.fragment_fromstring(f"<div>{parted}</div>").text_content())


@given(fragments)
@settings(max_examples=150, deadline=None)
def test_the_words_come_back_from_markdown(body: str) -> None:
    assert words(text_of(read_back(markdown_of(body)))) == words(text_of(body))


@given(st.lists(phrases, min_size=1, max_size=4).map("".join))
@settings(max_examples=150, deadline=None)
def test_marks_come_back_around_the_same_characters(phrase: str) -> None:
    body = f"<p>{phrase}</p>"
    back = html.fragment_fromstring(read_back(markdown_of(body)), create_parent="div")
    assert marked_characters(back) == marked_characters(html.fragment_fromstring(body, create_parent="div"))


@given(st.text(), st.text())
@settings(max_examples=50, deadline=None)
def test_any_title_and_name_can_be_sent(title: str, name: str) -> None:
    article = crane(title=title, authors=(name,), sitename=name)
    for format in ("html", "markdown", "txt", "json", "jsonld"):
        assert article.renderers[format](article).encode("utf-8")
