"""The public pages as what a fit sees: rows of features, with labels and weights, one sample a page.

The odds of names and phrases are learned on these same pages, so a page is measured with odds that leave its
whole fold out. (To leave out its own site alone would tell: what is missing from a mean says what it was.)
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from hashlib import md5
from typing import Literal
from urllib.parse import urlsplit

import numpy as np

from bench import aged, corpora, flattened, labels
from bench.flattened import Tool
from cleancopy import decode, extract, parse, pipeline
from cleancopy.extract import Survey, verdict
from cleancopy.extract.features import Floats, measure
from cleancopy.extract.names import NameBook, names_of
from cleancopy.extract.outline import NOWHERE
from cleancopy.extract.verdict import Signs
from cleancopy.extract.wording import PhraseBook, phrases_of
from cleancopy.model import Findings, Source
from cleancopy.options import Options

FOLDS = 5
LEAST_SITES = 6  # that use a name, for its odds to be learned
LEAST_SITES_OF_PHRASES = 10  # the same of a phrase: with 6 nearly twice as many, and no gain
PRIOR_SITES, PRIOR_SHARE = 4, 0.45  # what a name is taken for before any site is seen
NOT_ARTICLE = 0.3  # the weight of a page of another type: what its body is, is a weaker truth
EXCERPT_BEFORE, EXCERPT_BEHIND = 5, 1  # lines around the article in an excerpt
SEGMENTS = 15.0  # the weight of a page of which only some segments are known, against 100

type Dress = Literal["own", "aged", "text", "excerpt"] | Tool
"""How a page comes: as it is, in the markup of `aged`, as its lines alone, as those around its article, as
another tool's text."""

HTML = frozenset({"own", "aged"})
"""The dresses that are not text."""

type Told = dict[str, tuple[float, float]]
"""Name to the weight of its blocks that are the article's, and of all its blocks."""


@dataclass(slots=True)
class Sample:
    """One page measured: a row a block."""

    page: corpora.Page
    rows: Floats
    nameless: Floats
    """The same, with no name known: what a page with made-up class names looks like."""
    labels: Floats
    weights: Floats
    texts: list[str]
    words: Floats
    links: Floats
    """Words of each block, and those of them in links."""
    signs: Signs
    told: bool | None
    """Whether it is an article, where rules say so."""

    @property
    def fold(self) -> int:
        return fold_of(site_of(self.page))


def fold_of(site: str) -> int:
    """Folds are cut by site, so that no page is judged by numbers that saw its site."""
    return int(md5(site.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def site_of(page: corpora.Page) -> str:
    """The host of a page, or what its id has of it."""
    host = urlsplit(page.url or page.id).hostname or page.id.split("::")[-1].split("-")[0]
    return host.removeprefix("www.")


class Names:
    """How the names, or the phrases, of many sites divide between article and rest."""

    def __init__(
        self,
        told: Iterable[tuple[corpora.Page, Told]],
        prior: float = PRIOR_SHARE,
        least_sites: int = LEAST_SITES,
    ) -> None:
        self._prior = prior
        self._least_sites = least_sites
        sites: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
        for page, names in told:
            for name, (ours, every) in names.items():
                sums = sites[name][site_of(page)]
                sums[0] += ours
                sums[1] += every
        self._shares = {
            name: {site: ours / every for site, (ours, every) in by_site.items()}
            for name, by_site in sorted(sites.items())
            if len(by_site) >= least_sites
        }

    def odds(self, *, without: int | None = None) -> dict[str, float]:
        """Log odds that text under a name is the article's: the mean over the sites of the other folds."""
        odds = {}
        for name, by_site in self._shares.items():
            shares = [share for site, share in by_site.items() if fold_of(site) != without]
            if len(shares) >= self._least_sites:
                share = (sum(shares) + self._prior * PRIOR_SITES) / (len(shares) + PRIOR_SITES)
                odds[name] = round(math.log(share / (1 - share)), 3)
        return odds


def learn_names(pages: Sequence[corpora.Page], pool: Executor) -> Names:
    return Names(zip(pages, pool.map(_names_told, pages, chunksize=16), strict=True))


def learn_phrases(pages: Sequence[corpora.Page], pool: Executor) -> Names:
    told = zip(pages, pool.map(_phrases_told, pages, chunksize=16), strict=True)
    return Names(told, least_sites=LEAST_SITES_OF_PHRASES)


def read_all(
    pages: Sequence[corpora.Page], learned: Names, pool: Executor, dress: Dress = "own"
) -> list[Sample]:
    """Every page that has blocks, measured with the odds, of names or of phrases, from the other folds."""
    odds = [learned.odds(without=fold) for fold in range(FOLDS)]
    jobs = [(page, odds[fold_of(site_of(page))]) for page in pages]
    samples = pool.map(partial(_sample, dress), jobs, chunksize=16)
    return [sample for sample in samples if sample is not None]


def _survey(page: corpora.Page, dress: Dress) -> tuple[Survey, Findings]:
    """A page after the page-scope rules, as the extraction sees it."""
    if dress in flattened.TOOLS:
        return _survey_text(flattened.flatten(page, dress), page)
    document = parse.parse(decode.decode(Source(page.read(), page.url)), url=page.url)
    if dress == "aged":
        aged.age(document.root)
    findings = pipeline.default_ruleset().edit_page(document, Options())
    found = extract.survey(document, findings)
    if dress in HTML:
        return found, findings
    lines = [block.text for block in found.outline.blocks]
    if dress == "excerpt":
        lines = _excerpt(page, lines)
    return _survey_text("\n\n".join(lines), page)


def _survey_text(text: str, page: corpora.Page) -> tuple[Survey, Findings]:
    findings = Findings()
    return extract.survey(parse.parse_text(text, url=page.url), findings), findings


def _excerpt(page: corpora.Page, lines: list[str]) -> list[str]:
    """The article's lines with a few around them, as people copy a text."""
    ours = [index for index, mark in enumerate(labels.label(page, lines)) if mark > 0.5]
    return lines[max(0, ours[0] - EXCERPT_BEFORE) : ours[-1] + 1 + EXCERPT_BEHIND] if ours else lines


def _names_told(page: corpora.Page) -> Told:
    found = _survey(page, "own")[0].outline
    marks = labels.label(page, [block.text for block in found.blocks])
    around: list[set[str]] = []
    for node in found.nodes:
        own = names_of(*map(node.element.get, ("class", "id", "role", "itemprop")))
        around.append(own | around[node.parent] if node.parent != NOWHERE else own)
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for block, mark in zip(found.blocks, marks, strict=True):
        if mark != labels.UNKNOWN and page.type == "article":
            heft = math.sqrt(min(block.words, 60))
            for name in around[block.node]:
                sums[name][0] += heft * (mark > 0.5)
                sums[name][1] += heft
    return {name: (ours, every) for name, (ours, every) in sums.items() if every}


def _phrases_told(page: corpora.Page) -> Told:
    lines = [block.text for block in _survey(page, "html_text")[0].outline.blocks]
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for line, mark in zip(lines, labels.label(page, lines), strict=True):
        if mark != labels.UNKNOWN and page.type == "article":
            for phrase in phrases_of(line):
                sums[phrase][0] += mark > 0.5
                sums[phrase][1] += 1
    return {phrase: (ours, every) for phrase, (ours, every) in sums.items()}


def _sample(dress: Dress, job: tuple[corpora.Page, Mapping[str, float]]) -> Sample | None:
    page, odds = job
    survey, findings = _survey(page, dress)
    found = survey.outline
    if not found.blocks:
        return None
    texts = [block.text for block in found.blocks]
    marks = np.array(labels.label(page, texts), np.float32)
    if dress in HTML:
        rows = measure(found, survey.facts, NameBook(odds))
        nameless = measure(found, survey.facts, NameBook({}))
    else:
        rows = nameless = measure(found, survey.facts, NameBook({}), PhraseBook(odds))
    words = np.array([block.words for block in found.blocks], np.float32)
    links = np.array([block.link_words for block in found.blocks], np.float32)
    weights = _weights(page, marks, words)
    said = verdict.by_rules(findings)
    told = None if said is None else said[0] > 0
    return Sample(page, rows, nameless, marks, weights, texts, words, links, survey.signs, told)


def _weights(page: corpora.Page, marks: Floats, words: Floats) -> Floats:
    """Long blocks weigh more, but not by all their words; all pages of a corpus weigh the same."""
    heft = np.minimum(words, 100) ** 0.7
    share = 100 * (1 if page.type == "article" else NOT_ARTICLE)
    if page.text is None:
        heft = np.where(marks == labels.UNKNOWN, 0, np.maximum(heft, 4)).astype(np.float32)
        share = SEGMENTS
    weights: Floats = heft * np.float32(share / max(float(heft.sum()), 1))
    return weights
