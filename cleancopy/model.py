"""The frozen records that travel between the rooms.

The way of a page: `Source` (bytes in) -> `Decoded` -> `Document` -> `Findings` (what page-scope rules found)
-> `Draft` (what extraction kept) -> `Article` (what goes out).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from lxml.etree import _Element

type Format = Literal["html", "markdown", "txt", "json", "jsonld"]
type Verb = Literal["remove", "keep", "unwrap", "wrap", "replace", "set", "move", "cut_after", "cut_before"]
type PageKind = Literal["html", "text"]

SHOWN = 80  # characters of a text in the ledger
OURS = "cleancopy"  # the file in the ledger of what no rule did


@dataclass(frozen=True, slots=True)
class Source:
    """A page as it came: its bytes after the transfer's content coding was undone."""

    body: bytes
    url: str | None = None
    content_type: str | None = None
    """The Content-Type header, parameters included."""
    first_url: str | None = None
    """For a later page of an article, the address of the first."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to another page of an article."""

    address: str
    """At the page's own origin."""
    text: str
    """What the link shows; empty for one that nobody sees."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What follows an article's first page: the pages that are there, and the link to one that is not."""

    pages: tuple[Source, ...] = ()
    missing: PageLink | None = None
    reason: str = ""
    """Why that is not there, in a word."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page in UTF-8, whatever it came in."""

    body: bytes
    """Valid UTF-8."""
    encoding: str
    """The WHATWG name of the encoding that the page came in, e.g. `windows-1251`."""
    kind: PageKind


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed page. The tree is edited in place on its way; nothing else here changes."""

    root: _Element
    """The `html` element; a text page has one `p` a paragraph in its body."""
    kind: PageKind
    url: str | None = None
    base_url: str | None = None
    """What relative links are resolved against: `<base href>`, else the page's URL."""


@dataclass(frozen=True, slots=True)
class Removal:
    """One line of the ledger: what was taken out of the article, or gave its place to another text."""

    rule: str
    """The rule's id; `extract/...` and `join/...` for what no rule did."""
    verb: Verb
    file: str
    """The rule file relative to its rules folder; `OURS` for what no rule did."""
    line: int
    selector: str
    """What was found; for a text out of the page's data, its place there."""
    why: str
    words: int
    text: str
    """The start of what was taken, at most `SHOWN` characters."""

    @classmethod
    def without_rule(
        cls, what: str, selector: str, why: str, words: int, text: str, *, verb: Verb
    ) -> Removal:
        """The line of what no rule did."""
        return cls(
            rule=what,
            verb=verb,
            file=OURS,
            line=0,
            selector=selector,
            why=why,
            words=words,
            text=text[:SHOWN],
        )


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule that matched and was not applied on this page."""

    rule: str
    file: str
    line: int
    selector: str
    why: str
    words: int
    reason: str
    """Why it was not applied, in words: `would remove 61 % of the article's words (max_removed: 25 %)`."""


type Lexicon = Mapping[str, tuple[str, ...]]
"""Named groups of words from rules/, lower case: `content`, `boilerplate`, `byline`, `months`, ..."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the rules tell the extraction about one page."""

    kept: frozenset[_Element] = frozenset()
    """Elements that a `keep` rule protects."""
    suspected: frozenset[_Element] = frozenset()
    """Elements that a rule meant and a guard spared, because too much of the page would have gone."""
    fields: Mapping[str, tuple[_Element, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Article field (`body`, `title`, ...) to the elements that the rules name for it, best first."""
    lexicon: Lexicon = field(default_factory=lambda: MappingProxyType({}))
    language: str | None = None
    """What the page is in: what it declares, unless its words are clearly of another one."""
    removed: tuple[Removal, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of the article."""

    url: str
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """What is known about an article beside its body. A value that is not known is `None` or empty."""

    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    """ISO 8601, a date or a date with time and offset, as exact as the page has it."""
    date_modified: str | None = None
    sitename: str | None = None
    hostname: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    language: str | None = None
    """BCP 47."""
    direction: Literal["ltr", "rtl"] = "ltr"
    excerpt: str | None = None
    image: Image | None = None
    images: tuple[Image, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    is_accessible_for_free: bool | None = None
    license: str | None = None
    pagetype: str | None = None
    """The page's own word for what it is, e.g. `article` (og:type) or `NewsArticle` (JSON-LD)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the extraction kept of a page: a copy that article-scope rules may still edit."""

    body: _Element
    """A `div` with the article's blocks; the page's classes are still on them."""
    metadata: Metadata
    is_article: bool
    confidence: float
    """0 to 1."""
    judged_by: str | None = None
    """The rule file, and the selector in it, that says whether it is an article, if one does."""
    reason: str | None = None
    """Why the page is not an article, where it is not."""
    removed: tuple[Removal, ...] = ()


type Renderer = Callable[[Article], str]


@dataclass(frozen=True, kw_only=True)
class Article(Metadata):
    """A clean article, or the reason why a page is none.

    `html` is the body as sanitised HTML without the title; `markdown` and `text` are made of it when they
    are first asked for.
    """

    kind: PageKind = "html"
    """Text in means text out."""
    word_count: int = 0
    reading_time_minutes: int = 0
    is_article: bool = False
    confidence: float = 0.0
    judged_by: str | None = None
    """The rule file, and the selector in it, that says whether it is an article, if one does."""
    reason: str | None = None
    """Why the page goes out untouched, e.g. `not-an-article`; `None` for an article."""
    original_url: str | None = None
    """Where the page is to be had as it came, if that is not at its own address."""
    next_page: PageLink | None = None
    """Where the article goes on, if this is not all of it."""
    single_page: PageLink | None = None
    """Where all of it is on one page, if its page says so."""
    html: str = ""
    removed: tuple[Removal, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    ruleset_id: str = ""
    renderers: Mapping[str, Renderer] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, compare=False
    )

    @cached_property
    def markdown(self) -> str:
        """The body as Markdown (CommonMark), without the title."""
        return self.renderers["markdown_body"](self)

    @cached_property
    def text(self) -> str:
        """The body as plain text: one paragraph a line, a blank line between them, without the title."""
        return self.renderers["text_body"](self)

    def to_json(self) -> str:
        """The whole record as JSON, with trafilatura's names where it has them."""
        return self.renderers["json"](self)

    def to_jsonld(self) -> str:
        """The article as schema.org/NewsArticle."""
        return self.renderers["jsonld"](self)
