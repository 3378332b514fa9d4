"""Whole blocks by their text: phrases in a dictionary, patterns in two RE2 automata."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import re2

from cleancopy.ruleset import finders
from cleancopy.ruleset.lookup import Numbers
from cleancopy.ruleset.matching import pattern_options

PHRASE_SLACK = 40  # characters of punctuation that a block may have around a phrase


class Texts:
    """The phrases and patterns of some rules made ready."""

    def __init__(
        self,
        phrases: Mapping[str, Numbers],
        patterns: Mapping[str, Numbers],
        most_words: Callable[[int], int | None],
    ) -> None:
        """`most_words` says for a number how many words its rule allows."""
        self._phrases = phrases
        self._longest = PHRASE_SLACK + max(map(len, phrases), default=0)
        limits = {pattern: _limit(map(most_words, numbers)) for pattern, numbers in patterns.items()}
        self._short = _Patterns({p: n for p, n in patterns.items() if limits[p] is not None})
        self._any = _Patterns({p: n for p, n in patterns.items() if limits[p] is None})
        self._most = max((limit for limit in limits.values() if limit is not None), default=0)

    def matching(self, text: str) -> Numbers:
        """What a block's text leads to; its white space is folded."""
        seen = finders.as_seen(text)
        numbers = self._any.matching(seen)
        if seen.count(" ") < self._most:
            numbers += self._short.matching(seen)
        if len(text) <= self._longest:
            numbers += self._phrases.get(finders.comparable(text), ())
        return numbers


def _limit(limits: map[int | None]) -> int | None:
    """The most words that any of the rules allows; `None` where one allows any number."""
    known = [*limits]
    return None if None in known else max(limit for limit in known if limit is not None)


class _Patterns:
    """Patterns that must match all of a text, in one automaton."""

    def __init__(self, patterns: Mapping[str, Numbers]) -> None:
        self._numbers = [*patterns.values()]
        if patterns:
            self._set = re2.Set.FullMatchSet(pattern_options())
            for pattern in patterns:
                self._set.Add(finders.as_seen(pattern))
            self._set.Compile()

    def matching(self, text: str) -> Numbers:
        if not self._numbers:
            return []
        return [number for place in sorted(self._set.Match(text) or ()) for number in self._numbers[place]]
