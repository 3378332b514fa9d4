"""CSS selectors as values: the grammar of Selectors Level 4 that rule files may use."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from cleancopy.ruleset.tokens import Token, TokenError, tokenize

LONGEST = 4000  # characters of one selector
DEEPEST = 8  # functions inside functions

# Names that take no argument, selectors, relative selectors, An+B, and text.
PLAIN = frozenset(
    {
        "root",
        "empty",
        "first-child",
        "last-child",
        "only-child",
        "first-of-type",
        "last-of-type",
        "only-of-type",
    }
    | {"any-link", "link"}
)
LISTS = frozenset({"is", "where", "not", "any"})
RELATIVES = frozenset({"has"})
COUNTS = frozenset({"nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type"})
TEXTS = frozenset({"contains", "matches"})
KNOWN = PLAIN | LISTS | RELATIVES | COUNTS | TEXTS

_INSTEAD = {
    "has-text": "; write :contains() or :matches()",
    "-abp-contains": "; write :contains() or :matches()",
    "-abp-has": "; write :has()",
    "upward": "; a rule has the keys closest and up for it",
    "xpath": "; a rule finds by xpath, too: {xpath: ...}",
    "scope": "; a selector in :has() may begin with its combinator: :has(> p)",
}
"""Of ad blockers' operators and the like: what does the same here."""

# Attributes whose values HTML has compared without regard to case where a selector has no flag (WHATWG HTML,
# "Case-sensitivity of selectors").
CASELESS = frozenset(
    {"accept", "accept-charset", "align", "alink", "axis", "bgcolor", "charset", "checked", "clear"}
    | {"codetype", "color", "compact", "declare", "defer", "dir", "direction", "disabled", "enctype"}
    | {"face", "frame", "hreflang", "http-equiv", "lang", "language", "link", "media", "method"}
    | {"multiple", "nohref", "noresize", "noshade", "nowrap", "readonly", "rel", "rev", "rules", "scope"}
    | {"scrolling", "selected", "shape", "target", "text", "type", "valign", "valuetype", "vlink"}
)

_COMBINATORS = frozenset(">+~")
_OPERATORS = frozenset("^$*~|!")
_SIMPLE = re.compile(r"([a-zA-Z][\w-]*)?([.#])([a-zA-Z_][\w-]*)", re.ASCII)
_SERIES = re.compile(
    r"(?P<step>[+-]?\d*)n(?:\s*(?P<sign>[+-])\s*(?P<offset>\d+))?|(?P<only>[+-]?\d+)", re.ASCII
)
_NAMED_SERIES = {"odd": (2, 1), "even": (2, 0)}


class SelectorError(ValueError):
    """A selector that cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """`[name op "value" i]`; the operator is empty for `[name]`."""

    name: str
    operator: str = ""
    value: str = ""
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class Pseudo:
    """`:name(...)`: which of the arguments is filled depends on the name."""

    name: str
    selectors: tuple[Complex, ...] = ()
    text: str = ""
    series: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Compound:
    """What one element must be, all of it: `p#id.class[attribute]:pseudo`."""

    tag: str | None = None
    ids: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    pseudos: tuple[Pseudo, ...] = ()


@dataclass(frozen=True, slots=True)
class Complex:
    """Compounds from left to right. A relative selector (in `:has()`) begins with a combinator."""

    compounds: tuple[Compound, ...]
    combinators: tuple[str, ...] = ()


@lru_cache(maxsize=1 << 16)
def parse_selectors(source: str) -> tuple[Complex, ...]:
    """The selectors of a comma list. Raises `SelectorError`."""
    simple = _SIMPLE.fullmatch(source)
    if simple:
        return (Complex((_simple(*simple.groups()),)),)
    if len(source) > LONGEST:
        raise SelectorError(f"the selector has {len(source)} characters; {LONGEST} are allowed")
    try:
        return _Parser(source).whole()
    except TokenError as exc:
        raise SelectorError(f"in the selector {source!r}: {exc}") from exc


@lru_cache(maxsize=1 << 12)
def split_list(source: str) -> tuple[str, ...]:
    """The selectors of a comma list, each as its own text. Raises `SelectorError`."""
    if "," not in source:
        return (source,)
    try:
        parser = _Parser(source)
        parser.whole()
    except TokenError as exc:
        raise SelectorError(f"in the selector {source!r}: {exc}") from exc
    return tuple(parser.parts)


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint to add to a message: ` (did you mean ...?)`, or nothing."""
    close = difflib.get_close_matches(word.casefold(), sorted(known), n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def _simple(tag: str | None, sign: str, name: str) -> Compound:
    tag = tag.lower() if tag else None
    return Compound(tag, classes=(name,)) if sign == "." else Compound(tag, ids=(name,))


class _Parser:
    """Recursive descent over the tokens of one selector; its depth is bounded by `DEEPEST`."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = list(tokenize(source))
        self._next = 0
        self._depth = 0
        self.parts: list[str] = []
        """The text of each selector of the list that was parsed."""

    def whole(self) -> tuple[Complex, ...]:
        selectors = [self._part()]
        while self._take_delim(","):
            selectors.append(self._part())
        if self._peek().type != "EOF":
            raise self._error("unexpected")
        return tuple(selectors)

    def _part(self) -> Complex:
        start = self._peek().pos
        selector = self._complex(relative=False)
        self.parts.append(self._source[start : self._peek().pos].strip())
        return selector

    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _skip_space(self) -> bool:
        start = self._next
        while self._peek().type == "S":
            self._next += 1
        return self._next > start

    def _take_delim(self, *values: str) -> str | None:
        token = self._peek()
        if token.is_delim(*values):
            self._next += 1
            return token.value
        return None

    def _word(self, what: str) -> str:
        token = self._peek()
        if token.type != "IDENT":
            raise self._error(f"expected {what}, found")
        self._next += 1
        return token.value

    def _markup_name(self, what: str) -> str:
        """Of elements and attributes; lxml takes one with a brace for one with a namespace."""
        name = self._word(what).lower()
        if "{" in name:
            raise SelectorError(f"in the selector {self._source!r}: {what} has no brace")
        return name

    def _error(self, problem: str) -> SelectorError:
        token = self._peek()
        found = "the end" if token.type == "EOF" else repr(token.value)
        return SelectorError(
            f"in the selector {self._source!r}: {problem} {found} at character {token.pos + 1}"
        )

    def _list(self, *, relative: bool) -> tuple[Complex, ...]:
        selectors = [self._complex(relative=relative)]
        while self._take_delim(","):
            selectors.append(self._complex(relative=relative))
        return tuple(selectors)

    def _complex(self, *, relative: bool) -> Complex:
        self._skip_space()
        combinators: list[str] = []
        if relative:
            combinators.append(self._take_delim(*_COMBINATORS) or " ")
            self._skip_space()
        compounds = [self._compound()]
        while (combinator := self._combinator()) is not None:
            combinators.append(combinator)
            compounds.append(self._compound())
        return Complex(tuple(compounds), tuple(combinators))

    def _combinator(self) -> str | None:
        spaced = self._skip_space()
        combinator = self._take_delim(*_COMBINATORS)
        if combinator:
            self._skip_space()
            return combinator
        if spaced and self._peek().type != "EOF" and not self._peek().is_delim(",", ")"):
            return " "
        return None

    def _compound(self) -> Compound:
        start = self._next
        tag = self._tag()
        ids: list[str] = []
        classes: list[str] = []
        attributes: list[Attribute] = []
        pseudos: list[Pseudo] = []
        while True:
            if self._peek().type == "HASH":
                ids.append(self._take().value)
            elif self._take_delim("."):
                classes.append(self._word("a class name"))
            elif self._take_delim("["):
                attributes.append(self._attribute())
            elif self._take_delim(":"):
                pseudos.append(self._pseudo())
            else:
                break
        if self._next == start:
            raise self._error("expected a selector, found")
        return Compound(tag, tuple(ids), tuple(classes), tuple(attributes), tuple(pseudos))

    def _tag(self) -> str | None:
        if self._take_delim("*"):
            return None
        return self._markup_name("a tag") if self._peek().type == "IDENT" else None

    def _attribute(self) -> Attribute:
        self._skip_space()
        name = self._markup_name("an attribute's name")
        self._skip_space()
        if self._take_delim("]"):
            return Attribute(name)
        sign = self._take_delim(*_OPERATORS) or ""
        if not self._take_delim("="):
            raise self._error("expected an operator such as = or *=, found")
        self._skip_space()
        value = self._attribute_value()
        self._skip_space()
        flag = self._flag()
        if not self._take_delim("]"):
            raise self._error("expected ], found")
        return Attribute(name, f"{sign}=", value, flag == "i" or (not flag and name in CASELESS))

    def _attribute_value(self) -> str:
        if self._peek().type not in {"IDENT", "STRING"}:
            raise self._error("expected a word or a text in quotes, found")
        return self._take().value

    def _flag(self) -> str:
        if self._peek().type != "IDENT":
            return ""
        flag = self._word("a flag").lower()
        if flag not in {"i", "s"}:
            raise SelectorError(f"in the selector {self._source!r}: the flag is i or s, not {flag!r}")
        self._skip_space()
        return flag

    def _pseudo(self) -> Pseudo:
        if self._peek().is_delim(":"):
            raise self._error("pseudo-elements cannot be found in a page:")
        name = self._word("the name of a pseudo-class").lower()
        if name not in KNOWN:
            hint = _INSTEAD.get(name) or nearest(name, KNOWN)
            raise SelectorError(f"in the selector {self._source!r}: unknown pseudo-class :{name}{hint}")
        if name in PLAIN:
            return Pseudo(name)
        if not self._take_delim("("):
            raise self._error(f":{name} needs an argument in brackets, found")
        return self._function(name)

    def _function(self, name: str) -> Pseudo:
        if name in COUNTS:
            return Pseudo(name, series=self._series())
        if name in TEXTS:
            return Pseudo(name, text=self._text(name))
        self._depth += 1
        if self._depth > DEEPEST:
            raise SelectorError(f"the selector nests functions deeper than {DEEPEST}")
        selectors = self._list(relative=name in RELATIVES)
        self._depth -= 1
        if not self._take_delim(")"):
            raise self._error("expected ), found")
        return Pseudo("is" if name in {"where", "any"} else name, selectors)

    def _raw(self) -> str:
        """The source up to the bracket that closes the one just taken; brackets in strings do not count."""
        start = self._peek().pos
        depth = 0
        while True:
            token = self._peek()
            if token.type == "EOF":
                raise self._error("expected ), found")
            if token.is_delim(")") and depth == 0:
                self._next += 1
                return self._source[start : token.pos].strip()
            depth += token.is_delim("(") - token.is_delim(")")
            self._next += 1

    def _text(self, name: str) -> str:
        self._skip_space()
        token = self._peek()
        quoted = token.type == "STRING"
        raw = self._raw()
        text = token.value if quoted else raw
        if not text.strip():
            raise SelectorError(f"in the selector {self._source!r}: :{name}() needs a text")
        return text

    def _series(self) -> tuple[int, int]:
        raw = self._raw().lower()
        if raw in _NAMED_SERIES:
            return _NAMED_SERIES[raw]
        found = _SERIES.fullmatch(raw)
        if not found:
            raise SelectorError(
                f"in the selector {self._source!r}: {raw!r} is no series such as 2n+1, odd or 3"
            )
        if found["only"]:
            return 0, int(found["only"])
        step = found["step"]
        offset = int(found["sign"] + found["offset"]) if found["offset"] else 0
        return (int(f"{step}1") if step in {"", "+", "-"} else int(step)), offset
