"""Names have odds, and what an element is called is told by them."""

from __future__ import annotations

import pytest

from cleancopy.extract import names
from cleancopy.extract.names import NameBook, Odds, names_of

ODDS = {"related": -3.0, "share": -2.0, "story": 2.5, "role=main": 1.0, "itemprop=articleBody": 4.0}


def said(**attributes: str) -> dict[str, str]:
    return {name.rstrip("_"): value for name, value in attributes.items()}


@pytest.mark.parametrize(
    ("class_", "id_", "expected"),
    [
        ("related-posts", None, {"related", "posts"}),
        ("RelatedPosts nextUp", "storyBody2", {"related", "posts", "next", "up", "story", "body"}),
        ("a b1 c_d 12", None, set()),
        ("HTMLBody", None, {"html", "body"}),
        (None, None, set()),
    ],
)
def test_names_fall_into_words(class_: str | None, id_: str | None, expected: set[str]) -> None:
    assert names_of(class_, id_, None, None) == expected


def test_roles_and_properties_are_names_of_their_own() -> None:
    assert names_of("main", None, "main", "articleBody") == {"main", "role=main", "itemprop=articleBody"}


@pytest.mark.parametrize(
    ("attributes", "odds"),
    [
        ({"class_": "related share story"}, Odds(-3.0, 2.5, -2.5, 3)),
        ({"id": "story"}, Odds(0.0, 2.5, 2.5, 1)),
        ({"role": "main", "itemprop": "articleBody"}, Odds(0.0, 4.0, 5.0, 2)),
        ({"class_": "unheard-of"}, Odds()),
        ({}, Odds()),
    ],
)
def test_the_book_sums_what_it_knows(attributes: dict[str, str], odds: Odds) -> None:
    book = NameBook(ODDS)
    assert book.read(said(**attributes)) == odds
    assert book.read(said(**attributes)) == odds


def test_a_class_is_not_taken_for_an_id_that_was_read_before() -> None:
    book = NameBook(ODDS)
    book.read(said(class_="story"))
    assert book.read(said(itemprop="story")) == Odds()


def test_of_megabytes_of_names_only_the_start_is_read() -> None:
    assert names_of("x " * 500_000 + "related", None, None, None) == set()
    assert names_of("related " + "y" * 1_000_000, None, None, None) >= {"related"}


def test_the_book_forgets_before_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "MOST_REMEMBERED", 3)
    book = NameBook(ODDS)
    assert [book.read(said(id=f"share-{number}")).named for number in range(10)] == [1] * 10
    assert len(book._seen) <= 3
