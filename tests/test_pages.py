"""The test pages, each held against its truth; the seed pages too, where this machine has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

import pytest

import cleancopy
from bench import corpora, integrity
from cleancopy import Article
from pages import truth
from pages.truth import TestPage


def seed_pages() -> Iterator[TestPage]:
    """The pages that lie beside the corpora, in HTML and as text."""
    folder = corpora.shared() / "seed"
    if folder.is_dir():
        told = truth.truth_of(json.loads((folder / "truth.json").read_text(encoding="utf-8")))
        yield from (TestPage(f"seed-{path.suffix[1:]}", path, told) for path in folder.glob("news-page.*"))


OWN = truth.own_pages()
PAGES = [*OWN, *seed_pages()]
ARTICLES = [page for page in PAGES if page.is_article]
OTHERS = [page for page in PAGES if not page.is_article]


def named(pages: list[TestPage]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", pages, ids=lambda page: page.name)


@cache
def read(page: TestPage) -> Article:
    """Each page is cleaned once for all tests."""
    told = page.truth
    return cleancopy.clean(page.body(), url=told.url, content_type=told.content_type)


@named(ARTICLES)
def test_every_line_of_the_article_is_there_and_no_other(page: TestPage) -> None:
    lines = truth.lines_of(read(page), page.truth)
    different = truth.difference(page.truth, lines)
    assert not different, "\n".join(["", *different])


@named(ARTICLES)
def test_no_form_has_a_line_that_must_go(page: TestPage) -> None:
    forms = truth.forms(read(page)).items()
    assert not {name: left for name, text in forms if (left := [*truth.left_in(text, page.truth.unwanted)])}


@named(ARTICLES)
def test_a_credit_is_no_paragraph(page: TestPage) -> None:
    assert not set(page.truth.credit) & set(truth.paragraphs(read(page).html))


@named([page for page in ARTICLES if page.truth.pictures])
def test_every_picture_of_the_article_is_there_once_and_no_other(page: TestPage) -> None:
    found, wanted = truth.pictures(read(page).html), page.truth.pictures
    assert len(found) == len(wanted), found
    assert all(map(str.endswith, found, wanted)), found


@named(ARTICLES)
def test_the_masthead_is_right(page: TestPage) -> None:
    told, article = page.truth, read(page)
    found = {
        "title": article.title,
        "authors": article.authors,
        "date": (article.date or "")[: len(told.date or "")],
        "language": (article.language or "").partition("-")[0],
    }
    wanted = {name: getattr(told, name) for name in found}
    assert {name: value for name, value in found.items() if wanted[name] is not None} == {
        name: value for name, value in wanted.items() if value is not None
    }


@named(ARTICLES)
def test_an_article_is_known_as_one(page: TestPage) -> None:
    assert read(page).is_article, read(page).reason


@named(OTHERS)
def test_what_is_no_article_is_known_as_none(page: TestPage) -> None:
    assert not read(page).is_article, read(page).text[:500]


@named([page for page in OWN if page.is_article])
def test_the_truth_is_of_its_page(page: TestPage) -> None:
    """Every line stands on the page, those of the article in their order, and nothing both stays and goes."""
    told, body = page.truth, page.body()
    assert not integrity.strange_words(body, "\n".join(told.keep))
    assert not [line for line in told.unwanted + told.credit if integrity.strange_words(body, line)]
    assert not [*truth.left_in(truth.fold(" ".join(told.keep)), told.unwanted)]
