"""Which rules find something on pages: one that finds nothing on many is dead, or its site has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from cleancopy.model import Document
from cleancopy.ruleset.article import match_article
from cleancopy.ruleset.circumstances import survey
from cleancopy.ruleset.compiled import Compiled
from cleancopy.ruleset.editor import Editor
from cleancopy.ruleset.holding import remembering
from cleancopy.ruleset.meaning import match_rules


@dataclass(slots=True)
class Usage:
    """What the rules of some files found on some pages. Files and rules go by their places in order."""

    pages: Counter[int] = field(default_factory=Counter)
    """On how many of the pages a file's rules are looked for."""
    found: set[int] = field(default_factory=set)
    """The rules that mean something on any of them."""


def usage(compiled: Compiled, documents: Iterable[Document]) -> Usage:
    """Pages are not changed. Texts are looked for in all of a page, not in its article alone."""
    told = Usage()
    for document in documents:
        with remembering():
            page, searched = survey(compiled, document, "reader")
            xpaths = [number for key in page.keys for number in compiled.audiences[key].page_xpaths]
            matches = match_rules(page, searched, xpaths)
        matches |= match_article(compiled, page, Editor(document.root))
        told.found.update(rule.order for rule, meant in matches.items() if meant)
        told.pages.update(place for place, (key, _) in enumerate(compiled.files) if key in {*page.keys})
    return told
