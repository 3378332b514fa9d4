"""Dates come to ISO 8601 as exact as they were, and none is made up."""

from __future__ import annotations

import re
import time
from datetime import datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleancopy.extract.dates import (
    LINE,
    REACH,
    START,
    from_machine,
    from_path,
    from_reader,
    inside,
    is_next_to,
    near,
)


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024-05-17", "2024-05-17"),
        (" 2024-05-17T10:05:06Z ", "2024-05-17T10:05:06+00:00"),
        ("2024-05-17T10:05:06.789+02:00", "2024-05-17T10:05:06+02:00"),
        ("2024-05-17T10:05-0530", "2024-05-17T10:05:00-05:30"),
        ("2024-05-17 10:05", "2024-05-17T10:05:00"),
        ("2024-05-17T10:05:06:789Z", "2024-05-17"),
        ("20240517", "2024-05-17"),
        ("17 May 2024", "2024-05-17"),
        ("Fri, 17 May 2024 10:05:06 GMT", "2024-05-17T10:05:06+00:00"),
        ("May 17, 2024 10:05 XYZ", "2024-05-17T10:05:00"),
    ],
)
def test_a_date_for_programs_is_as_exact_as_it_was(value: str, date: str) -> None:
    assert from_machine(value) == date


@pytest.mark.parametrize(
    "value",
    [
        None, "", "Lamp", "May 2024", "17 May", "2024", "10:05", "Friday", "2024-02-30", "2024-13-01",
        "1889-05-17", "2999-01-01", "0000-00-00", "now", "17 May 2024 " + "x" * 50,
    ],
)  # fmt: skip
def test_what_does_not_say_its_day_is_no_date(value: str | None) -> None:
    assert from_machine(value) is None


@pytest.mark.parametrize(
    ("text", "language", "date"),
    [
        ("May 17, 2024", "en", "2024-05-17"),
        ("Friday, 17 May 2024", "en-GB", "2024-05-17"),
        ("17. Mai 2024", "de", "2024-05-17"),
        ("17 maja 2024", "pl", "2024-05-17"),
        ("17 de mayo de 2024", "es", "2024-05-17"),
        ("17 mai 2024", "fr-CA", "2024-05-17"),
        ("2024年5月17日", "ja", "2024-05-17"),
        ("17 May 2024", "xx", "2024-05-17"),
        ("17 mei 2024", None, "2024-05-17"),
    ],
)
def test_a_date_for_readers_is_read_in_their_language(text: str, language: str | None, date: str) -> None:
    assert from_reader(text, language) == date


@pytest.mark.parametrize(
    "text", [None, "", "Lamp", "yesterday", "3 days ago", "May 2024", "17 May", "19 miles", "17 May 2024" * 9]
)
def test_no_date_is_made_up_for_readers(text: str | None) -> None:
    assert from_reader(text, "en") is None


@pytest.mark.parametrize(
    ("text", "language", "date"),
    [
        ("3/4/2024", "en", "2024-03-04"),
        ("3/4/2024", "en-US", "2024-03-04"),
        ("3/4/2024", None, "2024-03-04"),
        ("3/4/2024", "en-GB", "2024-04-03"),
        ("3/4/2024", "fr", "2024-04-03"),
        ("3.4.2024", "en", "2024-04-03"),
        ("2024/3/4", "fr", "2024-03-04"),
        ("13/4/2024", "en", "2024-04-13"),
    ],
)
def test_days_come_before_months_where_the_language_has_it_so(
    text: str, language: str | None, date: str
) -> None:
    assert (from_machine(text, language), from_reader(text, language)) == (date, date)


@pytest.mark.parametrize(
    ("text", "language", "date"),
    [
        ("By Ana Ruiz, Sandholm, 17 May 2024 at 10:05", "en", "2024-05-17"),
        ("Updated on May 17th, 2024 by Ana", "en", "2024-05-17"),
        ("Sandholm, den 17. Mai 2024", "de", "2024-05-17"),
        ("Publicado el 17 de mayo de 2024 por Ana", "es", "2024-05-17"),
        ("Tide | 17.05.2024 | 3 min", "de", "2024-05-17"),
        ("2024年5月17日 安娜", "ja", "2024-05-17"),
        ("May 2024, after 17 years", "en", None),
        ("Call 555-0117-2024 or 12345", "en", None),
        ("The 17 boats 2024", "en", None),
    ],
)
def test_a_date_is_found_among_other_words(text: str, language: str, date: str | None) -> None:
    assert inside(text, language) == date


DATED = "17 May 2024"
FILLER = ["Words without a day"]


@pytest.mark.parametrize(
    ("before", "body", "behind", "date"),
    [
        ([DATED], FILLER, ["18 May 2024"], "2024-05-17"),
        (["18 May 2024", DATED], FILLER, [], "2024-05-17"),
        (FILLER, [DATED], ["18 May 2024"], "2024-05-17"),
        (FILLER, FILLER, [*FILLER, DATED], "2024-05-17"),
        ([], FILLER * START + [DATED], [], None),
        ([], FILLER, FILLER * REACH + [DATED], None),
        ([DATED + " x" * LINE], FILLER, [], None),
        (FILLER, [DATED + " x" * LINE], [], "2024-05-17"),
        (FILLER, ["x " * LINE + DATED], [], None),
        ([], [], [], None),
    ],
)
def test_the_date_of_an_article_stands_before_its_start_or_behind_it(
    before: list[str], body: list[str], behind: list[str], date: str | None
) -> None:
    article = range(len(before), len(before) + len(body))
    assert near([*before, *body, *behind], article, "en") == date


@pytest.mark.parametrize(
    ("moment", "day", "is_next"),
    [
        ("2024-05-17T23:30:00+00:00", "2024-05-18", True),
        ("2024-05-17T00:30:00+00:00", "2024-05-16", True),
        ("2024-05-17T00:30:00+00:00", "2024-05-17", False),
        ("2024-05-17T00:30:00+00:00", "2024-05-15", False),
        ("2024-05-17T23:30:00+02:00", "2024-05-18", False),
        ("2024-05-17", "2024-05-18", False),
    ],
)
def test_a_time_in_utc_may_be_on_the_day_before_or_after(moment: str, day: str, is_next: bool) -> None:
    assert is_next_to(moment, day) is is_next


@pytest.mark.parametrize(
    "text", ["1 " * 50_000, "17 May " * 20_000, "x" * 500_000, "1" * 500_000, "May." * 50_000]
)
def test_a_line_that_was_made_to_last_has_no_date(text: str) -> None:
    start = time.process_time()
    assert inside(text, "en") is None
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("https://tide.example/2024/05/17/lamp.html", "2024-05-17"),
        ("https://tide.example/news/2024-05-17-lamp", "2024-05-17"),
        ("https://tide.example/20240517/lamp", "2024-05-17"),
        ("https://tide.example/2024/05/lamp", None),
        ("https://tide.example/2024/13/45/", None),
        ("https://tide.example/2024/02/30/", None),
        ("https://tide.example/1789/07/14/", None),
        ("https://tide.example/a/20240517123", None),
        (None, None),
    ],
)
def test_an_address_may_have_the_date(url: str | None, date: str | None) -> None:
    assert from_path(url) == date


parts = st.sampled_from([
    "2024", "May", "17", "05", "10:05", "UTC", "+30", "GMT", "-", "99", "T", "Z", ":", "/", ".", ",", "am",
    "pm", "0", "1e5", "h", "Feb", "30", "of", "+0530", "EST", "(", ")", "9" * 20, "\0", "\u0663", "-99",
    "+24:00", "24:00", "nan", "Mai", "\u6708",
])  # fmt: skip
values = st.builds(str.join, st.sampled_from(["", " "]), st.lists(parts, max_size=7))
ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d([+-]\d\d:\d\d)?)?")


@given(values)
@example("May 17 2024 10:00 UTC+30")
@example("24:0099999999999999999999\u066320240517Z")
@settings(max_examples=500, deadline=None)
def test_whatever_a_page_gives_to_programs_it_is_a_date_or_none(value: str) -> None:
    date = from_machine(value)
    assert date is None or (ISO.fullmatch(date) and datetime.fromisoformat(date))


@given(values, st.sampled_from(["de", "en-US", "zh-Hant", "xx", None]))
@settings(max_examples=60, deadline=None)
def test_whatever_a_page_shows_to_readers_it_is_a_date_or_none(value: str, language: str | None) -> None:
    date = from_reader(value, language)
    assert date is None or (ISO.fullmatch(date) and datetime.fromisoformat(date))
