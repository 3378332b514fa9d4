"""The links of a page to the next page of its article, and to all of it on one page.

A link is believed for two things together: its address, which must be the page's own with the next number,
and its words. What links call a page is data, in the groups `page`, `next`, `next_page`, `single_page` and
`page_names` of rules/. A link to the next article, to older posts, to a list or to comments has another
address. The link that a rule file names is believed without either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin

from cleancopy import dom
from cleancopy.extract import addresses
from cleancopy.extract.addresses import Reading
from cleancopy.model import Document, Findings, Lexicon, PageLink

MOST_PAGES = 40  # of one article; what has more is a thread, a list, or the comments
MOST_OFFERS = 200  # links with an address like the page's; a hostile page has a million
LONGEST_TEXT = 80  # characters: who links to a page says little

_RELATIVE = re.compile(r"(?:\./)?(?:[\w\-,.]{1,12}+/?+){0,2}+(?:\?.*)?", re.S)
_NUMBER = re.compile(r"\d+")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_ATTRIBUTES = ("aria-label", "title")


@dataclass(frozen=True, slots=True)
class Offer:
    """The links to one address of the page's own site, as they stood there before any rule."""

    address: str
    shown: tuple[str, ...]
    told: tuple[str, ...] = ()
    """What they say to those who do not see them."""
    is_next: bool = False
    """Whether one is marked as what comes next, which may well be another article."""

    @property
    def texts(self) -> tuple[str, ...]:
        return self.shown + self.told

    def link(self) -> PageLink:
        return PageLink(self.address, next(filter(None, self.shown), ""))


@dataclass(frozen=True, slots=True)
class Links:
    """Where an article goes on, as far as its page tells."""

    next_page: PageLink | None = None
    single_page: PageLink | None = None


def offers(document: Document) -> tuple[Offer, ...]:
    """The links that may lead to another page of the article, read before rules take them out."""
    url = document.url or ""
    if document.kind != "html" or not _is_readable(url) or not (clue := addresses.clue(url)):
        return ()
    found = (
        (address, element)
        for element in document.root.iter("a", "link")
        if (address := _address(element, document, clue))
    )
    links: dict[str, list[dom.Element]] = {}
    for address, element in islice(found, MOST_OFFERS):
        links.setdefault(address, []).append(element)
    return tuple(_offer(address, elements) for address, elements in links.items())


def page_links(
    offered: Sequence[Offer], document: Document, findings: Findings, first_url: str | None = None
) -> Links:
    """The links that are believed: those that rules name, else those whose address and words agree.

    `first_url`: the address of the article's first page, where that led here.
    """
    if document.kind != "html" or not _is_readable(document.url or ""):
        return Links()
    search = _Search(document.url or "", first_url, findings.lexicon)
    return Links(
        next_page=_named("next_page", document, findings) or search.next_page(offered),
        single_page=_named("single_page", document, findings) or search.single_page(offered),
    )


def _is_readable(url: str) -> bool:
    return len(url) <= addresses.LONGEST and addresses.on_site(url, url) is not None


def _address(element: dom.Element, document: Document, clue: str) -> str | None:
    href = (element.get("href") or "").strip()
    if not href or len(href) > addresses.LONGEST or not (clue in href or _RELATIVE.fullmatch(href)):
        return None
    if element.tag == "link" and "next" not in _relations(element):
        return None
    return _resolved(href, document)


def _resolved(href: str, document: Document) -> str | None:
    try:
        return addresses.on_site(urljoin(document.base_url or "", href), document.url or "")
    except ValueError:
        return None


def _offer(address: str, elements: Sequence[dom.Element]) -> Offer:
    return Offer(
        address,
        shown=tuple(dom.fold_space(dom.text_of(element))[:LONGEST_TEXT] for element in elements),
        told=tuple(text for one in elements for name in _ATTRIBUTES if (text := one.get(name))),
        is_next=any("next" in _relations(element) for element in elements),
    )


def _relations(element: dom.Element) -> list[str]:
    return (element.get("rel") or "").lower().split()


def _named(field: str, document: Document, findings: Findings) -> PageLink | None:
    """The first link to this site in what a rule file names; it may be an address alone, without a link."""
    for element in findings.fields.get(field, ()):
        link = element if element.get("href") else next(element.iter("a"), element)
        text = dom.fold_space(dom.text_of(link))
        is_address = element.getparent() is None  # what an XPath gave is in no tree
        address = _resolved(text if is_address else link.get("href") or "", document)
        if address and address != addresses.on_site(document.url or "", document.url or ""):
            return PageLink(address, "" if is_address else text)
    return None


_GROUPS = ("page", "next", "next_page", "single_page")


class _Search:
    """Links held against one page's address, or against that of its article's first page."""

    def __init__(self, url: str, first_url: str | None, lexicon: Lexicon) -> None:
        self._url = addresses.on_site(url, url)
        self._names = frozenset(lexicon.get("page_names", ()))
        self._own = list(addresses.readings(url, self._names))
        self._first = list(addresses.readings(first_url, self._names)) if first_url else []
        self._words = {name: frozenset(lexicon.get(name, ())) for name in _GROUPS}

    def next_page(self, offered: Sequence[Offer]) -> PageLink | None:
        """The best of those that agree, the first of equals; none where there are too many for an article."""
        read = [(reading, offer) for offer in offered for reading in self._numbered(offer)]
        if any(reading.number > MOST_PAGES and self._is_ours(reading) for reading, _ in read):
            return None
        ranked = [(self._rank(reading, offer), offer) for reading, offer in read]
        rank, best = max(ranked, key=lambda one: one[0], default=(0, None))
        return best.link() if best is not None and rank else None

    def single_page(self, offered: Iterable[Offer]) -> PageLink | None:
        for offer in offered:
            says_so = any(_bare(text) in self._words["single_page"] for text in offer.texts)
            if says_so and offer.address != self._url and self._is_here(offer.address):
                return offer.link()
        return None

    def _numbered(self, offer: Offer) -> list[Reading]:
        return [one for one in addresses.readings(offer.address, self._names) if one.shape != "plain"]

    def _is_ours(self, reading: Reading) -> bool:
        """Whether an address is this one's, but for the number."""
        return any(reading.is_of(own) for own in self._own if own.shape in {"plain", reading.shape})

    def _rank(self, reading: Reading, offer: Offer) -> int:
        """How much speaks for a link; 0 for one to anything else."""
        before = [own for own in self._own if self._comes_after(reading, own)]
        if not before:
            return 0
        is_sure = reading.shape != "bare" and any(
            own.shape == "plain" or self._is_known(own) for own in before
        )
        says_so = any(self._says(reading.number, text) for text in offer.texts)
        if not says_so and not (is_sure and self._leads_on(offer)):
            return 0
        return 1 + 2 * is_sure + says_so

    @staticmethod
    def _comes_after(reading: Reading, own: Reading) -> bool:
        is_alike = own.shape in {"plain", reading.shape}
        return is_alike and reading.number == own.number + 1 and reading.is_of(own)

    def _is_known(self, own: Reading) -> bool:
        """Whether the number of this page is a page's for certain: its article's first page led here."""
        return any(own.is_of(one) and one.number == 1 for one in self._first)

    def _is_here(self, address: str) -> bool:
        """Whether an address is below this one, or this one with another query."""
        path = next(addresses.readings(address, ())).path
        return any(path == own.path or path.startswith(f"{own.path}/") for own in self._own if own.path)

    def _says(self, number: int, text: str) -> bool:
        """`2`, `page 2`, `next page`, `next page: the verdict`."""
        bare = _bare(text)
        numbers = _NUMBER.findall(bare)
        if numbers:
            rest = " ".join(_NUMBER.sub(" ", bare).split())
            if int(numbers[0][:4]) == number and (not rest or rest in self._words["page"]):
                return True
        heads = (bare.partition(mark)[0] for mark in (":", " – ", " - "))
        return any(_bare(head) in self._words["next_page"] for head in heads)

    def _leads_on(self, offer: Offer) -> bool:
        """`next`, an arrow, a picture, or the mark of what comes next, and nothing else that is shown."""
        said = [_bare(text) for text in offer.shown]
        is_next = offer.is_next or any(not text or text in self._words["next"] for text in said)
        return is_next and not any(text and text not in self._words["next"] for text in said)


def _bare(text: str) -> str:
    """Without arrows, brackets and other marks around it."""
    return _EDGES.sub("", text[:LONGEST_TEXT]).casefold()
