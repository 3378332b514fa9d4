"""Articles to render, and a reader of Markdown that is not ours."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import html
from markdown_it import MarkdownIt

from cleancopy.model import Article, Image, Removal, Skipped
from cleancopy.render import RENDERERS

_READER = MarkdownIt("commonmark").enable("table")
_WORD = re.compile(r"\w+")

REMOVAL = Removal(
    rule="generic/ad-slots/labelled",
    verb="remove",
    file="generic/ad-slots.yaml",
    line=14,
    selector=".ad",
    why="A box that says it is an advertisement.",
    words=2,
    text="- Advertisement -",
)
SKIPPED = Skipped(
    rule="generic/share/bar",
    file="generic/share.yaml",
    line=22,
    selector=".share",
    why="A bar of buttons.",
    words=310,
    reason="would remove 61 % of the article's words (max_removed: 25 %)",
)
CRANE = Article(
    title="Wexmouth keeps its crane",
    subtitle="The quay below has sunk.",
    authors=("Hanna Ferrow", "Idris Vale"),
    date="2026-11-24T18:05:00+00:00",
    date_modified="2026-11-25",
    sitename="The Wexmouth Tide",
    hostname="tide.example",
    url="https://tide.example/news/crane?from=feed",
    canonical_url="https://tide.example/news/crane",
    language="en-GB",
    excerpt="The council voted to keep it.",
    image=Image(url="https://tide.example/i/crane.jpg", alt="The crane", width=1200, height=675),
    images=(Image(url="https://tide.example/i/guild.jpg", caption="The guild", credit="Odile Marsh"),),
    categories=("Harbour",),
    tags=("cranes", "quays"),
    word_count=12,
    reading_time_minutes=1,
    is_accessible_for_free=False,
    license="https://creativecommons.org/licenses/by/4.0/",
    pagetype="article",
    is_article=True,
    confidence=1.0,
    judged_by="sites/tide.example.yaml: .story",
    html="<p>The council voted on <b>Tuesday</b>.</p><h2>A quay</h2><p>It has sunk.</p>",
    removed=(REMOVAL,),
    skipped=(SKIPPED,),
    ruleset_id="abc123",
    renderers=RENDERERS,
)
NOTHING = Article(reason="not-an-article", renderers=RENDERERS)


def crane(**changes: object) -> Article:
    return replace(CRANE, **changes)  # type: ignore[arg-type]


def text_of(body: str) -> str:
    return crane(html=body).text


def markdown_of(body: str) -> str:
    return crane(html=body).markdown


def read_back(markdown: str) -> str:
    """The HTML that a reader of CommonMark makes of Markdown."""
    return _READER.render(markdown)


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def document(page: str) -> html.HtmlElement:
    return html.document_fromstring(page)
