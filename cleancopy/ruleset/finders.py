"""The ways to find that are not CSS: XPath 1.0, what a text is compared by, and what is put in its place."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import re2
from lxml import etree

from cleancopy import dom
from cleancopy.ruleset.matching import compile_pattern
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
_WORKED_OUT = re.compile(rf"(?:{'|'.join(_STRING_FUNCTIONS)})\s*\(")
_STRINGS = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALLS = re.compile(r"([\w.:-]+)\s*\(")
_PREFIXED = re.compile(r"[\w-](?<!:):(?!:)[\w-]")
_OPERATORS = frozenset({"and", "or", "div", "mod"})


def is_xpath(selector: str) -> bool:
    """Whether a bare text in a rule file is XPath: CSS begins neither with a slash nor with a function."""
    return selector.startswith(("/", "./", "(/", "(./")) or _WORKED_OUT.match(selector) is not None


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


def elements_of(result: object, root: dom.Element) -> list[dom.Element]:
    """The elements among what an XPath gives; a true condition gives the root."""
    if isinstance(result, list):
        return [one for one in result if isinstance(one, dom.ElementType) and isinstance(one.tag, str)]
    return [root] if result is True else []


def texts_of(result: object) -> list[str]:
    """The texts among what an XPath gives: attributes, runs of text, or a text that it works out."""
    texts = result if isinstance(result, list) else [result]
    folded = (dom.fold_space(one) for one in texts if isinstance(one, str))
    return [text for text in folded if text]


_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
# Ways to type one and the same text: joiners, forms of quotes and dashes, and the two letters i of Turkish,
# which `casefold` takes for others than their capitals.
_TYPED: dict[int, str | int | None] = dict.fromkeys(map(ord, "\u200c\u200d"))
_TYPED |= str.maketrans(
    "\u2018\u2019\u02bc\u201c\u201d\u201e\u2010\u2013\u2014\u0130\u0131", "'''\"\"\"---ii"
)


def as_seen(text: str) -> str:
    """What a pattern is held against: letters with their accents in one, no soft hyphens and the like."""
    return text if text.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFC", text))


def comparable(text: str) -> str:
    """What `text` compares: case and white space folded, no punctuation, signs or arrows at either end."""
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).translate(_TYPED)
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


_REFERENCE = re.compile(r"\\(.?)", re.DOTALL)


def check_instead(pattern: str, instead: str) -> None:
    """Raises `ValueError` for a reference that leads to no group of the pattern."""
    groups = compile_pattern(pattern).groups
    for name in _REFERENCE.findall(instead):
        if name != "\\" and not (name.isascii() and name.isdigit() and 0 < int(name) <= groups):
            message = (
                f"\\{name} is none of the pattern's {groups} groups; a backslash itself is written twice"
            )
            raise ValueError(message)


def replaced(pattern: str, instead: str, text: str) -> str:
    """The text with `instead` for each match, `\\1` standing for the first group."""

    def expanded(match: re2._Match) -> str:
        return _REFERENCE.sub(
            lambda one: one[1] if one[1] == "\\" else match.group(int(one[1])) or "", instead
        )

    return str(compile_pattern(pattern).sub(expanded, text))
