"""What a rule file may say: the one model behind loader, messages, JSON Schema and reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from cleancopy.model import Verb
from cleancopy.ruleset import finders
from cleancopy.ruleset.values import (
    GROUP,
    Count,
    Css,
    Day,
    Field_,
    Find,
    Flag,
    Host,
    Id,
    Instead,
    Language,
    Name,
    OneOrMore,
    OneOrMoreOr,
    Pattern,
    Phrase,
    Selector,
    Selectors,
    Share,
    Status,
    Text,
    View,
    Words,
    Xpath,
)

VERBS: tuple[Verb, ...] = get_args(Verb.__value__)
FINDERS = ("css", "xpath", "text", "pattern", "words")
ARTICLE_FINDERS = frozenset({"text", "pattern"})
ARTICLE_VERBS = frozenset({"cut_after", "cut_before"})
TEXT_VERBS = ("remove", "keep", "cut_after", "cut_before")
VERDICTS = ("article", "no_article")
FIELDS = ("body", *get_args(Field_.__value__), *VERDICTS)  # of one file's verdicts the last one counts
WRAPPERS = frozenset(
    [
        "aside",
        "blockquote",
        "code",
        "div",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "span",
        "strong",
        "ul",
    ]
)


class Companions(NamedTuple):
    """The keys that go with a verb and with no other."""

    needed: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    """From each of these exactly one."""
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.needed, *(key for keys in self.one_of for key in keys), *self.optional)


COMPANIONS: Mapping[str, Companions] = {
    "wrap": Companions(needed=("with",)),
    "replace": Companions(needed=("find", "with"), optional=("attribute",)),
    "set": Companions(one_of=(("attribute", "field"), ("to", "from"))),
    "move": Companions(one_of=(("before", "after", "into"),)),
}
_ALL_COMPANIONS = frozenset(key for one in COMPANIONS.values() for key in one.all)


class _Record(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, serialize_by_alias=True, use_attribute_docstrings=True
    )

    def __getitem__(self, key: str) -> object:
        """The value of a key by the name that it has in the file; `None` where it is not there."""
        return getattr(self, f"{key}_" if key in _PYTHONS_OWN else key)

    def said(self) -> dict[str, Any]:
        """The keys that the file has, with their values."""
        values = {key.removesuffix("_"): getattr(self, key) for key in self.model_fields_set}
        return {key: value for key, value in values.items() if value is not None}


_PYTHONS_OWN = frozenset({"in", "if", "not", "with", "from"})


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


type Found = OneOrMoreOr[Selector, Finder]


class RuleTests(_Record):
    """Pieces of HTML that prove a rule."""

    removes: list[Text] = []
    """Each must be changed by this rule alone (for a `keep` rule: is not protected by it)."""
    keeps: list[Text] = []
    """Each must not be changed by it (for a `keep` rule: is protected by it)."""


class Valid(_Record):
    """The days on which a rule applies."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    from_: Annotated[Day | None, Field(alias="from")] = None
    """The first day."""
    until: Day | None = None
    """The last day."""

    @model_validator(mode="after")
    def _some_days(self) -> Self:
        if self.from_ is None and self.until is None:
            raise ValueError("valid needs from, until, or both")
        if self.from_ is not None and self.until is not None and self.from_ > self.until:
            raise ValueError(f"from ({self.from_}) is later than until ({self.until})")
        return self


class Rule(_Record):
    """One thing that is found on pages, and what is done with it."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": [verb]} for verb in VERBS],
            "dependentRequired": {verb: list(one.needed) for verb, one in COMPANIONS.items() if one.needed},
        }
    )

    id: Id
    """A name of what it finds: lower-case words with dashes."""
    why: Text | None = None
    """What this is and why it is treated so, in a sentence; it stands in the ledger."""
    references: list[Text] = []
    """Addresses where more is said."""
    since: Day | None = None
    """The day on which the rule was written or last seen to work."""
    status: Status = "stable"
    """`trial`: the rule reports what it would do, and does nothing. `deprecated`: it is about to go."""
    valid: Valid | None = None
    """The days on which it applies; on others it does nothing."""
    view: View | None = None
    """Only for the reading view (`reader`), or only for pages that keep their looks (`page`)."""

    remove: Found | None = None
    """Take the elements out."""
    keep: Found | None = None
    """Protect the elements, what is in and around them, from rules of this layer and of earlier ones."""
    unwrap: Found | None = None
    """Put an element's children in its place."""
    wrap: Found | None = None
    """Put each element into a new one, which `with` names."""
    replace: Found | None = None
    """Inside the elements, put the text `with` for what the pattern `find` matches."""
    set: Found | None = None
    """Give the elements an attribute, or the article a field: a text (`to`) or an attribute's value."""
    move: Found | None = None
    """Put the elements elsewhere: `before`, `after` or `into` the first element that these find."""
    cut_after: Found | None = None
    """Take out the first block found in the article and everything after it."""
    cut_before: Found | None = None
    """Take out the last block found in the article and everything before it."""

    find: Find | None = None
    """For `replace`: an RE2 pattern; case does not count."""
    with_: Annotated[Instead | None, Field(alias="with")] = None
    """For `replace`: the new text, with `\\1` for the first group. For `wrap`: the element's name."""
    attribute: Name | None = None
    """For `set`: the attribute that is set. For `replace`: the attribute instead of the text."""
    field: Field_ | None = None
    """For `set`: the field of the article that is set."""
    to: Text | None = None
    """For `set`: the value."""
    from_: Annotated[Name | None, Field(alias="from")] = None
    """For `set`: the attribute of the element that has the value."""
    before: Selectors | None = None
    """For `move`: to the place before this."""
    after: Selectors | None = None
    """For `move`: to the place after this."""
    into: Selectors | None = None
    """For `move`: to the end of this."""

    in_: Annotated[OneOrMore[Css] | None, Field(alias="in")] = None
    """Only inside such an element (CSS)."""
    not_: Annotated[OneOrMore[Css] | None, Field(alias="not")] = None
    """Not where the element that is acted on matches this (CSS)."""
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
    with_links: Flag | None = None
    """Only elements that hold a link (`true`), or none (`false`)."""
    closest: OneOrMore[Css] | None = None
    """Act on the nearest element that matches this (CSS), from the one found upwards."""
    up: Annotated[int, Field(ge=1, le=10, strict=True)] | None = None
    """Act on the element so many levels further up."""

    max_removed: Share | None = None
    """The greatest share of the page's words of prose that the rule may take; else it is skipped there."""
    tests: RuleTests | None = None
    """Examples that prove the rule: it is tried on each of them alone."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        used = [verb for verb in VERBS if getattr(self, verb) is not None]
        if len(used) != 1:
            raise ValueError(f"a rule has one of the verbs {', '.join(VERBS)}, and only one{_listing(used)}")
        if self.verb not in TEXT_VERBS and self.finder.kind in ARTICLE_FINDERS:
            message = "finds by css, xpath or words; text and pattern are for what is taken out or kept"
            raise ValueError(f"{self.verb} {message}")
        if self.closest is not None and self.up is not None:
            raise ValueError("closest and up both say which element is meant: use one of them")
        if self.min_words is not None and self.max_words is not None and self.min_words > self.max_words:
            raise ValueError(f"min_words ({self.min_words}) is greater than max_words ({self.max_words})")
        self._check_companions()
        return self

    def _check_companions(self) -> None:
        companions = COMPANIONS.get(self.verb, Companions())
        used = _ALL_COMPANIONS & self.said().keys()
        for key in sorted(used):
            if key not in companions.all:
                verbs = " and ".join(verb for verb, one in COMPANIONS.items() if key in one.all)
                raise ValueError(f"{key} goes with {verbs}, not with {self.verb}")
        for key in companions.needed:
            if key not in used:
                raise ValueError(f"{self.verb} needs the key {key}")
        for keys in companions.one_of:
            here = [key for key in keys if key in used]
            if len(here) != 1:
                raise ValueError(f"{self.verb} needs one of {', '.join(keys)}, and only one{_listing(here)}")
        _check_instead(self)

    @property
    def verb(self) -> Verb:
        return next(verb for verb in VERBS if getattr(self, verb) is not None)

    @property
    def finder(self) -> Finder:
        """How it finds; a bare list may mix CSS and XPath."""
        found = getattr(self, self.verb)
        return found if isinstance(found, Finder) else _bare_finder(as_list(found)[0])

    @property
    def finders(self) -> list[Finder]:
        found = getattr(self, self.verb)
        return [found] if isinstance(found, Finder) else as_finders(found)


def _check_instead(rule: Rule) -> None:
    if rule.verb == "wrap" and rule.with_ not in WRAPPERS:
        raise ValueError(f"wrap puts into one of {', '.join(sorted(WRAPPERS))}, not {rule.with_!r}")
    if rule.verb == "replace":
        finders.check_instead(rule.find or "", rule.with_ or "")


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
    language: OneOrMore[Language] | None = None
    """For a language: its code, such as `en`. Of several, the others are what pages say instead."""
    inherit: OneOrMore[Host] | None = None
    """For a site: the hosts of other sites whose rules apply here, too."""
    words: WordGroups = {}
    """Named groups of words that the extraction goes by: `byline: [by, written by]`."""
    disable: list[Text] = []
    """Ids of rules of earlier layers that do not apply where this file does."""
    must_keep: Selectors | None = None
    """For a site: what no rule of any layer may take, such as `article` or `.standfirst`."""

    body: Selectors | None = None
    """Where the article's text is. Here and below: the first of several that finds something counts."""
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
    article: Selectors | None = None
    """Pages on which this finds something are articles, whatever else they look like."""
    no_article: Selectors | None = None
    """Pages on which this finds something are none, and go out as they came: threads, quizzes."""

    rules: list[Rule] = []


def as_list(value: str | list[str] | None) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else value


def as_finders(value: str | list[str] | None) -> list[Finder]:
    """Bare selectors as finders, CSS and XPath each by what it looks like."""
    return [_bare_finder(one) for one in as_list(value)]


def _bare_finder(selector: str) -> Finder:
    """Not checked again: it was when the file was read."""
    if finders.is_xpath(selector):
        return Finder.model_construct(xpath=selector)
    return Finder.model_construct(css=selector)


def _listing(used: Sequence[str]) -> str:
    return f"; here are {' and '.join(used)}" if used else "; here is none"
