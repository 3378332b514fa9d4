"""Fit the numbers by which the extraction judges blocks and pages, on the public pages with their truth.

    python -m bench.fit_extraction            cross-validate by site and print the figures
    python -m bench.fit_extraction --write    the same, then fit on all pages and write the weights
    python -m bench.fit_extraction --write --verdict    of them those of the verdict alone

Three steps. Teachers (boosted trees and networks) judge each page without having seen its site. Their
mean, mixed with the truth, is what the kept network learns: it forgives the truth's slips, and says
something of blocks that the truth is silent about. It also sees each page without names and in old markup.
Text has no teachers: its network sees each page as several texts.
The figures are of networks that have not seen the page's site; their teachers' judgements of the other
pages have, a little.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import click
import numpy as np

from bench import corpora, fit_verdict, labels, learning, samples
from bench.fit_verdict import Judged
from bench.learning import Examples, Judge, Shape
from bench.samples import FOLDS, Dress, Sample
from cleancopy.extract import scoring, selection
from cleancopy.extract.features import Floats
from cleancopy.model import PageKind

TEACHERS = (1, 2)  # seeds; each gives a forest and a network
TRUST = 0.7  # of the target is the teachers' judgement, the rest the truth
NAMELESS = 0.35  # the weight of a page's copy without names
OTHERWISE = 0.25  # the weight of its copy in old markup, which no teacher has seen
SILENT = 10.0  # the weight of all blocks of a page that the truth is silent about
TEXTS: Mapping[Dress, float] = {
    "text": 0.5,
    "excerpt": 0.5,
    "resiliparse": 1.0,
    "resiliparse-main": 1.0,
    "html_text": 1.0,
}
"""How a page is a text, and how much each counts."""
THRESHOLDS = (0.4, 0.5, 0.6)

type Scores = dict[str, Floats]
"""Page id to a score for each block."""


def judge_held_out(
    pages: Sequence[Sample], fit: Callable[[Sequence[Sample]], Judge], *dresses: Sequence[Sample]
) -> list[Scores]:
    """The pages in each dress, each page judged by a model that was fitted without its fold."""
    judged: list[Scores] = [{} for _ in dresses]
    for fold in range(FOLDS):
        judge = fit([page for page in pages if page.fold != fold])
        for scores, dress in zip(judged, dresses, strict=True):
            scores.update({page.page.id: judge(page.rows) for page in dress if page.fold == fold})
    return judged


def teach(pages: Sequence[Sample]) -> Scores:
    """The mean judgement of the teachers."""
    every = [
        judge_held_out(pages, lambda seen, fit=fit, seed=seed: fit(seen, seed), pages)[0]
        for seed in TEACHERS
        for fit in (_forest, _teacher_network)
    ]
    return {name: np.mean([scores[name] for scores in every], axis=0) for name in every[0]}


def _forest(pages: Sequence[Sample], seed: int) -> Judge:
    return learning.fit_trees(learning.stacked([_examples(page) for page in pages]), seed)


def _teacher_network(pages: Sequence[Sample], seed: int) -> Judge:
    examples = learning.stacked([_examples(page) for page in pages])
    return scoring.network(learning.fit_network(examples, seed)).judge


def _examples(page: Sample, share: float = 1.0) -> Examples:
    return Examples(page.rows, (page.labels > 0.5).astype(np.float32), page.weights * share)


def fit_pupil(pages: Sequence[Sample], taught: Scores, others: Sequence[Sample] = ()) -> dict[str, Any]:
    """The network that is kept: taught by truth and teachers, with and without names, and other dresses."""
    examples: list[Examples] = []
    for page in pages:
        targets, weights = _taught(page, taught[page.page.id])
        examples.append(Examples(page.rows, targets, weights))
        examples.append(Examples(page.nameless, targets, weights * NAMELESS))
    seen = {page.page.id for page in pages}
    examples += [_examples(page, OTHERWISE) for page in others if page.page.id in seen]
    return learning.fit_network(learning.stacked(examples), seed=0)


def _taught(page: Sample, taught: Floats) -> tuple[Floats, Floats]:
    is_silent = page.labels == labels.UNKNOWN
    mixed = TRUST * taught + (1 - TRUST) * (page.labels > 0.5)
    weights = np.where(is_silent, SILENT / max(int(is_silent.sum()), 1), page.weights)
    return np.where(is_silent, taught, mixed).astype(np.float32), weights.astype(np.float32)


def fit_html(pages: Sequence[corpora.Page], pool: Executor) -> dict[str, Any]:
    names = samples.learn_names(pages, pool)
    own, aged = (samples.read_all(pages, names, pool, dress) for dress in ("own", "aged"))
    taught = _teach("html", own)
    nameless = [replace(page, rows=page.nameless) for page in own]
    judged = judge_held_out(own, lambda seen: _pupil(seen, taught, aged), own, nameless, aged)
    _report("html, no names", nameless, judged[1])
    _report("html, aged", aged, judged[2])
    return {
        "held_out_f1": _report("html", own, judged[0]),
        "names": names.odds(),
        "blocks": fit_pupil(own, taught, aged),
        **_verdict([Judged(page, judged[0][page.page.id]) for page in fit_verdict.of_interest(own)]),
    }


def fit_text(pages: Sequence[corpora.Page], pool: Executor) -> dict[str, Any]:
    phrases = samples.learn_phrases(pages, pool)
    fitted = fit_texts({dress: samples.read_all(pages, phrases, pool, dress) for dress in TEXTS})
    return fitted | {"phrases": phrases.odds()}


def fit_texts(dressed: Mapping[Dress, Sequence[Sample]]) -> dict[str, Any]:
    """Without teachers: each page is seen as several texts, which forgives as much."""
    judged = dict(
        zip(
            dressed,
            judge_held_out(
                dressed["text"],
                lambda seen: scoring.network(_fit_dressed(dressed, seen)).judge,
                *dressed.values(),
            ),
            strict=True,
        )
    )
    for dress, them in dressed.items():
        _report(dress, them, judged[dress])
    return {
        "held_out_f1": figures(dressed["text"], judged["text"], 0.5),
        "names": {},
        "blocks": _fit_dressed(dressed, dressed["text"]),
        **_verdict(_worth_cleaning(dressed, judged), learning.FOR_TEXT_PAGES),
    }


def _worth_cleaning(
    dressed: Mapping[Dress, Sequence[Sample]], judged: Mapping[Dress, Scores]
) -> list[Judged]:
    """Of a text it is asked, too, whether the copy is nearer to the truth than the text as it came.

    The pages whose kind was read by hand take no part: with them more texts rise, and more fall than may.
    """
    known = (
        (page, judged[dress][page.page.id])
        for dress, pages in dressed.items()
        for page in fit_verdict.of_interest(pages)
        if not fit_verdict.is_read_by_hand(page)
    )
    return [Judged(page, scores, is_better=_f1(page, scores) >= _f1(page, None)) for page, scores in known]


def _f1(page: Sample, scores: Floats | None) -> float:
    """Of what is kept, or of the whole page."""
    kept = [True] * len(page.texts) if scores is None else scores >= selection.TEXT_KEPT_FROM["balance"]
    return corpora.MEASURES[page.page.corpus].score(page.page, _text(page, kept)).f1


def _fit_dressed(dressed: Mapping[Dress, Sequence[Sample]], seen: Sequence[Sample]) -> dict[str, Any]:
    ids = {page.page.id for page in seen}
    examples = [
        _examples(page, TEXTS[dress])
        for dress, them in dressed.items()
        for page in them
        if page.page.id in ids
    ]
    return learning.fit_network(learning.stacked(examples), 0, learning.FOR_TEXTS)


FITS: Mapping[PageKind, Callable[[Sequence[corpora.Page], Executor], dict[str, Any]]] = {
    "html": fit_html,
    "text": fit_text,
}


def _teach(what: str, pages: Sequence[Sample]) -> Scores:
    click.echo(f"{what}: {len(pages)} pages, {pages[0].rows.shape[1]} features")
    taught = teach(pages)
    _report(f"{what}, the teachers", pages, taught)
    return taught


def _pupil(pages: Sequence[Sample], taught: Scores, others: Sequence[Sample]) -> Judge:
    return scoring.network(fit_pupil(pages, taught, others)).judge


def _verdict(judged: Sequence[Judged], shape: Shape = learning.FOR_PAGES) -> dict[str, Any]:
    for line in fit_verdict.report(judged, shape):
        click.echo(line)
    fitted = fit_verdict.fit(judged, shape)
    return {"page_odds": fitted.odds, "page": fitted.network}


def _report(what: str, pages: Sequence[Sample], scores: Scores) -> dict[str, float]:
    for threshold in THRESHOLDS:
        click.echo(f"{what} > {threshold}: {figures(pages, scores, threshold)}")
    return figures(pages, scores, 0.5)


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
@click.option("--kind", "kinds", multiple=True, type=click.Choice([*FITS]), help="Only this kind of page.")
@click.option("--verdict", is_flag=True, help="Leave the numbers for blocks as they are.")
@click.option("--jobs", default=2, show_default=True, help="Processes that measure pages.")
def main(write: bool, kinds: Sequence[PageKind], verdict: bool, jobs: int) -> None:
    pages = [page for corpus in corpora.present() for page in corpora.pages(corpus)]
    if not pages:
        click.echo("There are no corpora here; see docs/benchmarks.md.")
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for kind in kinds or FITS:
            about, fitted = _about(pages), FITS[kind](pages, pool)
            if write and verdict:
                _write(kind, {"verdict": about} | {name: fitted[name] for name in ("page_odds", "page")})
            elif write:
                _write(kind, about | {"verdict": about} | fitted)


def _about(pages: Sequence[corpora.Page]) -> dict[str, Any]:
    return {
        "fitted": datetime.date.today().isoformat(),
        "by": "python -m bench.fit_extraction --write",
        "pages": {corpus: sum(page.corpus == corpus for page in pages) for corpus in corpora.present()},
    }


def _write(kind: PageKind, fitted: Mapping[str, Any]) -> None:
    """Put the weights for one kind of page beside those that are there."""
    weights = json.loads(scoring.WEIGHTS.read_text(encoding="utf-8")) if scoring.WEIGHTS.exists() else {}
    text = json.dumps(weights | {kind: weights.get(kind, {}) | fitted}, separators=(",", ":"))
    scoring.WEIGHTS.write_text(text + "\n", encoding="utf-8")
    click.echo(f"Written: {scoring.WEIGHTS}")


if __name__ == "__main__":
    main()
