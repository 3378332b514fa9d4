"""What becomes of other programs' rules: rule files, and each line that could not be one, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

type Record = dict[str, Any]
"""A rule, or a file, as YAML writes it."""


class RefusedError(ValueError):
    """A line that cannot be converted; the message says why."""


CONVERTED = "# Converted from "
"""How a file begins that an import has written, and the next one may write anew."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not converted."""

    line: int
    text: str
    reason: str


@dataclass(slots=True)
class Converted:
    """The outcome of one source file."""

    files: dict[str, Record] = field(default_factory=dict)
    """By the name under a rules folder: `generic/easylist.yaml`, `sites/example.com.yaml`."""
    taken: int = 0
    """Lines that were converted."""
    passed_over: int = 0
    """Comments, and lines that say nothing here."""
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, line: int, text: str, reason: str) -> None:
        self.refusals.append(Refusal(line, text, reason))

    def file(self, name: str) -> Record:
        """The file of a name, begun where there is none yet."""
        return self.files.setdefault(name, {"format": 1})


def written(file: Mapping[str, Any], source: str) -> str:
    """A rule file's text."""
    text = yaml.safe_dump(dict(file), sort_keys=False, allow_unicode=True, width=1 << 20)
    return f"{CONVERTED}{source} by `cleancopy rules import`.\n{text}"
