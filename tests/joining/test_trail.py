"""From page to page: which come in, where it ends, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleancopy.joining import Place, Trail, place_of
from cleancopy.model import Article, PageLink

URL = "https://tide.example/lamp"
TITLE = "The lamp of Sandholm burns again"
ALL = PageLink(f"{URL}?page=all", "Single page")


def link(number: int) -> PageLink:
    return PageLink(f"{URL}/{number}", str(number))


def place(number: int, **more: object) -> Place:
    """A page that leads to the next."""
    made = Place(title=TITLE, words=300, digest=str(number), next_page=link(number + 1))
    return replace(made, **more)  # type: ignore[arg-type]


FIRST = place(1)
LAST = place(3, next_page=None)


def test_it_goes_from_page_to_page_to_the_last() -> None:
    trail = Trail(URL, FIRST, 10)
    assert trail.link == link(2)
    assert trail.add(place(2))
    assert trail.link == link(3)
    assert trail.add(LAST)
    assert (trail.link, trail.missing, trail.reason) == (None, None, None)


@pytest.mark.parametrize("most", [1, 2, 3])
def test_it_ends_at_the_cap_and_says_what_is_missing(most: int) -> None:
    trail = Trail(URL, FIRST, most)
    for number in range(2, most + 1):
        assert trail.add(place(number))
    assert (trail.link, trail.missing, trail.reason) == (None, link(most + 1), "cap")


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (place(2, digest="1"), "circle"),
        (place(2, title="The bell of Tarn is cast anew"), "another-article"),
        (place(2, reason="not-an-article", title="Sign in"), "not-an-article"),
        (place(2, reason="not-an-article", words=5), "not-an-article"),
        (place(2, reason="broken-coding"), "not-an-article"),
        (place(2, reason="gutted"), "not-an-article"),
    ],
)
def test_what_does_not_belong_ends_it(second: Place, reason: str) -> None:
    trail = Trail(URL, FIRST, 10)
    assert not trail.add(second)
    assert (trail.link, trail.missing, trail.reason) == (None, link(2), reason)


@pytest.mark.parametrize(
    "second",
    [
        place(2, title=f"{TITLE} - page 2"),
        place(2, title="Stairs and granite", canonical=URL),
        place(2, reason="not-an-article"),
    ],
)
def test_a_page_belongs_by_its_title_or_by_what_it_says_that_it_is_a_part_of(second: Place) -> None:
    assert Trail(URL, replace(FIRST, canonical=URL), 10).add(second)


def test_an_address_is_gone_to_once() -> None:
    trail = Trail(URL, FIRST, 10)
    assert trail.add(place(2, next_page=link(2)))
    assert (trail.link, trail.reason) == (None, "circle")
    trail = Trail(URL, FIRST, 10)
    assert trail.add(place(2, next_page=PageLink(URL, "1")))
    assert (trail.link, trail.reason) == (None, "circle")


@pytest.mark.parametrize("reason", ["fetch", "late", "too-large"])
def test_a_page_that_cannot_be_had_is_missing(reason: str) -> None:
    trail = Trail(URL, FIRST, 10)
    trail.fail(reason)  # type: ignore[arg-type]
    assert (trail.link, trail.missing, trail.reason) == (None, link(2), reason)


def test_all_on_one_page_is_better_than_page_by_page() -> None:
    trail = Trail(URL, replace(FIRST, single_page=ALL), 10)
    assert trail.link == ALL
    assert trail.add(place(9, words=900, next_page=None))
    assert (trail.link, trail.missing) == (None, None)


@pytest.mark.parametrize("all_of_it", [place(9, words=200), place(9, words=900, title="Our archive"), None])
def test_where_it_is_none_the_pages_are_gone_through(all_of_it: Place | None) -> None:
    trail = Trail(URL, replace(FIRST, single_page=ALL), 10)
    if all_of_it is None:
        trail.fail("fetch")
    else:
        assert not trail.add(all_of_it)
    assert trail.link == link(2)


def test_where_time_is_up_nothing_more_is_asked_for() -> None:
    trail = Trail(URL, replace(FIRST, single_page=ALL), 10)
    trail.fail("late")
    assert (trail.link, trail.missing, trail.reason) == (None, link(2), "late")


def test_pages_of_the_same_words_are_the_same() -> None:
    one = Article(html='<p>One <a href="/2">word</a>.</p>', title=TITLE, word_count=2, is_article=True)
    other = replace(one, html='<p>One\n<a href="/3">word</a>.</p>')
    assert place_of(one).digest == place_of(other).digest
    assert place_of(one).digest != place_of(replace(one, html="<p>Two words.</p>")).digest
