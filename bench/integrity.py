"""What must hold on every page, whatever its quality: no failure, nothing empty, no word but the page's own.

The words are compared as pieces. The source's pieces are its text nodes and its `alt` and `title` attributes
in document order, each split at white space, so that a word with an inline tag in it is two pieces. The clean
copy's words must be found among them in order; a word may be made of several pieces in a row, past those that
are hidden from people who listen, such as the drawing of a formula.

Where an article was read in the page's own data, all of its words must be found in the data, in order: in the
strings of its scripts and attributes as they stand in the source, each read as JSON reads it, and as HTML
where it is HTML. No copy may take some words of the markup and others of the data.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple

from lxml import etree

from bench import run
from bench.corpora import Page
from bench.readers import Reading
from cleancopy import decode
from cleancopy.model import Source

SPOKEN = ("alt", "title")  # attributes whose words a reading view may show
_MARKS = re.compile(r"^(?:\s*- )+| \|(?= |$)", re.MULTILINE)  # what our text puts before items, between cells
# Quotation marks around a `q` are the reader's; control characters are dropped.
_NO_WORDS = str.maketrans(
    dict.fromkeys([*"\"'„“”‚‘’«»‹›", *map(chr, (*range(9), *range(14, 28), *range(127, 160)))])
)
_STRING = re.compile(r'("(?:[^"\\]|\\.)*+")(\s*:)?', re.DOTALL)  # of JSON, and whether it is a key
MOST_STRANGE = 5  # words shown of one page


class Piece(NamedTuple):
    """A word, or the part of one that stands in one text node."""

    text: str
    aside: bool = False
    """From an attribute, or hidden from those who listen: it may stand between two parts of a word."""


@dataclass(frozen=True, slots=True)
class Check:
    """One page's reading, and the words in it that its source does not have there."""

    page: Page
    reading: Reading
    strange: tuple[str, ...]


def check(page: Page) -> Check:
    reading = run.read_page("ours", page)
    return Check(page, reading, tuple(strange_words(page.read(), reading.text)[:MOST_STRANGE]))


def check_all(pages: Sequence[Page], *, jobs: int) -> list[Check]:
    return run.in_processes(check, pages, jobs=jobs)


def strange_words(page: bytes, text: str) -> list[str]:
    """The words of a clean copy that break the order of the source's, or are none of it."""
    body, words = decode.decode(Source(page)).body, _words(_MARKS.sub(" ", text))
    strange = _Order(source_pieces(body)).strangers(words)
    return min(strange, _Order(data_pieces(body)).strangers(words), key=len) if strange else []


def source_pieces(body: bytes) -> list[Piece]:
    """Every piece of the page's words, in document order. `body` is UTF-8."""
    root = _tree(body)
    return [piece for tree in (root, *root.itersiblings()) for piece in _pieces(tree)]


def data_pieces(body: bytes) -> list[Piece]:
    """Every piece of the words in the strings of the page's scripts and attributes, in document order."""
    return [
        piece
        for element in _tree(body).iter()
        for source in ((element.text or "",) if element.tag == "script" else element.attrib.values())
        for piece in _said(str(source))
    ]


def _tree(body: bytes) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    return etree.fromstring(body, parser)


def _said(source: str) -> Iterator[Piece]:
    """The pieces in the values of a text of JSON, and of the JSON, or the HTML, in these."""
    for literal, is_key in _STRING.findall(source):
        if is_key:
            continue
        try:
            value = json.loads(literal, strict=False)
        except ValueError:  # a string of a script, with escapes that JSON has not
            continue
        if value.lstrip()[:1] in {"{", "["}:
            yield from _said(value)
        else:
            html = value if "<" in value else unescape(value)
            yield from source_pieces(f"<body>{html}".encode("utf-8", "replace"))


def _words(text: str) -> list[str]:
    return text.translate(_NO_WORDS).split()


def _pieces(root: etree._Element) -> Iterator[Piece]:
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_hidden = element.get("aria-hidden") == "true"
        if event == "end":
            hidden -= is_hidden
            yield from (Piece(word, hidden > 0) for word in _words(element.tail or ""))
            continue
        hidden += is_hidden
        spoken = " ".join(filter(None, map(element.get, SPOKEN)))
        yield from (Piece(word, aside=True) for word in _words(spoken))
        yield from (Piece(word, hidden > 0) for word in _words(element.text or ""))


class _Order:
    """Finds words in the source's pieces, each after the one before it."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.at: dict[str, list[int]] = defaultdict(list)
        for index, piece in enumerate(pieces):
            self.at[piece.text].append(index)

    def strangers(self, words: Iterable[str]) -> list[str]:
        strange, place = [], 0
        for word in words:
            end = self._end(word, place)
            if end is None:
                strange.append(word)
            else:
                place = end
        return strange

    def _end(self, word: str, start: int) -> int | None:
        """The place after the nearest occurrence of the word, whole or in pieces."""
        whole = next(self._places(word, start), None)
        ends = [] if whole is None else [whole + 1]
        limit = len(self.pieces) if whole is None else whole
        for length in range(1, len(word)):
            ends += self._joined(word, length, start, limit)
        return min(ends, default=None)

    def _joined(self, word: str, length: int, start: int, limit: int) -> Iterator[int]:
        for place in self._places(word[:length], start):
            if place >= limit:
                return
            end = self._whole(word, length, place + 1)
            if end:
                yield end
                return

    def _whole(self, word: str, done: int, place: int) -> int | None:
        """The place after the rest of a word; pieces that stand aside may be taken or passed over."""
        reached = {done}
        while reached and place < len(self.pieces):
            piece = self.pieces[place]
            passed = reached if piece.aside else set[int]()
            reached = passed | {at + len(piece.text) for at in reached if word.startswith(piece.text, at)}
            place += 1
            if len(word) in reached:
                return place
        return None

    def _places(self, piece: str, start: int) -> Iterator[int]:
        places = self.at.get(piece, [])
        return (places[index] for index in range(bisect_left(places, start), len(places)))
