"""What the words of short lines say, each with learned odds. In text nothing else names a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

WITHIN = 15  # words; a longer line is a sentence

_WORD = re.compile(r"[^\W\d_]+|\d+")
_NUMBER = "0"  # stands for any


class Wording(NamedTuple):
    """Log odds that a line is the article's, over the phrases in it that are known; 0 where none is."""

    mean: float = 0.0
    least: float = 0.0
    most: float = 0.0
    known: int = 0
    line: float = 0.0
    """Of the whole line."""


_SILENT = Wording()


class PhraseBook:
    """The odds of phrases."""

    def __init__(self, odds: Mapping[str, float]) -> None:
        self._odds = odds

    def read(self, line: str) -> Wording:
        odds = self._odds
        words = _words(line)
        values = [odds[phrase] for phrase in _phrases(words) if phrase in odds]
        if not values:
            return _SILENT
        return Wording(
            sum(values) / len(values), min(values), max(values), len(values), odds.get(_whole(words), 0.0)
        )


def phrases_of(line: str) -> Set[str]:
    """The words of a short line, each two that follow each other, the first, the last, and all of them."""
    return _phrases(_words(line))


def _phrases(words: Sequence[str]) -> Set[str]:
    if not 0 < len(words) <= WITHIN:
        return frozenset()
    return {*words, *map(" ".join, pairwise(words)), f"^{words[0]}", f"{words[-1]}$", _whole(words)}


def _words(line: str) -> list[str]:
    return [_NUMBER if word.isdigit() else word for word in _WORD.findall(line.casefold())]


def _whole(words: Iterable[str]) -> str:
    return "=" + " ".join(words)
