"""The learned judgement: how sure it is that a block belongs to the article.

A small network, fitted by `python -m bench.fit_extraction` on public pages and kept as numbers in
`weights.json` with the date, the corpora and the held-out figures. A second one judges the whole page. Text
pages have networks of their own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleancopy.extract import verdict
from cleancopy.extract.features import Floats, PageFacts, measure
from cleancopy.extract.names import NameBook
from cleancopy.extract.outline import Outline
from cleancopy.extract.verdict import Signs
from cleancopy.extract.wording import PhraseBook
from cleancopy.model import PageKind

WEIGHTS = Path(__file__).with_name("weights.json")
FARTHEST = 5.0  # standard deviations; a value beyond them says no more
ROWS = 12  # multiplied at once: with more OpenBLAS wakes all cores, whose waiting takes 50 times as long


@dataclass(frozen=True, slots=True)
class Network:
    """A multilayer perceptron: rectified hidden layers and one logistic output."""

    mean: Floats
    scale: Floats
    layers: tuple[tuple[Floats, Floats], ...]
    """Weights (inputs x outputs) and biases."""

    def judge(self, rows: Floats) -> Floats:
        """For each row, 0 to 1."""
        values: NDArray[Any] = np.clip((compress(rows) - self.mean) / self.scale, -FARTHEST, FARTHEST)
        for weights, bias in self.layers[:-1]:
            values = np.maximum(_product(values, weights) + bias, 0)
        weights, bias = self.layers[-1]
        judged: NDArray[Any] = 1 / (1 + np.exp(-(_product(values, weights) + bias)[:, 0]))
        return judged


@dataclass(frozen=True, slots=True)
class Judge:
    """What is needed to judge pages of one kind."""

    book: NameBook
    phrases: PhraseBook | None
    """For text alone, which has no names."""
    network: Network
    page_odds: Mapping[str, float]
    """Log odds that a page is an article, by what it says of its kind."""
    page_network: Network

    def judge(self, page: Outline, facts: PageFacts) -> Floats:
        """For each block, 0 to 1."""
        if not page.blocks:
            return np.zeros(0, np.float32)
        return self.network.judge(measure(page, facts, self.book, self.phrases))

    def judge_page(self, page: Outline, scores: Floats, signs: Signs) -> float:
        """How sure it is that the page is an article, 0 to 1."""
        words = np.array([block.words for block in page.blocks], np.float32)
        links = np.array([block.link_words for block in page.blocks], np.float32)
        row = verdict.measure(words, links, scores, signs, self.page_odds)
        return float(self.page_network.judge(row)[0])


@cache
def judge_of(kind: PageKind) -> Judge:
    """The fitted judge of HTML or of text pages."""
    fitted = json.loads(WEIGHTS.read_text(encoding="utf-8"))[kind]
    return Judge(
        book=NameBook(fitted["names"]),
        phrases=PhraseBook(fitted["phrases"]) if fitted.get("phrases") else None,
        network=network(fitted["blocks"]),
        page_odds=fitted["page_odds"],
        page_network=network(fitted["page"]),
    )


def _product(values: NDArray[Any], weights: Floats) -> NDArray[Any]:
    """`values @ weights`, on one core."""
    product: NDArray[Any] = np.empty((len(values), weights.shape[1]), np.float32)
    for start in range(0, len(values), ROWS):
        np.matmul(values[start : start + ROWS], weights, out=product[start : start + ROWS])
    return product


def compress(rows: Floats) -> Floats:
    """Counts and sizes by their logarithm, so that a long block is not a hundred short ones."""
    compressed: Floats = np.sign(rows) * np.log1p(np.abs(rows))
    return compressed


def network(data: Mapping[str, Any]) -> Network:
    """From the lists of numbers in `weights.json`."""
    layers = tuple(
        (np.array(layer["weights"], np.float32), np.array(layer["bias"], np.float32))
        for layer in data["layers"]
    )
    return Network(np.array(data["mean"], np.float32), np.array(data["scale"], np.float32), layers)
