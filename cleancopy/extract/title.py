"""The title of an article, without the name of its site."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from cleancopy import dom

_SEPARATOR = re.compile(r"\s+[|\-–—·•»›:/\\~]+\s+|\s*[|»]\s*")
_ADDRESS_WORD = re.compile(r"[^\W_]+(?=[-_+])|(?<=[-_+])[^\W\d_]+")
HEADINGS = ("h1", "h2", "h3")
_FULL_STOPS = ".。"
ENOUGH_WORDS = 2
MOST_RUNS = 20  # of a heading's text, of which the first few may be a kicker
LONGEST = 1000  # characters; what is longer is no title, and costs its square
FARTHEST_LINE = 12  # lines of a text page from its title to its first paragraph
ALIKE = 0.6  # share of words that two titles have in common, from which they are the same title


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a title may stand, in the order of trust."""

    named: str | None = None
    headline: str | None = None
    social: str | None = None
    document: str | None = None


def choose(root: dom.Element, sources: Sources, sitename: str | None) -> str | None:
    """The heading that the page's other titles agree with, else the best of those without the site."""
    if sources.named:
        return sources.named
    told = [text[:LONGEST] for text in (sources.headline, sources.social, sources.document) if text]
    heading = _agreeing_heading(root, told, sitename)
    trimmed = [_without_site(text, sitename) for text in told]
    if heading is not None:
        return _without_kicker(heading, {*told, *trimmed})
    return next((text for text in trimmed if text), None) or _only_heading(root)


def _without_kicker(heading: dom.Element, told: Set[str]) -> str:
    """What stands in a heading behind another element, where that is all of another title."""
    runs = list(dom.texts_of(heading))
    ends = (dom.fold_space("".join(runs[start:])) for start in range(1, min(len(runs), MOST_RUNS)))
    return next((text for text in ends if text in told), dom.fold_space("".join(runs)))


def _agreeing_heading(root: dom.Element, told: list[str], sitename: str | None) -> dom.Element | None:
    """The heading that has most of what another title says; of equals the first of the highest level.

    The name of the site is none, though titles have it.
    """
    site = (sitename or "").casefold()
    headings = [one for one in _headings(root, *HEADINGS) if one[1].casefold() != site]
    agreed = [(max(_agreement(text, title) for title in told), heading) for heading, text in headings if told]
    best, heading = max(agreed, key=lambda one: one[0], default=(0.0, None))
    return heading if best else None


def _agreement(heading: str, told: str) -> float:
    """0 for another title, else the share that the two have in common."""
    if dom.count_words(heading) < ENOUGH_WORDS:
        return 0.0
    if heading in told:
        return len(heading) / len(told)
    alike = likeness(heading, told)
    return alike if alike >= ALIKE else 0.0


def _headings(root: dom.Element, *levels: str) -> list[tuple[dom.Element, str]]:
    """Those that say something, with their texts: those of the highest level first."""
    headings = sorted(root.iter(*levels), key=lambda heading: levels.index(str(heading.tag)))
    said = ((heading, dom.fold_space(dom.text_of(heading))) for heading in headings)
    return [(heading, text) for heading, text in said if text]


def _only_heading(root: dom.Element) -> str | None:
    return next((text for _, text in _headings(root, "h1")), None)


def line_before(lines: Sequence[str], article: int) -> int | None:
    """The title of a text page: of the lines before its article, the longest that is no sentence.

    Menus, dates and labels are short, and teasers stand behind. `article` is the first paragraph's index.
    """
    near = range(max(0, article - FARTHEST_LINE), article)
    likely = [
        place
        for place in near
        if dom.count_words(lines[place]) > ENOUGH_WORDS and lines[place][-1] not in _FULL_STOPS
    ]
    return max(likely, key=lambda place: len(lines[place]), default=None)


def expected(lines: Sequence[str], url: str | None) -> str:
    """What the title of a text page must be like: a line that its first one repeats, or the address's words.

    A page that was made a text often begins with its document title, the site's name behind the headline.
    """
    first = lines[0] if lines else ""
    told = (line for line in lines[1:] if 2 * len(line) >= len(first) and line in first)
    headline = next((line for line in told if dom.count_words(line) > ENOUGH_WORDS), None)
    return headline or _words_of_address(url)


def _words_of_address(url: str | None) -> str:
    """The words of the last part of an address that has some."""
    parts = (_ADDRESS_WORD.findall(part) for part in reversed(unquote(urlsplit(url or "").path).split("/")))
    return " ".join(next((words for words in parts if len(words) > ENOUGH_WORDS), ()))


def likeness(one: str, other: str) -> float:
    """Shared words over all words of two texts, 0 to 1 (Jaccard)."""
    a, b = (pieces(text.casefold().split()) for text in (one, other))
    return len(a & b) / len(a | b) if a and b else 0.0


def pieces(words: Sequence[str]) -> set[str]:
    """The words; in scripts without spaces between words, pairs of characters stand for them."""
    if not dom.is_unspaced("".join(words)):
        return set(words)
    return {pair for word in words for pair in (map("".join, pairwise(word)) if len(word) > 1 else (word,))}


def _without_site(text: str, sitename: str | None) -> str:
    """Cut the site's name, or the shorter end after a separator, off a document title."""
    if sitename and text.casefold() != sitename.casefold():
        bare = re.sub(
            rf"^{re.escape(sitename)}\s*[|\-–—·:»]+\s*|\s*[|\-–—·:»]+\s*{re.escape(sitename)}$",
            "",
            text,
            flags=re.I,
        )
        if bare != text:
            return bare.strip()
    *_, last = [None, *_SEPARATOR.finditer(text)]
    if last is None:
        return text
    first, end = text[: last.start()], text[last.end() :]
    words = len(_SEPARATOR.split(text)[0].split())
    return first.strip() or end if len(end.split()) <= max(3, words // 2) else text
