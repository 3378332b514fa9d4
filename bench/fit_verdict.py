"""The fit of the verdict on pages, a part of `bench.fit_extraction`: is a page an article at all?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bench import learning, measures
from bench.learning import Examples, Shape
from bench.samples import FOLDS, Names, Sample
from cleancopy.extract import scoring, verdict
from cleancopy.extract.features import Floats
from cleancopy.extract.verdict import Signs

PRIOR = 0.7  # the share of articles among the pages, near enough
THRESHOLDS = (0.5, 0.6, 0.7, 0.8)
BARE = 0.5  # the weight of a page's copies without an address, without words, without both
READ = 0.5  # the weight of a page whose kind was read by hand: most of those are articles

_KINDS: Mapping[str, list[int]] = yaml.safe_load(Path(__file__).with_name("kinds.yaml").read_text("utf-8"))
_ADDRESS = 7  # numbers of `Signs` that are the address's


@dataclass(frozen=True, slots=True)
class Fitted:
    odds: dict[str, float]
    network: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A page with what is known of it."""

    page: Sample
    scores: Floats
    """Its blocks', held out."""
    is_better: bool = True
    """It is no worse for being cleaned, which it should not be otherwise."""


def fit(pages: Sequence[Judged], shape: Shape = learning.FOR_PAGES) -> Fitted:
    names = _names(pages)
    return Fitted(names.odds(), _network(pages, _by_fold(names), shape))


def report(pages: Sequence[Judged], shape: Shape = learning.FOR_PAGES) -> Iterator[str]:
    """Held-out figures by corpus and threshold: as they are, by rules, without address and words."""
    odds = _by_fold(_names(pages))
    judged: dict[str, list[tuple[bool, float]]] = defaultdict(list)
    for fold in range(FOLDS):
        seen = [one for one in pages if one.page.fold != fold]
        network = scoring.network(_network(seen, odds, shape))
        for one in pages:
            if one.page.fold == fold:
                bare = _bare(one.page.signs, address=True, words=True)
                score, without = (
                    float(network.judge(_row(one, signs, odds))[0]) for signs in (one.page.signs, bare)
                )
                told = score if one.page.told is None else float(one.page.told)
                for how, answer in (("", score), (", with rules", told), (", bare", without)):
                    judged[f"{one.page.page.corpus}{how}"].append((is_article(one.page) is True, answer))
    for how, answers in sorted(judged.items()):
        for threshold in THRESHOLDS:
            total = measures.decision([(truth, score >= threshold) for truth, score in answers])
            figures = ", ".join(f"{name} {value:.3f}" for name, value in total.items())
            yield f"verdict, {how} >= {threshold}: {figures}"


def of_interest(pages: Sequence[Sample]) -> list[Sample]:
    """The pages of which it is known what they are."""
    return [page for page in pages if is_article(page) is not None]


def is_article(page: Sample) -> bool | None:
    """Whether it is one, as its corpus or `kinds.yaml` says."""
    if not is_read_by_hand(page):
        return page.page.type == "article"
    number = int(page.page.path.name.partition(".")[0])
    return None if number in _KINDS["unsure"] else number not in _KINDS["none"]


def is_read_by_hand(page: Sample) -> bool:
    """Whether the corpus itself does not say what it is."""
    return page.page.corpus == "trafilatura"


def _names(pages: Sequence[Judged]) -> Names:
    samples = (one.page for one in pages)
    told = ((page, (float(is_article(page) is True), 1.0)) for page in samples)
    return Names(((page.page, dict.fromkeys(page.signs.words, share)) for page, share in told), PRIOR)


def _by_fold(names: Names) -> list[dict[str, float]]:
    return [names.odds(without=fold) for fold in range(FOLDS)]


def _network(pages: Sequence[Judged], odds: Sequence[Mapping[str, float]], shape: Shape) -> dict[str, Any]:
    examples: list[Examples] = []
    for one in pages:
        heft = READ if is_read_by_hand(one.page) else 1.0
        target = np.array([one.is_better and is_article(one.page)], np.float32)
        for signs, weight in _copies(one.page.signs):
            examples.append(Examples(_row(one, signs, odds), target, np.array([weight * heft], np.float32)))
    return learning.fit_network(learning.stacked(examples), 0, shape)


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


def _row(one: Judged, signs: Signs, odds: Sequence[Mapping[str, float]]) -> Floats:
    page = one.page
    return verdict.measure(page.words, page.links, one.scores, signs, odds[page.fold])
