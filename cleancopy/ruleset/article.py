"""Rules on the article that the extraction kept: whole blocks by their text, and cuts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.model import Document, Draft, Findings
from cleancopy.ruleset.circumstances import Circumstances, survey
from cleancopy.ruleset.columns import Columns
from cleancopy.ruleset.compiled import Compiled
from cleancopy.ruleset.editor import Editor, Ledger
from cleancopy.ruleset.holding import remembering
from cleancopy.ruleset.meaning import Matches, match_rules, narrow
from cleancopy.ruleset.page import MARK, NEEDED, PageFindings
from cleancopy.ruleset.rules import CompiledRule
from cleancopy.ruleset.searched import Searched
from cleancopy.ruleset.verbs import MEDIA, apply_rules


def edit_article(
    compiled: Compiled, draft: Draft, document: Document, findings: Findings, *, guarded: bool = True
) -> Ledger:
    """Apply the article-scope rules to a draft's body."""
    page = _circumstances(compiled, document, findings, draft.metadata.language)
    editor = Editor(draft.body, guarded=guarded)
    matches = match_article(compiled, page, editor)
    if isinstance(findings, PageFindings) and findings.is_marked:
        _heed_marks(editor)
    apply_rules(editor, matches, {})
    return editor.ledger()


def match_article(compiled: Compiled, page: Circumstances, editor: Editor) -> Matches:
    """What the article-scope rules mean in the editor's body; nothing is edited."""
    with remembering():
        searched = _searched(compiled, page, editor.root)
        xpaths = [number for key in page.keys for number in compiled.audiences[key].article_xpaths]
        matches = match_rules(page, searched, xpaths)
        _match_texts(page, searched, matches, editor)
    return matches


def blocks(body: Element) -> Iterator[tuple[Element, str]]:
    """Each block that holds no other, and each inline element that is a line of one, with its text."""
    holders: set[Element] = set()
    found = list(dom.blocks_below(body))
    for block in found:
        here = block.getparent() if block is not body else None
        while here is not None and here not in holders:
            holders.add(here)
            here = here.getparent() if here is not body else None
    for block in found:
        if block not in holders:
            for element in (block, *_lines(block)):
                text = dom.fold_space(dom.text_of(element))
                if text:
                    yield element, text


def _lines(block: Element) -> Iterator[Element]:
    """Inline elements with nothing beside them between two line breaks."""
    if next(block.iterchildren("br"), None) is None:
        return
    for child in block:
        before, after = child.getprevious(), child.getnext()
        lead = block.text if before is None else before.tail
        ends = all(beside is None or beside.tag == "br" for beside in (before, after))
        if ends and child.tag != "br" and not (lead or "").strip() and not (child.tail or "").strip():
            yield child


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
    if (element.tail or "").strip() or next(element.iter(*MEDIA), None) is not None:
        return False
    return not dom.text_of(element).strip()


def _circumstances(
    compiled: Compiled, document: Document, findings: Findings, language: str | None
) -> Circumstances:
    if isinstance(findings, PageFindings) and findings.circumstances is not None:
        page = findings.circumstances
    else:
        page, _ = survey(compiled, document, "reader")
    return page.of_article(language, compiled)


def _searched(compiled: Compiled, page: Circumstances, body: Element) -> Searched:
    columns = Columns(body)
    searched = Searched(compiled, body, {})
    for key in page.keys:
        if compiled.audiences[key].article:
            searched.found.update(compiled.article_index(key).find(columns))
    return searched


def _match_texts(page: Circumstances, searched: Searched, matches: Matches, editor: Editor) -> None:
    texts = searched.compiled.texts_for(page.keys)
    matching = cache(lambda text: [number for one in texts for number in one.matching(text)])
    found: dict[CompiledRule, list[tuple[Element, str]]] = {}
    for block, text in blocks(searched.root) if texts else ():
        numbers = matching(text)
        if numbers:
            top = highest(block, searched.root)
            if next(top.iter(*MEDIA), None) is not None:
                editor.labels.add(top)
            for number in numbers:
                rule = searched.compiled.rule_of(number)
                if rule is not None:
                    found.setdefault(rule, []).append((top, searched.compiled.sources[number]))
    for rule, tops in found.items():
        if page.allows(rule):
            narrow(rule.narrowing, tops, matches.setdefault(rule, {}))


def _heed_marks(editor: Editor) -> None:
    for element in [*editor.root.iter("*")]:
        mark = element.get(MARK)
        if mark is None:
            continue
        del element.attrib[MARK]
        if mark == NEEDED:
            editor.need([element])
        else:
            editor.protection.shield(element, int(mark))
