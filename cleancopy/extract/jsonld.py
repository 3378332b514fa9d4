"""The page's own record of itself: JSON-LD blocks, read with patience."""

from __future__ import annotations

import json
import logging
import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from typing import Any

from cleancopy import dom

# schema.org's types for what a person reads from top to bottom; sub-types of Article by their last word.
ARTICLE_TYPES = re.compile(r"(?:Article|Report|Posting|Review|Recipe|Essay|Newsarticle)$")
MOST_NODES = 2000

_log = logging.getLogger(__name__)
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_WRAPPERS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$"
)

type Node = dict[str, Any]


def nodes(root: dom.Element) -> list[Node]:
    """Every object of the page's JSON-LD, outermost first. Blocks that are no JSON are passed over."""
    found: list[Node] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            found.extend(_flatten(load(script.text or "")))
    return found


def article_node(nodes: list[Node]) -> Node:
    """The node that describes the page's article, or an empty one."""
    articles = [node for node in nodes if ARTICLE_TYPES.search(type_name(node))]
    return max(articles, key=_told, default={})


def type_name(node: Node) -> str:
    """The node's type, without its vocabulary: of several the last, articles before others."""
    kinds = [kind.rsplit("/", 1)[-1] for kind in as_list(node.get("@type")) if isinstance(kind, str)]
    articles = [kind for kind in kinds if ARTICLE_TYPES.search(kind)]
    return (articles or kinds)[-1] if kinds else ""


def as_list(value: Any) -> list[Any]:
    """A JSON-LD value as a list: it may be absent, single or many."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def texts(value: Any, key: str = "name") -> list[str]:
    """The strings that a value names: strings themselves, or the `key` of objects."""
    found: list[str] = []
    for item in as_list(value):
        named = item.get(key) if isinstance(item, dict) else item
        found.extend(
            dom.fold_space(unescape(text))
            for text in as_list(named)
            if isinstance(text, str) and text.strip()
        )
    return found


def text(value: Any, key: str = "name") -> str | None:
    """The first string that a value names."""
    return next(iter(texts(value, key)), None)


def _told(node: Node) -> int:
    return sum(bool(node.get(key)) for key in ("headline", "articleBody", "datePublished", "author", "name"))


def load(source: str) -> Any:
    """What a block of JSON says, with patience for wrappers and commas too many; `None` for no JSON."""
    source = _WRAPPERS.sub("", source).strip()
    for text in (source, _TRAILING_COMMA.sub("", source)):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError) as error:
            _log.debug("A JSON-LD block is no JSON: %s", error)
    return None


def _flatten(value: Any) -> Iterator[Node]:
    """Objects, their `@graph` and what they say they are about, breadth first and bounded."""
    todo, seen = deque([value]), 0
    while todo and seen < MOST_NODES:
        item = todo.popleft()
        seen += 1
        if isinstance(item, list):
            todo.extend(item)
        elif isinstance(item, dict):
            yield item
            todo.extend(
                item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart") if key in item
            )
