"""The learned judgement: how sure it is that a block belongs to the article.

A small network, fitted by `python -m bench.fit_extraction` on public pages and kept as numbers in
`weights.json` with the date, the corpora and the held-out figures. Text pages have a network of their
own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from cleancopy.extract.features import Floats, PageFacts, measure
from cleancopy.extract.names import NameBook
from cleancopy.extract.outline import Outline
from cleancopy.model import PageKind

WEIGHTS = Path(__file__).with_name("weights.json")
FARTHEST = 5.0  # standard deviations; a value beyond them says no more


@dataclass(frozen=True, slots=True)
class Network:
    """A multilayer perceptron: rectified hidden layers and one logistic output."""

    mean: Floats
    scale: Floats
    layers: tuple[tuple[Floats, Floats], ...]
    """Weights (inputs x outputs) and biases."""

    def judge(self, rows: Floats) -> Floats:
        """For each row, 0 to 1."""
        values = np.clip((compress(rows) - self.mean) / self.scale, -FARTHEST, FARTHEST)
        for weights, bias in self.layers[:-1]:
            values = np.maximum(values @ weights + bias, 0)
        weights, bias = self.layers[-1]
        judged: Floats = 1 / (1 + np.exp(-(values @ weights + bias)[:, 0]))
        return judged


@dataclass(frozen=True, slots=True)
class Judge:
    """What is needed to judge pages of one kind."""

    book: NameBook
    network: Network

    def judge(self, page: Outline, facts: PageFacts) -> Floats:
        """For each block, 0 to 1."""
        if not page.blocks:
            return np.zeros(0, np.float32)
        return self.network.judge(measure(page, facts, self.book))


@cache
def judge_of(kind: PageKind) -> Judge:
    """The fitted judge of HTML or of text pages."""
    fitted = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Judge(NameBook(fitted["names"]), network(fitted[kind]))


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
