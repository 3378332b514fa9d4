"""What a rule file may say: the one model behind loader, messages, JSON Schema and reference."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    WithJsonSchema,
    model_validator,
)

from cleancopy.model import Verb
from cleancopy.ruleset import finders
from cleancopy.ruleset.index import split_words
from cleancopy.ruleset.matching import compile_pattern
from cleancopy.ruleset.selectors import parse_selectors

VERBS: tuple[Verb, ...] = get_args(Verb.__value__)
FINDERS = ("css", "xpath", "text", "pattern", "words")
ARTICLE_FINDERS = frozenset({"text", "pattern"})
FIELDS = ("body", "title", "subtitle", "author", "date", "section", "next_page", "single_page")

ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LANGUAGE = r"^[a-z]{2,3}$"
GROUP = r"^[a-z][a-z0-9_]*$"

type Status = Literal["trial", "stable", "deprecated"]


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


def _checked_text(value: str) -> str:
    if not finders.comparable(value):
        raise ValueError("a text needs a letter or a number: punctuation at its ends is not compared")
    return value


def _checked_words(value: str) -> str:
    if not split_words(value):
        raise ValueError("class and id words are letters and numbers")
    return value


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
type Selector = Annotated[Text, AfterValidator(_checked_selector)]
type Css = Annotated[Text, AfterValidator(_checked_css)]
type Xpath = Annotated[Text, AfterValidator(_checked_xpath)]
type Phrase = Annotated[Text, AfterValidator(_checked_text)]
type Pattern = Annotated[Text, AfterValidator(_checked_pattern)]
type Words = Annotated[Text, AfterValidator(_checked_words)]
type Day = Annotated[
    datetime.date, BeforeValidator(_written_day), WithJsonSchema({"type": "string", "format": "date"})
]

type OneOrMore[T] = Annotated[
    Annotated[T, Tag("one")] | Annotated[Annotated[list[T], Field(min_length=1)], Tag("list")],
    Discriminator(_shape),
]
type Selectors = OneOrMore[Selector]


class _Record(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, serialize_by_alias=True, use_attribute_docstrings=True
    )


class Finder(_Record):
    """What a rule looks for: exactly one of the ways, with one value or a list of values."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    css: OneOrMore[Css] | None = None
    """CSS selectors, with `:has()`, `:is()`, `:not()`, `:contains(text)` and `:matches(pattern)`."""
    xpath: OneOrMore[Xpath] | None = None
    """XPath 1.0 expressions, without functions that read or extend."""
    text: OneOrMore[Phrase] | None = None
    """The whole text of a block of the article; case, space and punctuation at the ends do not count."""
    pattern: OneOrMore[Pattern] | None = None
    """RE2 patterns that the whole text of a block of the article must match; case does not count."""
    words: OneOrMore[Words] | None = None
    """Words of class names and ids: `ad` finds `ad-box`, `topAd` and `ad_1`, not `header` or `adapt`."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        used = [name for name in FINDERS if getattr(self, name) is not None]
        if len(used) != 1:
            raise ValueError(f"one of {', '.join(FINDERS)} is needed here, and only one{_listing(used)}")
        return self

    @property
    def kind(self) -> str:
        return next(name for name in FINDERS if getattr(self, name) is not None)

    @property
    def values(self) -> list[str]:
        return as_list(getattr(self, self.kind))


type Found = Annotated[
    Annotated[Selector, Tag("one")]
    | Annotated[Annotated[list[Selector], Field(min_length=1)], Tag("list")]
    | Annotated[Finder, Tag("mapping")],
    Discriminator(_shape),
]
type Share = Annotated[float, Field(ge=0, le=1, strict=True)]
type Count = Annotated[int, Field(ge=0, strict=True)]
type Fragment = Annotated[str, StringConstraints(strict=True, min_length=1)]


class RuleTests(_Record):
    """Pieces of HTML that prove a rule."""

    removes: list[Fragment] = []
    """Each must be changed by this rule alone (for a `keep` rule: is not protected by it)."""
    keeps: list[Fragment] = []
    """Each must not be changed by it (for a `keep` rule: is protected by it)."""


class Rule(_Record):
    """One thing that is found on pages, and what is done with it."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": [verb]} for verb in VERBS]})

    id: Annotated[str, StringConstraints(strict=True, pattern=ID)]
    """A name of what it finds: lower-case words with dashes."""
    why: Text | None = None
    """What this is and why it is treated so, in a sentence; it stands in the ledger."""
    references: list[Text] = []
    """Addresses where more is said."""
    since: Day | None = None
    """The day on which the rule was written or last seen to work."""
    status: Status = "stable"
    """A `trial` rule reports what it would do and does nothing."""

    remove: Found | None = None
    """Take the elements out."""
    keep: Found | None = None
    """Protect the elements, what is in and around them, from rules of this layer and of earlier ones."""
    unwrap: Found | None = None
    """Put an element's children in its place."""
    cut_after: Found | None = None
    """Take out the first block found in the article and everything after it."""

    in_: Annotated[OneOrMore[Css] | None, Field(alias="in")] = None
    """Only inside such an element (CSS)."""
    if_: Annotated[Selectors | None, Field(alias="if")] = None
    """Only on pages where this matches."""
    unless: Selectors | None = None
    """Not on pages where this matches."""
    paths: OneOrMore[Text] | None = None
    """Only on pages whose path matches: `/news/*`."""
    min_words: Count | None = None
    """Only elements with at least so many words."""
    max_words: Count | None = None
    """Only elements with at most so many words."""
    with_links: Annotated[bool, Field(strict=True)] | None = None
    """Only elements that hold a link (`true`), or none (`false`)."""
    closest: OneOrMore[Css] | None = None
    """Act on the nearest element that matches this (CSS), from the one found upwards."""
    up: Annotated[int, Field(ge=1, le=10, strict=True)] | None = None
    """Act on the element so many levels further up."""

    max_removed: Share | None = None
    """The greatest share of the page's words of prose that the rule may take; above it, it is skipped."""
    tests: RuleTests | None = None
    """Examples that prove the rule: it is tried on each of them alone."""

    @model_validator(mode="after")
    def _one_verb(self) -> Self:
        used = [verb for verb in VERBS if getattr(self, verb) is not None]
        if len(used) != 1:
            raise ValueError(f"a rule has one of the verbs {', '.join(VERBS)}, and only one{_listing(used)}")
        if self.verb == "unwrap" and self.finder.kind in ARTICLE_FINDERS:
            raise ValueError("unwrap finds by css, xpath or words: a block of text has nothing to unwrap")
        if self.closest is not None and self.up is not None:
            raise ValueError("closest and up both say which element is meant: use one of them")
        if self.min_words is not None and self.max_words is not None and self.min_words > self.max_words:
            raise ValueError(f"min_words ({self.min_words}) is greater than max_words ({self.max_words})")
        return self

    @property
    def verb(self) -> Verb:
        return next(verb for verb in VERBS if getattr(self, verb) is not None)

    @property
    def finder(self) -> Finder:
        found = getattr(self, self.verb)
        return found if isinstance(found, Finder) else as_finders(found)[0]

    @property
    def finders(self) -> list[Finder]:
        """A bare list may mix CSS and XPath."""
        found = getattr(self, self.verb)
        return [found] if isinstance(found, Finder) else as_finders(found)


type WordGroups = Annotated[
    dict[Annotated[str, StringConstraints(pattern=GROUP)], list[Text]],
    Field(json_schema_extra={"additionalProperties": False}),
]


class RuleFile(_Record):
    """A file of rules for any site, for a language, for a theme or for a site."""

    format: Literal[1]
    """The version of the language."""
    detect: Selectors | None = None
    """For a theme: its rules apply to pages where this matches."""
    language: Annotated[str, StringConstraints(strict=True, pattern=LANGUAGE)] | None = None
    """For a language: its code, such as `en`."""
    words: WordGroups = {}
    """Named groups of words that the extraction goes by: `byline: [by, written by]`."""
    disable: list[Text] = []
    """Ids of rules of earlier layers that do not apply where this file does."""

    body: Selectors | None = None
    """Where the article's text is."""
    title: Selectors | None = None
    """Where its title is."""
    subtitle: Selectors | None = None
    """Where its subtitle or standfirst is."""
    author: Selectors | None = None
    """Where its authors are."""
    date: Selectors | None = None
    """Where its date is."""
    section: Selectors | None = None
    """Where its section or category is."""
    next_page: Selectors | None = None
    """The link to its next page."""
    single_page: Selectors | None = None
    """The link to all of it on one page."""

    rules: list[Rule] = []


def as_list(value: str | list[str] | None) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else value


def as_finders(value: str | list[str] | None) -> list[Finder]:
    """Bare selectors as finders, CSS and XPath each by what it looks like."""
    return [Finder(xpath=one) if finders.is_xpath(one) else Finder(css=one) for one in as_list(value)]


def _listing(used: Sequence[str]) -> str:
    return f"; here are {' and '.join(used)}" if used else "; here is none"
