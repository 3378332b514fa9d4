"""What language a page is in, told by its commonest words: what pages declare is wrong more often."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from cleancopy import dom
from cleancopy.dom import Element

STOP = "stop"  # the group of a language's commonest words in its rule file
ENOUGH = 1200  # characters of paragraphs
LEAST_SAID = 40  # characters; a paragraph that is shorter is a label
PLENTY = 8  # different common words with which a page bears out what it declares
LEAST = 6  # with which it says what it does not declare
CLEARLY = 2  # times as many as those of the language that it declares, or of the next likely one

_WORD = re.compile(r"[^\W\d_]+")


class Tongues:
    """The commonest words of the languages that have rule files."""

    def __init__(self) -> None:
        self._words: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, language: str, words: Iterable[str]) -> None:
        self._words[language].update(word.casefold() for word in words)

    def of(self, root: Element, declared: str | None) -> str | None:
        """The language that a page declares, unless its paragraphs are clearly in another one.

        A language without a list of words cannot be told from its neighbours: there the page is believed.
        """
        if declared is not None and declared not in self._words:
            return declared
        said = _words(_paragraphs(root).casefold())
        if declared is not None and len(self._words[declared] & said) >= PLENTY:
            return declared
        counts = Counter({language: len(words & said) for language, words in self._words.items()})
        (best, most), (_, next_most) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
        against = next_most if declared is None else counts[declared]
        return best if most >= max(LEAST, CLEARLY * against) else declared


def _words(text: str) -> set[str]:
    """The words of a text; each character counts for one where no spaces part them."""
    unspaced = filter(dom.is_unspaced, text) if dom.is_unspaced(text) else ()
    return {*_WORD.findall(text), *unspaced}


def _paragraphs(root: Element) -> str:
    """The start of what a page says in paragraphs, or in whatever it has where it has none."""
    return _start_of(root, "p") or _start_of(root, "td", "div", "body")


def _start_of(root: Element, *tags: str) -> str:
    parts: list[str] = []
    length = 0
    for element in root.iter(*tags):
        text = dom.text_of(element)
        if len(text) >= LEAST_SAID:
            parts.append(text[:ENOUGH])
            length += len(parts[-1])
        if length >= ENOUGH:
            break
    return " ".join(parts)[:ENOUGH]
