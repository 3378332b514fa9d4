"""Fit the numbers by which the extraction judges blocks, on the public pages with their truth.

    python -m bench.fit_extraction            cross-validate by site and print the figures
    python -m bench.fit_extraction --write    fit on all pages and write cleancopy/extract/weights.json

Folds are cut by site, so that no page is judged by weights that saw its site. Pages of text are made from the same
pages by leaving only their lines.
"""

from __future__ import annotations

import argparse
import datetime
import json
import math
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import md5
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from lxml import etree
from numpy.typing import NDArray
from sklearn.neural_network import MLPClassifier

from bench import corpora, labels
from cleancopy import decode, parse, pipeline
from cleancopy.errors import PageError
from cleancopy.extract import metadata, scoring
from cleancopy.extract.blocks import segment
from cleancopy.extract.consensus import consensus
from cleancopy.extract.features import NameBook, PageFacts, measure, names_of
from cleancopy.extract.outline import Outline, outline
from cleancopy.model import PageKind, Source
from cleancopy.options import Options

FOLDS = 5
HIDDEN = (64, 32)
EPOCHS = 10
SEED = 7
LEAST_SITES = 6  # that use a name, for its odds to be learned
PRIOR_SITES, PRIOR_SHARE = 4, 0.45  # what a name is taken for before any site is seen
NAMELESS_WEIGHT = 0.35  # of each page's copy without names, which teaches to do without them
DIGITS = 4

type Names = tuple[str | None, ...]


@dataclass(slots=True)
class Sample:
    """One page: its outline without its tree, and the label of each block."""

    page: corpora.Page
    site: str
    outline: Outline
    facts: PageFacts
    labels: NDArray[np.float32]
    weights: NDArray[np.float32]
    texts: list[str]
    words: list[int]


class Stub:
    """What is left of an element when its tree is gone: enough for every feature."""
