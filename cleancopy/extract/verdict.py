"""Is it an article at all? A second small network, over what is known of the whole page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np
from lxml import etree

from cleancopy import dom
from cleancopy.extract import jsonld
from cleancopy.extract.features import PROSE_WORDS, Floats
from cleancopy.extract.metadata import Head
from cleancopy.extract.outline import Outline
from cleancopy.model import Findings, Metadata, PageKind

ARTICLE_FROM = 0.57  # held out, precision is 0.950 from 0.5 on and 0.959 from 0.6, recall 0.958 and 0.945
TEXT_FROM = 0.5  # the same of a text: held out, fewer than 2 in 100 lose by it
KNOWN_TEXT_FROM = 0.6  # the same where its address is known, which makes the verdict surer
LEAST_WORDS = 30  # of prose that stays; nothing shorter is worth a reading view
PARAGRAPH = 20  # words

_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])")
_DATED = re.compile(r"/(?:19|20)\d\d/")
_COUNTED = ("form", "button", "select", "article", "h1")
_ITEM_TYPES = etree.XPath("//@itemtype", smart_strings=False)


@dataclass(frozen=True, slots=True)
class Signs:
    """What a page says of its kind beside its text."""

    words: frozenset[str]
    """Of its address, its classes, its types: `path:blog`, `type:Product`, `body:archive`."""
    numbers: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a page is an article, and how sure that is, 0 to 1."""

    is_article: bool
    confidence: float


def read_signs(head: Head, told: Metadata) -> Signs:
    """Before the tree is edited."""
    words = frozenset((*_address_words(head.url), *_body_words(head.root), *_types(head)))
    return Signs(words, (*_address_numbers(head.url), *_head_numbers(head, told)))


def _address_words(url: str | None) -> Iterator[str]:
    address = urlsplit(url or "")
    for segment in address.path.split("/")[:-1]:
        for word in re.split(r"[-_.]", segment.lower()):
            if word and not word.isdigit():
                yield f"path:{word}"
    for label in (address.hostname or "").split(".")[:-2]:
        yield f"host:{label}"


def _body_words(root: dom.Element) -> Iterator[str]:
    body = root.find("body")
    for element in (root, body):
        if element is not None:
            for word in _WORD.findall((element.get("class") or "")[: 2 * dom.MOST_NAME]):
                yield f"body:{word.lower()}"


def _types(head: Head) -> Iterator[str]:
    for node in head.nodes:
        for kind in jsonld.as_list(node.get("@type")):
            if isinstance(kind, str):
                yield f"type:{kind.rsplit('/', 1)[-1]}"
    for value in head.every("og:type"):
        yield f"og:{value.lower()}"
    for value in dom.strings(_ITEM_TYPES, head.root):
        yield f"item:{value.rsplit('/', 1)[-1]}"


def _address_numbers(url: str | None) -> tuple[float, ...]:
    """All 0 for a page without an address."""
    address = urlsplit(url or "")
    segments = [segment for segment in address.path.split("/") if segment]
    last = segments[-1] if segments else ""
    return (
        len(segments),
        len(re.split(r"[-_]", last)) if last else 0,
        any(map(str.isdigit, last)),
        "." in last,
        bool(address.query),
        bool(_DATED.search(address.path)),
        bool(url) and not segments,
    )


def _head_numbers(head: Head, told: Metadata) -> tuple[float, ...]:
    found = list(head.root.iter(*_COUNTED, "input"))
    counts = Counter(element.tag for element in found)
    return (
        bool(told.date or told.date_modified),
        bool(told.authors),
        bool(told.tags),
        bool(told.image),
        bool(head.article),
        len(head.nodes),
        dom.count_words(told.excerpt or ""),
        dom.count_words(told.title or ""),
        *(counts[tag] for tag in _COUNTED),
        any(one.tag == "input" and one.get("type") == "password" for one in found),
    )


def measure(words: Floats, links: Floats, scores: Floats, signs: Signs, odds: Mapping[str, float]) -> Floats:
    """One row, from each block's words, words in links, and score."""
    known = [odds[word] for word in signs.words if word in odds]
    said = (sum(known), min(known, default=0.0), max(known, default=0.0), len(known))
    return np.array([[*said, *signs.numbers, *_measure_blocks(words, links, scores)]], np.float32)


def _measure_blocks(words: Floats, links: Floats, scores: Floats) -> tuple[float, ...]:
    """What the judged blocks say of the page."""
    kept = scores >= 0.5
    if not kept.any():
        return (0.0, float(words.sum()), *(0.0,) * 12)
    prose = (words >= PROSE_WORDS) & (links < words / 2)
    whole, ours = max(float(words.sum()), 1.0), max(float(words[kept].sum()), 1.0)
    return (
        ours,
        whole,
        ours / whole,
        float(words[kept & prose].sum()),
        float(words[kept & prose].sum() / max(float(words[prose].sum()), 1.0)),
        float((kept & (words >= PARAGRAPH)).sum()),
        float(words[kept].max()),
        float(np.average(scores, weights=np.minimum(words, 80) + 0.5)),
        float(np.average(scores[kept], weights=words[kept] + 0.1)),
        float(links[kept].sum() / ours),
        ours / float(kept.sum()),
        float(kept.sum()),
        float(len(words)),
        float((np.abs(scores - 0.5) * 2 * words).sum() / whole),
    )


def by_rules(findings: Findings) -> tuple[float, str] | None:
    """The confidence where rules say what the page is, and the file and the selector that say so."""
    for name, confidence in (("no_article", 0.0), ("article", 1.0)):
        for telling in findings.fields.get(name, ()):
            return confidence, dom.text_of(telling)
    return None


def threshold(kind: PageKind, url: str | None) -> float:
    """How sure it must be that a page is an article."""
    if kind == "html":
        return ARTICLE_FROM
    return KNOWN_TEXT_FROM if url else TEXT_FROM


def decide(
    confidence: float, page: Outline, kept: Sequence[bool], article_from: float = ARTICLE_FROM
) -> Verdict:
    """The verdict on a page that was judged so."""
    blocks = (block for block, is_kept in zip(page.blocks, kept, strict=True) if is_kept)
    prose = sum(block.words for block in blocks if block.words >= PROSE_WORDS)
    return Verdict(confidence >= article_from and prose >= LEAST_WORDS, round(confidence, 3))
