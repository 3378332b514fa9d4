"""Rules on the page as it came: one pass finds everything, then each layer's rules edit in order."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.errors import WishError
from cleancopy.model import Document, Findings, Removal
from cleancopy.options import Options
from cleancopy.ruleset.circumstances import Circumstances, ask, hosts_of, narrow, survey
from cleancopy.ruleset.compiled import Compiled, CompiledRule, Selector, Site, Use
from cleancopy.ruleset.edits import SHOWN, Editor, Targets
from cleancopy.ruleset.index import Found
from cleancopy.ruleset.matching import compile_selectors
from cleancopy.ruleset.prose import visible_text
from cleancopy.ruleset.selectors import SelectorError

# Marks what `keep` rules shield, so that copies of it are known in the article. No page can guess the name.
MARK = f"data-kept-{secrets.token_hex(8)}"

CLIENTS_RANK = 1 << 30  # above every layer

type Matches = dict[CompiledRule, Targets]
type Fields = dict[str, tuple[Element, ...]]


@dataclass(frozen=True, slots=True)
class PageFindings(Findings):
    """Findings with what the article-scope rules of the same ruleset go by."""

    circumstances: Circumstances | None = None


def edit_page(
    compiled: Compiled, document: Document, options: Options, *, guarded: bool = True
) -> PageFindings:
    """Find with all selectors on the page as it came, then edit: no rule hides anything from another."""
    root = document.root
    wished = _remove_wish(options.remove_selector, root)
    target = _target_wish(options.target_selector, root)
    hosts = hosts_of(document, compiled.sites)
    found = compiled.page_index(hosts).find(root)
    page = survey(compiled, document, hosts, found)
    sites = [compiled.sites[host] for host in hosts]
    matches = match_rules(compiled, page, found, [pair for site in sites for pair in site.page_xpaths], root)
    editor = Editor(root, guarded=guarded)
    fields = _fields(sites, page, found, editor)
    if target:
        _shield(editor, target, CLIENTS_RANK)
        fields["body"] = target
    apply_rules(editor, matches)
    for element, rank in editor.protection.inside.items():
        element.set(MARK, str(rank))
    ledger = editor.ledger()
    return PageFindings(
        kept=frozenset(editor.protection.inside),
        fields=_those_left(fields, editor),
        lexicon=compiled.lexicon(page.language),
        removed=(*wished, *ledger.removed),
        skipped=ledger.skipped,
        circumstances=page,
    )


def match_rules(
    compiled: Compiled, page: Circumstances, found: Found, xpaths: list[tuple[Selector, Use]], root: Element
) -> Matches:
    """What each rule that applies to the page means there. Nothing is edited before all is found."""
    matches: Matches = {}
    for number in found:
        use = compiled.uses.get(number)
        if use is not None and page.allows(use.rule):
            narrow(use.rule.narrowing, found[number], use.source, matches.setdefault(use.rule, {}))
    for selector, use in xpaths:
        if page.allows(use.rule):
            narrow(use.rule.narrowing, ask(selector, root), use.source, matches.setdefault(use.rule, {}))
    return matches


def apply_rules(editor: Editor, matches: Matches) -> None:
    """What is kept first, whatever its layer; then layer by layer, in the order of the files."""
    for rule in sorted(matches, key=lambda rule: (rule.verb != "keep", rule.order)):
        editor.apply(rule, matches[rule])


def _fields(sites: list[Site], page: Circumstances, found: Found, editor: Editor) -> Fields:
    """For each field what the first selector finds that finds anything, from the latest layer on."""
    fields: Fields = {}
    named = [one for site in sites for one in site.fields if page.includes(one[0])]
    for pack, name, selectors in sorted(named, key=lambda one: one[0].rank)[::-1]:
        elements = () if name in fields else _first_found(selectors, found, editor.root)
        if elements:
            fields[name] = elements
            _shield(editor, elements, pack.rank)
    return fields


def _first_found(selectors: tuple[Selector, ...], found: Found, root: Element) -> tuple[Element, ...]:
    for selector in selectors:
        elements = found.get(selector.number, ()) if selector.xpath is None else ask(selector, root)
        if elements:
            return tuple(elements)
    return ()


def _shield(editor: Editor, elements: tuple[Element, ...], rank: int) -> None:
    """A field's element may lose filler inside it, but must not be lost."""
    for element in elements:
        editor.protection.shield(element, rank, whole=False)


def _those_left(fields: Fields, editor: Editor) -> Mapping[str, tuple[Element, ...]]:
    left = {name: tuple(filter(editor.holds, elements)) for name, elements in fields.items()}
    return MappingProxyType({name: elements for name, elements in left.items() if elements})


def _target_wish(selector: str, root: Element) -> tuple[Element, ...]:
    if not selector:
        return ()
    found = _wished(selector, root)
    if not found:
        raise WishError(422, f"the target selector {selector!r} matches nothing on the page")
    return found


def _remove_wish(selector: str, root: Element) -> list[Removal]:
    if not selector:
        return []
    removed: list[Removal] = []
    for element in _wished(selector, root):
        if element is not root and element.getparent() is not None:
            text = visible_text(element)
            words = dom.count_words(text)
            why = "The request asked for it."
            removed.append(
                Removal("remove-selector", "remove", "request", 0, selector, why, words, text[:SHOWN])
            )
            dom.drop(element)
    return removed


def _wished(selector: str, root: Element) -> tuple[Element, ...]:
    try:
        test = compile_selectors(selector)
    except SelectorError as exc:
        raise WishError(422, str(exc)) from exc
    return tuple(element for element in root.iter("*") if test(element))
