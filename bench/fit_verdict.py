"""The fit of the verdict on pages, a part of `bench.fit_extraction`: is a page an article at all?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench import learning, measures
from bench.learning import Examples
from bench.samples import FOLDS, Names, Sample
from cleancopy.extract import scoring, verdict
from cleancopy.extract.features import Floats
from cleancopy.extract.verdict import Signs

PRIOR = 0.7  # the share of articles among the pages, near enough
THRESHOLDS = (0.5, 0.6, 0.7, 0.8)
BARE = 0.5  # the weight of a page's copies without an address, without words, without both

_ADDRESS = 7  # numbers of `Signs` that are the address's


@dataclass(frozen=True, slots=True)
class Fitted:
    odds: dict[str, float]
    network: dict[str, Any]


def fit(pages: Sequence[Sample], scores: Mapping[str, Floats]) -> Fitted:
    """On every page, with the blocks' held-out scores."""
    names = _names(pages)
    return Fitted(names.odds(), _network(pages, scores, _by_fold(names)))


def report(pages: Sequence[Sample], scores: Mapping[str, Floats]) -> Iterator[str]:
    """Held-out figures by threshold: of whole pages, and of pages without address and words."""
    odds = _by_fold(_names(pages))
    for bare in (False, True):
        judged: list[tuple[bool, float]] = []
        for fold in range(FOLDS):
            network = scoring.network(_network([page for page in pages if page.fold != fold], scores, odds))
            for page in pages:
                if page.fold == fold and page.page.corpus == "wcxb":
                    signs = _bare(page.signs, address=True, words=True) if bare else page.signs
                    row = _row(page, signs, scores, odds)
                    judged.append((_is_article(page), float(network.judge(row)[0])))
        for threshold in THRESHOLDS:
            total = measures.decision([(truth, score >= threshold) for truth, score in judged])
            figures = ", ".join(f"{name} {value:.3f}" for name, value in total.items())
            yield f"verdict{' on bare pages' if bare else ''} >= {threshold}: {figures}"


def of_interest(pages: Sequence[Sample]) -> list[Sample]:
    """The pages of which it is known what they are."""
    return [page for page in pages if page.page.corpus in {"wcxb", "scrapinghub"}]


def _is_article(page: Sample) -> bool:
    return page.page.type == "article"


def _names(pages: Sequence[Sample]) -> Names:
    told = ((page.page, dict.fromkeys(page.signs.words, (float(_is_article(page)), 1.0))) for page in pages)
    return Names(told, PRIOR)


def _by_fold(names: Names) -> list[dict[str, float]]:
    return [names.odds(without=fold) for fold in range(FOLDS)]


def _network(
    pages: Sequence[Sample], scores: Mapping[str, Floats], odds: Sequence[Mapping[str, float]]
) -> dict[str, Any]:
    examples: list[Examples] = []
    for page in pages:
        for signs, weight in _copies(page.signs):
            target = np.array([_is_article(page)], np.float32)
            examples.append(Examples(_row(page, signs, scores, odds), target, np.array([weight], np.float32)))
    return learning.fit_network(learning.stacked(examples), 0, learning.FOR_PAGES)


def _copies(signs: Signs) -> Iterator[tuple[Signs, float]]:
    yield signs, 1.0
    yield _bare(signs, address=True, words=False), BARE
    yield _bare(signs, address=False, words=True), BARE
    yield _bare(signs, address=True, words=True), BARE


def _bare(signs: Signs, *, address: bool, words: bool) -> Signs:
    kept = {
        word for word in signs.words if not words and not (address and word.startswith(("path:", "host:")))
    }
    numbers = (*(0.0,) * _ADDRESS, *signs.numbers[_ADDRESS:]) if address else signs.numbers
    return Signs(frozenset(kept), numbers)


def _row(
    page: Sample, signs: Signs, scores: Mapping[str, Floats], odds: Sequence[Mapping[str, float]]
) -> Floats:
    return verdict.measure(page.words, page.links, scores[page.page.id], signs, odds[page.fold])
