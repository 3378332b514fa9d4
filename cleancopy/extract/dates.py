"""Dates as pages write them, to ISO 8601."""

from __future__ import annotations

import re
import warnings
from datetime import datetime, timedelta, timezone

import dateparser
from dateutil import parser as dateutil_parser

EARLIEST = datetime(1990, 1, 1)  # the Web's first pages
_ISO = re.compile(r"^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)?)?$")
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
_PATH_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_DEFAULTS = (datetime(2001, 1, 1), datetime(2002, 2, 2))  # what a date leaves open differs in each part
LONGEST = 60  # characters; what is longer is no date but a sentence that has one


def from_machine(value: str | None) -> str | None:
    """A date that the page gives to programs: ISO 8601 as exact as it is, or any form with one reading."""
    value = (value or "").strip()
    if not value or len(value) > LONGEST:
        return None
    if _ISO.match(value):
        return _plausible(_from_iso(value), has_time=not _DAY.match(value))
    parsed, again = (_parse(value, default) for default in _DEFAULTS)
    if parsed != again:
        return None  # it does not say its day, or month, or year
    return _plausible(parsed, has_time=bool(re.search(r"\d:\d\d", value)))


def from_reader(text: str | None, language: str | None) -> str | None:
    """A date that the page shows to people, in the page's language when that is known."""
    text = (text or "").strip()
    if not text or len(text) > LONGEST or not any(char.isdigit() for char in text):
        return None
    languages = [language.split("-")[0].lower()] if language else None
    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    try:
        parsed = dateparser.parse(text, languages=languages, settings=settings)
    except ValueError:  # a language that it does not know
        parsed = dateparser.parse(text, settings=settings)
    return _plausible(parsed, has_time=False)


def from_path(url: str | None) -> str | None:
    """The date in a URL's path, as `/2024/05/17/`."""
    match = _PATH_DATE.search(url or "")
    return from_machine("-".join(match.groups())) if match else None


def _parse(value: str, default: datetime) -> datetime | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", dateutil_parser.UnknownTimezoneWarning)
            return dateutil_parser.parse(value, default=default)
    except (ValueError, OverflowError):
        return None


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
