"""From the tree of a page to its article: metadata, the blocks of the body, and whether it is one at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleancopy.extract import (
    assemble,
    authors,
    captions,
    dates,
    jsonld,
    metadata,
    outline,
    pictures,
    scoring,
    second_opinion,
    selection,
    title,
    verdict,
)
from cleancopy.extract.features import PageFacts
from cleancopy.extract.next_page import offers, page_links
from cleancopy.extract.outline import Outline
from cleancopy.extract.verdict import Signs
from cleancopy.model import Document, Draft, Findings, Lexicon, Metadata, PageKind
from cleancopy.options import Favor

__all__ = ["Survey", "extract", "offers", "page_links", "second_opinion", "survey"]

ABOVE_TITLE = 3  # blocks above a title in which its date may stand


@dataclass(frozen=True, slots=True)
class Survey:
    """What is found out about a page before anything is decided."""

    metadata: Metadata
    facts: PageFacts
    signs: Signs
    outline: Outline


def extract(document: Document, findings: Findings, favor: Favor = "balance") -> Draft:
    """The article of a page. The page's tree is used up by it."""
    found = survey(document, findings)
    judge = scoring.judge_of(document.kind)
    scores = judge.judge(found.outline, found.facts)
    kept = selection.choose(found.outline, scores, findings, document.kind, favor)
    told = replace(found.metadata, title=selection.title_among(found.outline, kept, found.metadata))
    told = _read_around(told, document.kind, found.outline, kept, findings.lexicon)
    selection.drop_byline(found.outline, kept, told, findings.lexicon)
    said = verdict.by_rules(findings)
    confidence, judged_by = said or (judge.judge_page(found.outline, scores, found.signs), None)
    surely = verdict.threshold(document.kind, document.url)
    judged = verdict.decide(confidence, found.outline, kept, surely)
    body, removed = assemble.assemble(found.outline, kept)
    pictures.resolve(body, found.metadata.image)
    captions.mark(body, findings.lexicon)
    return Draft(
        body,
        replace(told, images=pictures.describe(body, document.base_url, findings.lexicon)),
        is_article=judged.is_article,
        confidence=judged.confidence,
        judged_by=judged_by,
        reason=None if judged.is_article else "not-an-article",
        removed=removed,
    )


def _read_around(
    told: Metadata, kind: PageKind, page: Outline, kept: Sequence[bool], lexicon: Lexicon
) -> Metadata:
    """With the date and the byline that are written near the title, where the page says them nowhere else.

    Above the title of a text page stands the day on which somebody read it. Where only the last change has a
    date, it is taken for the article's.
    """
    if True not in kept or (told.date and told.authors):
        return replace(told, date=told.date or told.date_modified)
    first, stop = kept.index(True), len(kept) - list(reversed(kept)).index(True)
    above = ABOVE_TITLE if kind == "html" else 0
    place = max(0, selection.title_place(page, first, told.title) - above)
    lines = [block.text for block in page.blocks[place : stop + dates.REACH]]
    date = told.date or dates.near(lines, range(first - place, stop - place), told.language)
    return replace(
        told,
        date=date or told.date_modified,
        authors=told.authors or authors.near(lines[: first + 1], lexicon),
    )


def survey(document: Document, findings: Findings) -> Survey:
    """Read a page's head, then its outline, which takes out of the tree what is never text."""
    head = metadata.read_head(document, findings)
    told = metadata.describe(head)
    body = document.root.find("body")
    page = document.root if body is None else body
    pictures.free(page)
    signs = verdict.read_signs(head, told)
    found = outline.read(page)
    facts = PageFacts(
        title=told.title or _expected_title(document.kind, head.url, found),
        excerpt=told.excerpt or "",
        article_body=jsonld.text(head.article.get("articleBody")) or "",
        suspected=findings.suspected,
    )
    return Survey(told, facts, signs, found)


def _expected_title(kind: PageKind, url: str | None, page: Outline) -> str:
    lines = [block.text for block in page.blocks] if kind == "text" else []
    return title.expected(lines, url) if lines else ""
