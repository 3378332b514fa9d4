"""Every page of the public corpora, where this machine has them, and the project's own pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain

import pytest

from bench import corpora, integrity, pins, quality
from bench.corpora import Page
from bench.integrity import Check

JOBS = 2
LONG = 100  # words; an article that is shorter may come out empty
OWN = "own pages"
CORPORA = (OWN, *corpora.present())


def pages_of(corpus: str) -> Sequence[Page]:
    return corpora.own_pages() if corpus == OWN else corpora.pages(corpus)


@cache
def checks(corpus: str) -> Sequence[Check]:
    """Each page is read once for all tests."""
    return integrity.check_all(pages_of(corpus), jobs=JOBS)


def is_long(page: Page) -> bool:
    return page.type == "article" and len(page.wanted().split()) >= LONG


@pytest.mark.parametrize("corpus", CORPORA)
def test_there_are_pages(corpus: str) -> None:
    assert pages_of(corpus)


@pytest.mark.parametrize("corpus", CORPORA)
def test_no_page_fails(corpus: str) -> None:
    failed = {check.page.name: check.reading.error for check in checks(corpus)}
    assert not {name: error for name, error in failed.items() if error}


@pytest.mark.parametrize("corpus", CORPORA)
def test_no_article_comes_out_empty(corpus: str) -> None:
    empty = (check.page for check in checks(corpus) if not check.reading.text.strip())
    assert not [page.name for page in empty if is_long(page)]


@pytest.mark.parametrize("corpus", CORPORA)
def test_the_clean_copy_has_no_word_that_the_page_has_not_there(corpus: str) -> None:
    strange = {check.page.name: check.strange for check in checks(corpus)}
    assert not {name: words for name, words in strange.items() if words}


def drops(corpus: str) -> Sequence[str]:
    """The figures of a corpus that have fallen below what is pinned."""
    readings = {check.page.id: check.reading for check in checks(corpus)}
    result = quality.result_of(corpus, corpora.pages(corpus), readings)
    return [*pins.drops(pins.read()[corpus], quality.pinned_figures(result))]


def test_quality_does_not_fall_below_what_is_pinned() -> None:
    assert pins.read()
    assert not [*chain.from_iterable(drops(corpus) for corpus in pins.read() if corpus in CORPORA)]
