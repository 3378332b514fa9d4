"""Rules on the article that the extraction kept: whole blocks by their text, and cuts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.model import Document, Draft, Findings
from cleancopy.ruleset.circumstances import (
    Circumstances,
    hosts_of,
    narrow,
    primary,
    survey,
)
from cleancopy.ruleset.compiled import Compiled
from cleancopy.ruleset.edits import Editor, Ledger
from cleancopy.ruleset.finders import comparable
from cleancopy.ruleset.page import MARK, Matches, PageFindings, apply_rules, match_rules

# What a block may hold that is not text and is worth more than a label: the label alone goes then.
_MEDIA = ("img", "picture", "video", "audio", "iframe", "object", "svg", "table")


def edit_article(
    compiled: Compiled, draft: Draft, document: Document, findings: Findings, *, guarded: bool = True
) -> Ledger:
    """Apply the article-scope rules to a draft's body."""
    page = _circumstances(compiled, document, findings)
    page = replace(page, language=primary(draft.metadata.language))
    sites = [compiled.sites[host] for host in page.hosts]
    found = compiled.article_index(page.hosts).find(draft.body)
    xpaths = [pair for site in sites for pair in site.article_xpaths]
    matches = match_rules(compiled, page, found, xpaths, draft.body)
    _match_texts(compiled, page, draft.body, matches)
    editor = Editor(draft.body, guarded=guarded)
    if findings.kept:
        _shield_copies(editor)
    apply_rules(editor, matches)
    return editor.ledger()


def blocks(body: Element) -> Iterator[tuple[Element, str]]:
    """Each block that holds no other, with its text; of elements with the same text alone, the highest."""
    holders: set[Element] = set()
    found = list(dom.blocks_below(body))
    for block in found:
        here = block.getparent() if block is not body else None
        while here is not None and here not in holders:
            holders.add(here)
            here = here.getparent() if here is not body else None
    for block in found:
        if block not in holders:
            text = dom.fold_space(dom.text_of(block))
            if text:
                yield block, text


def highest(block: Element, body: Element) -> Element:
    """The highest element that holds nothing but this block: no other text and no picture."""
    while block is not body:
        parent = block.getparent()
        if parent is None or parent is body or not _holds_only(parent, block):
            break
        block = parent
    return block


def _holds_only(parent: Element, block: Element) -> bool:
    """Looks from the block outwards: among many blocks the nearest decides."""
    if (parent.text or "").strip() or (block.tail or "").strip():
        return False
    return all(map(_is_blank, chain(block.itersiblings(preceding=True), block.itersiblings())))


def _is_blank(element: Element) -> bool:
    if (element.tail or "").strip() or next(element.iter(*_MEDIA), None) is not None:
        return False
    return not dom.text_of(element).strip()


def _circumstances(compiled: Compiled, document: Document, findings: Findings) -> Circumstances:
    if isinstance(findings, PageFindings) and findings.circumstances is not None:
        return findings.circumstances
    hosts = hosts_of(document, compiled.sites)
    return survey(compiled, document, hosts, compiled.page_index(hosts).find(document.root))


def _match_texts(compiled: Compiled, page: Circumstances, body: Element, matches: Matches) -> None:
    if not compiled.phrases and not compiled.patterns.uses:
        return
    for block, text in blocks(body):
        uses = [*compiled.patterns.matching(text)]
        if len(text) <= compiled.longest_phrase:
            uses = [*compiled.phrases.get(comparable(text), ()), *uses]
        for use in uses:
            if page.allows(use.rule):
                narrow(
                    use.rule.narrowing, [highest(block, body)], use.source, matches.setdefault(use.rule, {})
                )


def _shield_copies(editor: Editor) -> None:
    for element in editor.root.iter("*"):
        rank = element.get(MARK)
        if rank is not None:
            del element.attrib[MARK]
            editor.protection.shield(element, int(rank))
