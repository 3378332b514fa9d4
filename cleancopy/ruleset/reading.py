"""From the text of a rule file to its model, with every mistake as a problem that has a place and a hint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cleancopy.errors import Problem
from cleancopy.ruleset.folders import SourceFile, is_host
from cleancopy.ruleset.rulefile import Finder, Rule, RuleFile, RuleTests
from cleancopy.ruleset.selectors import nearest
from cleancopy.ruleset.strict_yaml import Yaml, read_yaml


@dataclass(frozen=True, slots=True)
class Parsed:
    """A rule file that can be used."""

    source: SourceFile
    file: RuleFile
    yaml: Yaml
    """Where everything stands."""

    def line(self, number: int) -> int:
        """The line on which a rule begins."""
        return self.yaml.place(("rules", number))[0]


def parse_files(sources: Iterable[SourceFile]) -> tuple[list[Parsed], list[Problem]]:
    """Every file that can be used, and the problems of all the others."""
    parsed: list[Parsed] = []
    problems: list[Problem] = []
    for source in sources:
        one = _parse(source, problems)
        if one is not None:
            parsed.append(one)
    return parsed, [*problems, *_duplicates(parsed)]


def _parse(source: SourceFile, problems: list[Problem]) -> Parsed | None:
    yaml = read_yaml(source.text, source.path)
    file, mistakes = _model(yaml, source)
    mistakes = [*yaml.problems, *mistakes]
    if file is None or mistakes:
        problems += mistakes
        return None
    return Parsed(source, file, yaml)


def _model(yaml: Yaml, source: SourceFile) -> tuple[RuleFile | None, list[Problem]]:
    if yaml.node is None:
        return None, [] if yaml.problems else [Problem(source.path, 1, 1, "the file is empty")]
    if not isinstance(yaml.value, dict):
        message = "a rule file is a mapping: it begins with `format: 1`"
        return None, [Problem(source.path, *yaml.place(()), message)]
    try:
        file = RuleFile.model_validate(yaml.value)
    except ValidationError as exc:
        return None, [_problem(error, yaml, source) for error in exc.errors(include_url=False)]
    return file, _misplaced(file, yaml, source)


def _misplaced(file: RuleFile, yaml: Yaml, source: SourceFile) -> list[Problem]:
    """What the file's layer asks for and does not find."""
    asked = {"theme": ("detect", file.detect), "language": ("language", file.language)}
    problems: list[Problem] = []
    for kind, (key, value) in asked.items():
        if source.kind == kind and value is None:
            problems.append(Problem(source.path, *yaml.place(()), f"a {kind} file needs the key {key}"))
        if source.kind != kind and value is not None:
            place = yaml.place((key,), key=True)
            problems.append(Problem(source.path, *place, f"only a {kind} file may have the key {key}"))
    if source.kind == "site" and not is_host(source.host):
        message = f"a site file is named by its host, such as example.com.yaml, not {source.host}.yaml"
        problems.append(Problem(source.path, *yaml.place(()), message))
    return problems


def _problem(error: ErrorDetails, yaml: Yaml, source: SourceFile) -> Problem:
    path = tuple(part for part in error["loc"] if part not in _SHAPES)
    unknown = error["type"] == "extra_forbidden"
    line, column = yaml.place(path, key=unknown or path[-1:] == ("[key]",))
    return Problem(source.path, line, column, _message(error, path))


_SHAPES = frozenset({"one", "list", "mapping"})


def _message(error: ErrorDetails, path: tuple[int | str, ...]) -> str:
    key = next((part for part in reversed(path) if isinstance(part, str)), "the file")
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"unknown key {key!r}{nearest(key, _known_keys(path))}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "missing":
        return f"the key {key} is missing"
    if error["input"] is None:
        return f"{key} has no value; a text that begins with # needs quotes"
    return f"{key}: {_IN_WORDS.get(kind, error['msg']).format(**context)}, not {_shown(error['input'])}"


_IN_WORDS = {
    "string_type": "must be a text (put it in quotes)",
    "string_too_short": "must not be empty",
    "list_type": "must be a list",
    "too_short": "must not be an empty list",
    "dict_type": "must be a mapping",
    "model_type": "must be a mapping",
    "union_tag_invalid": "must be one of {expected_tags}",
    "union_tag_not_found": "must be a text, a list or a mapping",
    "literal_error": "must be {expected}",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "less_than_equal": "must be at most {le}",
    "greater_than_equal": "must be at least {ge}",
    "string_pattern_mismatch": "must match {pattern}",
    "date_from_datetime_parsing": "must be a date such as 2026-01-31",
    "date_parsing": "must be a date such as 2026-01-31",
}


def _known_keys(path: tuple[int | str, ...]) -> set[str]:
    """The keys of the record that a path leads into."""
    record: Any = RuleFile
    if path[:1] == ("rules",):
        record = Rule
        if len(path) > 3:
            record = RuleTests if path[2] == "tests" else Finder
    return {info.alias or name for name, info in record.model_fields.items()}


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _duplicates(files: list[Parsed]) -> list[Problem]:
    """Ids that stand twice where they could apply together: in a layer, and for sites in a file."""
    first: dict[tuple[int, str, str], str] = {}
    problems: list[Problem] = []
    for parsed in files:
        source = parsed.source
        for number, rule in enumerate(parsed.file.rules):
            line = parsed.line(number)
            place = f"{source.name}:{line}"
            earlier = first.setdefault((source.rank, source.host, rule.id), place)
            if earlier is not place:
                message = f"the id {rule.id!r} is taken already, by {earlier}"
                problems.append(Problem(source.path, line, 1, message))
    return problems
