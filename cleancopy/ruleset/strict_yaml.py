"""YAML without its surprises: only text, numbers, true and false, lists and mappings, each with its place.

`no` is a text (Norwegian), a key stands once, and what can grow beyond the file (anchors, merges, tags) is
refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.resolver import BaseResolver

from cleancopy.errors import Problem

LARGEST = 8 << 20  # bytes of one file: 50,000 imported selectors take about 3 MB
DEEPEST = 12  # lists and mappings inside each other

type Place = tuple[str | int, ...]

_ANCHOR = re.compile(r"(?<!\w)[&*][\w-]")
_PREFIX = "tag:yaml.org,2002:"
_NULL = f"{_PREFIX}null"
_NO_TAGS = "tags (!) are not part of the language; a text that begins with ! needs quotes"


class _StrictLoader(yaml.CSafeLoader):
    """YAML 1.2's core schema: `true` and `false` are the only booleans, dates and `1:30` are texts."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  PyYAML's own shape


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    _StrictLoader.add_implicit_resolver(_PREFIX + _tag, re.compile(rf"^(?:{_pattern})$"), list(_first))


class YamlError(ValueError):
    """One mistake that keeps a file from being read."""

    def __init__(self, line: int, column: int, message: str) -> None:
        self.line = line
        self.column = column
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Yaml:
    """What a file says, and where each value stands."""

    value: Any
    node: Node | None
    problems: tuple[Problem, ...]

    def place(self, path: Place, *, key: bool = False) -> tuple[int, int]:
        """Line and column of the value at a path (of its key, if asked), or of what is nearest around it."""
        node = self.node
        here = node
        for part in path:
            found = _child(node, part)
            if found is None:
                break
            name, node = found
            here = name if key and part == path[-1] and name is not None else node
        return _mark(here) if here is not None else (1, 1)

    def lines(self, key: str) -> list[int]:
        """The line on which each entry of a list begins."""
        found = _child(self.node, key)
        return [_mark(entry)[0] for entry in found[1].value] if found is not None else []


def read_yaml(text: str, file: str) -> Yaml:
    """Every problem of keys and values is in the result; a text that is no YAML has one."""
    problems: list[Problem] = []
    try:
        node = _compose(text)
        value = None if node is None else _Builder(file, problems).build(node, 0)
    except YamlError as exc:
        return Yaml(None, None, (Problem(file, exc.line, exc.column, str(exc)),))
    return Yaml(value, node, tuple(problems))


def _compose(text: str) -> Node | None:
    if _ANCHOR.search(text):
        _refuse_anchors(text)
    try:
        loader = _StrictLoader(text)
    except yaml.reader.ReaderError as exc:
        raise _unreadable(text, exc) from exc
    try:
        return loader.get_single_node()
    except yaml.reader.ReaderError as exc:
        raise _unreadable(text, exc) from exc
    except yaml.MarkedYAMLError as exc:
        raise _syntax_error(text, exc) from exc
    finally:
        loader.dispose()


def _refuse_anchors(text: str) -> None:
    """Before anything is composed, because what aliases stand for can be of any size."""
    try:
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken):
                line, column = token.start_mark.line + 1, token.start_mark.column + 1
                raise YamlError(
                    line, column, "anchors and aliases (&, *) are refused; a text with * needs quotes"
                )
    except yaml.YAMLError:
        return  # composing says what is wrong


def _unreadable(text: str, exc: yaml.reader.ReaderError) -> YamlError:
    before = text[: exc.position] if isinstance(exc.position, int) else ""
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    return YamlError(line, column, "a control character, which YAML does not allow")


def _syntax_error(text: str, exc: yaml.MarkedYAMLError) -> YamlError:
    """libyaml says where it gave up; what is not closed, or no key, is told where it begins."""
    problem = f"{exc.context or ''} {exc.problem or ''}"
    unclosed = next((words for sign, words in _UNCLOSED.items() if sign in problem), None)
    mark = (exc.context_mark if unclosed else None) or exc.problem_mark or exc.context_mark
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    words = unclosed or _in_plain_words(_line(text, line), column, problem)
    return YamlError(line + 1, column + 1, words)


_UNCLOSED = {
    "quoted scalar found unexpected": "a quote that is not closed",
    "flow sequence": "a bracket [ that is not closed; a text that begins with [ needs quotes",
    "flow mapping": "a bracket { that is not closed; a text that begins with { needs quotes",
    "simple key": "a key without a colon and a space behind it",
}
_SIGNS = frozenset("*&@%`,]}>|")
_NEEDS_QUOTES = "a text that begins with * & @ % ` , ] } > or | needs quotes"


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number] if number < len(lines) else ""


def _in_plain_words(source: str, column: int, problem: str) -> str:
    before = source[:column]
    if "\t" in source[: column + 1]:
        return "a tab: indent with spaces"
    if source[column : column + 1] in _SIGNS or any(
        what in problem for what in ("alias", "anchor", "block scalar")
    ):
        return _NEEDS_QUOTES
    if "mapping values are not allowed" in problem:
        return "a colon inside a text: put the text in quotes, or check the indentation"
    if "escape" in problem or "hexdecimal" in problem:
        return "a backslash in double quotes: put the text in single quotes"
    if "flow node" in problem:
        return "a bracket [ or { that is not closed"
    if "single document" in problem:
        return "a second document (---): one file holds one"
    if "did not find expected" in problem and before.strip():
        return "a text goes on behind its closing quote or bracket: put all of it in quotes"
    if "did not find expected" in problem:
        return "check the indentation: keys of one rule stand below each other"
    return f"not valid YAML: {problem.strip()}"


class _Builder:
    """Plain values out of composed nodes; recursion is bounded by `DEEPEST`."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self._file = file
        self._problems = problems

    def build(self, node: Node, depth: int) -> Any:
        if depth > DEEPEST:
            raise YamlError(*_mark(node), f"lists and mappings are nested deeper than {DEEPEST}")
        if isinstance(node, MappingNode):
            self._check_tag(node, BaseResolver.DEFAULT_MAPPING_TAG)
            return self._mapping(node, depth)
        if isinstance(node, SequenceNode):
            self._check_tag(node, BaseResolver.DEFAULT_SEQUENCE_TAG)
            return [self._valued(child, depth, "an entry of the list") for child in node.value]
        return self._scalar(node)

    def _problem(self, node: Node, message: str) -> None:
        self._problems.append(Problem(self._file, *_mark(node), message))

    def _check_tag(self, node: Node, expected: str) -> None:
        if node.tag != expected:
            self._problem(node, _NO_TAGS)

    def _mapping(self, node: MappingNode, depth: int) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for name, child in node.value:
            if not isinstance(name, ScalarNode):
                self._problem(name, "a key must be a word")
                continue
            if name.value in built:
                self._problem(name, f"the key {name.value!r} stands twice")
            built[name.value] = self._valued(child, depth, name.value)
        return built

    def _valued(self, node: Node, depth: int, name: str) -> Any:
        if node.tag == _NULL:
            self._problem(node, f"{name} has no value; a text that begins with # needs quotes")
        return self.build(node, depth + 1)

    def _scalar(self, node: Node) -> Any:
        construct = _SCALARS.get(node.tag)
        if construct is None:
            self._problem(node, _NO_TAGS)
            return None
        try:
            return construct(node.value)
        except ValueError:  # Python refuses integers of more than 4,300 digits
            self._problem(node, "the number is too long")
            return 0


_SCALARS: dict[str, Callable[[str], Any]] = {
    f"{_PREFIX}str": str,
    f"{_PREFIX}int": int,
    f"{_PREFIX}float": float,
    f"{_PREFIX}bool": lambda text: text.lower() == "true",
    _NULL: lambda text: None,
}


def _child(node: Node | None, part: str | int) -> tuple[Node | None, Node] | None:
    if isinstance(node, MappingNode):
        for name, child in node.value:
            if name.value == part:
                return name, child
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return None, node.value[part]
    return None


def _mark(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1
