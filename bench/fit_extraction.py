"""Fit the numbers by which the extraction judges blocks, on the public pages with their truth.

    python -m bench.fit_extraction            cross-validate by site and print the figures
    python -m bench.fit_extraction --write    the same, then fit on all pages and write the weights

Three steps. Teachers (boosted trees and networks) judge each page without having seen its site. Their
mean, mixed with the truth, is what the kept network learns: it forgives the truth's slips, and says
something of blocks that the truth is silent about. The figures are of networks that have not seen the
page's site; their teachers' judgements of the other pages have, a little.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import click
import numpy as np

from bench import corpora, fit_verdict, labels, learning, samples
from bench.learning import Examples, Judge
from bench.samples import FOLDS, Sample
from cleancopy.extract import scoring
from cleancopy.extract.features import Floats
from cleancopy.model import PageKind

KINDS: tuple[PageKind, ...] = ("html", "text")
TEACHERS = (1, 2)  # seeds; each gives a forest and a network
TRUST = 0.7  # of the target is the teachers' judgement, the rest the truth
NAMELESS = 0.35  # the weight of a page's copy without names
SILENT = 10.0  # the weight of all blocks of a page that the truth is silent about
THRESHOLDS = (0.4, 0.5, 0.6)

type Scores = dict[str, Floats]
"""Page id to a score for each block."""


def judge_held_out(pages: Sequence[Sample], fit: Callable[[Sequence[Sample]], Judge]) -> Scores:
    """Each page judged by a model that was fitted without its fold."""
    scores: Scores = {}
    for fold in range(FOLDS):
        judge = fit([page for page in pages if page.fold != fold])
        scores |= {page.page.id: judge(page.rows) for page in pages if page.fold == fold}
    return scores


def teach(pages: Sequence[Sample]) -> Scores:
    """The mean judgement of the teachers."""
    every = [
        judge_held_out(pages, lambda seen, fit=fit, seed=seed: fit(seen, seed))
        for seed in TEACHERS
        for fit in (_forest, _teacher_network)
    ]
    return {name: np.mean([scores[name] for scores in every], axis=0) for name in every[0]}


def _forest(pages: Sequence[Sample], seed: int) -> Judge:
    return learning.fit_trees(learning.stacked([_examples(page) for page in pages]), seed)


def _teacher_network(pages: Sequence[Sample], seed: int) -> Judge:
    examples = learning.stacked([_examples(page) for page in pages])
    return scoring.network(learning.fit_network(examples, seed)).judge


def _examples(page: Sample) -> Examples:
    return Examples(page.rows, (page.labels > 0.5).astype(np.float32), page.weights)


def fit_pupil(pages: Sequence[Sample], taught: Scores) -> dict[str, Any]:
    """The network that is kept: taught by truth and teachers, with and without names."""
    examples: list[Examples] = []
    for page in pages:
        targets, weights = _taught(page, taught[page.page.id])
        examples.append(Examples(page.rows, targets, weights))
        examples.append(Examples(page.nameless, targets, weights * NAMELESS))
    return learning.fit_network(learning.stacked(examples), seed=0)


def _taught(page: Sample, taught: Floats) -> tuple[Floats, Floats]:
    is_silent = page.labels == labels.UNKNOWN
    mixed = TRUST * taught + (1 - TRUST) * (page.labels > 0.5)
    weights = np.where(is_silent, SILENT / max(int(is_silent.sum()), 1), page.weights)
    return np.where(is_silent, taught, mixed).astype(np.float32), weights.astype(np.float32)


def figures(pages: Sequence[Sample], scores: Mapping[str, Floats], threshold: float) -> dict[str, float]:
    """The F1 of each corpus when the blocks over a threshold are the article."""
    found: dict[str, float] = {}
    for corpus in corpora.present():
        measure = corpora.MEASURES[corpus]
        mine = [one for one in pages if one.page.corpus == corpus and one.page.type == "article"]
        texts = [_text(one, scores[one.page.id] > threshold) for one in mine]
        total = measure.total([measure.score(one.page, text) for one, text in zip(mine, texts, strict=True)])
        found[corpus] = round(total["f1"], 4)
    return found


def _text(page: Sample, kept: Sequence[bool]) -> str:
    return "\n\n".join(text for text, is_kept in zip(page.texts, kept, strict=True) if is_kept)


@click.command(help=__doc__)
@click.option("--write", is_flag=True, help="Write cleancopy/extract/weights.json.")
@click.option("--jobs", default=2, show_default=True, help="Processes that measure pages.")
def main(write: bool, jobs: int) -> None:
    pages = [page for corpus in corpora.present() for page in corpora.pages(corpus)]
    if not pages:
        click.echo("There are no corpora here; see docs/benchmarks.md.")
        return
    weights: dict[str, Any] = {"about": _about(pages)}
    for kind in KINDS:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            names, measured = samples.read_all(kind, pages, pool)
        click.echo(f"{kind}: {len(measured)} pages, {measured[0].rows.shape[1]} features")
        taught = teach(measured)
        judged = judge_held_out(measured, lambda seen, taught=taught: _pupil(seen, taught))
        weights["about"]["held_out_f1"][kind] = _report(kind, measured, taught, judged)
        if write:
            weights[kind] = fit_pupil(measured, taught)
        if kind == "html":
            weights |= {"names": names.odds(), **_verdict(measured, judged)}
    if write:
        scoring.WEIGHTS.write_text(json.dumps(weights, separators=(",", ":")) + "\n", encoding="utf-8")
        click.echo(f"Written: {scoring.WEIGHTS}")


def _pupil(pages: Sequence[Sample], taught: Scores) -> Judge:
    return scoring.network(fit_pupil(pages, taught)).judge


def _verdict(pages: Sequence[Sample], judged: Scores) -> dict[str, Any]:
    known = fit_verdict.of_interest(pages)
    for line in fit_verdict.report(known, judged):
        click.echo(line)
    fitted = fit_verdict.fit(known, judged)
    return {"page_odds": fitted.odds, "page": fitted.network}


def _report(kind: PageKind, pages: Sequence[Sample], taught: Scores, pupil: Scores) -> dict[str, float]:
    for name, scores in (("teachers", taught), ("pupil", pupil)):
        for threshold in THRESHOLDS:
            click.echo(f"{kind} {name} > {threshold}: {figures(pages, scores, threshold)}")
    nameless = judge_nameless(pages, taught)
    click.echo(f"{kind} pupil, no names > 0.5: {figures(pages, nameless, 0.5)}")
    return figures(pages, pupil, 0.5)


def judge_nameless(pages: Sequence[Sample], taught: Scores) -> Scores:
    """As if every page had made-up class names."""
    bare = [replace(one, rows=one.nameless) for one in pages]
    by_id = {one.page.id: one for one in pages}

    def fit(seen: Sequence[Sample]) -> Judge:
        return scoring.network(fit_pupil([by_id[one.page.id] for one in seen], taught)).judge

    return judge_held_out(bare, fit)


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
