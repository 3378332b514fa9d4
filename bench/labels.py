"""Which blocks of a page are the article, by the truth of its corpus."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bench import measures
from bench.corpora import Page

UNKNOWN = -1.0
NEAR = 4  # blocks around a short one that decide whether it is where the truth has its words

type Gram = tuple[str, ...]


def label(page: Page, texts: Sequence[str]) -> list[float]:
    """For each block the share of it that is the article's, or `UNKNOWN` where the truth does not say."""
    if page.text is None:
        return [_by_segments(page, measures.fold(text)) for text in texts]
    return _by_text(page.text, texts)


def _by_segments(page: Page, text: str) -> float:
    if any(measures.fold(segment) in text for segment in page.must):
        return 1.0
    return 0.0 if any(measures.fold(segment) in text for segment in page.must_not) else UNKNOWN


def _by_text(truth: str, texts: Sequence[str]) -> list[float]:
    wanted = measures.words(truth.lower())
    grams = {size: _grams(wanted, size) for size in range(1, measures.GRAM + 1)}
    lines = {tuple(measures.words(line.lower())) for line in truth.splitlines()}
    shares = [_share(measures.words(text.lower()), grams, lines) for text in texts]
    return [_settled(shares, place) if share is None else share for place, share in enumerate(shares)]


def _share(words: list[str], grams: dict[int, set[Gram]], lines: set[Gram]) -> float | None:
    """`None` for a short block whose words are in the truth, which may be by chance."""
    if len(words) >= measures.GRAM:
        mine = list(zip(*(words[start:] for start in range(measures.GRAM)), strict=False))
        return sum(gram in grams[measures.GRAM] for gram in mine) / len(mine)
    if not words:
        return 0.0
    if tuple(words) in lines:
        return 1.0
    return None if tuple(words) in grams[len(words)] else 0.0


def _settled(shares: Sequence[float | None], place: int) -> float:
    before = next(
        (share for share in reversed(shares[max(0, place - NEAR) : place]) if share is not None), 0.0
    )
    after = next((share for share in shares[place + 1 : place + 1 + NEAR] if share is not None), 0.0)
    return float(before > 0.5 and after > 0.5)


def _grams(words: Sequence[str], size: int) -> set[Gram]:
    return (
        set(pairwise(words))
        if size == 2
        else set(zip(*(words[start:] for start in range(size)), strict=False))
    )
