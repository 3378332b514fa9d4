"""Cleaned pages kept in memory, by what decides about them."""

from dataclasses import replace

import pytest

from cleancopy.addon.cache import OVERHEAD, Cache, digest, is_lasting
from cleancopy.options import Options
from cleancopy.policy import Wish
from cleancopy.workers import Answer, Job

JOB = Job(raw=b"<p>Page.", url="http://news.test/", content_type="text/html", rules_id="a")
PAGE = Answer(body=bytes(10_000))


@pytest.mark.parametrize(
    "other",
    [
        replace(JOB, raw=b"<p>Another page."),
        replace(JOB, url="http://news.test/2"),
        replace(JOB, content_type="text/plain"),
        replace(JOB, coding="gzip"),
        replace(JOB, rules_id="b"),
        replace(JOB, wish=Wish(format="markdown")),
        replace(JOB, options=Options(images="none")),
        replace(JOB, options=Options(favor="recall")),
        replace(JOB, options=Options(target_selector="main")),
        replace(JOB, options=Options(view="page")),
    ],
)
def test_whatever_decides_about_a_page_is_in_its_digest(other: Job) -> None:
    assert digest(other) != digest(JOB)


def test_what_does_not_decide_is_not() -> None:
    assert digest(replace(JOB, seconds=1, gzip=True, wish=Wish(no_cache=True))) == digest(JOB)


def test_the_longest_unused_page_is_forgotten_first() -> None:
    cache = Cache(20 * (10_000 + OVERHEAD + len(PAGE.ledger)))
    for number in range(20):
        cache.put(str(number), PAGE)
    assert cache.get("0") is not None
    cache.put("20", PAGE)
    assert cache.get("1") is None
    assert cache.get("0") is not None


def test_it_never_holds_more_than_it_may() -> None:
    cache = Cache(200_000)
    for number in range(100):
        cache.put(str(number % 30), replace(PAGE, body=bytes(number * 200)))
    assert 150_000 < cache.size <= 200_000


def test_a_page_that_would_drive_out_all_others_is_not_kept() -> None:
    cache = Cache(20_000)
    cache.put("large", PAGE)
    assert (len(cache), cache.size) == (0, 0)


@pytest.mark.parametrize(
    ("answer", "lasts"),
    [
        (PAGE, True),
        (Answer(reason="not-an-article"), True),
        (Answer(reason="memory"), False),
        (Answer(reason="error"), False),
        (Answer(error=(422, "nothing matches")), False),
    ],
)
def test_a_failure_has_another_chance(answer: Answer, lasts: bool) -> None:
    assert is_lasting(answer) is lasts
