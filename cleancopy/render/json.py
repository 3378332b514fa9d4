"""The whole record as JSON on one line, with trafilatura's names where it has them.

A key without a value is `null`, never missing, and an array without items is empty. `author` is one string,
names parted by semicolons, as trafilatura writes it, and `authors` the array; `description` and `excerpt`
are the same; `image` is the URL of the lead picture, and `images` says more about each.
"""

from __future__ import annotations

import json
from dataclasses import fields

from cleancopy.model import Article, Image, Removal, Skipped
from cleancopy.render.fingerprint import fingerprint
from cleancopy.render.safe_text import encodable

type Value = str | int | float | bool | list[Value] | dict[str, Value] | None


def render_json(article: Article) -> str:
    """One JSON object, no line break at its end."""
    record = _description(article) | _content(article) | _account(article)
    return encodable(json.dumps(record, ensure_ascii=False))


def _description(article: Article) -> dict[str, Value]:
    return {
        "title": article.title,
        "subtitle": article.subtitle,
        "author": "; ".join(article.authors) or None,
        "authors": list(article.authors),
        "date": article.date,
        "date_modified": article.date_modified,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "hostname": article.hostname,
        "sitename": article.sitename,
        "description": article.excerpt,
        "excerpt": article.excerpt,
        "categories": list(article.categories),
        "tags": list(article.tags),
        "language": article.language,
        "direction": article.direction,
        "image": article.image.url if article.image else None,
        "images": [_plain(image) for image in article.images],
        "pagetype": article.pagetype,
        "license": article.license,
        "is_accessible_for_free": article.is_accessible_for_free,
    }


def _content(article: Article) -> dict[str, Value]:
    return {
        "text": article.text,
        "markdown": article.markdown,
        "html": article.html,
        "fingerprint": fingerprint(article.text),
        "word_count": article.word_count,
        "reading_time_minutes": article.reading_time_minutes,
    }


def _account(article: Article) -> dict[str, Value]:
    """What was decided about the page, and what was done to it."""
    return {
        "is_article": article.is_article,
        "confidence": article.confidence,
        "judged_by": article.judged_by,
        "reason": article.reason,
        "removed": [_plain(removal) for removal in article.removed],
        "skipped": [_plain(skipped) for skipped in article.skipped],
        "ruleset_id": article.ruleset_id,
    }


def _plain(record: Image | Removal | Skipped) -> dict[str, Value]:
    return {field.name: getattr(record, field.name) for field in fields(record)}
