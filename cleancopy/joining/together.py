"""The pages of an article put together: each after the one before, less what it repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from cleancopy import dom
from cleancopy.extract.next_page import Links
from cleancopy.joining import repeats
from cleancopy.model import OURS, Draft, PageKind, PageLink, Removal, Rest, Skipped

_JOINED = "join/page"
_WHY = "This page of the article was put after the one before."
_NO_PART_OF_IT = frozenset({"another-article", "circle"})
_REASONS = {
    "cap": "there are more pages than max_pages allows; a link to it is at the end",
    "fetch": "it could not be fetched; a link to it is at the end",
    "late": "it did not come in time; a link to it is at the end",
    "too-large": "the pages together are larger than max_page allows; a link to it is at the end",
    "not-an-article": "what came was no article; a link to it is at the end",
    "another-article": "it is another article",
    "circle": "it is a page that is there already",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedPage:
    """A page that has been through the rules and the extraction, on its own."""

    draft: Draft
    kind: PageKind
    url: str | None
    base_url: str | None
    links: Links
    words: int
    reason: str | None
    """Why it goes out untouched, if it does."""
    removed: tuple[Removal, ...]
    skipped: tuple[Skipped, ...]


@dataclass(slots=True)
class Joined:
    """What of the pages goes out, and the account of all of them."""

    pages: list[EditedPage]
    removed: list[Removal] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def join(first: EditedPage, others: Sequence[EditedPage], rest: Rest) -> Joined:
    """A page and those that follow it. A later one that has all of the earlier ones takes their place."""
    joined = Joined([first], [*first.removed], [*first.skipped])
    for page in others:
        _add(joined, page)
    if rest.missing is not None:
        if rest.reason not in _NO_PART_OF_IT:
            _lead_on(joined.pages[-1].draft.body, rest.missing)
        joined.skipped.append(_missed(rest.missing, rest.reason))
    return joined


def _add(joined: Joined, page: EditedPage) -> None:
    bodies = [one.draft.body for one in joined.pages]
    joined.removed += [*page.removed, _record(page)]
    joined.skipped += page.skipped
    if repeats.covers(page.draft.body, bodies):
        joined.pages = [page]
        return
    seen = frozenset[str]().union(*map(repeats.texts, bodies))
    joined.removed += repeats.drop(page.draft.body, seen)
    joined.pages.append(replace(page, words=dom.count_words(dom.text_of(page.draft.body))))


def _lead_on(body: dom.Element, link: PageLink) -> None:
    """The page's own link at the end of what there is."""
    anchor = etree.SubElement(etree.SubElement(body, "p"), "a", href=link.address)
    anchor.text = link.text or link.address


def _record(page: EditedPage) -> Removal:
    return Removal.without_rule(_JOINED, "a", _WHY, page.words, page.url or "", verb="move")


def _missed(link: PageLink, reason: str) -> Skipped:
    return Skipped(
        rule=_JOINED,
        file=OURS,
        line=0,
        selector=link.address,
        why="The page says that the article goes on at this address.",
        words=0,
        reason=_REASONS.get(reason, reason),
    )
