"""Which blocks of a page are the article, by the truth of its corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from bench import measures
from bench.corpora import Page

UNKNOWN = -1.0
NEAR = 4  # blocks around a short one that decide whether it is where the truth has its words
AROUND = 6  # blocks around one whose likeness to the truth says which of several copies the truth has
GRAM = 3  # words in a row that a copy uses up

type Gram = tuple[str, ...]


def label(page: Page, texts: Sequence[str]) -> list[float]:
    """For each block 1 if it is the article's, 0 if not, or `UNKNOWN` where the truth does not say."""
    if page.text is None:
        return [_by_segments(page, measures.fold(text)) for text in texts]
    return _by_text(page.text, texts)


def _by_segments(page: Page, text: str) -> float:
    if any(measures.fold(segment) in text for segment in page.must):
        return 1.0
    return 0.0 if any(measures.fold(segment) in text for segment in page.must_not) else UNKNOWN


def _by_text(truth: str, texts: Sequence[str]) -> list[float]:
    """A block that the truth has once counts once: of copies, the one whose surroundings it has, too."""
    words = [measures.words(text.lower()) for text in texts]
    shares = _shares(truth, words)
    around = _means_around(shares, [len(one) for one in words])
    left = _Left(measures.words(truth.lower()))
    found = [0.0] * len(texts)
    alike = [place for place, share in enumerate(shares) if share > 0.5 and words[place]]
    for place in sorted(alike, key=lambda place: (-round(around[place], 1), place)):
        found[place] = float(left.take(words[place]))
    return found


class _Left:
    """What of the truth no block has used up yet."""

    def __init__(self, truth: Sequence[str]) -> None:
        self._words = Counter(truth)
        self._grams = Counter(_grams(truth, GRAM))

    def take(self, words: Sequence[str]) -> bool:
        """Whether more than half of a block is left, which then is no more."""
        grams = Counter(_grams(words, GRAM))
        if grams:
            hits = sum(min(count, self._grams[gram]) for gram, count in grams.items())
            is_left = hits > grams.total() / 2
        else:
            is_left = all(self._words[word] > 0 for word in words)
        if is_left:
            self._grams.subtract(grams)
            self._words.subtract(words)
        return is_left


def _shares(truth: str, words: Sequence[Sequence[str]]) -> list[float]:
    """For each block the share of it that stands in the truth."""
    wanted = measures.words(truth.lower())
    grams = {size: set(_grams(wanted, size)) for size in range(1, measures.GRAM + 1)}
    lines = {tuple(measures.words(line.lower())) for line in truth.splitlines()}
    shares = [_share(one, grams, lines) for one in words]
    return [_settled(shares, place) if share is None else share for place, share in enumerate(shares)]


def _share(words: Sequence[str], grams: dict[int, set[Gram]], lines: set[Gram]) -> float | None:
    """`None` for a short block whose words are in the truth, which may be by chance."""
    if len(words) >= measures.GRAM:
        mine = _grams(words, measures.GRAM)
        return sum(gram in grams[measures.GRAM] for gram in mine) / len(mine)
    if not words:
        return 0.0
    if tuple(words) in lines:
        return 1.0
    return None if tuple(words) in grams[len(words)] else 0.0


def _settled(shares: Sequence[float | None], place: int) -> float:
    before = next((one for one in reversed(shares[max(0, place - NEAR) : place]) if one is not None), 0.0)
    after = next((one for one in shares[place + 1 : place + 1 + NEAR] if one is not None), 0.0)
    return float(before > 0.5 and after > 0.5)


def _means_around(shares: Sequence[float], sizes: Sequence[int]) -> list[float]:
    weights = [min(size, 60) + 0.1 for size in sizes]
    mass = list(
        accumulate((share * weight for share, weight in zip(shares, weights, strict=True)), initial=0.0)
    )
    weight = list(accumulate(weights, initial=0.0))
    ends = [(max(0, place - AROUND), min(len(shares), place + AROUND + 1)) for place in range(len(shares))]
    return [(mass[high] - mass[low]) / (weight[high] - weight[low]) for low, high in ends]


def _grams(words: Sequence[str], size: int) -> list[Gram]:
    return list(zip(*(words[start:] for start in range(size)), strict=False))
