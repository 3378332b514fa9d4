"""Bylines to names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from itertools import chain, islice
from urllib.parse import urlsplit

from lxml import etree

from cleancopy import dom
from cleancopy.model import Lexicon

MOST_WORDS = 6  # a name; longer is a sentence
MOST_AUTHORS = 12
LONGEST = 100  # characters of a name
LINE_WORDS = 14  # of a line that begins with a byline's word
MOST_BYLINES = 4  # looked at
_ADDRESS = re.compile(r"https?:\S*|www\.\S*|[^\s@]{1,64}@\S+")
_NOT_A_NAME = re.compile(r"\d|[<>{}\[\]=*#]|\.\w{2,4}$")
_MARK = re.compile(r"\s+[|•·⋅—–/]\s+")
_JOINT = re.compile(r"\s*(?:,|;|/|•|·|\||&|\n|—|⋅|\s[-–]\s)\s*")
_MARKED = etree.XPath('.//*[@rel="author" or @itemprop="author"]')
_HIDDEN = frozenset({"script", "style", "template", "svg", "button"})


def choose(
    sources: Iterable[list[str]], root: dom.Element, lexicon: Lexicon, sitename: str | None
) -> tuple[str, ...]:
    """The names of the first source that has any but the site's own; then those of the page's bylines."""
    site = _letters(sitename or "")
    of_site: tuple[str, ...] = ()
    shown = (read(root, lexicon) for read in (_bylines, _linked))
    for source in chain(sources, shown):
        names = _names(source, lexicon)
        if names and not all(_letters(name) == site for name in names):
            return names
        of_site = of_site or names
    return of_site


def near(lines: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The names in the first line that has a word for them at its start or behind a mark: `By Ana Ruiz`."""
    short = (line for line in lines if len(line.split()) <= LINE_WORDS)
    parts = (part for line in short for part in _MARK.split(line))
    told = (bare for part in parts if (bare := _without_label(part, lexicon)) != part)
    return next(filter(None, (_names([part], lexicon) for part in told)), ())


def _bylines(root: dom.Element, lexicon: Lexicon) -> list[str]:
    """The first elements that say that they are the byline; their links, where they have some."""
    marked = dom.elements(_MARKED, root)
    named = dom.named_with(root, set(lexicon.get("byline_names", ())), limit=MOST_BYLINES)
    for element in islice(chain(marked, named), MOST_BYLINES):
        links = [text for link in element.iter("a") if link is not element and (text := _said(link))]
        for texts in (links, [_said(element)]):
            if _names(texts, lexicon):
                return texts
    return []


def _linked(root: dom.Element, lexicon: Lexicon) -> list[str]:
    """The first link to a page about an author."""
    paths = set(lexicon.get("author_paths", ()))
    links = (link for link in root.iter("a") if _is_under(link.get("href") or "", paths))
    return next(([text] for link in links if _names([text := _said(link)], lexicon)), [])


def _is_under(href: str, paths: Set[str]) -> bool:
    """Whether a part of an address's path is one of these, but for the last, which is the name."""
    if paths.isdisjoint(href.lower().split("/")):  # most are, and to take an address apart costs far more
        return False
    try:
        return not paths.isdisjoint(urlsplit(href).path.lower().strip("/").split("/")[:-1])
    except ValueError:
        return False


def _said(element: dom.Element) -> str:
    """The runs of text of an element, each a line: one may be a name, the next a date."""
    return "\n".join(text for part in _shown(element) if (text := dom.fold_space(part)))


def _shown(element: dom.Element) -> Iterator[str]:
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        if event == "end":
            yield part.tail or "" if part is not element else ""
        elif part.tag in _HIDDEN:
            walk.skip_subtree()
        else:
            yield part.text or ""


def _names(texts: Iterable[str], lexicon: Lexicon) -> tuple[str, ...]:
    names = [name for text in texts for name in split(text, lexicon)]
    return tuple(dict.fromkeys(names))[:MOST_AUTHORS]


def split(byline: str, lexicon: Lexicon) -> list[str]:
    """`By Ana Ruiz and Jo Li` to its names; nothing where no name is left."""
    joints = _joint_words(lexicon.get("and", ()))
    names: list[str] = []
    for line in _ADDRESS.sub("", byline).split("\n"):
        bare = _without_label(dom.fold_space(line), lexicon)
        names += [part.strip("\"'“”„ ") for part in _JOINT.split(joints.sub(", ", bare) if joints else bare)]
    return [name for name in names if _is_name(name)]


def _joint_words(words: Collection[str]) -> re.Pattern[str] | None:
    return re.compile(rf"\s+(?:{'|'.join(map(re.escape, words))})\s+", re.IGNORECASE) if words else None


def _without_label(text: str, lexicon: Lexicon) -> str:
    """A line without the words that say that a name follows."""
    for word in sorted(lexicon.get("byline", ()), key=len, reverse=True):
        if text.casefold().startswith(word) and not text[len(word) :][:1].isalpha():
            return text[len(word) :].lstrip(" :")
    return text


def _is_name(text: str) -> bool:
    return 1 < len(text) <= LONGEST and len(text.split()) <= MOST_WORDS and not _NOT_A_NAME.search(text)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
