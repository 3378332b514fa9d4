"""The article as schema.org/NewsArticle in JSON-LD.

Unlike in our own JSON, a property without a value is left out: readers of schema.org take `null` for a
mistake.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from cleancopy.model import Article, Image
from cleancopy.render.safe_text import encodable

type Value = str | int | bool | list[Value] | dict[str, Value] | None


def render_jsonld(article: Article) -> str:
    """One JSON object, no line break at its end."""
    return encodable(json.dumps(_news_article(article), ensure_ascii=False))


def _news_article(article: Article) -> dict[str, Value]:
    address = article.canonical_url or article.url
    return _thing(
        "NewsArticle",
        context="https://schema.org",
        headline=article.title,
        alternativeHeadline=article.subtitle,
        author=[_thing("Person", name=name) for name in article.authors],
        datePublished=article.date,
        dateModified=article.date_modified,
        publisher=_publisher(article),
        image=[_image(image) for image in _images(article)],
        inLanguage=article.language,
        description=article.excerpt,
        articleSection=list(article.categories),
        keywords=list(article.tags),
        wordCount=article.word_count,
        isAccessibleForFree=article.is_accessible_for_free,
        license=article.license,
        mainEntityOfPage=address,
        url=address,
        articleBody=article.text,
    )


def _thing(kind: str, *, context: str | None = None, **properties: Value) -> dict[str, Value]:
    """A typed node with those properties that have a value; `False` and 0 are values."""
    given = {"@context": context, "@type": kind, **properties}
    return {name: value for name, value in given.items() if value not in (None, "", [], {})}


def _publisher(article: Article) -> Value:
    name = article.sitename or article.hostname
    return _thing("Organization", name=name) if name else None


def _images(article: Article) -> Iterable[Image]:
    """The lead picture first, each once."""
    lead = (article.image,) if article.image else ()
    by_url = {image.url: image for image in (*article.images, *lead)}
    return sorted(by_url.values(), key=lambda image: image is not article.image)


def _image(image: Image) -> Value:
    return _thing(
        "ImageObject",
        url=image.url,
        width=image.width,
        height=image.height,
        caption=image.caption or image.alt,
        creditText=image.credit,
    )
