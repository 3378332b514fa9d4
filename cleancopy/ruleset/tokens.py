"""The tokens of CSS selectors, by CSS Syntax Level 3."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Literal, NamedTuple

type Kind = Literal["IDENT", "HASH", "STRING", "NUMBER", "S", "DELIM", "EOF"]

_ESCAPE = r"\\(?:[0-9a-fA-F]{1,6}(?:\r\n|[ \t\r\n\f])?|[^\r\n\f0-9a-fA-F])"
_START = rf"(?:[a-zA-Z_]|[^\x00-\x7f]|{_ESCAPE})"
_NAME = rf"(?:[\w-]|[^\x00-\x7f]|{_ESCAPE})"
_TOKEN = re.compile(
    rf"""(?P<S>[ \t\r\n\f]+)
    | (?P<COMMENT>/\*.*?(?:\*/|\Z))
    | (?P<IDENT>(?:--|-?{_START}){_NAME}*)
    | \#(?P<HASH>{_NAME}+)
    | "(?P<DOUBLE>(?:[^"\\\r\n\f]|\\(?:\r\n|[\r\n\f])|{_ESCAPE})*)"
    | '(?P<SINGLE>(?:[^'\\\r\n\f]|\\(?:\r\n|[\r\n\f])|{_ESCAPE})*)'
    | (?P<NUMBER>[+-]?(?:[0-9]*\.[0-9]+|[0-9]+))
    | (?P<DELIM>.)""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_ESCAPED = re.compile(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[ \t\r\n\f])?|(\r\n|[\r\n\f])|(.))", re.DOTALL)
_REPLACEMENT = "\ufffd"


class TokenError(ValueError):
    """A text that is not closed."""


class Token(NamedTuple):
    """One token; the value is what it stands for, its escapes resolved."""

    type: Kind
    value: str
    pos: int

    def is_delim(self, *values: str) -> bool:
        return self.type == "DELIM" and self.value in values


def tokenize(source: str) -> Iterator[Token]:
    """All tokens of a selector, and an EOF at the end. Raises `TokenError`."""
    for match in _TOKEN.finditer(source):
        kind, value = match.lastgroup, match[match.lastgroup or 0]
        if kind == "DELIM" and value in "\"'":
            raise TokenError(f"the text in quotes that begins at character {match.start() + 1} has no end")
        if kind in {"DOUBLE", "SINGLE"}:
            yield Token("STRING", _unescaped(value), match.start())
        elif kind in {"IDENT", "HASH"}:
            yield Token(kind, _unescaped(value), match.start())  # type: ignore[arg-type]
        elif kind != "COMMENT":
            yield Token(kind, value, match.start())  # type: ignore[arg-type]
    yield Token("EOF", "", len(source))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(_character, text) if "\\" in text else text


def _character(escape: re.Match[str]) -> str:
    code, newline, character = escape.groups()
    if code is None:
        return "" if newline else str(character)
    number = int(code, 16)
    is_character = 0 < number <= sys.maxunicode and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_character else _REPLACEMENT
