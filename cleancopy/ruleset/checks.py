"""What a rule file must be beside readable before it is shipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cleancopy import resources
from cleancopy.errors import Problem
from cleancopy.ruleset.examples import try_examples
from cleancopy.ruleset.folders import read_folders
from cleancopy.ruleset.reading import Parsed, parse_files
from cleancopy.ruleset.selectors import nearest


def check(paths: list[Path]) -> list[Problem]:
    """Everything that is wrong with the rule files of folders or single files, examples included."""
    sources, unreadable = read_folders(paths)
    parsed, mistakes = parse_files(sources)
    report = try_examples(parsed, [*unreadable, *mistakes])
    problems = {*report.problems, *_missing_examples(parsed), *_unknown_ids(parsed)}
    return sorted(problems)


def _missing_examples(files: list[Parsed]) -> Iterator[Problem]:
    """A shipped rule proves itself; people's own may go without."""
    shipped = resources.shipped("rules").resolve()
    for parsed in files:
        if not Path(parsed.source.path).resolve().is_relative_to(shipped):
            continue
        for number, rule in enumerate(parsed.file.rules):
            for key in ("removes", "keeps"):
                if not getattr(rule.tests, key, None):
                    line, column = parsed.yaml.place(("rules", number))
                    message = f"{rule.id} has no example under tests: {key}"
                    yield Problem(parsed.source.path, line, column, message)


def _unknown_ids(files: list[Parsed]) -> Iterator[Problem]:
    """A `disable` that switches nothing off is a slip of the pen, or its rule is gone."""
    if not any(parsed.file.disable for parsed in files):
        return
    shipped, _ = parse_files(read_folders([resources.shipped("rules")])[0])
    known = {rule.id for parsed in [*shipped, *files] for rule in parsed.file.rules}
    for parsed in files:
        for number, name in enumerate(parsed.file.disable):
            if name not in known:
                line, column = parsed.yaml.place(("disable", number))
                message = f"no rule has the id {name!r}{nearest(name, known)}"
                yield Problem(parsed.source.path, line, column, message)
