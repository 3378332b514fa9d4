"""The page's outline: its runs of text in document order, and the block elements that group them.

One walk over the tree, which stays as it is but for what is never text. A block is a run of text that
stands alone: it ends where a block element begins or ends, at a double line break, and at a single one
between two inline elements, as in a column of links. A node is a block element with blocks in it. Because
the blocks of a node stand one after another, whatever is summed over a node is a difference of two prefix
sums.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate

from lxml import etree

from cleancopy import dom
from cleancopy.dom import Element

NOWHERE = -1

# Never text of an article. Pictures have been taken out of `noscript` by then.
NOT_TEXT = (
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "applet", "canvas",
    "button", "select", "datalist", "textarea", "input", "map", "head", "title", "link", "meta",
)  # fmt: skip
PICTURES = ("img", "picture", "audio", "video")

_HOLDERS = ("button", "map", "noscript", "object", "picture", "select", "textarea")
_HELD = 150  # words in one of these that must be the page itself: something in it was never closed
_LONG_RUN = 10_000  # characters of one text that are counted for that; hostile pages nest holders

_BLOCK, _LINK, _STRONG, _BREAK, _PICTURE, _PASSED = range(1, 7)
_ROLES: dict[object, int] = {
    **dict.fromkeys(dom.BLOCK_TAGS, _BLOCK),
    **dict.fromkeys(PICTURES, _PICTURE),
    "math": _PASSED,
    **dict.fromkeys(("b", "strong"), _STRONG),
    "a": _LINK,
    "br": _BREAK,
}

type Piece = tuple[Element, bool]
"""Where a piece of text stands: the element's `text`, or its `tail`."""


@dataclass(slots=True)
class Block:
    """A run of text that stands alone."""

    text: str
    """White space folded."""
    words: int
    link_words: int
    strong_words: int
    links: int
    breaks: int
    node: int
    """Index of the node that it is directly in."""
    pieces: list[Piece]


@dataclass(slots=True)
class Node:
    """A block element with text in it."""

    element: Element
    parent: int
    """Index of the node around it, `NOWHERE` for the first."""
    start: int
    """Index of its first block."""
    end: int
    """Index after its last block."""


@dataclass(slots=True)
class Picture:
    """A picture, or something to watch or hear."""

    element: Element
    place: int
    """How many blocks stand before it."""


@dataclass(slots=True)
class Outline:
    """Blocks and nodes, each in document order; a node comes before the nodes in it."""

    blocks: list[Block] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


def read(body: Element) -> Outline:
    """The outline of a body. What is never text is taken out of the tree."""
    for holder in body.iter(*_HOLDERS):
        if _holds_page(holder):
            holder.tag = "div"
    etree.strip_elements(body, *NOT_TEXT, with_tail=False)
    for dialog in list(body.iter("dialog")):
        dom.drop(dialog)  # a block: the words beside it stay apart
    return _Reader().read(body)


def nearest(element: Element, numbers: dict[Element, int]) -> int:
    """The index of the innermost node around an element.

    `numbers` has that of each node's element, and comes to have that of what is on the way up.
    """
    here: Element | None = element
    passed: list[Element] = []
    while here is not None and here not in numbers:
        passed.append(here)
        here = here.getparent()
    found = NOWHERE if here is None else numbers[here]
    numbers.update(dict.fromkeys(passed, found))
    return found


def heading(page: Outline, index: int) -> int:
    """The index of the heading's node that a block is all of, else `NOWHERE`."""
    at = page.blocks[index].node
    while page.nodes[at].element.tag not in dom.HEADING_TAGS:
        if page.nodes[at].end - page.nodes[at].start > 1 or page.nodes[at].parent == NOWHERE:
            return NOWHERE
        at = page.nodes[at].parent
    return at


def _holder(element: Element, is_tail: bool) -> Element:
    """The element that a piece of text is directly in."""
    parent = element.getparent() if is_tail else None
    return element if parent is None else parent


def _holds_page(holder: Element) -> bool:
    words = (dom.count_words(text[:_LONG_RUN]) for text in dom.texts_of(holder))
    return any(total >= _HELD for total in accumulate(words))


class _Reader:
    """The state of the walk."""

    def __init__(self) -> None:
        self._outline = Outline()
        self._open_blocks: list[Element] = []
        self._open_nodes: list[int] = []
        """Beside each of them the index of its node, `NOWHERE` while it has no block."""
        self._in_links = self._in_strong = 0
        self._begin()

    def _begin(self) -> None:
        self._texts: list[str] = []
        self._pieces: list[Piece] = []
        self._link_words = self._strong_words = self._links = self._breaks = 0
        self._after_break = False
        self._links_at_break = 0

    def read(self, body: Element) -> Outline:
        walk = etree.iterwalk(body, events=("start", "end"))
        for event, element in walk:
            role = _ROLES.get(element.tag, 0)
            if event == "start":
                if role:
                    self._open(role, element)
                if role >= _PICTURE:
                    walk.skip_subtree()
                elif text := element.text:
                    self._add(text, element, False)
            else:
                if role:
                    self._close(role)
                if (text := element.tail) and element is not body:
                    self._add(text, element, True)
        return self._outline

    def _open(self, role: int, element: Element) -> None:
        if role == _BLOCK:
            if self._texts:
                self._flush()
            self._open_blocks.append(element)
            self._open_nodes.append(NOWHERE)
        elif role == _LINK:
            self._in_links += 1
            self._links += 1
        elif role == _STRONG:
            self._in_strong += 1
        elif role == _BREAK:
            self._break()
        elif role == _PICTURE:
            self._outline.pictures.append(Picture(element, len(self._outline.blocks)))

    def _close(self, role: int) -> None:
        if role == _BLOCK:
            if self._texts:
                self._flush()
            self._open_blocks.pop()
            node = self._open_nodes.pop()
            if node != NOWHERE:
                self._outline.nodes[node].end = len(self._outline.blocks)
        elif role == _LINK:
            self._in_links -= 1
        elif role == _STRONG:
            self._in_strong -= 1

    def _break(self) -> None:
        if self._after_break:
            self._flush()
        self._texts.append("\n")
        self._breaks += 1
        self._after_break = True
        self._links_at_break = self._links

    def _add(self, text: str, element: Element, is_tail: bool) -> None:
        if text.isspace():
            self._texts.append(" ")
            return
        if self._after_break and self._pieces and self._turns(_holder(element, is_tail)):
            self._split()
        self._after_break = False
        self._texts.append(text)
        self._pieces.append((element, is_tail))
        if self._in_links or self._in_strong:
            words = dom.count_words(text)
            self._link_words += words if self._in_links else 0
            self._strong_words += words if self._in_strong else 0

    def _turns(self, holder: Element) -> bool:
        """Whether a line is in another inline element than the line before it."""
        before, block = _holder(*self._pieces[-1]), self._open_blocks[-1]
        if holder is before or holder is block or before is block:
            return False
        if holder.getparent() is before.getparent():
            return True  # most are siblings, and there may be thousands of elements around them
        return holder not in before.iterancestors() and before not in holder.iterancestors()

    def _split(self) -> None:
        """End the block at the last break; the links that were opened since then are the next one's."""
        links, self._links = self._links - self._links_at_break, self._links_at_break
        self._flush()
        self._links = links

    def _flush(self) -> None:
        if not self._pieces:
            self._forget_space()
        else:
            text = dom.fold_space("".join(self._texts))
            block = Block(
                text,
                dom.count_words(text),
                self._link_words,
                self._strong_words,
                self._links,
                self._breaks,
                self._place(),
                self._pieces,
            )
            self._outline.blocks.append(block)
            self._begin()

    def _forget_space(self) -> None:
        """As `_begin` where no piece was added: most of what stands between blocks is white space."""
        self._texts.clear()
        self._links = self._breaks = self._links_at_break = 0
        self._after_break = False

    def _place(self) -> int:
        """The index of the innermost node, entering those around it that are new."""
        entered = len(self._open_nodes)
        while entered and self._open_nodes[entered - 1] == NOWHERE:
            entered -= 1
        here, nodes = len(self._outline.blocks), self._outline.nodes
        for depth in range(entered, len(self._open_nodes)):
            parent = self._open_nodes[depth - 1] if depth else NOWHERE
            self._open_nodes[depth] = len(nodes)
            nodes.append(Node(self._open_blocks[depth], parent, here, here))
        return self._open_nodes[-1]
