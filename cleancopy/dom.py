"""Questions and small edits of an lxml tree that several rooms share. Nothing here knows a site, a word or a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

type Element = etree._Element
ElementType = etree._Element  # for isinstance, where a type alias does not do

BLOCK_TAGS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody td tfoot th thead tr"
    " ul".split()
)
HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

# Scripts without spaces between words: a character counts as half a word there, which is near their mean.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
MOST_NAME = 200  # characters of class and id that are read: hostile pages have megabytes of them
_WORD = re.compile(rf"[^\W{_UNSPACED}]+|[{_UNSPACED}]{{1,2}}")


def fold_space(text: str) -> str:
    """One space for every run of white space, none at the ends."""
    return " ".join(text.split())


def count_words(text: str) -> int:
    """The number of words; in scripts without spaces between words, half the number of characters."""
    return len(_WORD.findall(text))


def text_of(element: Element) -> str:
    """All text below an element, white space as in the source, without the element's tail."""
    return "".join(element.itertext())


def blocks_below(element: Element) -> Iterator[Element]:
    """Block-level descendants in document order."""
    return element.iter(*BLOCK_TAGS)


def name_words(element: Element) -> set[str]:
    """The words in an element's class and id, lower case, split at case changes, hyphens and underscores."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return {word.lower() for word in _NAME_WORD.findall(names[:MOST_NAME])}


def named_with(root: Element, words: set[str], *, limit: int) -> Iterator[Element]:
    """The first `limit` elements that have one of `words` in their class or id, in document order."""
    if not words:
        return
    named = (element for element in root.iter("*") if element.get("class") or element.get("id"))
    yield from islice((element for element in named if words & name_words(element)), limit)


def drop(element: Element) -> None:
    """Take an element out of its tree; the text after it stays where it is."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail
    if tail:
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)


def unwrap(element: Element) -> None:
    """Put an element's children and text in its place."""
    parent = element.getparent()
    if parent is None:
        return
    index = parent.index(element)
    previous = element.getprevious()
    if element.text:
        if previous is not None:
            previous.tail = (previous.tail or "") + element.text
        else:
            parent.text = (parent.text or "") + element.text
    children = list(element)
    if element.tail:
        if children:
            children[-1].tail = (children[-1].tail or "") + element.tail
        elif previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent[index : index + 1] = children
