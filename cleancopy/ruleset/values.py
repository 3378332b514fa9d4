"""What the values in a rule file may be, each with the check that tells a mistake."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    WithJsonSchema,
)

from cleancopy.ruleset import finders
from cleancopy.ruleset.folders import is_host
from cleancopy.ruleset.matching import compile_pattern
from cleancopy.ruleset.selectors import parse_selectors
from cleancopy.ruleset.words import split_words

ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LANGUAGE = r"^[a-z]{2,3}$"
GROUP = r"^[a-z][a-z0-9_]*$"
NAME = r"^[a-z][a-z0-9_.:-]*$"

type Status = Literal["trial", "stable", "deprecated"]
type View = Literal["reader", "page"]
type Field_ = Literal["title", "subtitle", "author", "date", "section", "next_page", "single_page"]


def _checked_css(value: str) -> str:
    if finders.is_xpath(value):
        raise ValueError(f"{value!r} is XPath; what is wanted here is CSS")
    parse_selectors(value)
    return value


def _checked_xpath(value: str) -> str:
    finders.compile_xpath(value)
    return value


def _checked_selector(value: str) -> str:
    return _checked_xpath(value) if finders.is_xpath(value) else _checked_css(value)


def _checked_pattern(value: str) -> str:
    compile_pattern(value)
    return value


def _checked_find(value: str) -> str:
    if compile_pattern(value).search("") is not None:
        raise ValueError(f"the pattern {value!r} matches where nothing stands, and so everywhere")
    return value


def _checked_text(value: str) -> str:
    if not finders.comparable(value):
        raise ValueError("a text needs a letter or a number: punctuation at its ends is not compared")
    return value


def _checked_words(value: str) -> str:
    words = split_words(value)
    if not words:
        raise ValueError("class and id words are letters and numbers")
    if "" in words:
        raise ValueError(f"{value!r} are no words of a class or id: digits stand at a word's end; use css")
    return value


def _checked_name(value: str) -> str:
    if value.startswith("on"):
        raise ValueError(f"the attribute {value} would run a script")
    return value


def _checked_host(value: str) -> str:
    if not is_host(value):
        raise ValueError(f"a site is named by its host, such as example.com, not {value!r}")
    return value.lower()


def _written_day(value: Any) -> datetime.date:
    """A day is written as one: pydantic would take a number for seconds."""
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"a date is written like 2026-01-31, not {value!r}") from None


def _shape(value: Any) -> str | None:
    """Which of the ways to write a value was taken; so that a mistake is told about that way alone."""
    if isinstance(value, list):
        return "list"
    if isinstance(value, dict | BaseModel):
        return "mapping"
    return "one" if isinstance(value, str | int | float | bool) or value is None else None


type Text = Annotated[str, StringConstraints(strict=True, min_length=1)]
type Instead = Annotated[str, StringConstraints(strict=True, max_length=500)]
type Selector = Annotated[Text, AfterValidator(_checked_selector)]
type Css = Annotated[Text, AfterValidator(_checked_css)]
type Xpath = Annotated[Text, AfterValidator(_checked_xpath)]
type Phrase = Annotated[Text, AfterValidator(_checked_text)]
type Pattern = Annotated[Text, AfterValidator(_checked_pattern)]
type Find = Annotated[Pattern, AfterValidator(_checked_find)]
type Words = Annotated[Text, AfterValidator(_checked_words)]
type Id = Annotated[str, StringConstraints(strict=True, pattern=ID)]
type Language = Annotated[str, StringConstraints(strict=True, pattern=LANGUAGE)]
type Name = Annotated[str, StringConstraints(strict=True, pattern=NAME), AfterValidator(_checked_name)]
type Host = Annotated[Text, AfterValidator(_checked_host)]
type Day = Annotated[
    datetime.date, BeforeValidator(_written_day), WithJsonSchema({"type": "string", "format": "date"})
]
type Share = Annotated[float, Field(ge=0, le=1, strict=True)]
type Count = Annotated[int, Field(ge=0, strict=True)]
type Flag = Annotated[bool, Field(strict=True)]

type OneOrMore[T] = Annotated[
    Annotated[T, Tag("one")] | Annotated[Annotated[list[T], Field(min_length=1)], Tag("list")],
    Discriminator(_shape),
]
type OneOrMoreOr[T, M] = Annotated[
    Annotated[T, Tag("one")]
    | Annotated[Annotated[list[T], Field(min_length=1)], Tag("list")]
    | Annotated[M, Tag("mapping")],
    Discriminator(_shape),
]
type Selectors = OneOrMore[Selector]
