"""Questions and small edits of an lxml tree that several rooms share: no site, word or rule is known here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Set
from functools import cache
from itertools import islice, takewhile
from typing import cast

from lxml import etree

type Element = etree._Element
ElementType = etree._Element  # for isinstance, where a type alias does not do

BLOCK_TAGS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hgroup", "hr", "html", "li", "main", "menu", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_WITHOUT_WORDS = frozenset({
    "br", "iframe", "img", "input", "link", "meta", "noscript", "picture", "script", "style", "svg",
    "template", "wbr",
})  # fmt: skip
HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

# Scripts without spaces between words: a character counts as half a word there, which is near their mean.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
_LONG_WORD = 12  # characters a word; a text with more is looked into for such scripts
_SHORT_LINE = 40  # characters; so is every line that has no more, which may be a title of four words
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
MOST_AROUND = 20  # inline elements around a block that are looked out of
MOST_NAME = 200  # characters of class and id that are read: hostile pages have megabytes of them


def fold_space(text: str) -> str:
    """One space for every run of white space, none at the ends."""
    return " ".join(text.split())


def count_words(text: str) -> int:
    """The number of words; in scripts without spaces between words, half the number of characters."""
    words = len(text.split())
    if text.isascii() or words * _LONG_WORD > len(text) > _SHORT_LINE:
        return words
    return max(words, (len(_UNSPACED.findall(text)) + 1) // 2)


def is_unspaced(text: str) -> bool:
    """Whether a text has words of a script that puts no spaces between them."""
    return not text.isascii() and _UNSPACED.search(text) is not None


def attributes(element: Element) -> list[tuple[str, str]]:
    """The attributes in their order."""
    return element.items()  # type: ignore[return-value]  # lxml's stubs allow for bytes


def text_of(element: Element) -> str:
    """All text below an element, white space as in the source, without the element's tail."""
    if not len(element):
        return element.text or ""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def texts_of(element: Element) -> Iterator[str]:
    """Each run of text below an element, in document order."""
    return cast(Iterator[str], element.itertext())


def texts_outside(element: Element, tags: Collection[str]) -> Iterator[str]:
    """Each run of text below an element that is in none with these tags, in document order."""
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        if event == "end":
            yield part.tail or "" if part is not element else ""
        elif part.tag in tags:
            walk.skip_subtree()
        else:
            yield part.text or ""


def blocks_below(element: Element) -> Iterator[Element]:
    """Block-level descendants in document order."""
    return element.iter(*BLOCK_TAGS)


def named_with(
    root: Element, words: Set[str], *, unless: Iterable[str] = (), limit: int
) -> Iterator[Element]:
    """The first `limit` elements that have one of `words` in their class or id, in document order.

    Those that have one of `unless` there are passed over.
    """
    if not words:
        return
    likely = re.compile("|".join(map(re.escape, words)))  # to take all names apart would cost twice as much

    @cache  # of an element's names most stand on others, too
    def say_so(class_: str | None, id_: str | None) -> bool:
        names = _names(class_, id_)
        if likely.search(names.lower()) is None:
            return False
        found = name_words(names)
        return not words.isdisjoint(found) and found.isdisjoint(unless)

    named = (element for element in root.iter("*") if say_so(element.get("class"), element.get("id")))
    yield from islice(named, limit)


def is_named(element: Element, words: Set[str]) -> bool:
    """Whether an element has one of `words` in its class or id."""
    return not words.isdisjoint(name_words(_names(element.get("class"), element.get("id"))))


def _names(class_: str | None, id_: str | None) -> str:
    return f"{class_ or ''} {id_ or ''}"[:MOST_NAME]


def name_words(names: str) -> set[str]:
    """The words of classes and ids, in lower case, split at case changes, hyphens and underscores."""
    return {word.lower() for word in _NAME_WORD.findall(names)}


def strings(path: etree.XPath, root: Element) -> list[str]:
    """What an XPath that asks for strings alone gives."""
    return cast(list[str], path(root))


def elements(path: etree.XPath, root: Element) -> list[Element]:
    """What an XPath that asks for elements alone gives."""
    return cast(list[Element], path(root))


def drop(element: Element) -> None:
    """Take an element out of its tree; the text after it stays where it is.

    Where a block parted two runs of text, a double line break does from then on.
    """
    if element.tag in BLOCK_TAGS and _is_loose_before(element) and _is_loose_after(element):
        for _ in range(2):
            element.addprevious(etree.Element("br"))
    _take(element)


def _take(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        _lead_in(element, element.tail)
        parent.remove(element)


def _is_loose_before(element: Element) -> bool:
    """Whether text that is in no block comes right before, in the inline elements around too."""
    for here in _with_inline_around(element):
        previous, parent = here.getprevious(), here.getparent()
        if previous is not None:
            return bool((previous.tail or "").strip()) or _is_inline(previous)
        if parent is not None and (parent.text or "").strip():
            return True
    return False


def _is_loose_after(element: Element) -> bool:
    for here in _with_inline_around(element):
        following = here.getnext()
        if (here.tail or "").strip():
            return True
        if following is not None:
            return _is_inline(following)
    return False


def _with_inline_around(element: Element) -> Iterator[Element]:
    yield element
    inline = takewhile(_is_inline, element.iterancestors())
    yield from islice(inline, MOST_AROUND)


def _is_inline(element: Element) -> bool:
    return element.tag not in BLOCK_TAGS and element.tag not in _WITHOUT_WORDS


def unwrap(element: Element) -> None:
    """Put an element's children and text in its place; a block's stay apart from the text around it."""
    if element.getparent() is None:
        return
    if element.tag in BLOCK_TAGS:
        _part_from_text_around(element)
    _lead_in(element, element.text)
    for child in list(element):
        tail, child.tail = child.tail, None
        element.addprevious(child)
        child.tail = tail
    _take(element)


def _part_from_text_around(block: Element) -> None:
    """A double line break where the text in a block and loose text beside it would run into one another."""
    if _is_loose_before(block) and _starts_loose(block):
        for _ in range(2):
            block.addprevious(etree.Element("br"))
    if _is_loose_after(block) and _ends_loose(block):
        for _ in range(2):
            etree.SubElement(block, "br")


def _starts_loose(block: Element) -> bool:
    return bool((block.text or "").strip()) or (len(block) > 0 and _is_inline(block[0]))


def _ends_loose(block: Element) -> bool:
    text = block[-1].tail if len(block) else block.text
    return bool((text or "").strip()) or (len(block) > 0 and _is_inline(block[-1]))


def _lead_in(element: Element, text: str | None) -> None:
    """Put text before an element."""
    if not text:
        return
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text
