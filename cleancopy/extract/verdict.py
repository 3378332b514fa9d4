"""Is it an article at all?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleancopy.extract.features import Floats
from cleancopy.extract.outline import Outline
from cleancopy.model import Metadata


@dataclass(frozen=True, slots=True)
class Verdict:
    is_article: bool
    confidence: float


def judge(page: Outline, scores: Floats, kept: Sequence[bool], told: Metadata) -> Verdict:
    words = sum(b.words for b, k in zip(page.blocks, kept, strict=True) if k and b.words >= 10)
    all_words = sum(b.words for b in page.blocks) or 1
    p = min(1.0, words / 150) * (0.4 + 0.6 * min(1.0, words / all_words * 2))
    return Verdict(words >= 60 and p > 0.35, p)
