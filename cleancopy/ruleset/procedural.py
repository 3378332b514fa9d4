"""The selectors of ad blockers, whose operators go beyond CSS, put into the words of the rule language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import re2

from cleancopy import dom
from cleancopy.ruleset.converted import Record, RefusedError
from cleancopy.ruleset.finders import compile_xpath
from cleancopy.ruleset.matching import compile_pattern
from cleancopy.ruleset.selectors import SelectorError, parse_selectors

FURTHEST_UP = 10  # levels, as `up` has it

_OPERATOR = re.compile(r":([a-z-]+)\(")
_OLD_FORM = re.compile(r"\[-(?:ext|abp)-([a-z-]+)=(\"|')(.*?)\2\]")
_REGEX = re.compile(r"/(.*)/([a-z]*)", re.DOTALL)
_GLOB = re.compile(r"[*?\[]")
_SAME = {"-abp-has": "has", "if": "has", "-abp-contains": "has-text", "contains": "has-text"}
_WHOLE_PAGE = frozenset({"html", "body", "*", ":root", "head"})
_NOT_HERE = {
    "matches-css": "asks how a browser draws it",
    "matches-css-before": "asks how a browser draws it",
    "matches-css-after": "asks how a browser draws it",
    "-abp-properties": "asks how a browser draws it",
    "properties": "asks how a browser draws it",
    "matches-media": "asks for the size of a screen",
    "min-text-length": "counts characters; rules count words",
    "watch-attr": "waits for scripts",
    "style": "changes a style sheet",
    "remove-attr": "takes an attribute out",
    "remove-class": "takes a class out",
    "others": "takes all but what it matches",
    "matches-attr": "looks at attributes by pattern",
    "matches-property": "looks at a script's objects",
    "matches-prop": "looks at a script's objects",
    "nth-ancestor": "is not in use any more",
}


def rule_for(selector: str) -> Record:
    """The keys of a rule that removes what a filter hides. Raises `RefusedError`."""
    record: Record = {}
    rest = _modern(selector.strip().removesuffix(":remove()"))
    while (last := _last_operator(rest)) is not None and last[1] in _ACTIONS:
        start, name, argument = last
        if record.keys() & {"closest", "up"}:
            raise RefusedError("goes upwards more than once")
        _ACTIONS[name](argument, record)
        rest = rest[:start]
    if rest.startswith(":xpath("):
        return {"remove": {"xpath": _checked_xpath(_argument(rest, len(":xpath")))}, **record}
    return {"remove": _css(rest), **record}


def _css(selector: str) -> str:
    css = _with_known_operators(selector)
    if css in _WHOLE_PAGE:
        raise RefusedError(f"{css} is the whole page")
    try:
        parse_selectors(css)
    except SelectorError as exc:
        raise RefusedError(str(exc)) from exc
    return css


def _modern(selector: str) -> str:
    """`[-ext-has="a"]` is the old form of `:has(a)`."""
    return _OLD_FORM.sub(lambda match: f":{match[1]}({match[3]})", selector)


def _with_known_operators(selector: str) -> str:
    """Every operator under the name that it has here, inside others, too."""
    parts: list[str] = []
    place = 0
    for start, name, argument in _operators(selector):
        parts.append(selector[place:start])
        parts.append(_translated(name, argument))
        place = start + len(f":{name}({argument})")
    return "".join([*parts, selector[place:]])


def _translated(name: str, argument: str) -> str:
    name = _SAME.get(name, name)
    if name in _NOT_HERE:
        raise RefusedError(f":{name}() {_NOT_HERE[name]}")
    if name in _ACTIONS or name == "xpath":
        raise RefusedError(f":{name}() is understood at the end of a filter only")
    if name == "has-text":
        return _text_test(argument)
    if name in {"if-not", "not", "has", "is", "where"}:
        inner = _with_known_operators(argument)
        return f":not(:has({inner}))" if name == "if-not" else f":{name}({inner})"
    return f":{name}({argument})"


def _text_test(argument: str) -> str:
    """Case counts in filters, unless a regular expression has the flag `i`."""
    text = argument.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    regex = _REGEX.fullmatch(text)
    if regex is None and text.lower() == text.upper():
        return f":contains({_quoted(text)})"
    pattern = regex[1] if regex is not None else re2.escape(dom.fold_space(text))
    if regex is None or "i" not in regex[2]:
        pattern = f"(?-i){pattern}"
    try:
        compile_pattern(pattern)
    except SelectorError as exc:
        raise RefusedError(str(exc)) from exc
    return f":matches({_quoted(pattern)})"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _operators(selector: str) -> Iterator[tuple[int, str, str]]:
    """The outermost operators: where each begins, its name, its argument."""
    place = 0
    while (match := _OPERATOR.search(selector, place)) is not None:
        argument = _argument(selector, match.end() - 1)
        yield match.start(), match[1], argument
        place = match.end() + len(argument) + 1


def _last_operator(selector: str) -> tuple[int, str, str] | None:
    """The operator with which a selector ends."""
    last = [None, *_operators(selector)][-1]
    if last is None or last[0] + len(f":{last[1]}({last[2]})") != len(selector):
        return None
    return last


def _argument(selector: str, opening: int) -> str:
    """What is between a parenthesis and the one that closes it."""
    depth, quote, place = 0, "", opening
    while place < len(selector):
        character = selector[place]
        if character == "\\":
            place += 1
        elif quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "()":
            depth += 1 if character == "(" else -1
            if depth == 0:
                return selector[opening + 1 : place]
        place += 1
    raise RefusedError("a parenthesis is not closed")


def _upward(argument: str, record: Record) -> None:
    if not argument.isdigit():
        record["closest"] = _css(argument)
    elif 1 <= int(argument) <= FURTHEST_UP:
        record["up"] = int(argument)
    else:
        raise RefusedError(f"goes up {argument} levels; {FURTHEST_UP} are allowed")


def _path(argument: str, record: Record) -> None:
    regex = _REGEX.fullmatch(argument)
    if regex is not None and re.escape(regex[1]) != regex[1]:
        raise RefusedError("asks for a path by a regular expression")
    if _GLOB.search(argument):
        raise RefusedError("asks for a path with one of * ? [ in it")
    record["paths"] = f"*{regex[1] if regex is not None else argument}*"


def _checked_xpath(expression: str) -> str:
    try:
        compile_xpath(expression)
    except SelectorError as exc:
        raise RefusedError(str(exc)) from exc
    return expression


_ACTIONS: dict[str, Callable[[str, Record], None]] = {
    "upward": _upward,
    "-abp-upward": _upward,
    "matches-path": _path,
}
