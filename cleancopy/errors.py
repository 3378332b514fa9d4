"""Everything that Clean Copy raises.

CleanCopyError
├── RuleError      rule files that cannot be used; carries every problem found, with its place
├── PageError      a page that goes out untouched; `reason` is the word that stands in the header
├── WishError      a format, selector or deadline that cannot be had; carries an HTTP status
└── WorkerError    a page that no worker could clean; `reason` is the word that stands in the header
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

type PageReason = Literal[
    "empty", "broken-coding", "too-large", "too-deep", "not-html", "not-an-article", "gutted", "memory",
    "error",
]  # fmt: skip
type WorkerReason = Literal["busy", "left", "deadline", "crash"]

REASONS: Mapping[str, str] = {
    "empty": "it has no text",
    "broken-coding": "its compressed data is damaged or ends early",
    "too-large": "it is larger than --set max_page=MEGABYTES allows",
    "too-deep": "its elements are nested too deep to be read whole",
    "not-html": "it is neither HTML nor text",
    "not-an-article": "it is not an article",
    "gutted": "the rules would have taken most of its words",
    "memory": "it takes more memory than there is",
    "error": "a mistake in Clean Copy itself stopped it, which is worth a report",
}
"""Why a page goes out untouched, as the end of a sentence."""


class CleanCopyError(Exception):
    """The root of the tree."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a rule file. Lines and columns count from 1; 0 where the whole file is meant."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.message}"


class RuleError(CleanCopyError):
    """Rule files that cannot be used."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class PageError(CleanCopyError):
    """A page that cannot be cleaned and goes out as it came."""

    def __init__(self, reason: PageReason, detail: str = "") -> None:
        self.reason: PageReason = reason
        super().__init__(f"{reason}: {detail}" if detail else reason)


class WishError(CleanCopyError):
    """An explicit wish of the client that cannot be met; `status` is 406, 422 or 504."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


class WorkerError(CleanCopyError):
    """A page that goes out as it came because of its worker: too many wait, it took too long, or it died.

    Or nobody waits for it any more.
    """

    def __init__(self, reason: WorkerReason) -> None:
        self.reason: WorkerReason = reason
        super().__init__(reason)
