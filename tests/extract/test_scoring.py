"""The judge: a small network over the measured blocks, and another one over the page."""

from __future__ import annotations

import warnings
from itertools import pairwise

import numpy as np
import pytest

from cleancopy.extract.features import PageFacts
from cleancopy.extract.outline import Outline
from cleancopy.extract.scoring import FARTHEST, Network, compress, judge_of, network
from cleancopy.extract.verdict import Signs
from cleancopy.model import PageKind
from extract.trees import PAGE, SENTENCES, TITLE, outline_of

ONE = {
    "mean": [0.0, 0.0],
    "scale": [1.0, 2.0],
    "layers": [{"weights": [[1.0, -1.0], [0.0, 0.0]], "bias": [0.0, 0.25]},
               {"weights": [[2.0], [3.0]], "bias": [0.5]}],
}  # fmt: skip


def one(value: float) -> float:
    return float(network(ONE).judge(np.array([[value, 0.0]], np.float32))[0])


def test_a_network_computes_what_its_numbers_say() -> None:
    """Rectified, weighed, added up and put between 0 and 1, worked out by hand."""
    assert one(np.expm1(1.0)) == pytest.approx(1 / (1 + np.exp(-2.5)), rel=1e-5)
    assert one(-np.expm1(1.0)) == pytest.approx(1 / (1 + np.exp(-4.25)), rel=1e-5)
    assert one(0) == pytest.approx(1 / (1 + np.exp(-1.25)), rel=1e-5)


def test_many_rows_are_judged_as_each_is_alone() -> None:
    fitted = judge_of("html").network
    rows = np.linspace(-50, 50, 30 * fitted.mean.size, dtype=np.float32).reshape(30, -1)
    alone = [float(fitted.judge(row[None])[0]) for row in rows]
    assert fitted.judge(rows) == pytest.approx(alone, abs=1e-6)


def test_what_is_too_far_out_says_no_more() -> None:
    assert one(1e30) == one(np.expm1(FARTHEST * 1.01))
    assert one(1e30) > one(np.expm1(FARTHEST * 0.5))


def test_sizes_are_compressed_alike_on_both_sides_of_nothing() -> None:
    rows = np.array([-9.0, -1.0, 0.0, 1.0, 9.0], np.float32)
    assert compress(rows) == pytest.approx([-2.302585, -0.693147, 0, 0.693147, 2.302585])


@pytest.mark.parametrize("kind", ["html", "text"])
def test_the_layers_of_the_fitted_networks_fit_each_other(kind: PageKind) -> None:
    judge = judge_of(kind)
    for fitted in (judge.network, judge.page_network):
        sizes = [fitted.mean.size, *(bias.size for _, bias in fitted.layers)]
        assert [weights.shape for weights, _ in fitted.layers] == [*pairwise(sizes)]
        assert sizes[-1] == 1
        assert (fitted.scale > 0).all()


def test_text_pages_have_a_network_of_their_own() -> None:
    assert not np.array_equal(judge_of("html").network.mean, judge_of("text").network.mean)


def test_prose_is_judged_above_the_menu_and_the_foot_of_its_page() -> None:
    page = outline_of(PAGE)
    scores = judge_of("html").judge(page, PageFacts(title=TITLE))
    by_text = dict(zip((block.text for block in page.blocks), scores.tolist(), strict=True))
    prose = [by_text[sentence] for sentence in SENTENCES]
    others = [by_text[text] for text in ("News", "Sport", "Ferry late again", "Eels come back")]
    assert min(prose) > 0.5 > max(others)


def test_the_same_page_has_the_same_scores() -> None:
    first, second = (judge_of("html").judge(outline_of(PAGE), PageFacts()) for _ in range(2))
    assert np.array_equal(first, second)


def test_a_page_without_a_block_has_no_scores_and_is_no_article() -> None:
    judge = judge_of("html")
    scores = judge.judge(Outline(), PageFacts())
    assert scores.shape == (0,)
    assert judge.judge_page(Outline(), scores, Signs(frozenset(), (0.0,) * 21)) < 0.5


@pytest.mark.parametrize("size", [0.0, 1e-30, 1e30, -1e30])
def test_scores_stay_between_0_and_1_without_a_warning(size: float) -> None:
    fitted: Network = judge_of("html").network
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scores = fitted.judge(np.full((3, fitted.mean.size), size, np.float32))
    assert ((scores >= 0) & (scores <= 1)).all()
