"""How much of an article something holds: words outside links, in blocks with enough of them to be prose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import NamedTuple, cast

from lxml import etree

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.model import SHOWN

PROSE_FROM = 10  # words outside links; labels, buttons, headlines and bylines have fewer
UNREAD = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "textarea", "select", "button"}
)
_NO_PROSE = UNREAD | {"a"}
WRAPPING_FROM = 150  # words: a link or button with so many is a page inside one
FEW_RUNS = 12  # of text; where there are more, each is taken to end a word
LONG_WORD = 6  # characters; a text of more than that a word has probably more words

_texts = cast(Callable[[Element], list[str]], etree.XPath("descendant::text()", smart_strings=False))
_own_texts = cast(Callable[[Element], list[str]], etree.XPath("text()", smart_strings=False))


class Reading(NamedTuple):
    """What a reader sees of an element."""

    start: str
    """At most `SHOWN` characters, white space folded."""
    words: int


def read(element: Element) -> Reading:
    """How an element begins, and how much there is to read in it."""
    if _is_unread(element):
        return Reading("", 0)
    texts = _texts(element)
    if len(texts) <= FEW_RUNS:
        text = _folded(element, texts)
        return Reading(text[:SHOWN], dom.count_words(text))
    return Reading(_start(element), _count(texts) - _unread_words(element))


def has_words(element: Element, least: int | None, most: int | None) -> bool:
    """Whether there are so many words to read in an element."""
    if most is not None:
        length = len(dom.text_of(element))
        if length > LONG_WORD * most and _has_more(element, most):
            return False
        if least is None and (length <= most or _count(_texts(element)) <= most):
            return True
    words = read(element).words
    return (least is None or words >= least) and (most is None or words <= most)


def visible_text(element: Element) -> str:
    """The text below an element as a reader sees it, white space folded."""
    return dom.fold_space("".join(_parted(element)))


def prose_words(element: Element) -> int:
    """Words of prose at or below an element; what stands in a link, or is not read, is none."""
    if not all(map(_wraps_a_page, element.iterancestors(*_NO_PROSE))):
        return 0
    counts = (dom.count_words("".join(texts)) for texts in _texts_by_block(element))
    return sum(count for count in counts if count >= PROSE_FROM)


def least_prose(paragraph: Element) -> int:
    """Words of prose that a `p` has at the least: those of its own text, without that of elements inside."""
    if next(paragraph.iterancestors("a", *UNREAD), None) is not None:
        return 0
    words = dom.count_words("".join(_own_texts(paragraph)))
    return words if words >= PROSE_FROM else 0


def _folded(element: Element, texts: list[str]) -> str:
    """Exactly what is seen; a walk tells only what the runs of text leave open."""
    if next(element.iter(*UNREAD), None) is None:
        words = " ".join(texts).split()
        if len(words) == len("".join(texts).split()):
            return " ".join(words)
    return visible_text(element)


def _start(element: Element) -> str:
    parts: list[str] = []
    length = 0
    for part in _parted(element):
        parts.append(part)
        length += len(part.strip())
        if length > SHOWN:
            break
    return dom.fold_space("".join(parts))[:SHOWN]


def _count(texts: list[str]) -> int:
    return dom.count_words(" ".join(texts))


def _unread_words(element: Element) -> int:
    words = 0
    inner: set[Element] = set()
    for one in element.iter(*UNREAD):
        if one not in inner and not _wraps_a_page(one):
            words += _count(_texts(one))
            inner.update(one.iter(*UNREAD))
    return words


def _has_more(element: Element, most: int) -> bool:
    """Looks no further than it must; false where to look is not enough."""
    counts = (len(part.split()) for part in _parted(element))
    return any(total > most + FEW_RUNS for total in accumulate(counts))


def _texts_by_block(top: Element) -> list[list[str]]:
    """For each block the runs of text in it and in no block inside, without links and what is unread."""
    texts: list[str] = []
    found, around = [texts], list[list[str]]()
    walk = etree.iterwalk(top, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element.tag in dom.BLOCK_TAGS:
                around.append(texts)
                texts = []
                found.append(texts)
            if element.tag in _NO_PROSE and not _wraps_a_page(element):
                walk.skip_subtree()
            elif text := element.text:
                texts.append(text)
        else:
            if element.tag in dom.BLOCK_TAGS:
                texts = around.pop()
            if (text := element.tail) and element is not top:
                texts.append(text)
    return found


def _parted(top: Element) -> Iterator[str]:
    """The runs of text, with a space before each that begins a block."""
    previous = None
    for text, block in _runs(top):
        yield text if block is previous else f" {text}"
        previous = block


def _runs(top: Element) -> Iterator[tuple[str, Element]]:
    """Every run of readable text with the block that it is in, in document order."""
    block, around = top, list[Element]()
    walk = etree.iterwalk(top, events=("start", "end"))
    for event, element in walk:
        is_block = element.tag in dom.BLOCK_TAGS
        if event == "start":
            if is_block:
                around.append(block)
                block = element
            if _is_unread(element):
                walk.skip_subtree()
            elif text := element.text:
                yield text, block
        else:
            if is_block:
                block = around.pop()
            if element is not top and (text := element.tail):
                yield text, block


def _is_unread(element: Element) -> bool:
    return element.tag in UNREAD and not _wraps_a_page(element)


def _wraps_a_page(element: Element) -> bool:
    """Unclosed links and buttons swallow what follows them."""
    if element.tag not in {"a", "button"}:
        return False
    return len(dom.text_of(element).split(maxsplit=WRAPPING_FROM)) > WRAPPING_FROM
