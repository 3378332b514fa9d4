"""What decides which rules apply to a page: its address, its language, its theme, and what stands on it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Set
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.model import Document
from cleancopy.ruleset import finders
from cleancopy.ruleset.compiled import ALL_SITES, Compiled, CompiledRule, Narrowing, Pack, Selector, Site
from cleancopy.ruleset.edits import Targets
from cleancopy.ruleset.index import Found
from cleancopy.ruleset.prose import visible_text
from cleancopy.ruleset.upwards import Upwards

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """A page as far as the choice of rules goes; the same for both scopes, but for the language."""

    path: str | None
    hosts: tuple[str, ...]
    """The page's host and the domains around it that have files, and `ALL_SITES`."""
    language: str | None
    themes: Set[Pack]
    holding: Set[int]
    """Numbers of the selectors that match something on the page as it came."""
    disabled: dict[str, int]
    """Id to the rank below which it is switched off."""

    def allows(self, rule: CompiledRule) -> bool:
        return (
            self.includes(rule.pack)
            and rule.pack.rank >= self.disabled.get(rule.id, -1)
            and rule.narrowing.allows_page(self.path, self.holding)
        )

    def includes(self, pack: Pack) -> bool:
        if pack.kind == "theme":
            return pack in self.themes
        if pack.kind == "language":
            return self.language is None or pack.language == self.language
        return pack.host in self.hosts


def hosts_of(document: Document, sites: dict[str, Site]) -> tuple[str, ...]:
    """`ALL_SITES`, then the files' hosts that the page's host is or is in, the widest first."""
    labels = (_host(document.url) or "").split(".")
    suffixes = (".".join(labels[start:]) for start in range(len(labels) - 1, -1, -1))
    return (ALL_SITES, *(host for host in suffixes if host and host in sites))


def declared_language(root: Element) -> str | None:
    """The primary subtag of `<html lang>`."""
    return primary(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"))


def primary(language: str | None) -> str | None:
    return (language or "").replace("_", "-").partition("-")[0].strip().lower() or None


def survey(compiled: Compiled, document: Document, hosts: tuple[str, ...], found: Found) -> Circumstances:
    """Ask the page, as it came, everything that decides about rules."""
    root = document.root
    sites = [compiled.sites[host] for host in hosts]
    themes = {pack for number, pack in compiled.detects.items() if number in found}
    themes |= {pack for selector, pack in compiled.xpath_detects if ask(selector, root)}
    conditions = (selector for site in sites for selector in site.conditions)
    holding = found.keys() | {selector.number for selector in conditions if ask(selector, root)}
    language = declared_language(root)
    path = _path(document.url)
    page = Circumstances(path, hosts, language, themes, holding, {})
    for pack in compiled.disabling:
        if page.includes(pack):
            page.disabled.update({name: max(pack.rank, page.disabled.get(name, -1)) for name in pack.disable})
    return page


def ask(selector: Selector, root: Element) -> list[Element]:
    """What an XPath finds; one that fails on this page finds nothing, and the log says so."""
    if selector.xpath is None:
        return []
    try:
        return finders.elements_of(selector.xpath, root)
    except etree.XPathError as exc:
        _log.warning("The XPath %r failed on a page: %s", selector.source, exc)
        return []


def narrow(narrowing: Narrowing, elements: Iterable[Element], source: str, targets: Targets) -> None:
    """Add the elements that are meant by those found."""
    around = Upwards(narrowing.inside) if narrowing.inside is not None else None
    closest = Upwards(narrowing.closest) if narrowing.closest is not None else None
    for element in elements:
        if around is not None and around.nearest(element.getparent()) is None:
            continue
        meant = _higher(element if closest is None else closest.nearest(element), narrowing.up)
        if meant is not None and meant not in targets and _fits(narrowing, meant):
            targets[meant] = source


def _higher(element: Element | None, levels: int) -> Element | None:
    for _ in range(levels):
        element = element.getparent() if element is not None else None
    return element


def _fits(narrowing: Narrowing, element: Element) -> bool:
    if narrowing.with_links is not None:
        links = element.tag == "a" or next(element.iter("a"), None) is not None
        if links is not narrowing.with_links:
            return False
    if narrowing.min_words is None and narrowing.max_words is None:
        return True
    words = dom.count_words(visible_text(element))
    if narrowing.min_words is not None and words < narrowing.min_words:
        return False
    return narrowing.max_words is None or words <= narrowing.max_words


def _path(url: str | None) -> str | None:
    try:
        return urlsplit(url).path or "/" if url else None
    except ValueError:
        return None


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None
