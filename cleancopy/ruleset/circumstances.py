"""What decides which rules apply to a page: its address, its language, its theme, and what stands on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from cleancopy.dom import Element
from cleancopy.model import Document
from cleancopy.ruleset.columns import Columns
from cleancopy.ruleset.compiled import EVERYBODY, Compiled, Key
from cleancopy.ruleset.rules import CompiledRule, Pack
from cleancopy.ruleset.searched import Searched

type Standing = tuple[int, int]
"""A file's rank, and for sites its place among the files for a page: the wider site before the part of it."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """A page as far as the choice of rules goes; the same for both scopes, but for the language."""

    path: str | None
    view: str
    language: str | None
    is_heard: bool
    """Whether the language is that of the page's words, against what it says or where it says nothing."""
    keys: tuple[Key, ...]
    """Whose rules apply; where the language is not known, those of all languages do."""
    holding: Set[int]
    """Numbers of the selectors that match something on the page as it came."""
    disabled: dict[str, Standing]
    """Id to the standing below which it is switched off."""

    def allows(self, rule: CompiledRule) -> bool:
        below = self.disabled.get(rule.id)
        if below is not None and _standing(rule.pack, self.keys) < below:
            return False
        return rule.narrowing.allows_page(self.path, self.view, self.holding)

    def of_article(self, language: str | None, compiled: Compiled) -> Circumstances:
        """The same page in its article's language, unless the page's words were clearly in another."""
        language = primary(language) or self.language
        if self.is_heard or language == self.language:
            return self
        others = tuple(key for key in self.keys if key[0] != "language")
        keys = (*others, *compiled.language_keys(language))
        return replace(self, language=language, keys=keys, disabled=_disabled(compiled, keys))


def survey(compiled: Compiled, document: Document, view: str) -> tuple[Circumstances, Searched]:
    """Ask the page, as it came, everything that decides about rules, and find what all selectors find."""
    host, path = _address(document.url)
    columns = Columns(document.root)
    page = Searched(compiled, document.root, {})
    keys = [EVERYBODY, *_sites(host, compiled)]
    _search(page, keys, columns)
    declared = declared_language(document.root)
    language = compiled.tongues.of(document.root, declared)
    more = [*_themes(page), *compiled.language_keys(language)]
    _search(page, more, columns)
    keys += more
    conditions = (number for key in keys for number in compiled.audiences[key].conditions)
    holding = page.found.keys() | {number for number in conditions if page.elements(number)}
    disabled = _disabled(compiled, keys)
    page_is = Circumstances(path, view, language, language != declared, tuple(keys), holding, disabled)
    return page_is, page


def declared_language(root: Element) -> str | None:
    """The primary subtag of `<html lang>`."""
    return primary(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"))


def primary(language: str | None) -> str | None:
    return (language or "").replace("_", "-").partition("-")[0].strip().lower() or None


def _sites(host: str | None, compiled: Compiled) -> list[Key]:
    """The host and the domains around it that have files, the widest first; before each, what it inherits."""
    labels = (host or "").split(".")
    hosts: dict[str, None] = {}
    for start in range(len(labels) - 1, -1, -1):
        for inherited in _with_inherited(".".join(labels[start:]), compiled):
            hosts.setdefault(inherited)
    return [("site", one) for one in hosts if ("site", one) in compiled.audiences]


def _with_inherited(host: str, compiled: Compiled) -> list[str]:
    """Those from whom a site inherits, the nearest last; a circle ends where it began."""
    line = [host]
    for one in line:
        line += [other for other in compiled.inherits.get(one, ()) if other not in line]
    return line[::-1]


def _themes(page: Searched) -> list[Key]:
    detects = page.compiled.detects
    return [*dict.fromkeys(key for number, key in detects.items() if page.elements(number))]


def _search(page: Searched, keys: Iterable[Key], columns: Columns) -> None:
    for key in keys:
        page.found.update(page.compiled.page_index(key).find(columns))


def _disabled(compiled: Compiled, keys: Sequence[Key]) -> dict[str, Standing]:
    disabled: dict[str, Standing] = {}
    for key in keys:
        for pack in compiled.audiences[key].disabling:
            own = _standing(pack, keys)
            disabled.update({name: max(own, disabled.get(name, own)) for name in pack.disable})
    return disabled


def _standing(pack: Pack, keys: Sequence[Key]) -> Standing:
    return pack.rank, keys.index(("site", pack.host)) if pack.kind == "site" else 0


def _address(url: str | None) -> tuple[str | None, str | None]:
    """Host and path."""
    try:
        parts = urlsplit(url or "")
        return parts.hostname, (parts.path or "/") if url else None
    except ValueError:
        return None, None
