"""The words of class names and ids, by which rule authors name most of what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable

import re2

MOST_ID_WORDS = 4  # an id of more words is made of a headline, and names nothing

_PART = re.compile(r"[^\W_]+")
_WORDY = re.compile(r"[^\W\d]+\d*|\d+")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\dA-Z]+|\d+")


def split_words(name: str) -> list[str]:
    """The words of one class or id: split at signs, at camelCase, and before the digits at a part's end.

    A part with digits elsewhere is a hash: it stands as an empty word.
    """
    words: list[str] = []
    for part in _PART.findall(name):
        words += _WORD.findall(part) if _WORDY.fullmatch(part) else [""]
    return [word.casefold() for word in words]


def clue(phrase: Iterable[str]) -> str:
    """RE2: what stands in every case-folded name that says this, and in some others."""
    return r"[^a-z0-9\x00]*".join(map(re2.escape, phrase))
