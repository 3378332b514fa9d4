"""What a page says of itself: JSON-LD first, then its meta elements, then what its markup shows.

Each value is a list of sources in the order of trust, and the first that has it gives it. A selector that
a rule file names for a field comes before them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from lxml import etree

from cleancopy import dom
from cleancopy.extract import authors, dates, jsonld, title
from cleancopy.model import Document, Findings, Image, Metadata

AROUND = 4  # elements around a time that may say that it is a comment's
MOST_TRIED = 20  # texts of an element that is named for a date: it may be a table, and each try costs
LONGEST_TEXT = 2000  # characters of any single value; pages put whole articles into descriptions

_LANGUAGE_TAG = re.compile(r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")
_RTL = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi"})
_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "dcterms.created", "dcterms.date", "pubdate", "publishdate", "publish-date", "publish_date",
    "parsely-pub-date", "sailthru.date", "article.published", "cxenseparse:recs:publishtime",
    "citation_publication_date", "citation_date", "originalpublicationdate", "published_time_telegram",
    "og:article:published_time", "published", "published-date", "published_date", "publication_date",
    "publication-date", "sw-pubdate", "shareaholic:article_published_time", "rnews:datepublished",
    "schema:datepublished", "schema:datecreated",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified",
    "lastmod",
)  # fmt: skip
_PUBLISHED_TIMES = etree.XPath(  # attributes first: to ask every element would cost three times as much
    './/@itemprop[. = "datePublished"]/.. | descendant::time[@pubdate or contains(@class, "publish")]'
)
_TIMES = etree.XPath("descendant::time[@datetime]")
# In broken JSON-LD, or in the state that a page's own script starts from.
_SCRIPT_DATE = re.compile(
    r"""["'](?:datePublished|published(?:_?[dD]ate|_?[aA]t|_on|On)?|publish_?[dD]ate|publication_?[dD]ate"""
    r"""|first_?[pP]ublished_?[aA]t|postedAt|posted_at|createdAt|created_at)\\?["']\s*:\s*\\?["'](\d{4}-\d\d-\d\d[^"'\\]{0,30})"""
)
_ANY_DATE = re.compile(r""":\s*\\?["']\d{4}-\d\d-\d\d""")  # most scripts have none, and this sees it at once
_AUTHOR = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
    "citation_author", "og:article:author", "article:author_name", "twitter:creator_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """What the page's head and JSON-LD say, read once."""

    root: dom.Element
    url: str | None
    base_url: str | None
    meta: dict[str, list[str]]
    """Lower-case name, property or itemprop to its contents in order."""
    nodes: list[jsonld.Node]
    article: jsonld.Node
    findings: Findings

    def first(self, *names: str) -> str | None:
        return next((self.meta[name][0] for name in names if name in self.meta), None)

    def every(self, *names: str) -> list[str]:
        return [value for name in names for value in self.meta.get(name, ())]

    def named(self, field: str) -> Iterator[str]:
        """Texts of the elements that rules name for a field."""
        for element in self.findings.fields.get(field, ()):
            text = dom.fold_space(dom.text_of(element))
            if text:
                yield text


def read_head(document: Document, findings: Findings) -> Head:
    """Read meta elements and JSON-LD before the tree is edited."""
    meta: dict[str, list[str]] = {}
    for element in document.root.iter("meta"):
        name = next(filter(None, map(element.get, ("property", "name", "itemprop", "http-equiv"))), None)
        content = dom.fold_space(element.get("content") or "")
        if name and content:
            meta.setdefault(name.strip().lower(), []).append(content[:LONGEST_TEXT])
    nodes = jsonld.nodes(document.root)
    url = document.url if _is_address(document.url) else None
    return Head(document.root, url, document.base_url, meta, nodes, jsonld.article_node(nodes), findings)


def _is_address(url: str | None) -> bool:
    try:
        urlsplit(url or "")
    except ValueError:
        return False
    return True


def describe(head: Head) -> Metadata:
    """Everything but the pictures of the body, which the body knows."""
    url = head.url
    language = _language(head)
    canonical = _canonical(head)
    sitename = _sitename(head)
    hostname = (urlsplit(url or canonical or "").hostname or "").removeprefix("www.") or None
    return Metadata(
        title=title.choose(head.root, _title_sources(head), sitename),
        subtitle=_first(head.named("subtitle"), [jsonld.text(head.article.get("alternativeHeadline"))]),
        authors=authors.choose(
            _author_sources(head),
            head.root,
            head.findings.lexicon,
            authors.Site(sitename, hostname),
            last=_page_authors(head),
        ),
        date=_date(head, language),
        date_modified=_first_date([jsonld.text(head.article.get("dateModified")), *head.every(*_MODIFIED)]),
        sitename=sitename,
        hostname=hostname,
        url=url or canonical,
        canonical_url=canonical,
        language=language,
        direction=_direction(head, language),
        excerpt=_first(
            [head.first("og:description", "description", "twitter:description", "dc.description")],
            [jsonld.text(head.article.get("description"))],
        ),
        image=_image(head),
        categories=_categories(head),
        tags=_tags(head),
        is_accessible_for_free=_is_free(head.article),
        license=_license(head),
        pagetype=head.first("og:type") or jsonld.type_name(head.article) or None,
    )


def _title_sources(head: Head) -> title.Sources:
    return title.Sources(
        named=next(head.named("title"), None),
        headline=jsonld.text(head.article.get("headline")) or jsonld.text(head.article.get("name")),
        social=head.first(
            "og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "citation_title"
        ),
        document=dom.fold_space(head.root.findtext(".//title") or "") or None,
    )


def _author_sources(head: Head) -> list[list[str]]:
    article = head.article
    return [
        list(head.named("author")),
        _people(head, article.get("author")),
        _people(head, article.get("creator")),
        head.every(*_AUTHOR),
        list(_labelled_authors(head)),
    ]


def _page_authors(head: Head) -> list[str]:
    """Who made the page, by JSON-LD; of an article it may be who put it there."""
    pages = (node for node in head.nodes if jsonld.type_name(node) == "WebPage")
    return [name for page in pages for name in _people(head, page.get("author"))]


def _people(head: Head, value: Any) -> list[str]:
    by_id = {node["@id"]: node for node in head.nodes if isinstance(node.get("@id"), str)}
    return jsonld.texts([_resolved(person, by_id) for person in jsonld.as_list(value)])


def _labelled_authors(head: Head) -> Iterator[str]:
    """Of what is shown with a link to the page, each with its label, who wrote it."""
    for number in ("1", "2"):
        label, value = head.first(f"twitter:label{number}"), head.first(f"twitter:data{number}")
        if label and value and label.casefold() in head.findings.lexicon.get("byline", ()):
            yield value


def _resolved(value: Any, by_id: dict[str, jsonld.Node]) -> Any:
    if isinstance(value, dict) and not value.get("name") and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def _date(head: Head, language: str | None) -> str | None:
    """The date of publication; a day alone where the time that is told is another day's in its zone."""
    found = _told_date(head, language)
    day = dates.from_path(head.url)
    if found and day and dates.is_next_to(found, day):
        return day
    if found and not head.findings.fields.get("date") and _is_of_a_later_day(head, found, language):
        shown = _read_date(head, language)
        if shown and shown[:10] < found[:10]:
            return shown
    return found and (dates.day_begun(found, language) or found)


def _is_of_a_later_day(head: Head, published: str, language: str | None) -> bool:
    """Whether a page's record may have the day on which it was published again.

    It has a change from before, or one day in words for both, as systems write it that keep no first one.
    """
    told = jsonld.text(head.article.get("datePublished"))
    changed = jsonld.text(head.article.get("dateModified"))
    if not told or not changed:
        return False
    if told == changed:
        return not told[:4].isdigit()
    return (dates.from_machine(changed, language) or published) < published


def _told_date(head: Head, language: str | None) -> str | None:
    told = [jsonld.text(head.article.get("datePublished")), *head.every(*_PUBLISHED)]
    return (
        _first_date(head.named("date"), language)
        or next((dates.from_reader(text, language) for text in head.named("date")), None)
        or _first_date(told, language)
        or _first_date(_shown_times(head), language)
        or dates.from_path(head.url)
        or _read_date(head, language)
        or _first_date(_script_dates(head.root))
        or _first_date([jsonld.text(head.article.get("dateCreated"))])
    )


def _script_dates(root: dom.Element) -> Iterator[str]:
    texts = (script.text or "" for script in root.iter("script"))
    for text in filter(_ANY_DATE.search, texts):
        for match in _SCRIPT_DATE.finditer(text):
            yield match[1]


def _shown_times(head: Head) -> Iterator[str]:
    """Machine-readable times in the markup: those that say that they are the publication first."""
    others = set(head.findings.lexicon.get("others_names", ()))
    for path in (_PUBLISHED_TIMES, _TIMES):
        for element in dom.elements(path, head.root):
            if not any(dom.is_named(part, others) for part in islice(element.iterancestors(), AROUND)):
                yield element.get("datetime") or element.get("content") or dom.text_of(element)


def _read_date(head: Head, language: str | None) -> str | None:
    """A date that is written for readers: in an element named for it, near the top of the page."""
    names = set(head.findings.lexicon.get("date", ()))
    tried: set[str] = set()  # a time stands in a line, and that in a box, each named for it
    for element in dom.named_with(head.root, names, limit=12):
        runs = filter(None, map(dom.fold_space, dom.texts_of(element)))
        for text in (dom.fold_space(dom.text_of(element)), *islice(runs, MOST_TRIED)):
            if text in tried:
                continue
            tried.add(text)
            date = dates.from_machine(text, language) or dates.from_reader(text, language)
            if date:
                return date
    return None


def _language(head: Head) -> str | None:
    """The first that the page declares, unless its words are of another one."""
    said = head.findings.language
    told = (
        head.root.get("lang"),
        head.root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        head.root.get("xml:lang"),
        jsonld.text(head.article.get("inLanguage")),
        head.first("content-language", "dc.language", "language", "og:locale"),
    )
    for value in told:
        tag = (value or "").strip().replace("_", "-")
        if _LANGUAGE_TAG.match(tag):
            return _bcp47(tag) if said in {None, tag.partition("-")[0].lower()} else said
    return said


def _bcp47(tag: str) -> str:
    """The usual case of each subtag: `pt-BR`, `zh-Hant-TW`."""
    first, *rest = tag.split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)])


def _direction(head: Head, language: str | None) -> Literal["ltr", "rtl"]:
    body = head.root.find("body")
    declared = head.root.get("dir") or (body.get("dir") if body is not None else None) or ""
    if declared.lower() == "rtl" or (not declared and (language or "").split("-")[0] in _RTL):
        return "rtl"
    return "ltr"


def _canonical(head: Head) -> str | None:
    hrefs = [
        link.get("href") for link in head.root.iter("link") if (link.get("rel") or "").lower() == "canonical"
    ]
    return _web_url(_first(hrefs, [head.first("og:url")]), head.base_url)


def _sitename(head: Head) -> str | None:
    site = next((node for node in head.nodes if jsonld.type_name(node) == "WebSite"), {})
    return _first(
        [head.first("og:site_name")],
        [jsonld.text(head.article.get("publisher")), jsonld.text(site.get("name"))],
        [head.first("application-name", "dc.publisher", "apple-mobile-web-app-title")],
    )


def _image(head: Head) -> Image | None:
    told = [head.first("og:image", "og:image:url", "twitter:image", "twitter:image:src")]
    node = next((item for item in jsonld.as_list(head.article.get("image"))), None)
    url = _web_url(
        _first(told, [jsonld.text(node, "url"), jsonld.text(head.article.get("thumbnailUrl"))]), head.base_url
    )
    if url is None:
        return None
    return Image(url=url, alt=head.first("og:image:alt", "twitter:image:alt"))


def _categories(head: Head) -> tuple[str, ...]:
    told = [
        *jsonld.texts(head.article.get("articleSection")),
        *head.every("article:section", "parsely-section"),
    ]
    return _unique(told)


def _tags(head: Head) -> tuple[str, ...]:
    listed = [
        *jsonld.texts(head.article.get("keywords")),
        *head.every("keywords", "news_keywords", "parsely-tags"),
    ]
    split = [part for text in listed for part in re.split(r"[,;،、]", text)]
    return _unique([*head.every("article:tag", "og:article:tag"), *split])


def _is_free(article: jsonld.Node) -> bool | None:
    value = str(article.get("isAccessibleForFree", "")).rsplit("/", 1)[-1].lower()
    return {"true": True, "false": False}.get(value)


def _license(head: Head) -> str | None:
    for element in head.root.iter("a", "link"):
        if "license" in (element.get("rel") or "").lower().split():
            return _web_url(element.get("href"), head.base_url)
    return jsonld.text(head.article.get("license"), "url")


def _web_url(href: str | None, base_url: str | None) -> str | None:
    if not href:
        return None
    try:
        url = urljoin(base_url or "", href.strip())
        return url if urlsplit(url).scheme in {"http", "https"} else None
    except ValueError:
        return None


def _first(*sources: Iterable[str | None]) -> str | None:
    return next((value.strip() for source in sources for value in source if value and value.strip()), None)


def _first_date(values: Iterable[str | None], language: str | None = None) -> str | None:
    return next((date for date in (dates.from_machine(value, language) for value in values) if date), None)


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    stripped = (value.strip() for value in values)
    return tuple(dict.fromkeys(value for value in stripped if value))
