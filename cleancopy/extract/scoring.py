"""The learned judgement: how sure it is that a block belongs to the article.

Two small networks, each fitted by `python -m bench.fit_extraction` on public pages and kept as numbers in
`weights.json` with the date, the corpora and the figures: the first sees what is measured of a block, the second
also how the blocks around it were judged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from cleancopy.extract.consensus import consensus
from cleancopy.extract.features import Column, NameBook, PageFacts, Scores, measure
from cleancopy.extract.outline import Outline
from cleancopy.model import PageKind

WEIGHTS = Path(__file__).with_name("weights.json")
FARTHEST = 5.0  # standard deviations; a value beyond them says no more


@dataclass(frozen=True, slots=True)
class Network:
    """A multilayer perceptron: rectified hidden layers and one logistic output."""

    mean: Column
    scale: Column
    layers: tuple[tuple[Column, Column], ...]
    """Weights (inputs x outputs) and biases."""

    def judge(self, rows: Column) -> Scores:
        values = np.clip((compress(rows) - self.mean) / self.scale, -FARTHEST, FARTHEST)
        for weights, bias in self.layers[:-1]:
            values = np.maximum(values @ weights + bias, 0)
        weights, bias = self.layers[-1]
        return (1 / (1 + np.exp(-(values @ weights + bias)))).astype(np.float32)[:, 0]


@dataclass(frozen=True, slots=True)
class Judge:
    """What is needed to judge pages of one kind."""

    book: NameBook
    first: Network
    second: Network

    def judge(self, page: Outline, facts: PageFacts) -> Scores:
        """For each block, 0 to 1."""
        if not page.blocks:
            return np.zeros(0, np.float32)
        rows = measure(page, facts, self.book)
        scores = self.first.judge(rows)
        return self.second.judge(np.hstack([rows, consensus(page, scores)]))


@cache
def judge_of(kind: PageKind) -> Judge:
    """The fitted judge of HTML or of text pages."""
    weights = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    fitted = weights[kind]
    return Judge(NameBook(weights["names"]), network(fitted["first"]), network(fitted["second"]))


def compress(rows: Column) -> Column:
    """Counts and sizes by their logarithm, so that a long block is not a hundred short ones."""
    return np.sign(rows) * np.log1p(np.abs(rows))


def network(data: Mapping[str, Any]) -> Network:
    """From the lists of numbers in `weights.json`."""
    layers = tuple(
        (np.array(layer["weights"], np.float32), np.array(layer["bias"], np.float32)) for layer in data["layers"]
    )
    return Network(np.array(data["mean"], np.float32), np.array(data["scale"], np.float32), layers)
