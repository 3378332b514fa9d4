"""The longest run of article text in a page's data: one string, or a list of paragraphs in whatever form.

No format is known by name. What is looked for is prose: a long string, of HTML or of lines, or a list whose
items have most of their prose under one key. A list of records, whose items have an address or a date of
their own beside their prose, is a list of other articles or of comments, and no text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Any

from cleancopy import dom
from cleancopy.extract.features import PROSE_WORDS

LEAST_WORDS = 80  # of prose; a shorter text is a teaser or a notice as likely as an article
MOST_VALUES = 200_000  # of one block of data that are looked at; a megabyte of state has about 30,000
DEEPEST = 12  # levels from a list to the text in it
MOST_AROUND = 2  # objects around a text that may say what it is about
LEAST_ITEMS = 2  # of a list with prose in them; with one it is that item's text
MOST_RECORDS = 0.2  # of a list's prose is in records where links to other articles stand among paragraphs
MOST_MARKS = 0.1  # a word; program text and style sheets have more
MOST_HEADING = 200  # characters
MOST_KEYS = 6  # shown of the way to a text, the last ones

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>")
_ESCAPED_TAG = re.compile(r"&lt;/?[a-zA-Z]")
_MARKS = re.compile(r"[{}<>=;]")
_OF_ITS_OWN = re.compile(r"(?:https?:/)?/\S+|\d{4}-\d\d-\d\d(?:[T ]\S+)?")
_RECORD_KEYS = frozenset({"slug", "author", "user", "username"})
_PLAIN_KEY = re.compile(r"[\w$@-]{1,40}")
_KINDS = ("type", "_type", "nodeType", "kind", "tag", "tagName", "name", "style", "__typename")
_BLOCKS = (
    (re.compile(r"(?:^|[^a-z])(?:h[1-6]|(?:sub)?head(?:ing|er|line)?)(?![a-z])", re.I), "h2"),
    (re.compile(r"(?:^|[^a-z])(?:li|list-?_?item)(?![a-z])", re.I), "li"),
    (re.compile(r"(?:^|[^a-z])(?:p|para(?:graph)?)(?![a-z])", re.I), "p"),
    (re.compile(r"quote", re.I), "blockquote"),
)
NAMES = ("title", "headline", "name")  # keys under which an object says what it is about
_HEADINGS = frozenset({*NAMES, "heading", "subtitle", "subheading", "question"})
_SENTENCE_ENDS = frozenset(".!?…:;,")

type Object = dict[str, Any]
type _Way = tuple[_Way, str] | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in a page's data."""

    place: str
    """The keys on the way to it: `props.pageProps.story.body`."""
    value: str | list[Any]
    key: str
    """Of what is in it, the key of the text."""
    words: int
    """Of prose."""
    around: tuple[Object, ...]
    """The objects around it, the nearest first, as far as no list is between."""


@dataclass(frozen=True, slots=True)
class _Text:
    key: str
    text: str
    in_record: bool


def passages(value: Any) -> Iterator[Passage]:
    """Every text in a value."""
    for way, part, around in islice(_values(value), MOST_VALUES):
        found = _of_string(part) if isinstance(part, str) else _of_list(part)
        if found and found[1] >= LEAST_WORDS:
            yield Passage(_place(way), part, *found, around)


def _values(value: Any) -> Iterator[tuple[_Way, Any, tuple[Object, ...]]]:
    """Every value below one, in its order, with the way to it and the objects around it."""
    todo: list[tuple[_Way, Any, tuple[Object, ...]]] = [(None, value, ())]
    while todo:
        way, part, around = todo.pop()
        yield way, part, around
        if isinstance(part, dict):
            outer = (part, *around)[:MOST_AROUND]
            todo += [((way, key), item, outer) for key, item in reversed(part.items())]
        elif isinstance(part, list):
            todo += [(way, item, ()) for item in reversed(part)]


def _place(way: _Way) -> str:
    keys: list[str] = []
    while way is not None:
        way, key = way
        keys.append(key if _PLAIN_KEY.fullmatch(key) else "*")
    return ".".join(reversed(keys[:MOST_KEYS]))


def _of_string(text: str) -> tuple[str, int] | None:
    return "", _prose_words(text)


def _of_list(value: Any) -> tuple[str, int] | None:
    """The key of a list's text and the words of its prose; nothing where it is no text."""
    if not isinstance(value, list) or len(value) < LEAST_ITEMS:
        return None
    words: Counter[str] = Counter()
    items = in_records = 0
    for item in value:
        before = words.total()
        for one in _texts(item, "", in_record=False, levels=DEEPEST):
            prose = _prose_words(one.text)
            words[one.key] += prose
            in_records += prose if one.in_record else 0
        items += words.total() > before
    if items < LEAST_ITEMS or in_records > MOST_RECORDS * words.total():
        return None
    return words.most_common(1)[0]


def _texts(value: Any, key: str, *, in_record: bool, levels: int) -> Iterator[_Text]:
    """Each string below a value with the nearest key above it."""
    if isinstance(value, str):
        yield _Text(key, value, in_record)
    elif levels and isinstance(value, list):
        for item in value:
            yield from _texts(item, key, in_record=in_record, levels=levels - 1)
    elif levels and isinstance(value, dict):
        is_record = in_record or _is_record(value)
        for name, item in value.items():
            yield from _texts(item, name, in_record=is_record, levels=levels - 1)


def _is_record(value: Object) -> bool:
    """Whether an object is an article, a comment, a product of its own, by what else it says."""
    if not _RECORD_KEYS.isdisjoint(value) or (
        "id" in value and any(_is_heading(value.get(name)) for name in NAMES)
    ):
        return True
    return any(isinstance(one, str) and _OF_ITS_OWN.fullmatch(one) for one in value.values())


def _is_heading(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MOST_HEADING and dom.count_words(value) > 1


def _prose_words(text: str) -> int:
    """The words of a string that is prose, tags left out; 0 for any other."""
    if len(text) < PROSE_WORDS * 2:
        return 0
    bare = _TAG.sub(" ", unescape(text) if _ESCAPED_TAG.search(text) else text)
    words = dom.count_words(bare)
    return words if words >= PROSE_WORDS and len(_MARKS.findall(bare)) <= MOST_MARKS * words else 0


def to_html(passage: Passage) -> str:
    """A passage as HTML, not to be trusted."""
    if isinstance(passage.value, str):
        return f"<p>{_marked_up(passage.value)}</p>"
    return "".join(f"<p>{_Writer(passage.key).write(item)}</p>" for item in passage.value)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes what stands under one key, and the headings beside it."""

    wanted: str

    def write(self, value: Any, key: str = "", *, is_inside: bool = False, levels: int = DEEPEST) -> str:
        """`is_inside`: a list is around, so that what stands beside the text is no heading."""
        if isinstance(value, str):
            return self._string(value, key, is_inside=is_inside)
        if levels and isinstance(value, list):
            return _joined(self.write(one, key, is_inside=True, levels=levels - 1) for one in value)
        if levels and isinstance(value, dict):
            parts = value.items()
            inside = _joined(
                self.write(one, name, is_inside=is_inside, levels=levels - 1) for name, one in parts
            )
            tag = _block(value)
            return f"<{tag}>{inside}</{tag}>" if tag and inside else inside
        return ""

    def _string(self, text: str, key: str, *, is_inside: bool) -> str:
        if key == self.wanted:
            return _marked_up(text)
        is_heading = key in _HEADINGS and not is_inside and _is_heading(text)
        return f"<h3>{_marked_up(text)}</h3><p>" if is_heading else ""


def _block(value: Object) -> str | None:
    """The tag of the block that an object says it is."""
    kinds = [kind for name in _KINDS if isinstance(kind := value.get(name), str) and " " not in kind]
    return next((tag for kind in kinds for pattern, tag in _BLOCKS if pattern.search(kind)), None)


def _joined(parts: Iterable[str]) -> str:
    """One after another, with a space where a word or a sentence would run into another."""
    joined: list[str] = []
    for part in filter(None, parts):
        if joined and part[0].isupper() and (joined[-1][-1].isalnum() or joined[-1][-1] in _SENTENCE_ENDS):
            joined.append(" ")
        joined.append(part)
    return "".join(joined)


def _marked_up(text: str) -> str:
    if not _TAG.search(text):
        text = unescape(text) if _ESCAPED_TAG.search(text) else text.replace("<", "&lt;")
    if _TAG.search(text):
        return text
    return "</p><p>".join(filter(str.strip, text.splitlines())) or " "
