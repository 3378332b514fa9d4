"""From the text of a rule file to its model, with every mistake as a problem that has a place and a hint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cleancopy.errors import Problem
from cleancopy.ruleset import values
from cleancopy.ruleset.folders import Kind, SourceFile, is_host
from cleancopy.ruleset.rulefile import Finder, Rule, RuleFile, RuleTests, Valid
from cleancopy.ruleset.selectors import nearest
from cleancopy.ruleset.strict_yaml import Yaml, read_yaml

FEW_KEYS = 8  # that a message can list


@dataclass(frozen=True, slots=True)
class Parsed:
    """A rule file that can be used."""

    source: SourceFile
    file: RuleFile
    yaml: Yaml
    """Where everything stands."""

    def lines(self) -> list[int]:
        """The line on which each rule begins."""
        return self.yaml.lines("rules")


def parse_files(sources: Iterable[SourceFile]) -> tuple[list[Parsed], list[Problem]]:
    """Every file that can be used, and the problems of all the others."""
    parsed: list[Parsed] = []
    problems: list[Problem] = []
    for source in sources:
        one = parse_file(source, problems)
        if one is not None:
            parsed.append(one)
    ids = ((one.source, [rule.id for rule in one.file.rules]) for one in parsed)
    return parsed, [*problems, *duplicates(ids)]


def parse_file(source: SourceFile, problems: list[Problem]) -> Parsed | None:
    """The file, if it can be used; else its problems are added."""
    yaml = read_yaml(source.text, source.path)
    file, mistakes = _model(yaml, source)
    mistakes = [*yaml.problems, *mistakes]
    if file is None or mistakes:
        problems += mistakes
        return None
    return Parsed(source, file, yaml)


def _model(yaml: Yaml, source: SourceFile) -> tuple[RuleFile | None, list[Problem]]:
    if yaml.node is None:
        message = "the file is empty; a rule file begins with `format: 1`"
        return None, [] if yaml.problems else [Problem(source.path, 1, 1, message)]
    if not isinstance(yaml.value, dict):
        message = "a rule file is made of keys and values, and begins with `format: 1`"
        return None, [Problem(source.path, *yaml.place(()), message)]
    try:
        file = RuleFile.model_validate(yaml.value)
    except ValidationError as exc:
        return None, list(_mistakes(exc.errors(include_url=False), yaml, source))
    return file, _misplaced(file, yaml, source)


def _mistakes(errors: list[ErrorDetails], yaml: Yaml, source: SourceFile) -> Iterator[Problem]:
    """Without what only follows from mistakes that were found already."""
    known = {(problem.line, problem.column) for problem in yaml.problems}
    for error in errors:
        problem = _problem(error, yaml, source)
        is_about_all_keys = error["type"] == "value_error" and isinstance(error["input"], dict)
        if not (known and is_about_all_keys) and (problem.line, problem.column) not in known:
            yield problem


def _misplaced(file: RuleFile, yaml: Yaml, source: SourceFile) -> list[Problem]:
    """What the file's layer asks for and does not find, and what it has no use for."""
    problems: list[Problem] = []
    for kind, key in _NEEDED.items():
        if source.kind == kind and file[key] is None:
            problems.append(Problem(source.path, *yaml.place(()), f"a {kind} file needs the key {key}"))
    for key, kind in _ONLY_FOR.items():
        if source.kind != kind and file[key] is not None:
            place = yaml.place((key,), key=True)
            problems.append(Problem(source.path, *place, f"only a {kind} file may have the key {key}"))
    if source.kind == "site" and not is_host(source.host):
        message = f"a site file is named by its host, such as example.com.yaml, not {source.host}.yaml"
        problems.append(Problem(source.path, *yaml.place(()), message))
    return problems


_NEEDED: Mapping[Kind, str] = {"theme": "detect", "language": "language"}
_ONLY_FOR: Mapping[str, Kind] = {
    "detect": "theme",
    "language": "language",
    "inherit": "site",
    "must_keep": "site",
}


def _problem(error: ErrorDetails, yaml: Yaml, source: SourceFile) -> Problem:
    path = tuple(part for part in error["loc"] if part not in _SHAPES)
    is_key = error["type"] == "extra_forbidden" or error["loc"][-1:] == ("[key]",)
    line, column = yaml.place(path, key=is_key)
    return Problem(source.path, line, column, _message(error, path))


_SHAPES = frozenset({"one", "list", "mapping", "[key]"})


def _message(error: ErrorDetails, path: tuple[int | str, ...]) -> str:
    key = next((part for part in reversed(path) if isinstance(part, str)), "the file")
    kind, context, value = error["type"], error.get("ctx", {}), error["input"]
    if kind == "extra_forbidden":
        return f"unknown key {key!r}{_nearest_key(key, _known_keys(path))}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "missing":
        return f"the key {key} is missing{_MISSING.get(key, '')}"
    if kind in {"string_too_short", "too_short"}:
        return f"{key}: must not be empty"
    words = _PATTERNS.get(context.get("pattern", ""), _IN_WORDS.get(kind, error["msg"]))
    return f"{key}: {words.format(**context)}, not {_shown(value)}{_hint(key, kind, value)}"


_IN_WORDS = {
    "string_type": "must be a text",
    "list_type": "must be a list (lines that begin with a dash)",
    "dict_type": "must be made of keys and values",
    "model_type": "must be made of keys and values",
    "union_tag_invalid": "must be a text or a list of texts",
    "union_tag_not_found": "must be a text, a list or a mapping",
    "literal_error": "must be {expected}",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "less_than_equal": "must be at most {le:g}",
    "greater_than_equal": "must be at least {ge:g}",
}
_PATTERNS = {
    values.ID: "must be lower-case words joined by dashes, such as ad-slot",
    values.LANGUAGE: "must be a language's code, such as en",
    values.GROUP: "the name of a group of words must be a lower-case word, such as byline",
}
_MISSING = {
    "format": ": a rule file begins with `format: 1`",
    "id": ": each rule has a name of its own, such as ad-slot",
}


def _hint(key: str, kind: str, value: object) -> str:
    if key == "max_removed":
        return "; it is a share, such as 0.25"
    if kind != "string_type":
        return ""
    return (
        "; a text that begins with [ or { needs quotes"
        if isinstance(value, list | dict)
        else "; put it in quotes"
    )


def _nearest_key(key: str, known: set[str]) -> str:
    """The key that was meant, or all there are where they are few."""
    hint = nearest(key, known)
    return hint or ("" if len(known) > FEW_KEYS else f"; there are {', '.join(sorted(known))}")


def _known_keys(path: tuple[int | str, ...]) -> set[str]:
    """The keys of the record that a path leads into."""
    record: Any = RuleFile
    if path[:1] == ("rules",):
        record = Rule
        if len(path) > 3:
            record = {"tests": RuleTests, "valid": Valid}.get(str(path[2]), Finder)
    return {info.alias or name for name, info in record.model_fields.items()}


def _shown(value: object) -> str:
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "keys and values"
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def duplicates(files: Iterable[tuple[SourceFile, Sequence[str]]]) -> list[Problem]:
    """Ids that stand twice where they could apply together: in a layer, and for sites in a file."""
    first: dict[tuple[int, str, str], tuple[SourceFile, int]] = {}
    problems: list[Problem] = []
    for source, ids in files:
        for number, name in enumerate(ids):
            earlier, place = first.setdefault((source.rank, source.host, name), (source, number))
            if earlier is not source or place != number:
                line, _ = _place_of_id(earlier, place)
                message = f"the id {name!r} is taken already, by {earlier.name}:{line}"
                problems.append(Problem(source.path, *_place_of_id(source, number), message))
    return problems


def _place_of_id(source: SourceFile, number: int) -> tuple[int, int]:
    return read_yaml(source.text, source.path).place(("rules", number, "id"))
