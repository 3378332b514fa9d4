"""From the tree of a page to its article: metadata, the blocks of the body, and whether it is one at all."""

from __future__ import annotations

from lxml import etree

from cleancopy import dom
from cleancopy.extract import assemble, blocks, body, jsonld, metadata
from cleancopy.extract.features import PageFacts
from cleancopy.model import Document, Draft, Findings, Metadata

__all__ = ["extract", "page_facts"]


def page_facts(document: Document, findings: Findings) -> PageFacts:
    """What the page's head says that blocks are held against."""
    head = metadata.read_head(document, findings)
    told = metadata.describe(head)
    return PageFacts(told.title or "", told.excerpt or "", jsonld.text(head.article.get("articleBody")) or "")


def extract(document: Document, findings: Findings) -> Draft:
    """Copy the article out of a page. The page's tree is edited on the way and of no further use."""
    root = document.root
    metadata = Metadata(title=root.findtext(".//h1") or root.findtext(".//title"), url=document.url)
    page = root.find("body")
    if page is None:
        page = root
    found = blocks.segment(page)
    chosen = body.choose(found, page)
    draft = assemble.assemble(block.element for block in chosen)
    words = sum(block.words for block in chosen)
    return Draft(draft, metadata, is_article=words > 100, confidence=0.5, reason=None if words > 100 else "not-an-article")
