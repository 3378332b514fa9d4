"""How well a text matches the truth, as each corpus defines it. Pure functions of texts; no page, no parser.

The three corpora do not add up their pages in the same way, so each has a score for a page and a total.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

GRAM = 4  # words in a row that scrapinghub compares

_WORD = re.compile(r"\w+")

type Totals = dict[str, float]


@dataclass(frozen=True, slots=True)
class Score:
    """One page against its truth. `hit`, `extra`, `missing` count words, word 4-grams or segments."""

    hit: int
    extra: int
    missing: int
    exact: bool = False
    held: int = 0
    """Segments that must not be there and are not (trafilatura)."""
    found: float | None = None
    """Share of the snippets that must be there, where the page has some (wcxb)."""
    leaked: float | None = None
    """Share of the snippets that must not be there and are, where the page has some (wcxb)."""

    @property
    def given(self) -> int:
        return self.hit + self.extra

    @property
    def wanted(self) -> int:
        return self.hit + self.missing

    @property
    def precision(self) -> float:
        return share(self.hit, self.given)

    @property
    def recall(self) -> float:
        return share(self.hit, self.wanted)

    @property
    def f1(self) -> float:
        """Nothing wanted and nothing given is a match."""
        return harmonic(self.precision, self.recall) if self.given or self.wanted else 1.0

    def as_dict(self) -> dict[str, object]:
        return asdict(self) | {"precision": self.precision, "recall": self.recall, "f1": self.f1}


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def fold(text: str) -> str:
    return " ".join(text.split())


def share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return share(sum(numbers), len(numbers))


def harmonic(precision: float, recall: float) -> float:
    return share(2 * precision * recall, precision + recall)


def grams(tokens: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Runs of four words, with multiplicity; a shorter text is one run, an empty one none."""
    if len(tokens) < GRAM:
        return Counter([tuple(tokens)] if tokens else [])
    return Counter(zip(*(tokens[start:] for start in range(GRAM)), strict=False))


def _overlap[T](want: Counter[T], have: Counter[T]) -> tuple[int, int, int]:
    hit = (want & have).total()
    return hit, have.total() - hit, want.total() - hit


def score_grams(truth: str, text: str) -> Score:
    """scrapinghub: runs of four words, their case kept."""
    want, have = words(truth), words(text)
    return Score(*_overlap(grams(want), grams(have)), exact=want == have)


def score_bag(truth: str, text: str, must: Sequence[str] = (), must_not: Sequence[str] = ()) -> Score:
    """wcxb: a bag of lower-case words, and snippets looked for in the lower-case text."""
    want, have = words(truth.lower()), words(text.lower())
    return Score(
        *_overlap(Counter(want), Counter(have)),
        exact=want == have,
        found=_snippets(must, text.lower()),
        leaked=_snippets(must_not, text.lower()),
    )


def _snippets(snippets: Sequence[str], lower: str) -> float | None:
    return share(sum(snippet.lower() in lower for snippet in snippets), len(snippets)) if snippets else None


def score_segments(must: Sequence[str], must_not: Sequence[str], text: str) -> Score:
    """trafilatura: segments looked for as substrings after white space is folded, their case kept."""
    folded = fold(text)
    hit = sum(fold(segment) in folded for segment in must)
    leak = sum(fold(segment) in folded for segment in must_not)
    return Score(hit, leak, len(must) - hit, held=len(must_not) - leak)


def total_grams(scores: Sequence[Score]) -> Totals:
    """Precision is the mean over the pages that gave something; F1 is of the two means."""
    precision = mean(score.precision for score in scores if score.given)
    recall = mean(score.recall for score in scores if score.wanted)
    exact = mean(score.exact for score in scores)
    return {"f1": harmonic(precision, recall), "precision": precision, "recall": recall, "exact": exact}


def total_bag(scores: Sequence[Score]) -> Totals:
    """Plain means of the pages' figures: F1 is the mean of F1s. Snippets over the pages that have them."""
    return {
        "f1": mean(score.f1 for score in scores),
        "precision": mean(score.precision if score.wanted or score.given else 1.0 for score in scores),
        "recall": mean(score.recall if score.wanted or score.given else 1.0 for score in scores),
        "found": mean(score.found for score in scores if score.found is not None),
        "leaked": mean(score.leaked for score in scores if score.leaked is not None),
    }


def total_segments(scores: Sequence[Score]) -> Totals:
    """The counts of all pages are added up first."""
    hit, leak = sum(score.hit for score in scores), sum(score.extra for score in scores)
    lost, held = sum(score.missing for score in scores), sum(score.held for score in scores)
    precision, recall = share(hit, hit + leak), share(hit, hit + lost)
    accuracy = share(hit + held, hit + held + leak + lost)
    return {"f1": harmonic(precision, recall), "precision": precision, "recall": recall, "accuracy": accuracy}


def decision(pairs: Iterable[tuple[bool, bool]]) -> Totals:
    """Precision, recall and F1 of a yes or no; pairs of what is and what was said."""
    counts = Counter(pairs)
    right, wrong, lost = counts[True, True], counts[False, True], counts[True, False]
    precision, recall = share(right, right + wrong), share(right, right + lost)
    return {"f1": harmonic(precision, recall), "precision": precision, "recall": recall}


def same_title(truth: str, value: str) -> bool:
    """Equal but for case and white space."""
    return fold(truth).casefold() == fold(value).casefold()


def same_people(truth: str, value: str) -> bool:
    """The same words in any order: separators and `by` or `and` between names do not count."""
    joining = {"and", "by"}
    return set(words(truth.casefold())) - joining == set(words(value.casefold())) - joining


def same_day(truth: str, value: str) -> bool:
    """The same ISO 8601 day, whatever the time."""
    return truth[:10] == value[:10]
