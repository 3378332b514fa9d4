"""Bylines to names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice, pairwise, takewhile
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
_NOT_A_NAME = re.compile(r"^@|\d|[<>{}\[\]=*#]|\.\w{2,4}$|:$|：")
_MARK = re.compile(r"\s+[|•·⋅—–/]\s+")
_JOINT = re.compile(r"\s*(?:,|;|/|•|·|\||&|\n|—|⋅|\s[-–]\s)\s*")
_MARKS = frozenset(",;&/|")
_MARKED = etree.XPath('.//@rel[. = "author"]/.. | .//@itemprop[. = "author"]/..')  # a fifth of `.//*[...]`
_HIDDEN = frozenset({"script", "style", "template", "svg", "button"})


@dataclass(frozen=True, slots=True)
class Site:
    """What a page's site is called, and where it is."""

    name: str | None = None
    host: str | None = None

    def is_called(self, text: str) -> bool:
        """Whether a text is the site's name, or a word of its host's; people have two."""
        words = (self.host or "").split(".") if " " not in text else ()
        return (letters := _letters(text)) != "" and letters in map(_letters, (self.name or "", *words))

    def has(self, href: str) -> bool:
        """Whether an address is at this site, as far as it says."""
        host = urlsplit(href).hostname
        return not host or not self.host or host.removeprefix("www.") == self.host.removeprefix("www.")


NO_SITE = Site()


def choose(
    sources: Iterable[Sequence[str]],
    root: dom.Element,
    lexicon: Lexicon,
    site: Site,
    last: Sequence[str] = (),
) -> tuple[str, ...]:
    """The names of the first source that has any but the site's own; then those of the page's bylines.

    `last` is asked where there is none. A site that its own bylines have beside others is a person's.
    """
    of_site: tuple[str, ...] = ()
    shown = (partial(_bylines, root, lexicon), partial(_linked, root, lexicon, site))
    for source in chain(sources, (read() for read in shown), [last]):
        names = _names(source, lexicon, site)
        if names and not all(map(site.is_called, names)):
            return names if set(of_site).isdisjoint(names) else of_site
        of_site = of_site or names
    return of_site


def near(lines: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The names in the first line that has a word for them at its start or behind a mark: `By Ana Ruiz`."""
    short = (line for line in lines if dom.count_words(line) <= LINE_WORDS)
    parts = (part for line in short for part in _MARK.split(line))
    told = (bare for part in parts if (bare := _without_label(part, lexicon)) != part)
    return next(filter(None, (_names([part], lexicon) for part in told)), ())


def is_byline(line: str, authors: Collection[str], lexicon: Lexicon) -> bool:
    """Whether a line says nothing but who wrote the article: `By Ana Ruiz and Jo Li`."""
    bare = _without_label(line, lexicon)
    if bare == line or dom.count_words(line) > LINE_WORDS:
        return False
    names = split(line, lexicon)
    joints = len(names) - 1
    told = {name.casefold() for name in authors}
    is_all = len(bare.split()) <= sum(len(name.split()) for name in names) + joints
    return bool(names) and is_all and all(name.casefold() in told for name in names)


def _bylines(root: dom.Element, lexicon: Lexicon) -> list[str]:
    """The first elements that say that they are the byline; their links, where they have some."""
    marked = dom.elements(_MARKED, root)
    named = dom.named_with(
        root, set(lexicon.get("byline_names", ())), unless=lexicon.get("others_names", ()), limit=MOST_BYLINES
    )
    paths = set(lexicon.get("author_paths", ()))
    for element in islice(chain(marked, named), MOST_BYLINES):
        links = [link for link in element.iter("a") if link is not element]
        to_authors = [link for link in links if _is_under(link.get("href") or "", paths)]
        for parts in (to_authors, links, [element]):
            texts = [text for part in parts if (text := _first_line(_said(part), lexicon))]
            if _names(texts, lexicon):
                return texts
    return []


def _first_line(text: str, lexicon: Lexicon) -> str:
    """The first line with a name, and those that it goes on in: below it stand a day, a trade, a life."""
    lines = text.split("\n")
    start = next((place for place, line in enumerate(lines) if split(line, lexicon)), 0)
    joints = {*_MARKS, *lexicon.get("and", ())}
    rest = takewhile(lambda pair: _goes_on(*pair, joints), pairwise(lines[start:]))
    return " ".join([lines[start], *(line for _, line in rest)])


def _goes_on(line: str, following: str, joints: Set[str]) -> bool:
    """Whether two lines of a byline are one: `Ana Ruiz`, `and Jo Li`."""
    last, first = line.casefold().split()[-1], following.casefold().split()[0]
    return last in joints or first in joints or last[-1] in _MARKS or first[0] in _MARKS


def _linked(root: dom.Element, lexicon: Lexicon, site: Site) -> list[str]:
    """The first link to a page about an author, at this site."""
    paths = set(lexicon.get("author_paths", ()))
    links = ((link, link.get("href") or "") for link in root.iter("a"))
    said = (_said(link) for link, href in links if _is_under(href, paths) and site.has(href))
    lines = (_first_line(text, lexicon) for text in said)
    return next(([line] for line in lines if _names([line], lexicon)), [])


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
    parts = dom.texts_outside(element, _HIDDEN)
    return "\n".join(text for part in parts if (text := dom.fold_space(part)))


def _names(texts: Iterable[str], lexicon: Lexicon, site: Site = NO_SITE) -> tuple[str, ...]:
    """Each name once; a site called `Day & Night` is one."""
    parted = ((text, split(text, lexicon)) for text in texts)
    names = chain.from_iterable([text] if parts and site.is_called(text) else parts for text, parts in parted)
    return tuple(dict.fromkeys(names))[:MOST_AUTHORS]


def split(byline: str, lexicon: Lexicon) -> list[str]:
    """`By Ana Ruiz and Jo Li` to its names; nothing where no name is left."""
    joints = _joint_words(lexicon.get("and", ()))
    names: list[str] = []
    for line in _ADDRESS.sub("", byline).split("\n"):
        bare = _without_label(dom.fold_space(line), lexicon)
        names += [part.strip("\"'“”„ ") for part in _JOINT.split(joints.sub(", ", bare) if joints else bare)]
    no_names = lexicon.get("no_names", ())
    return [name for name in names if _is_name(name) and name.casefold() not in no_names]


def _joint_words(words: Collection[str]) -> re.Pattern[str] | None:
    return re.compile(rf"\s+(?:{'|'.join(map(re.escape, words))})\s+", re.IGNORECASE) if words else None


def _without_label(text: str, lexicon: Lexicon) -> str:
    """A line without the words that say that a name follows."""
    folded = text.casefold()
    said = (word for word in lexicon.get("byline", ()) if folded.startswith(word))
    for word in sorted(said, key=len, reverse=True):
        if not text[len(word) :][:1].isalpha():
            return text[len(word) :].lstrip(" :：")
    return text


def _is_name(text: str) -> bool:
    return 1 < len(text) <= LONGEST and dom.count_words(text) <= MOST_WORDS and not _NOT_A_NAME.search(text)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
