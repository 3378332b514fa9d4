"""Dates as pages write them, to ISO 8601."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from itertools import islice

import dateparser
from dateutil import parser as dateutil_parser

EARLIEST = datetime(1990, 1, 1)  # the Web's first pages
_ISO = re.compile(r"^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)?)?$")
_BROKEN_ISO = re.compile(r"^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d:")
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
_PATH_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_DEFAULTS = (datetime(2001, 1, 1), datetime(2002, 2, 2))  # what a date leaves open differs in each part
_DOTTED = re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}\b")
_MONTH_FIRST = frozenset({"", "US", "PH"})
# A day and a year with a word between them, a month's name before them, or numbers alone: what may be a date.
_WRITTEN = re.compile(
    r"\b\d{1,2}[^\W\d]{0,2}[.,º]?\s+(?:[^\W\d]{1,3}\s+)?[^\W\d]{3,12}[.,]?\s+(?:[^\W\d]{1,3}\s+)?(?:19|20)\d\d\b"
    r"|\b[^\W\d]{3,12}\.?\s+\d{1,2}[^\W\d]{0,2},?\s+(?:19|20)\d\d\b"
    r"|\b\d{1,2}([./-])\s?\d{1,2}\1\s?(?:20)?\d\d\b"
    r"|\b(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2}\b"
    r"|(?:19|20)\d\d\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
)
_MIDNIGHTS = ("T22:00:00+00:00", "T23:00:00+00:00")  # in summer and in winter
MOST_OF = 0.6  # of a line's characters, from which it says nothing else but the day or the time
_PART = re.compile(r"\d+|[^\W\d]+")
LEAST_DIGITS = 3  # of a date: 1/2/03
MOST_TRIED = 2  # in one line
START, REACH = 6, 12  # lines of an article, and behind it, in which its date may stand
LINE = 120  # characters; what is longer is a paragraph, and its dates are what it tells of
LONGEST = 60  # characters; what is longer is no date but a sentence that has one


def from_machine(value: str | None, language: str | None = None) -> str | None:
    """A date that the page gives to programs: ISO 8601 as exact as it is, or any form with one reading."""
    value = (value or "").strip()
    if len(value) > LONGEST or sum(map(str.isdigit, value)) < LEAST_DIGITS:
        return None
    if _ISO.match(value):
        return _plausible(_from_iso(value), has_time=not _DAY.match(value))
    if broken := _BROKEN_ISO.match(value):
        return _plausible(_from_iso(broken[1]), has_time=False)
    parsed, again = (_parse(value, default, _is_day_first(value, language)) for default in _DEFAULTS)
    if parsed != again:
        return None  # it does not say its day, or month, or year
    return _plausible(parsed, has_time=bool(re.search(r"\d:\d\d", value)))


def from_reader(text: str | None, language: str | None) -> str | None:
    """A date that the page shows to people, in the page's language when that is known."""
    text = (text or "").strip()
    if len(text) > LONGEST or not _has_parts(text):
        return None
    order = {"DATE_ORDER": "DMY"} if _is_day_first(text, language) else {}
    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"], **order}
    try:
        parsed = dateparser.parse(text, languages=_languages(language), settings=settings)
    except ValueError:  # a language that it does not know
        parsed = dateparser.parse(text, settings=settings)
    return _plausible(parsed, has_time=False)


def _has_parts(text: str) -> bool:
    """Whether a day, a month and a year may be in it, two of them as numbers: to find out more costs."""
    parts = _PART.findall(text)
    return len(parts) > 2 and sum(map(str.isdecimal, parts)) > 1


def is_next_to(moment: str, day: str) -> bool:
    """Whether a time in UTC is on the day before or after another: where it was said, it was that day."""
    if not moment.endswith("+00:00"):
        return False
    return abs((datetime.fromisoformat(moment).date() - date.fromisoformat(day)).days) == 1


def day_begun(moment: str, language: str | None) -> str | None:
    """The day that a time in UTC begins in Central Europe, where that day was meant; not on English pages."""
    if (language or "en").startswith("en") or not moment.endswith(_MIDNIGHTS):
        return None
    return (date.fromisoformat(moment[:10]) + timedelta(days=1)).isoformat()


def inside(text: str, language: str | None) -> str | None:
    """The first date that stands among other words."""
    found = (match[0] for match in islice(_WRITTEN.finditer(text), MOST_TRIED))
    return next(filter(None, (from_reader(part, language) for part in found)), None)


def is_date(text: str, language: str | None) -> bool:
    """Whether a line says nothing but a date."""
    found = _WRITTEN.search(text) if len(text) <= LONGEST else None
    return (
        found is not None and len(found[0]) >= MOST_OF * len(text) and bool(from_reader(found[0], language))
    )


def near(lines: Sequence[str], article: range, language: str | None) -> str | None:
    """The date of an article by the short lines around it: the last before it, in its start, or behind it.

    `lines` is the page from where a date may stand, `article` the indexes of the body's lines.
    """
    before = reversed(lines[: article.start])
    inside_it = lines[article.start : min(article.stop, article.start + START)]
    behind = lines[article.stop : article.stop + REACH]
    likely = (*filter(_is_short, before), *map(_dateline, inside_it), *filter(_is_short, behind))
    return next(filter(None, (inside(line, language) for line in likely)), None)


def _is_short(line: str) -> bool:
    return len(line) <= LINE


def _dateline(line: str) -> str:
    """What of a line of the article may be its date: all of a short one, or what a paragraph begins with."""
    begins_with = _WRITTEN.match(line)
    return line if _is_short(line) else begins_with[0] if begins_with else ""


def _languages(language: str | None) -> list[str] | None:
    """The page's language, and English, which pages fall back to."""
    return list(dict.fromkeys((language.split("-")[0].lower(), "en"))) if language else None


def _is_day_first(text: str, language: str | None) -> bool:
    """Whether `3/4/2024` is in April: always with points, and with other marks in all languages but English.

    English has the month first in the United States, and where a page does not say which English it is.
    """
    if _DOTTED.search(text):
        return True
    if text[:4].isdigit():
        return False
    main, _, region = (language or "en-US").partition("-")
    return main.lower() != "en" or region.upper() not in _MONTH_FIRST


def from_path(url: str | None) -> str | None:
    """The date in a URL's path, as `/2024/05/17/`."""
    match = _PATH_DATE.search(url or "")
    return from_machine("-".join(match.groups())) if match else None


def _parse(value: str, default: datetime, day_first: bool) -> datetime | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", dateutil_parser.UnknownTimezoneWarning)
            moment = dateutil_parser.parse(value, default=default, dayfirst=day_first)
        moment.utcoffset()  # raises where it is a day or more
    except (ValueError, ArithmeticError):
        return None
    return moment


def _from_iso(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value.replace(",", "."))
    except ValueError:
        return None


def _plausible(moment: datetime | None, *, has_time: bool) -> str | None:
    """No article is older than the Web, or much newer than now."""
    if moment is None or moment.replace(tzinfo=None) < EARLIEST:
        return None
    if moment.replace(tzinfo=None) > datetime.now() + timedelta(days=366):
        return None
    if not has_time:
        return moment.date().isoformat()
    offset = moment.utcoffset()
    if offset is not None and offset.total_seconds() % 60:
        moment = moment.astimezone(timezone.utc)  # noqa: UP017
    return moment.isoformat(timespec="seconds")
