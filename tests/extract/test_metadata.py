"""What a page says of itself: which source is trusted first, and in what shape each value comes out."""

from __future__ import annotations

import json
import time
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleancopy.extract import metadata
from cleancopy.extract.metadata import LONGEST_TEXT
from cleancopy.model import Document, Findings, Image, Metadata
from extract.trees import PROSE, TITLE, URL, body_of, page


def described(document: Document, findings: Findings | None = None) -> Metadata:
    return metadata.describe(metadata.read_head(document, findings or Findings()))


def told(head: str = "", body: str = PROSE, *, url: str | None = None, lang: str = "") -> Metadata:
    return described(page(body, head=head, url=url, lang=lang))


def record(**values: Any) -> str:
    """A page's JSON-LD of its article."""
    article = {"@type": "NewsArticle", **{name.rstrip("_"): value for name, value in values.items()}}
    return f'<script type="application/ld+json">{json.dumps(article)}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def test_a_page_that_says_nothing_has_nothing_made_up_for_it() -> None:
    assert told(body="<p>Words</p>") == Metadata()
    url = "https://tide.example/lamp"
    assert told(body="<p>Words</p>", url=url) == Metadata(url=url, hostname="tide.example")


JSON = record(
    headline="From JSON", datePublished="2024-01-01", author={"name": "Ana Json"}, description="d",
    image="/j.jpg", publisher={"name": "Json Tide"}, inLanguage="pl",
)  # fmt: skip
META = "".join([
    meta("og:title", "From meta"), meta("article:published_time", "2024-02-02"), meta("author", "Ana Meta"),
    meta("og:description", "From meta"), meta("og:image", "/m.jpg"), meta("og:site_name", "Meta Tide"),
    meta("og:locale", "de_DE"),
])  # fmt: skip
MARKUP = (
    "<h1>From markup</h1><time datetime=2024-03-03>3 March</time><a rel=author>Ana Markup</a><p>Words</p>"
)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("title", ("From JSON", "From meta", "From markup")),
        ("date", ("2024-01-01", "2024-02-02", "2024-03-03")),
        ("authors", (("Ana Json",), ("Ana Meta",), ("Ana Markup",))),
        ("language", ("pl", "de-DE", None)),
    ],
)
def test_json_is_trusted_before_meta_and_meta_before_markup(field: str, values: tuple[Any, ...]) -> None:
    heads = (META + JSON, META, "")
    assert tuple(getattr(told(head, MARKUP), field) for head in heads) == values


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("excerpt", ("From meta", "d")),
        ("sitename", ("Meta Tide", "Json Tide")),
        ("image", (Image(url="https://tide.example/m.jpg"), Image(url="https://tide.example/j.jpg"))),
    ],
)
def test_meta_is_trusted_first_where_sites_write_it_for_people(field: str, values: tuple[Any, ...]) -> None:
    assert tuple(getattr(told(head, url=URL), field) for head in (META + JSON, JSON)) == values


def test_what_a_rule_names_comes_before_all_else() -> None:
    document = page(
        f"<p>Light</p><p>Over the sound</p><p>By Jo Li</p><p>17 May 2024</p>{PROSE}", head=META + JSON
    )
    names = ("title", "subtitle", "author", "date")
    named = {name: (element,) for name, element in zip(names, body_of(document), strict=False)}
    found = described(document, Findings(fields=named, lexicon={"byline": ("by",)}))
    assert (found.title, found.subtitle, found.authors, found.date) == (
        "Light", "Over the sound", ("Jo Li",), "2024-05-17"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Ana Ruiz", ("Ana Ruiz",)),
        ([{"@type": "Person", "name": "Ana Ruiz"}, {"name": "Jo Li"}], ("Ana Ruiz", "Jo Li")),
        ({"@id": "#ana"}, ("Ana Known",)),
        ({"@id": "#nobody"}, ()),
        ("https://tide.example/people/ana", ()),
    ],
)
def test_authors_are_found_in_whatever_shape(author: Any, names: tuple[str, ...]) -> None:
    person = '<script type="application/ld+json">{"@id": "#ana", "name": "Ana Known"}</script>'
    assert told(person + record(author=author)).authors == names


def test_who_wrote_it_may_be_told_with_a_label() -> None:
    head = (
        f"{meta('twitter:label1', 'Time to read')}{meta('twitter:data1', 'Nine')}"
        f"{meta('twitter:label2', 'Written by')}{meta('twitter:data2', 'Ana Ruiz')}"
    )
    found = described(page(PROSE, head=head), Findings(lexicon={"byline": ("written by",)}))
    assert found.authors == ("Ana Ruiz",)
    assert told(head).authors == ()


def test_who_made_the_page_is_its_author_where_nobody_else_is() -> None:
    nodes = [{"@type": "WebPage", "author": {"@id": "#ana"}}, {"@id": "#ana", "name": "Ana Ruiz"}]
    head = f'<script type="application/ld+json">{json.dumps(nodes)}</script>'
    assert told(head).authors == ("Ana Ruiz",)
    assert told(head, "<p><a rel=author>Jo Li</a></p>").authors == ("Jo Li",)


@pytest.mark.parametrize(
    ("lang", "language", "direction"),
    [
        ("en", "en", "ltr"),
        ("PT_br", "pt-BR", "ltr"),
        ("zh-hant-tw", "zh-Hant-TW", "ltr"),
        ("ar-EG", "ar-EG", "rtl"),
        ("he", "he", "rtl"),
        ("english, please", None, "ltr"),
        ("x" * 100_000, None, "ltr"),
        ("", None, "ltr"),
    ],
)
def test_a_language_has_its_usual_shape_and_its_direction(
    lang: str, language: str | None, direction: str
) -> None:
    found = told(lang=lang)
    assert (found.language, found.direction) == (language, direction)


@pytest.mark.parametrize(
    ("on", "lang", "dir_", "direction"),
    [("html", "ar", "ltr", "ltr"), ("body", "en", "RTL", "rtl"), ("html", "en", "rtl", "rtl")],
)
def test_a_direction_that_is_declared_is_the_pages(on: str, lang: str, dir_: str, direction: str) -> None:
    document = page(PROSE, lang=lang)
    next(document.root.iter(on)).set("dir", dir_)
    assert described(document).direction == direction


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ("<link rel=canonical href='/lamp'>", "https://tide.example/lamp"),
        ("<link rel=Canonical href=' https://tide.example/lamp '>", "https://tide.example/lamp"),
        (meta("og:url", "https://tide.example/lamp"), "https://tide.example/lamp"),
        ("<link rel=canonical href='javascript:light()'>", None),
        ("<link rel=canonical href='//[x/'>", None),
        ("<link rel=alternate href='/lamp'>", None),
    ],
)
def test_the_canonical_address_is_one_of_the_web(head: str, canonical: str | None) -> None:
    assert told(head, url=URL).canonical_url == canonical


@pytest.mark.parametrize(
    ("url", "hostname"),
    [("https://www.Tide.example:8443/a", "tide.example"), ("https://news.tide.example", "news.tide.example"),
     (None, "canon.example")],
)  # fmt: skip
def test_the_host_is_that_of_the_page_else_of_its_canonical_address(url: str | None, hostname: str) -> None:
    found = told("<link rel=canonical href='https://canon.example/a'>", url=url)
    assert (found.hostname, found.url) == (hostname, url or "https://canon.example/a")


def test_a_page_with_an_address_that_is_none_is_described_all_the_same() -> None:
    found = told("<title>The lamp burns</title>", url="http://[1/")
    assert (found.title, found.hostname) == ("The lamp burns", None)


def test_tags_and_sections_fall_apart_and_stand_once() -> None:
    head = record(articleSection=["Harbour", "Sea"], keywords="lamp, light;lamp") + meta(
        "article:tag", "Sandholm"
    )
    found = told(head + meta("article:section", "Harbour") + meta("keywords", "light, sound,"))
    assert (found.categories, found.tags) == (("Harbour", "Sea"), ("Sandholm", "lamp", "light", "sound"))


@pytest.mark.parametrize(
    ("value", "is_free"),
    [(True, True), (False, False), ("False", False), ("https://schema.org/True", True), ("maybe", None),
     ([], None)],
)  # fmt: skip
def test_free_or_not_is_told_where_the_page_says_it(value: Any, is_free: bool | None) -> None:
    assert told(record(isAccessibleForFree=value)).is_accessible_for_free is is_free


@pytest.mark.parametrize(
    ("head", "body", "license_"),
    [
        ("", "<a rel='license noopener' href='/by'>CC</a>", "https://tide.example/by"),
        (record(license={"url": "https://cc.example/by"}), "", "https://cc.example/by"),
        (record(license="https://cc.example/by"), "", "https://cc.example/by"),
        ("", "<a rel=nofollow href=/by>x</a>", None),
    ],
)
def test_a_license_is_an_address(head: str, body: str, license_: str | None) -> None:
    assert told(head, body, url=URL).license == license_


@pytest.mark.parametrize(
    ("body", "date"),
    [
        ("<time datetime=2024-01-01>x</time><time pubdate datetime=2024-02-02>y</time>", "2024-02-02"),
        ("<meta itemprop=datePublished content=2024-02-02>", "2024-02-02"),
        ("<time>2024-02-02</time><time datetime=2024-02-02>y</time>", "2024-02-02"),
        ("<p class='post-date'>Posted on <b>2 February 2024</b></p>", "2024-02-02"),
        ("<p>2 February 2024</p>", None),
    ],
)  # fmt: skip
def test_a_date_is_found_in_markup(body: str, date: str | None) -> None:
    document = page(body, url=None)
    assert described(document, Findings(lexicon={"date": ("date",)})).date == date


def test_a_table_that_is_named_like_a_date_is_not_read_to_its_end() -> None:
    document = page(f"<table class=date>{'<tr><td>17 points</td></tr>' * 30_000}</table>", url=None)
    start = time.process_time()
    assert described(document, Findings(lexicon={"date": ("date",)})).date is None
    assert time.process_time() - start < 2


def test_the_date_in_an_address_is_trusted_before_one_that_is_only_shown() -> None:
    assert told(
        body="<p class=date>2 February 2024</p>", url="https://tide.example/2024/03/04/lamp"
    ).date == ("2024-03-04")


@pytest.mark.parametrize(
    ("told_", "url", "date"),
    [
        ("2024-03-05T01:00:00Z", "https://tide.example/2024/03/04/lamp", "2024-03-04"),
        ("2024-03-04T01:00:00Z", "https://tide.example/2024/03/04/lamp", "2024-03-04T01:00:00+00:00"),
        ("2024-05-05T01:00:00Z", "https://tide.example/2024/03/04/lamp", "2024-05-05T01:00:00+00:00"),
    ],
)
def test_the_day_of_the_address_settles_a_time_around_midnight(told_: str, url: str, date: str) -> None:
    assert told(meta("article:published_time", told_), url=url).date == date


@pytest.mark.parametrize(
    "script",
    [
        "let state = {'publishedAt': '2024-02-02T10:00:00Z'}",
        '{"@type": "Article" "datePublished": "2024-02-02T10:00Z"',
        r'"{\"first_published_at\":\"2024-02-02T10:00:00Z\"}"',
    ],
)
def test_a_date_may_stand_in_a_script(script: str) -> None:
    assert told(f"<script>{script}</script>").date == "2024-02-02T10:00:00+00:00"


@pytest.mark.parametrize(
    ("published", "changed", "date"),
    [
        ("2026-11-20T16:02:46Z", "2026-11-20T16:02:40Z", "2025-05-14"),
        ("Nov 20, 2026", "Nov 20, 2026", "2025-05-14"),
        ("2026-11-20", "2026-11-20", "2026-11-20"),
        ("2026-11-20", "2026-11-21", "2026-11-20"),
        ("2025-05-10", "2025-05-09", "2025-05-10"),
    ],
)
def test_a_page_that_was_published_again_shows_its_first_day(published: str, changed: str, date: str) -> None:
    head = record(datePublished=published, dateModified=changed)
    document = page(f"<p class=date>May 14, 2025</p>{PROSE}", head=head)
    assert described(document, Findings(lexicon={"date": ("date",)})).date == date


def test_the_time_of_a_comment_is_not_that_of_the_article() -> None:
    times = (
        "<div class=comment><p><time datetime=2026-11-20>-</time></p></div><time datetime=2026-11-19>-</time>"
    )
    found = described(page(times + PROSE, url=None), Findings(lexicon={"others_names": ("comment",)}))
    assert found.date == "2026-11-19"


def test_a_change_is_no_publication() -> None:
    found = told(meta("article:modified_time", "2024-02-02T10:00:00Z"))
    assert (found.date_modified, found.date) == ("2024-02-02T10:00:00+00:00", None)


@pytest.mark.parametrize(("language", "day"), [("de", "2024-02-03"), ("en", "2024-02-02T23:00:00+00:00")])
def test_midnight_in_central_europe_is_the_day_that_begins(language: str, day: str) -> None:
    found = told(meta("date", "2024-02-02T23:00:00Z"), lang=language)
    assert found.date == day


def test_the_title_is_without_the_name_of_the_site() -> None:
    assert told(f"<title>{TITLE} - Tide</title>{meta('og:site_name', 'Tide')}").title == TITLE


def test_the_kind_of_a_page_is_its_own_word_for_it() -> None:
    assert told(record() + meta("og:type", "article")).pagetype == "article"
    assert told(record()).pagetype == "NewsArticle"


def test_a_value_that_holds_a_whole_article_is_cut() -> None:
    found = told(meta("description", "light " * 100_000))
    assert len(found.excerpt or "") <= LONGEST_TEXT


values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False),
        st.sampled_from(["", "Ana", "2024-05-17", "http://[1/", "\ud800", "\0", "https://tide.example/a.jpg"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(st.sampled_from(["@id", "@type", "name", "url", "@value"]), inner, max_size=2),
    ),
    max_leaves=4,
)  # fmt: skip
KEYS = [
    "@id", "headline", "name", "alternativeHeadline", "author", "creator", "datePublished", "dateModified",
    "dateCreated", "image", "thumbnailUrl", "publisher", "articleSection", "keywords", "license",
    "inLanguage", "isAccessibleForFree", "description", "articleBody", "mainEntityOfPage",
]  # fmt: skip


@given(st.dictionaries(st.sampled_from(KEYS), values, max_size=8))
@example({"author": {"@id": ["x"]}})
@example({"author": {"@id": {}}})
@settings(max_examples=300, deadline=None)
def test_whatever_json_says_every_field_has_its_shape(article: dict[str, Any]) -> None:
    found = told(record(**article))
    for field in fields(Metadata):
        value = getattr(found, field.name)
        items = value if isinstance(value, tuple) else (value,)
        assert all(item is None or isinstance(item, str | bool | Image) for item in items)
        assert not any(item == "" for item in items)


@pytest.mark.parametrize(
    "name", ["author", "article:published_time", "og:image", "og:locale", "keywords", "og:url"]
)
@pytest.mark.parametrize(
    "content", ["\0", "http://[1/", "x" * 1_000_000, ", " * 100_000, "&#xd800;", "-" * 5000]
)
def test_whatever_a_meta_element_says_the_page_is_described(name: str, content: str) -> None:
    assert told(f"<title>The lamp burns</title>{meta(name, content)}", url=URL).title == "The lamp burns"
