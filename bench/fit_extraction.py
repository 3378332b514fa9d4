"""Fit the numbers by which the extraction judges blocks, on the public pages with their truth.

    python -m bench.fit_extraction            cross-validate by site and print the figures
    python -m bench.fit_extraction --write    the same, then fit on all pages and write the weights

Folds are cut by site, so that no page is judged by numbers that saw its site. A second copy of each page without
its names teaches to do without them; text pages are the same pages with nothing but their lines.
"""

from __future__ import annotations

import datetime
import json
import math
import os
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import md5
from typing import Any
from urllib.parse import urlsplit

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.neural_network import MLPClassifier

from bench import corpora, labels
from cleancopy import decode, parse, pipeline
from cleancopy.extract import page_facts, scoring
from cleancopy.extract.blocks import Block, segment
from cleancopy.extract.consensus import consensus
from cleancopy.extract.features import NameBook, measure, names_of
from cleancopy.extract.outline import Outline, outline
from cleancopy.model import PageKind, Source
from cleancopy.options import Options

FOLDS = 5
HIDDEN = (64, 32)
EPOCHS = 10
SEED = 7
LEAST_SITES = 6  # that use a name, for its odds to be learned
PRIOR_SITES, PRIOR_SHARE = 4, 0.45  # what a name is taken for before any site is seen
NAMELESS = 0.35  # the weight of a page's copy without names
NOT_ARTICLE = 0.3  # the weight of a page of another type: what its body is, is a weaker truth
SEGMENTS = 5.0  # the weight of a page of which only some segments are known, against 100
DIGITS = 4

type Floats = NDArray[np.float32]
type Names = Mapping[str, float]


@dataclass(slots=True)
class Sample:
    """One page measured: a row a block, with its label, and its outline without the tree."""

    page: corpora.Page
    outline: Outline
    rows: Floats | None
    """`None` for a page without blocks."""
    texts: list[str]
    labels: Floats
    weights: Floats


@dataclass(slots=True)
class Fitted:
    """A network in the making: its numbers and how to judge with them."""

    data: dict[str, Any]

    def judge(self, rows: Floats) -> Floats:
        return scoring.network(self.data).judge(rows)


def site_of(page: corpora.Page) -> str:
    """The host of a page, or what its id has of it."""
    host = urlsplit(page.url or page.id).hostname or page.id.split("::")[-1].split("-")[0]
    return host.removeprefix("www.")


def fold_of(page: corpora.Page) -> int:
    return int(md5(site_of(page).encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def _outline(page: corpora.Page, kind: PageKind) -> tuple[Outline, Any]:
    """The outline of a page after the page-scope rules, as the extraction sees it."""
    document = parse.parse(decode.decode(Source(page.read(), page.url)), url=page.url)
    findings = pipeline.default_ruleset().edit_page(document, Options())
    facts = page_facts(document, findings)
    body = document.root.find("body")
    blocks = segment(document.root if body is None else body)
    if kind == "text":
        lines = parse.parse_text("\n\n".join(block.text for block in blocks))
        return outline(lines.root[0], segment(lines.root[0])), type(facts)()
    return outline(document.root if body is None else body, blocks), facts


def _measured(job: tuple[corpora.Page, PageKind, Names]) -> Sample:
    page, kind, odds = job
    found, facts = _outline(page, kind)
    texts = [block.text for block in found.blocks]
    marks = np.array(labels.label(page, texts), np.float32)
    rows = measure(found, facts, NameBook(odds)) if texts else None
    nowhere: Any = None  # trees do not travel between processes
    bare = [Block(nowhere, "", block.words, block.link_words) for block in found.blocks]
    light = Outline(bare, found.block_parents, [], found.container_parents, found.starts, found.ends)
    return Sample(page, light, rows, texts, marks, _weights(page, marks, found.blocks))


def _weights(page: corpora.Page, marks: Floats, blocks: Sequence[Block]) -> Floats:
    """Long blocks weigh more, but not by all their words; all pages of a corpus weigh the same."""
    heft = np.minimum(np.array([block.words for block in blocks], np.float32), 100) ** 0.7
    if page.text is None:
        heft = np.where(marks == labels.UNKNOWN, 0, np.maximum(heft, 4)).astype(np.float32)
    share = SEGMENTS if page.text is None else 100 * (1 if page.type == "article" else NOT_ARTICLE)
    return heft * share / max(float(heft.sum()), 1)


def _names_told(page: corpora.Page) -> dict[str, tuple[float, float]]:
    """For each name on the page: the weight of its blocks that are the article's, and of all its blocks."""
    found, _ = _outline(page, "html")
    told: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    marks = labels.label(page, [block.text for block in found.blocks])
    for block, mark in zip(found.blocks, marks, strict=True):
        if mark == labels.UNKNOWN:
            continue
        heft = math.sqrt(min(block.words, 60))
        for name in _names_around(block):
            told[name][0] += heft * (mark > 0.5)
            told[name][1] += heft
    return {name: (ours, every) for name, (ours, every) in told.items() if every}


def _names_around(block: Block) -> set[str]:
    line = (block.element, *block.element.iterancestors())
    return {
        name for element in line for name in names_of(*map(element.get, ("class", "id", "role", "itemprop")))
    }


def odds_of_names(told: Iterable[tuple[corpora.Page, Mapping[str, tuple[float, float]]]]) -> dict[str, float]:
    """Log odds that text under a name is the article's: the mean over sites, drawn to the prior where they are few."""
    sites: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for page, names in told:
        for name, (ours, every) in names.items():
            sums = sites[name][site_of(page)]
            sums[0] += ours
            sums[1] += every
    return {
        name: _log_odds(by_site.values())
        for name, by_site in sorted(sites.items())
        if len(by_site) >= LEAST_SITES
    }


def _log_odds(sites: Iterable[Sequence[float]]) -> float:
    shares = [ours / every for ours, every in sites]
    share = (sum(shares) + PRIOR_SHARE * PRIOR_SITES) / (len(shares) + PRIOR_SITES)
    return round(math.log(share / (1 - share)), 3)


def fit_network(rows: Floats, marks: Floats, weights: Floats) -> Fitted:
    """A multilayer perceptron on standardised rows."""
    known = weights > 0
    values = scoring.compress(rows[known])
    mean, scale = values.mean(0), values.std(0) + 1e-3
    values = np.clip((values - mean) / scale, -scoring.FARTHEST, scoring.FARTHEST)
    model = MLPClassifier(
        HIDDEN,
        batch_size=1024,
        learning_rate_init=1e-3,
        alpha=1e-3,
        max_iter=EPOCHS,
        random_state=SEED,
        tol=0,
    )
    heft = weights[known] / weights[known].mean()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it stops after EPOCHS is what is wanted
        model.fit(values, marks[known] > 0.5, sample_weight=heft)
    layers = [
        {"weights": _rounded(layer), "bias": _rounded(bias)}
        for layer, bias in zip(model.coefs_, model.intercepts_, strict=True)
    ]
    return Fitted({"mean": _rounded(mean), "scale": _rounded(scale), "layers": layers})


def _rounded(values: NDArray[Any]) -> Any:
    return np.vectorize(lambda value: float(f"{value:.{DIGITS}g}"))(values).tolist()


def _stacked(samples: Sequence[Sample]) -> tuple[Floats, Floats, Floats]:
    full = [sample for sample in samples if sample.rows is not None]
    return (
        np.concatenate([sample.rows for sample in full if sample.rows is not None]),
        np.concatenate([sample.labels for sample in full]),
        np.concatenate([sample.weights for sample in full]),
    )


def _second_rows(sample: Sample, scores: Floats) -> Floats:
    assert sample.rows is not None
    return np.hstack([sample.rows, consensus(sample.outline, scores)])


class Fitting:
    """The samples of one kind of page, measured anew for each fold's names."""

    def __init__(self, kind: PageKind, pages: Sequence[corpora.Page], pool: ProcessPoolExecutor) -> None:
        self.kind, self.pages, self.pool = kind, pages, pool
        told = pool.map(_names_told, pages, chunksize=16) if kind == "html" else ({} for _ in pages)
        self.told = list(zip(pages, told, strict=True))
        self.nameless = self._measure({}) if kind == "html" else []

    def _measure(self, odds: Names) -> list[Sample]:
        jobs = [(page, self.kind, odds) for page in self.pages]
        return list(self.pool.map(_measured, jobs, chunksize=16))

    def samples(self, seen: Callable[[corpora.Page], bool]) -> tuple[dict[str, float], list[Sample]]:
        """All pages measured with the names of the pages that are seen."""
        odds = odds_of_names((page, names) for page, names in self.told if seen(page))
        return odds, self._measure(odds)

    def fit(
        self, samples: Sequence[Sample], first: Mapping[str, Floats], seen: Callable[[corpora.Page], bool]
    ) -> tuple[Fitted, Fitted | None]:
        """The first network, and the second where the first's held-out scores are known."""
        mine = [*(s for s in samples if seen(s.page)), *self._lighter(seen)]
        one = fit_network(*_stacked(mine))
        if not first:
            return one, None
        again = [s for s in samples if seen(s.page) and s.rows is not None]
        rows = np.concatenate([_second_rows(s, first[s.page.id]) for s in again])
        _, marks, weights = _stacked(again)
        return one, fit_network(rows, marks, weights)

    def _lighter(self, seen: Callable[[corpora.Page], bool]) -> Iterator[Sample]:
        for sample in self.nameless:
            if seen(sample.page):
                yield Sample(
                    sample.page,
                    sample.outline,
                    sample.rows,
                    sample.texts,
                    sample.labels,
                    sample.weights * NAMELESS,
                )

    def cross_validate(self) -> tuple[dict[str, Floats], dict[str, Floats], list[Sample]]:
        """Held-out scores of the first and of the second network, by page id."""
        folds = [self.samples(partial(_outside, fold))[1] for fold in range(FOLDS)]
        first: dict[str, Floats] = {}
        second: dict[str, Floats] = {}
        for fold, samples in enumerate(folds):
            one, _ = self.fit(samples, {}, partial(_outside, fold))
            first |= {
                s.page.id: one.judge(s.rows)
                for s in samples
                if fold_of(s.page) == fold and s.rows is not None
            }
        for fold, samples in enumerate(folds):
            _, two = self.fit(samples, first, partial(_outside, fold))
            assert two is not None
            held = [s for s in samples if fold_of(s.page) == fold and s.rows is not None]
            second |= {s.page.id: two.judge(_second_rows(s, first[s.page.id])) for s in held}
        return first, second, folds[0]

    def final(self, first: Mapping[str, Floats]) -> tuple[dict[str, float], dict[str, Any]]:
        """The names and the two networks, fitted on every page."""
        odds, samples = self.samples(_every)
        one, two = self.fit(samples, first, _every)
        assert two is not None
        return odds, {"first": one.data, "second": two.data}


def _outside(fold: int, page: corpora.Page) -> bool:
    return fold_of(page) != fold


def _every(_: corpora.Page) -> bool:
    return True


def figures(samples: Sequence[Sample], scores: Mapping[str, Floats], threshold: float) -> dict[str, float]:
    """The F1 of each corpus when the blocks over a threshold are the article."""
    found: dict[str, float] = {}
    for corpus in corpora.present():
        measure_ = corpora.MEASURES[corpus]
        mine = [s for s in samples if s.page.corpus == corpus and s.page.type == "article"]
        texts = [_text(s, scores.get(s.page.id), threshold) for s in mine]
        total = measure_.total([measure_.score(s.page, text) for s, text in zip(mine, texts, strict=True)])
        found[corpus] = round(total["f1"], 4)
    return found


def _text(sample: Sample, scores: Floats | None, threshold: float) -> str:
    if scores is None:
        return ""
    return "\n\n".join(text for text, score in zip(sample.texts, scores, strict=True) if score > threshold)


@click.command(help=__doc__)
@click.option("--write", is_flag=True, help="Write cleancopy/extract/weights.json.")
@click.option("--jobs", default=2, show_default=True, help="Processes.")
def main(write: bool, jobs: int) -> None:
    pages = [page for corpus in corpora.present() for page in corpora.pages(corpus)]
    if not pages:
        click.echo("There are no corpora here; see docs/benchmarks.md.")
        return
    os.environ.setdefault("OMP_NUM_THREADS", str(jobs))
    weights: dict[str, Any] = {"about": _about(pages), "names": {}}
    with ProcessPoolExecutor(jobs) as pool:
        for kind in ("html", "text"):
            fitting = Fitting(kind, pages, pool)
            first, second, samples = fitting.cross_validate()
            for threshold in (0.4, 0.5, 0.6):
                click.echo(f"{kind} first  > {threshold}: {figures(samples, first, threshold)}")
                click.echo(f"{kind} second > {threshold}: {figures(samples, second, threshold)}")
            weights["about"]["held_out_f1"][kind] = figures(samples, second, 0.5)
            if write:
                odds, weights[kind] = fitting.final(first)
                weights["names"] |= odds
    if write:
        scoring.WEIGHTS.write_text(json.dumps(weights, separators=(",", ":")) + "\n", encoding="utf-8")
        click.echo(f"Written: {scoring.WEIGHTS}")


def _about(pages: Sequence[corpora.Page]) -> dict[str, Any]:
    counts = {corpus: sum(page.corpus == corpus for page in pages) for corpus in corpora.present()}
    return {
        "fitted": datetime.date.today().isoformat(),
        "by": "python -m bench.fit_extraction --write",
        "pages": counts,
        "held_out_f1": {},
    }


if __name__ == "__main__":
    main()
