"""What stands above an article: what a reader is told about it, each value safe to show or empty."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from cleancopy.model import Article
from cleancopy.render.safe_text import one_line, web_url

_TAG = re.compile(r"[A-Za-z0-9-]{2,35}")  # 35 characters are room for any: RFC 5646, 4.4.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """The head of an article as every view shows it."""

    language: str
    """A BCP 47 tag."""
    title: str
    subtitle: str
    """Empty where it is the title once more."""
    byline: str
    """The authors' names, with commas between them."""
    published: str
    """ISO 8601 as the page has it."""
    modified: str
    """Empty where it is the day of publication."""
    site: str
    """The site's name, else its host."""
    source: str
    """The URL to give as the source: the canonical one, else the page's own."""
    home: str
    """The URL of the source's front page."""
    host: str
    """Of the source."""


def masthead(article: Article) -> Masthead:
    """Read the masthead off an article."""
    source = web_url(article.canonical_url) or web_url(article.url)
    address = urlsplit(source)
    language = article.language or ""
    title, subtitle = one_line(article.title), one_line(article.subtitle)
    published, modified = one_line(article.date), one_line(article.date_modified)
    return Masthead(
        language=language if _TAG.fullmatch(language) else "",
        title=title,
        subtitle="" if subtitle.casefold() == title.casefold() else subtitle,
        byline=", ".join(filter(None, map(one_line, article.authors))),
        published=published,
        modified="" if modified[:10] == published[:10] else modified,
        site=one_line(article.sitename) or one_line(article.hostname),
        home=f"{address.scheme}://{address.netloc.rpartition('@')[2]}/" if source else "",
        source=source,
        host=address.hostname or "",
    )


def day(iso: str) -> date | None:
    """The day of an ISO 8601 date or time, in the page's time zone; `None` for a year or a month alone."""
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return None
