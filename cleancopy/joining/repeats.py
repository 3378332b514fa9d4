"""What a later page of an article has from an earlier one: its head and its foot, in most designs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleancopy import dom
from cleancopy.model import Removal

PROSE_WORDS = 12  # a block of so many words that no earlier page has is the page's own: inside, all stays
COVERED = 0.9  # of the words of all earlier pages in a later one that has them all

_WHY = "An earlier page of the article has it, too."


@dataclass(frozen=True, slots=True)
class _Block:
    """A block without others in it, or a picture."""

    element: dom.Element
    text: str
    """A picture's address."""
    words: int


def texts(body: dom.Element) -> frozenset[str]:
    """What a later page may repeat."""
    return frozenset(block.text for block in _blocks(body))


def covers(body: dom.Element, earlier: Sequence[dom.Element]) -> bool:
    """Whether a page has all that the earlier ones have, as a view of the whole article does."""
    here = texts(body)
    blocks = [block for one in earlier for block in _blocks(one)]
    words = sum(block.words for block in blocks)
    return sum(block.words for block in blocks if block.text in here) >= COVERED * words


def drop(body: dom.Element, seen: frozenset[str]) -> tuple[Removal, ...]:
    """Take out of a page's head and foot what was seen before; what stands in its midst is no repetition."""
    blocks = list(_blocks(body))
    own = [place for place, one in enumerate(blocks) if one.words >= PROSE_WORDS and one.text not in seen]
    first, last = (own[0], own[-1]) if own else (len(blocks), len(blocks))
    gone = [one for one in (*blocks[:first], *blocks[last + 1 :]) if one.text in seen]
    for block in gone:
        dom.drop(block.element)
    return tuple(_removal(block) for block in gone)


def _blocks(body: dom.Element) -> Iterator[_Block]:
    for element in body.iter("img", *dom.BLOCK_TAGS):
        if element.tag == "img":
            if address := element.get("src"):
                yield _Block(element, address, 0)
        elif _is_lowest(element) and (text := dom.fold_space(dom.text_of(element))):
            yield _Block(element, text, dom.count_words(text))


def _is_lowest(element: dom.Element) -> bool:
    return next(element.iterdescendants(*dom.BLOCK_TAGS), None) is None


def _removal(block: _Block) -> Removal:
    tag = str(block.element.tag)
    return Removal.without_rule("join/repeated", tag, _WHY, block.words, block.text, verb="remove")
