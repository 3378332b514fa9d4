"""Pages put together: all words once, in their order, and everything accounted for."""

from __future__ import annotations

import re

import pytest

from cleancopy import dom, pipeline
from cleancopy.model import Article, PageLink, Rest, Source
from cleancopy.options import Options
from cleancopy.parse import parse_html
from cleancopy.pipeline import StageTimes
from world.pages import Page
from world.voyage import FOOT, LEAD, PARTS, TITLE, page, pager, part

URL = "https://quay.example/voyage"


def source(number: int, made: Page | None = None) -> Source:
    address = URL if number == 1 else f"{URL}/{number}"
    body = (made or part(number, pager("/voyage"))).body
    return Source(body, address, "text/html", first_url=None if number == 1 else URL)


def joined(*sources: Source, missing: PageLink | None = None, reason: str = "", **options: str) -> Article:
    rest = Rest(sources[1:], missing, reason)
    rules = pipeline.default_ruleset()
    return pipeline.clean_source(sources[0], rules, Options(**options), StageTimes(), rest)  # type: ignore[arg-type]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_the_text_of_all_is_there_once_and_in_order() -> None:
    text = joined(source(1), source(2), source(3)).text
    every = [paragraph for paragraphs in PARTS for paragraph in paragraphs]
    places = [text.index(paragraph) for paragraph in every]
    assert places == sorted(places)
    assert [text.count(paragraph) for paragraph in (*every, LEAD, FOOT)] == [1] * 14


def test_its_words_are_a_subsequence_of_those_of_the_pages() -> None:
    sources = [source(1), source(2), source(3)]
    pages = iter(words(" ".join(text for one in sources for text in dom.texts_of(parse_html(one.body).root))))
    assert all(word in pages for word in words(joined(*sources).text))


def test_it_is_the_first_pages_article() -> None:
    article = joined(source(1), source(2))
    alone = joined(source(1))
    assert (article.title, article.url, article.authors) == (TITLE, URL, alone.authors)
    assert article.is_article
    assert article.word_count > alone.word_count + 100


def test_the_ledgers_of_all_pages_are_one_and_name_the_pages() -> None:
    removed = joined(source(1), source(2), source(3)).removed
    assert [one.text for one in removed if one.rule == "join/page"] == [f"{URL}/2", f"{URL}/3"]
    assert [one.text for one in removed if one.rule == "join/repeated"].count(LEAD[:80]) == 2
    assert sum(one.text.startswith("The Quay Courier") for one in removed) == 3


def test_relative_links_are_those_of_their_own_page() -> None:
    linking = page([*PARTS[1][:3], f"{PARTS[1][3]} <a href='tarn'>A map of Tarn</a> was sold out."], "")
    html = joined(source(1), source(2, linking)).html
    assert 'href="https://quay.example/voyage/tarn"' in html


def test_a_page_with_all_of_it_takes_the_place_of_the_first() -> None:
    whole = page([text for paragraphs in PARTS for text in paragraphs], "")
    article = joined(source(1), source(2, whole))
    assert [article.text.count(text) for paragraphs in PARTS for text in paragraphs] == [1] * 12


@pytest.mark.parametrize("reason", ["fetch", "late", "cap", "too-large", "not-an-article"])
def test_a_missing_page_leaves_its_link_at_the_end_and_a_line_in_the_ledger(reason: str) -> None:
    article = joined(source(1), source(2), missing=PageLink(f"{URL}/3", "3"), reason=reason)
    assert article.html.endswith(f'<p><a href="{URL}/3" rel="noopener noreferrer nofollow">3</a></p>')
    (line,) = [one for one in article.skipped if one.rule == "join/page"]
    assert line.selector == f"{URL}/3"
    assert line.reason.endswith("a link to it is at the end")


@pytest.mark.parametrize("reason", ["another-article", "circle"])
def test_what_is_no_part_of_it_leaves_no_link(reason: str) -> None:
    article = joined(source(1), missing=PageLink(f"{URL}/2", "2"), reason=reason)
    assert f"{URL}/2" not in article.html
    assert [one.selector for one in article.skipped if one.rule == "join/page"] == [f"{URL}/2"]


def test_a_link_that_nobody_sees_shows_its_address() -> None:
    assert f">{URL}/2</a>" in joined(source(1), missing=PageLink(f"{URL}/2", ""), reason="late").html


def test_a_page_alone_says_where_it_goes_on_and_fetches_nothing() -> None:
    article = pipeline.clean(part(1, pager("/voyage")).body, url=URL)
    assert article.next_page == PageLink(f"{URL}/2", "2")
    assert f"{URL}/2" not in article.html
