"""Takes elements out of a page's bytes and leaves every other byte as it was.

A parser's tree cannot be written back without changes that a page's scripts and styles may notice. So each
start tag gets a number before the page is parsed; when rules have edited the tree, the numbers that are
missing say which stretches of the page to leave out. What is not certain stays: a stretch is cut only if its
tags match and it holds nothing but what the rules took.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from cleancopy import dom

# No page can guess the name, so none can number its elements itself.
NUMBER = f"data-number-{secrets.token_hex(8)}"

MOST_STEPS = 2_000_000  # tags looked at; the largest pages have 50,000

ROOT = -1

# A start or end tag as HTML's tokeniser reads it (13.2.5), in linear time: what has matched stays so.
_VALUE = rb"""(?>"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+)"""
_ATTRIBUTES = rb"(?>[\s/]++|(?:=|[^\s/>=])[^\s/>=]*+(?>\s*+=\s*+" + _VALUE + rb")?+)*+"
_MARKUP = re.compile(
    rb"<(?:(?P<end>/)?+(?P<name>[A-Za-z][^\s/>]*+)" + _ATTRIBUTES + rb"(?P<close>>)?+"
    rb"|(?P<comment>!--)|(?P<bogus>[!?/][^>]*+>?+))"
)
_COMMENT_END = re.compile(rb"--!?>|\Z")
_VOID = frozenset(b"area base br col embed hr img input link meta source track wbr".split())
_RAW_TEXT = frozenset(b"script style textarea title xmp iframe noembed noframes noscript".split())
_RAW_TEXT_END = {name: re.compile(rb"</" + name + rb"(?=[\s/>])|\Z", re.IGNORECASE) for name in _RAW_TEXT}


@dataclass(slots=True)
class Tag:
    """A start or an end tag, and where it is."""

    name: bytes
    start: int
    end: int
    is_end: bool
    partner: int | None = None
    """The number of the tag that it ends with, or that it ends."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A page whose start tags have numbers."""

    raw: bytes
    tags: list[Tag] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        """The page to be parsed."""
        pieces, since = [], 0
        for number, tag in enumerate(self.tags):
            if not tag.is_end:
                here = tag.start + 1 + len(tag.name)
                pieces += [self.raw[since:here], f' {NUMBER}="{number}"'.encode()]
                since = here
        return b"".join([*pieces, self.raw[since:]])


def number(raw: bytes) -> Numbered:
    """Number the start tags of a page in any encoding that has ASCII in its place."""
    numbered = Numbered(raw)
    position = 0
    while (found := _MARKUP.search(raw, position)) is not None:
        position = found.end()
        if found["comment"]:
            position = _COMMENT_END.search(raw, found.end() - 2).end()  # type: ignore[union-attr]
        elif found["name"]:
            if not found["close"]:
                break  # the page ends within a tag
            name = found["name"].lower()
            numbered.tags.append(Tag(name, found.start(), found.end(), bool(found["end"])))
            if name in _RAW_TEXT and not found["end"]:
                position = _RAW_TEXT_END[name].search(raw, position).start()  # type: ignore[union-attr]
    _pair(numbered.tags)
    return numbered


def numbers_in(root: dom.Element) -> dict[int, int]:
    """The numbers of a tree's elements, each to that of the element around it; `ROOT` where there is none."""
    around: dict[dom.Element, int] = {}
    numbers: dict[int, int] = {}
    for element in root.iter("*"):
        parent = element.getparent()
        outer = around.get(parent, ROOT) if parent is not None else ROOT
        value = element.get(NUMBER)
        around[element] = outer if value is None else int(value)
        if value is not None:
            numbers[int(value)] = outer
    return numbers


def without(page: Numbered, before: Mapping[int, int], after: Set[int]) -> tuple[bytes, int]:
    """The page without the elements that a tree had before and has no longer; how many stretches were cut."""
    gone = before.keys() - after
    pieces, since, cuts, steps = [], 0, 0, 0
    for number in sorted(one for one in gone if before[one] not in gone):
        tag = page.tags[number]
        if tag.start < since or steps > MOST_STEPS:
            continue  # gone with the one around it, or a page made to take for ever
        steps += (tag.partner or number) - number
        end = _end(page.tags, number, gone)
        if end is not None:
            pieces.append(page.raw[since : tag.start])
            since = end
            cuts += 1
    return b"".join([*pieces, page.raw[since:]]), cuts


def _pair(tags: list[Tag]) -> None:
    """Match end tags with start tags of their name, the innermost first."""
    open_tags: dict[bytes, list[int]] = {}
    for number, tag in enumerate(tags):
        if not tag.is_end:
            open_tags.setdefault(tag.name, []).append(number)
        elif open_tags.get(tag.name):
            tag.partner = open_tags[tag.name].pop()
            tags[tag.partner].partner = number


def _end(tags: list[Tag], number: int, gone: Set[int]) -> int | None:
    """Where an element's stretch ends; `None` where it would be a guess, or hold what is to stay."""
    tag = tags[number]
    if tag.name in _VOID:
        return tag.end
    if tag.partner is None:
        return None
    for inner in range(number + 1, tag.partner):
        one = tags[inner]
        if one.is_end and (one.partner is None or one.partner < number):
            return None
        if not one.is_end and inner not in gone:
            return None
    return tags[tag.partner].end
