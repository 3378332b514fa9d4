"""How much of an article something holds: words outside links, in blocks with enough of them to be prose."""

from __future__ import annotations

from cleancopy import dom
from cleancopy.dom import Element

PROSE_FROM = 10  # words outside links; labels, buttons, headlines and bylines have fewer
UNREAD = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "textarea", "select", "button"}
)


def visible_text(element: Element) -> str:
    """The text below an element as a reader sees it, white space folded."""
    if element.tag in UNREAD:
        return ""
    parts: list[str] = []
    previous = None
    for text, block in _runs(element):
        parts.append(text if block is previous else f" {text}")
        previous = block
    return dom.fold_space("".join(parts))


def prose_words(element: Element) -> int:
    """Words of prose at or below an element; what stands in a link, or is not read, is none."""
    if next(element.iterancestors("a", *UNREAD), None) is not None:
        return 0
    texts: dict[Element, list[str]] = {}
    for text, block in _runs(element, links=False):
        texts.setdefault(block, []).append(text)
    counts = (dom.count_words("".join(parts)) for parts in texts.values())
    return sum(count for count in counts if count >= PROSE_FROM)


def _runs(top: Element, *, links: bool = True) -> list[tuple[str, Element]]:
    """Every run of readable text with the block that it is in, in document order."""
    runs: list[tuple[str, Element]] = []
    todo: list[tuple[Element, Element] | tuple[str, Element]] = [(top, top)]
    while todo:
        item, block = todo.pop()
        if isinstance(item, str):
            runs.append((item, block))
            continue
        if item is not top and item.tail:
            todo.append((item.tail, block))
        if item.tag in UNREAD or (item.tag == "a" and not links):
            continue
        own = item if item.tag in dom.BLOCK_TAGS else block
        todo.extend((child, own) for child in reversed(item))
        if item.text:
            todo.append((item.text, own))
    return runs
