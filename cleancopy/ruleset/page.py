"""Rules on the page as it came: one pass finds everything, then each layer's rules edit in order."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.errors import WishError
from cleancopy.model import Document, Findings, Removal
from cleancopy.options import Options
from cleancopy.ruleset.circumstances import Circumstances, survey
from cleancopy.ruleset.compiled import Compiled
from cleancopy.ruleset.editor import Editor
from cleancopy.ruleset.fields import find_fields
from cleancopy.ruleset.holding import remembering
from cleancopy.ruleset.index import Found
from cleancopy.ruleset.matching import compile_selectors
from cleancopy.ruleset.meaning import Matches, match_rules
from cleancopy.ruleset.prose import read
from cleancopy.ruleset.searched import Searched
from cleancopy.ruleset.selectors import SelectorError
from cleancopy.ruleset.verbs import apply_rules

# Marks what is shielded, so that it is known in the article. No page can guess the name.
MARK = f"data-kept-{secrets.token_hex(8)}"
NEEDED = "needed"

CLIENTS_RANK = 1 << 30  # above every layer


@dataclass(frozen=True, slots=True)
class PageFindings(Findings):
    """Findings with what the article-scope rules of the same ruleset go by."""

    circumstances: Circumstances | None = None
    is_marked: bool = False
    """Whether the tree has marks."""


def edit_page(
    compiled: Compiled, document: Document, options: Options, *, guarded: bool = True
) -> PageFindings:
    """Find with all selectors on the page as it came, then edit: no rule hides anything from another."""
    root = document.root
    editor = Editor(root, guarded=guarded)
    wished = _remove_wish(options.remove_selector, editor)
    target = _target_wish(options.target_selector, root)
    with remembering():
        page, searched = survey(compiled, document, options.view)
        audiences = [compiled.audiences[key] for key in page.keys]
        matches = match_rules(page, searched, [one for each in audiences for one in each.page_xpaths])
        fields = find_fields(audiences, searched, matches, editor)
        needed = searched.of_any([number for each in audiences for number in each.must_keep])
        goals = _goals(searched, matches)
    editor.need(needed)
    if target:
        fields.name("body", target, CLIENTS_RANK)
    apply_rules(editor, matches, goals)
    _mark(editor, needed)
    ledger = editor.ledger()
    return PageFindings(
        kept=frozenset(editor.protection.inside),
        suspected=frozenset(filter(editor.holds, editor.suspected)),
        fields=fields.left(),
        lexicon=compiled.lexicon(page.language),
        language=page.language,
        removed=(*wished, *ledger.removed),
        skipped=ledger.skipped,
        circumstances=page,
        is_marked=bool(needed or editor.protection.inside),
    )


def _goals(searched: Searched, matches: Matches) -> Found:
    """Where rules move elements to."""
    numbers = (number for rule in matches for number in rule.change.goals)
    return {number: dict.fromkeys(searched.elements(number)) for number in numbers}


def _mark(editor: Editor, needed: Iterable[Element]) -> None:
    """The article-scope rules must know it."""
    for element in needed:
        element.set(MARK, NEEDED)
    for element, rank in editor.protection.inside.items():
        element.set(MARK, str(rank))


def _target_wish(selector: str, root: Element) -> tuple[Element, ...]:
    if not selector:
        return ()
    found = _wished(selector, root)
    if not found:
        raise WishError(422, f"the target selector {selector!r} matches nothing on the page")
    return found


def _remove_wish(selector: str, editor: Editor) -> list[Removal]:
    if not selector:
        return []
    removed: list[Removal] = []
    found = dict.fromkeys(_wished(selector, editor.root), selector)
    found.pop(editor.root, None)
    for element in editor.outermost(found):
        start, words = read(element)
        why = "The request asked for it."
        removed.append(Removal("remove-selector", "remove", "request", 0, selector, why, words, start))
        dom.drop(element)
    return removed


def _wished(selector: str, root: Element) -> tuple[Element, ...]:
    try:
        test = compile_selectors(selector)
    except SelectorError as exc:
        raise WishError(422, str(exc)) from exc
    with remembering():
        return tuple(element for element in root.iter("*") if test(element))
