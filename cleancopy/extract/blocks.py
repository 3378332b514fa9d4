"""The page as a sequence of blocks: every run of text in a block element of its own.

`segment` edits the tree so that this holds: loose text beside blocks is wrapped in `p`, and so are the runs
between double line breaks. From then on a block is one element, and keeping it is keeping that element.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from cleancopy import dom

# Never text of the article. `noscript` holds copies of lazy pictures, which are read before it goes.
NOT_TEXT = (
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "applet", "canvas", "button",
    "select", "datalist", "textarea", "input", "map", "dialog", "head", "title", "link", "meta",
)  # fmt: skip


@dataclass(slots=True)
class Block:
    """A run of text that stands alone."""

    element: dom.Element
    text: str
    """White space folded."""
    words: int
    link_words: int


def segment(body: dom.Element) -> list[Block]:
    """The blocks below `body` in document order."""
    etree.strip_elements(body, *NOT_TEXT, with_tail=False)
    containers = _containers(body)
    for container in containers:
        _wrap_runs(container, containers)
    return list(_blocks(body, containers))


def is_double_break(element: dom.Element) -> bool:
    """A `br` with nothing but white space before the next `br`."""
    following = element.getnext()
    return (
        element.tag == "br"
        and following is not None
        and following.tag == "br"
        and not (element.tail or "").strip()
    )


def _containers(body: dom.Element) -> dict[dom.Element, None]:
    """Elements that hold blocks, inline ones among them; those with double breaks, too."""
    containers: dict[dom.Element, None] = {body: None}
    for block in dom.blocks_below(body):
        _add_line(block.getparent() if block is not body else None, containers)
    for line_break in body.iter("br"):
        if is_double_break(line_break):
            _add_line(line_break.getparent(), containers)
        line_break.tail = "\n" + (line_break.tail or "")
    return containers


def _add_line(element: dom.Element | None, containers: dict[dom.Element, None]) -> None:
    while element is not None and element not in containers:
        containers[element] = None
        element = element.getparent()


def _wrap_runs(container: dom.Element, containers: dict[dom.Element, None]) -> None:
    if container.tag == "p":
        container.tag = "div"  # a paragraph cannot hold paragraphs
    run: dom.Element | None = None
    if (container.text or "").strip():
        run = etree.Element("p")
        run.text, container.text = container.text, None
        container.insert(0, run)
    for child in container.iterchildren():
        if child is run:
            continue
        if child.tag in dom.BLOCK_TAGS or child in containers:
            run = _wrap_tail(child)
        elif child.tag == "br" and (run is None or is_double_break(child)):
            run = _wrap_tail(child)
        elif run is not None:
            run.append(child)
        elif _has_content(child):
            run = etree.Element("p")
            child.addprevious(run)
            run.append(child)


def _wrap_tail(element: dom.Element) -> dom.Element | None:
    if not (element.tail or "").strip():
        return None
    run = etree.Element("p")
    run.text, element.tail = element.tail, None
    element.addnext(run)
    return run


def _has_content(element: dom.Element) -> bool:
    return bool(dom.text_of(element).strip() or (element.tail or "").strip()) or any(
        True for _ in element.iter("img", "picture", "video", "audio")
    )


def _blocks(body: dom.Element, containers: dict[dom.Element, None]) -> Iterator[Block]:
    for element in body.iter(*dom.BLOCK_TAGS):
        if element in containers:
            continue
        text = dom.fold_space(dom.text_of(element))
        if text:
            words = dom.count_words(text)
            yield Block(element, text, words, _link_words(element, words))


def _link_words(element: dom.Element, words: int) -> int:
    if next(element.iterancestors("a"), None) is not None:
        return words
    return sum(dom.count_words(dom.text_of(link)) for link in element.iter("a"))
