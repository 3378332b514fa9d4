"""An article as what the client asked for. A format is one module and one line in each of two tables."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cleancopy.model import Format, Renderer
from cleancopy.render.html import CONTENT_SECURITY_POLICY, render_html
from cleancopy.render.json import render_json
from cleancopy.render.jsonld import render_jsonld
from cleancopy.render.markdown import render_markdown, render_markdown_body
from cleancopy.render.text import render_text, render_text_body

__all__ = ["CONTENT_SECURITY_POLICY", "MEDIA_TYPES", "RENDERERS"]

RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {
        "html": render_html,
        "markdown": render_markdown,
        "txt": render_text,
        "json": render_json,
        "jsonld": render_jsonld,
        # What `Article.markdown` and `Article.text` are made by: the body without the title.
        "markdown_body": render_markdown_body,
        "text_body": render_text_body,
    }
)
"""Whole documents by format, and the two bodies."""

MEDIA_TYPES: Mapping[Format, str] = MappingProxyType(
    {
        "html": "text/html",
        "markdown": "text/markdown",
        "txt": "text/plain",
        "json": "application/json",
        "jsonld": "application/ld+json",
    }
)
