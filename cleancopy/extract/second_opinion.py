"""For pages whose markup has hardly any of their text: the same text in the data that they carry.

Such a page is built by a script, and a reader of its markup alone finds a frame, a menu, a notice. Its
article then often stands in JSON-LD, in the state that the script starts from, in `noscript` or in a
`template`. What is found there is put into the page's body, and the page is read again as if it had come so:
by the same rules, the same judge, the same verdict. It is taken only where it is about this page, and where
the markup has not got it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from cleancopy import dom
from cleancopy.extract import jsonld
from cleancopy.extract.outline import NOT_TEXT
from cleancopy.extract.passages import LEAST_WORDS, NAMES, Object, Passage, passages, to_html
from cleancopy.extract.state import data_of
from cleancopy.extract.title import likeness
from cleancopy.model import Document, Draft, Metadata, Removal

LITTLE = 200  # words kept of the markup; a page with more has its text there
TIMES = 3  # as many words as the markup's: with less it is no other text, but a longer cut of the same one
ALIKE = 0.8  # of the words of two titles are the same
LEAST_TITLE = 2  # words; with fewer it may be anything's
MOST_SAID = 60  # strings of an object that are held against the page's title and address
BEGINNING = 40  # characters by which a text is known again
NEARLY = 0.7  # of the most words; a text in a form with more paragraphs is taken for the same one
RUN = 8  # words in a row that are looked for in the markup
MOST_RUNS = 500  # evenly spread; each costs a look through the whole page
HELD = 0.5  # of the runs; with more the markup has the text

_TAG = re.compile(r"<[^<>]*>")
_HOLDERS = ("noscript", "template")
_WHY_HOLDER = "The markup has hardly any of the text; it was read where the page keeps it for other readers."
_WHY_DATA = "The markup has hardly any of the text; it was read in the page's own data."
_FORGOTTEN = frozenset({"images", "language", "direction"})


@dataclass(frozen=True, slots=True)
class Found:
    """A text beside the markup."""

    place: str
    """For the ledger; for text that is markup already, the tag of what holds it."""
    html: str = ""
    """Not to be trusted. Empty where the text is markup already."""


def is_wanted(kept_words: int) -> bool:
    """Whether so little was kept of a page's markup that its data is looked into."""
    return kept_words < LITTLE


def find(page: Document, draft: Draft) -> Iterator[Found]:
    """Texts of which there is much more than a page's markup has. `page` is as it came, and stays so."""
    least = max(LEAST_WORDS, TIMES * dom.count_words(dom.text_of(draft.body)))
    found = _in_data(page, draft.metadata, least)
    if found and not _is_held(page, found.html):
        yield found
    for tag in _HOLDERS:
        inside = " ".join(map(dom.text_of, page.root.iter(tag)))
        if dom.count_words(inside) >= least and not _is_held(page, inside):
            yield Found(tag)


def put(page: Document, text: Document) -> None:
    """Put a text in the place of the page's body; the scripts, which tell of the page, stay."""
    own, body = page.root.find("body"), text.root.find("body")
    assert own is not None
    assert body is not None
    scripts = list(own.iter("script"))
    for child in list(own):
        own.remove(child)
    own.text = None
    article = etree.SubElement(own, "article")
    article.text = body.text
    article.extend(list(body))
    for script in scripts:
        script.tail = None
        own.append(script)


def open_holders(page: Document, tag: str) -> None:
    """Make what a page shows without scripts, or has ready to be put into it, a part of it."""
    for holder in page.root.iter(tag):
        holder.tag = "div"


def is_better(first: Draft, second: Draft) -> bool:
    """Whether the second reading is of an article, and of much more than the first one is."""
    words, more = (dom.count_words(dom.text_of(draft.body)) for draft in (first, second))
    return second.is_article and more >= TIMES * words


def joined(found: Found, first: Draft, second: Draft) -> Draft:
    """The second reading, with the ledger's entry of it, and with what only the first could see."""
    before = dom.fold_space(dom.text_of(first.body))
    why = _WHY_DATA if found.html else _WHY_HOLDER
    words = dom.count_words(before)
    entry = Removal.without_rule("extract/page-data", found.place, why, words, before, verb="replace")
    if not found.html:
        return replace(second, removed=(entry, *second.removed))
    told = {name: value for name, value in vars(first.metadata).items() if value and name not in _FORGOTTEN}
    metadata = replace(second.metadata, **told)
    return replace(second, metadata=metadata, removed=(entry, *first.removed, *second.removed))


def _in_data(page: Document, told: Metadata, least: int) -> Found | None:
    """Of the texts that are about this page the longest, in the form that has most paragraphs."""
    topic = _Topic(page, told)
    ours = [
        (data.place, one)
        for data in data_of(page.root)
        for one in passages(data.value)
        if one.words >= least and topic.is_of(one)
    ]
    most = max((one.words for _, one in ours), default=0)
    written = [(place, one, to_html(one)) for place, one in ours if one.words >= NEARLY * most]
    if not written:
        return None
    place, best, html = max(written, key=lambda one: one[2].count("<p"))
    return Found(f"{place}: {best.place}", html)


class _Topic:
    """What a page is about: by what names, addresses and beginnings its text is known in its data."""

    def __init__(self, page: Document, told: Metadata) -> None:
        self._title = told.title or ""
        article = jsonld.article_node(jsonld.nodes(page.root))
        openings = (told.excerpt, jsonld.text(article.get("articleBody")))
        self._openings = {start for text in openings if len(start := _opening(text or "")) == BEGINNING}
        self._addresses = set(_addresses(told.url)) | set(_addresses(told.canonical_url))

    def is_of(self, passage: Passage) -> bool:
        """Whether what is around a text says that it is this page's, or it begins as this page's does."""
        for holder in passage.around:
            if any(map(self._is_name, islice(_said(holder), MOST_SAID))):
                return True
            if any(isinstance(holder.get(key), str) for key in NAMES):
                return False  # it is about something else
        return bool(self._openings) and _opening(_TAG.sub("", to_html(passage))) in self._openings

    def _is_name(self, text: str) -> bool:
        if text in self._addresses:
            return True
        wanted = self._title
        if dom.count_words(wanted) < LEAST_TITLE or len(text) > 2 * len(wanted) + BEGINNING:
            return False
        return likeness(unescape(text), wanted) >= ALIKE


def _said(holder: Object) -> Iterator[str]:
    """The strings of an object, and of the one that is its name."""
    for key, value in holder.items():
        for one in value.values() if key in NAMES and isinstance(value, dict) else (value,):
            if isinstance(one, str):
                yield one


def _addresses(url: str | None) -> Iterator[str]:
    """A page's address as its data may write it: whole, its path, and the path's end if it is of words."""
    path = urlsplit(url or "").path
    end = path.rstrip("/").rpartition("/")[2]
    if url and end:
        yield from (url, path, path.rstrip("/"))
    if "-" in end:
        yield end


def _opening(text: str) -> str:
    """The first letters of a text, without what forms of it differ in."""
    letters = filter(str.isalnum, unescape(text[: BEGINNING * 10]).casefold())
    return "".join(islice(letters, BEGINNING))


def _is_held(page: Document, text: str) -> bool:
    """Whether a page's markup has a text, which may have markup of its own."""
    words = unescape(_TAG.sub(" ", text)).split()
    step = max(RUN, len(words) // MOST_RUNS)
    runs = [" ".join(words[at : at + RUN]) for at in range(0, len(words) - RUN, step)]
    shown = dom.fold_space(" ".join(dom.texts_outside(page.root, NOT_TEXT)))
    return sum(run in shown for run in runs) > HELD * len(runs)
