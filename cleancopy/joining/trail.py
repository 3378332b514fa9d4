"""From page to page of one article: where to go next, and whether what is there belongs to it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from cleancopy import dom
from cleancopy.extract import title
from cleancopy.model import Article, PageLink

LEAST_WORDS = 20  # of a last page, which alone may be too short to be taken for an article

type Reason = Literal["cap", "fetch", "late", "too-large", "not-an-article", "another-article", "circle"]
"""Why a page that the article seems to go on at is not joined."""

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Place:
    """What of a cleaned page says where it belongs and where it leads."""

    title: str = ""
    canonical: str = ""
    words: int = 0
    digest: str = ""
    """Of its words."""
    reason: str | None = None
    """Why it was not cleaned; `None` for an article."""
    next_page: PageLink | None = None
    single_page: PageLink | None = None


def place_of(article: Article) -> Place:
    words = dom.fold_space(_TAG.sub(" ", article.html))
    return Place(
        title=article.title or "",
        canonical=article.canonical_url or "",
        words=article.word_count,
        digest=hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=16).hexdigest(),
        reason=article.reason,
        next_page=article.next_page,
        single_page=article.single_page,
    )


class Trail:
    """The pages of an article from the first that was asked for. `link` is where to go next, if anywhere."""

    def __init__(self, url: str, first: Place, most: int) -> None:
        self.link: PageLink | None = None
        self.missing: PageLink | None = None
        """The page that is not joined, for a `reason`."""
        self.reason: Reason | None = None
        self._first = first
        self._most = most
        self._joined = 1
        self._addresses = {url}
        self._digests = {first.digest}
        self._is_single = first.single_page is not None and most > 1
        self._go(first.single_page if self._is_single else first.next_page)

    def add(self, page: Place) -> bool:
        """The page at `link`, cleaned on its own; whether it is to be joined."""
        assert self.link is not None
        if self._is_single:
            return self._add_single(page)
        link, self.link = self.link, None
        if page.digest in self._digests:
            self.missing, self.reason = link, "circle"
            return False
        if not self._belongs(page):
            self.missing = link
            self.reason = "another-article" if page.reason is None else "not-an-article"
            return False
        self._joined += 1
        self._digests.add(page.digest)
        self._go(page.next_page)
        return True

    def fail(self, reason: Reason) -> None:
        """The page at `link` could not be had."""
        if self._is_single and reason != "late":
            self._give_up_single()
            return
        link = self._first.next_page if self._is_single else self.link
        self.missing, self.reason, self.link = link, reason, None

    def _add_single(self, page: Place) -> bool:
        if self._belongs(page) and page.words > self._first.words:
            self.link = None
            return True
        self._give_up_single()
        return False

    def _give_up_single(self) -> None:
        """Then page by page."""
        self._is_single = False
        self._go(self._first.next_page)

    def _go(self, link: PageLink | None) -> None:
        self.link = None
        if link is None:
            return
        if link.address in self._addresses:
            self.missing, self.reason = link, "circle"
        elif self._joined >= self._most:
            self.missing, self.reason = link, "cap"
        else:
            self._addresses.add(link.address)
            self.link = link

    def _belongs(self, page: Place) -> bool:
        """Whether it has the first page's title, or says that it is a part of the first page."""
        if page.reason is not None and (page.reason != "not-an-article" or page.words < LEAST_WORDS):
            return False
        if page.canonical and page.canonical == self._first.canonical:
            return True
        return title.likeness(page.title, self._first.title) >= title.ALIKE
