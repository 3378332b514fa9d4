"""A page whose markup lacks its text is read in its data; every other page as it always was."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import pytest

import cleancopy
from bench.integrity import strange_words
from cleancopy import Article
from cleancopy.dom import fold_space
from cleancopy.extract import second_opinion
from extract.trees import MENU, PAGE, PROSE, SENTENCES, TITLE, URL

WHOLE = " ".join(SENTENCES)
OTHER = (
    "The eels that left the sound twelve years ago have come back, and nobody had to pay them for it.",
    "Fishermen saw the first of them under the slip, where the water is warm from the laundry's drain.",
    "The biologists of the mainland asked for one to be sent over in a bucket, which was done on Friday.",
    "It arrived in good health, bit the postman, and was let go behind the school in front of two classes.",
    "By now there are so many that the ferry's cook has taken the sausages off his board for the season.",
    "The council thinks of a sign at the harbour, but cannot agree whether an eel should look to the left.",
)
TEASERS = [
    {"title": f"Eels of day {day}", "url": f"/eels/{day}", "text": " ".join(OTHER)} for day in range(9)
]
STORY = {"headline": TITLE, "blocks": [{"type": "paragraph", "text": one} for one in SENTENCES]}
STATE = json.dumps({"story": STORY, "more": TEASERS})
PATH = "/harbour/2026/11/24/the-lamp-of-sandholm.html"


def in_script(value: Any) -> str:
    return json.dumps(value).replace("<", "\\u003c")


def ld(**said: Any) -> str:
    about = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE}
    return f'<script type="application/ld+json">{in_script(about | said)}</script>'


def next_data(**props: Any) -> str:
    return f'<script id="__NEXT_DATA__" type="application/json">{in_script({"props": props})}</script>'


def built_by_script(body: str) -> bytes:
    """A page that has nothing for a reader of its markup but a menu and a notice."""
    head = f"<title>{TITLE} - Tide</title><meta property='og:type' content='article'>"
    frame = f"<nav><ul>{MENU}</ul></nav><div id=app><p>One moment, please.</p></div>"
    return f"<!doctype html><html lang=en><head>{head}</head><body>{frame}{body}</body></html>".encode()


def read(page: bytes) -> Article:
    return cleancopy.clean(page, url=URL)


def places(article: Article) -> list[str]:
    return [removal.selector for removal in article.removed if removal.rule == "extract/page-data"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (ld(articleBody="\n".join(SENTENCES)), "script[type=application/ld+json]: articleBody"),
        (ld(articleBody=PROSE), "script[type=application/ld+json]: articleBody"),
        (ld(articleBody=escape(PROSE)), "script[type=application/ld+json]: articleBody"),
        (next_data(story=STORY), "script#__NEXT_DATA__: props.story.blocks"),
        (next_data(it={"title": {"raw": TITLE}, "b": {"h": PROSE}}), "script#__NEXT_DATA__: props.it.b.h"),
        (next_data(page={"path": PATH, "body": PROSE}), "script#__NEXT_DATA__: props.page.body"),
        (f"<script>window.__STATE__ = {STATE};</script>", "window.__STATE__: story.blocks"),
        (f"<div data-props='{escape(json.dumps(STORY))}'></div>", "div[data-props]: blocks"),
        (f"<template shadowrootmode=open><article>{PROSE}</article></template>", "template"),
    ],
)  # fmt: skip
def test_the_text_is_read_where_the_page_has_it(body: str, place: str) -> None:
    page = built_by_script(body)
    article = read(page)
    assert (article.is_article, article.reason, article.title) == (True, None, TITLE)
    assert fold_space(article.text) == WHOLE
    assert places(article) == [place]
    assert strange_words(page, article.text) == []


def test_the_text_is_read_where_it_is_for_readers_without_scripts() -> None:
    """A long one is known by its length alone as the page itself."""
    short = "".join(f"<p>{one}</p>" for one in SENTENCES[:7])
    for prose, place in ((short, ["noscript"]), (PROSE, [])):
        article = read(built_by_script(f"<noscript>{prose}</noscript>"))
        assert article.text.endswith("\n\n".join(SENTENCES[: prose.count("<p>")]))
        assert places(article) == place


def test_the_ledger_says_what_the_text_was_put_in_the_place_of() -> None:
    article = read(built_by_script(ld(articleBody=PROSE)))
    entry = next(removal for removal in article.removed if removal.rule == "extract/page-data")
    assert (entry.verb, entry.file) == ("replace", "cleancopy")
    assert "in the page's own data" in entry.why


@pytest.mark.parametrize(
    "body",
    [
        next_data(more=TEASERS),
        next_data(title=TITLE, more=TEASERS),
        next_data(story={"headline": TITLE}, next={"headline": "Eels come back", "body": " ".join(OTHER)}),
        next_data(stories=[{"headline": "Eels come back", "body": " ".join(OTHER)}]),
        next_data(terms={"text": " ".join(OTHER)}),
        ld(headline="Eels come back", articleBody=" ".join(OTHER)).replace("NewsArticle", "WebPage"),
        ld(articleBody=SENTENCES[0]),
        "<noscript><p>Please switch JavaScript on to read this page.</p></noscript>",
    ],
)
def test_what_is_of_another_page_or_too_short_is_not_taken(body: str) -> None:
    article = read(built_by_script(body))
    assert not article.is_article
    assert not places(article)


def test_of_several_texts_that_of_this_page_is_taken() -> None:
    other = {"headline": "Eels come back", "blocks": [{"type": "p", "text": one} for one in OTHER * 9]}
    article = read(built_by_script(next_data(stories=[other, STORY, other])))
    assert fold_space(article.text) == WHOLE


def test_of_two_forms_of_a_text_that_with_paragraphs_is_taken() -> None:
    lines = {"7": {"json": STORY["blocks"]}}
    article = read(built_by_script(ld(articleBody=WHOLE) + next_data(cache=lines)))
    assert places(article) == ["script#__NEXT_DATA__: props.cache.7.json"]
    assert article.text.split("\n\n") == [*SENTENCES]


def test_a_page_whose_markup_has_its_text_is_read_there() -> None:
    longer = [*SENTENCES, *OTHER * 9]
    page = built_by_script(PAGE + ld(articleBody="\n".join(longer)))
    article = read(page)
    assert fold_space(article.text) == WHOLE
    assert not places(article)


def test_a_text_that_the_markup_has_is_not_taken_from_the_data() -> None:
    hidden = "".join(f"<li><a href=/{at}>{one}</a></li>" for at, one in enumerate(SENTENCES))
    article = read(built_by_script(f"<ul class=menu>{hidden}</ul>" + ld(articleBody=PROSE)))
    assert not places(article)


def test_the_data_is_cleaned_like_any_page() -> None:
    parts = PROSE.split("</p>", 3)
    mess = (
        "<div class='ad-slot'><p>Advertisement</p></div><p>Read also: <a href=/eels>Eels come back</a></p>"
        "<script>alert(1)</script><img src=/lamp.jpg onerror=alert(2)><p onclick=alert(3)>"
    )
    html = "</p>".join(parts[:3]) + "</p>" + mess + parts[3].removeprefix("<p>")
    article = read(built_by_script(ld(articleBody=html)))
    assert fold_space(article.text) == WHOLE
    assert 'src="https://tide.example/lamp.jpg"' in article.html
    assert not any(word in article.html for word in ("alert", "Advertisement", "Read also"))
    assert any("Advertisement" in removal.text for removal in article.removed)


def test_what_only_the_markup_tells_is_kept() -> None:
    byline = "<p class=byline>By <a rel=author href=/people/ana-ruiz>Ana Ruiz</a></p>"
    article = read(built_by_script(byline + ld(articleBody=PROSE)))
    assert article.authors == ("Ana Ruiz",)


def test_data_that_is_too_deep_for_the_parser_leaves_the_page_as_it_was_read() -> None:
    start = f"{SENTENCES[0]} {SENTENCES[1]}"
    article = read(built_by_script(f"<article><p>{start}</article>" + ld(articleBody="<div>" * 3000 + PROSE)))
    assert (article.reason, article.text, places(article)) == (None, start, [])


@pytest.mark.parametrize("bomb", ['{"a":' * 50_000, "[" * 200_000, json.dumps([[]] * 100_000)])
def test_a_bomb_leaves_the_page_as_it_came(bomb: str) -> None:
    article = read(built_by_script(f"<script type=application/json>{bomb}</script>"))
    assert article.reason == "not-an-article"


def test_only_where_little_was_kept_is_the_data_looked_into() -> None:
    assert second_opinion.is_wanted(second_opinion.LITTLE - 1)
    assert not second_opinion.is_wanted(second_opinion.LITTLE)
