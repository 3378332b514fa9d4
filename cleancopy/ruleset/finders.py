"""The ways to find that are not CSS: XPath 1.0, and what a text is compared by."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from lxml import etree

from cleancopy import dom
from cleancopy.ruleset.selectors import SelectorError, nearest

LONGEST_XPATH = 2000  # characters

# XPath 1.0, sections 2.3 and 4: node tests and the core functions. Everything else that libxml2 or lxml may
# know (document(), EXSLT with its regular expressions) is refused.
_NODE_TESTS = frozenset({"node", "text", "comment", "processing-instruction"})
_NODE_FUNCTIONS = frozenset({"last", "position", "count", "id", "local-name", "namespace-uri", "name"})
_STRING_FUNCTIONS = frozenset(
    {"string", "concat", "starts-with", "contains", "substring-before", "substring-after", "substring"}
    | {"string-length", "normalize-space", "translate"}
)
_OTHER_FUNCTIONS = frozenset(
    {"boolean", "not", "true", "false", "lang", "number", "sum", "floor", "ceiling", "round"}
)
_FUNCTIONS = _NODE_TESTS | _NODE_FUNCTIONS | _STRING_FUNCTIONS | _OTHER_FUNCTIONS
_STRINGS = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALLS = re.compile(r"([\w.:-]+)\s*\(")
_PREFIXED = re.compile(r"[\w-](?<!:):(?!:)[\w-]")
_OPERATORS = frozenset({"and", "or", "div", "mod"})


def is_xpath(selector: str) -> bool:
    """Whether a bare text in a rule file is XPath: CSS never begins with a slash."""
    return selector.startswith(("/", "./", "(/", "(./"))


@lru_cache(maxsize=1 << 12)
def compile_xpath(expression: str) -> etree.XPath:
    """Raises `SelectorError` for bad syntax and for everything that is not XPath 1.0's core."""
    if len(expression) > LONGEST_XPATH:
        raise SelectorError(f"the XPath has {len(expression)} characters; {LONGEST_XPATH} are allowed")
    bare = _STRINGS.sub("''", expression)
    for name in _CALLS.findall(bare):
        _check_function(name.rpartition("::")[2], expression)
    if _PREFIXED.search(bare) or "$" in bare:
        raise SelectorError(
            f"in the XPath {expression!r}: prefixes and variables are not part of the language"
        )
    try:
        compiled = etree.XPath(expression, regexp=False, smart_strings=False)
        compiled(etree.Element("html"))
    except (etree.XPathError, ValueError) as exc:
        raise SelectorError(f"the XPath {expression!r} is not valid: {exc}") from exc
    return compiled


def _check_function(name: str, expression: str) -> None:
    if name not in _FUNCTIONS and name not in _OPERATORS:
        hint = nearest(name, _FUNCTIONS)
        raise SelectorError(f"in the XPath {expression!r}: {name}() is not part of the language{hint}")


def elements_of(xpath: etree.XPath, root: dom.Element) -> list[dom.Element]:
    """The elements among what an XPath gives; a true condition gives the root."""
    result = xpath(root)
    if isinstance(result, list):
        return [one for one in result if isinstance(one, etree._Element) and isinstance(one.tag, str)]
    return [root] if result is True else []


def comparable(text: str) -> str:
    """What `text` compares: case and white space folded, no punctuation, signs or arrows at either end."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    folded = dom.fold_space(text).casefold()
    start, end = 0, len(folded)
    while start < end and _is_edge(folded[start]):
        start += 1
    while end > start and _is_edge(folded[end - 1]):
        end -= 1
    return folded[start:end]


@cache
def _is_edge(character: str) -> bool:
    """Everything but letters, numbers, accents and currencies."""
    category = unicodedata.category(character)
    return (category[0] not in "LNM" and category != "Sc") or character in "\ufe0e\ufe0f"
