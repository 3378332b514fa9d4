"""The public pages with their truth: where they lie, and one record a page.

The corpora are no part of the project. They are looked for in `$CLEANCOPY_SHARED/corpora`, else in
`../shared/corpora` beside the checkout.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bench import measures
from bench.measures import Score, Totals

CHECKOUT = Path(__file__).resolve().parents[1]
OWN_PAGES = CHECKOUT / "tests" / "pages"
FIELDS = ("title", "author", "date")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a corpus."""

    id: str
    corpus: str
    path: Path
    url: str | None
    text: str | None = None
    """The whole body, where the corpus has it."""
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    type: str = "article"
    fields: Mapping[str, str] = field(default_factory=dict)
    """What the truth says of the title, the author and the date."""

    @property
    def name(self) -> str:
        """A short name that `--diff` takes: the corpus and the file's number."""
        return f"{self.corpus}/{self.path.name.partition('.')[0]}"

    def read(self) -> bytes:
        raw = self.path.read_bytes()
        return gzip.decompress(raw) if self.path.suffix == ".gz" else raw

    def wanted(self) -> str:
        """The truth as one text: the body, or the segments that must be there."""
        return self.text if self.text is not None else "\n".join(self.must)


@dataclass(frozen=True, slots=True)
class Measure:
    """How a corpus scores a page and adds up its pages."""

    score: Callable[[Page, str], Score]
    total: Callable[[Sequence[Score]], Totals]
    unit: str
    """What is counted."""


MEASURES: Mapping[str, Measure] = {
    "scrapinghub": Measure(
        lambda page, text: measures.score_grams(page.text or "", text), measures.total_grams, "4-grams"
    ),
    "trafilatura": Measure(
        lambda page, text: measures.score_segments(page.must, page.must_not, text),
        measures.total_segments,
        "segments",
    ),
    "wcxb": Measure(
        lambda page, text: measures.score_bag(page.text or "", text, page.must, page.must_not),
        measures.total_bag,
        "words",
    ),
}


def shared() -> Path:
    """The folder that is no part of the project; it need not be there."""
    named = os.environ.get("CLEANCOPY_SHARED")
    return Path(named) if named else CHECKOUT.parent / "shared"


def folder() -> Path | None:
    """Where the corpora are, or `None` when this machine has none."""
    corpora = shared() / "corpora"
    return corpora if corpora.is_dir() else None


def present() -> tuple[str, ...]:
    """The names of the corpora that are there."""
    root = folder()
    return tuple(name for name in MEASURES if root and (root / name / "truth.json").is_file())


@cache
def pages(corpus: str) -> tuple[Page, ...]:
    """Every page of a corpus, in the order of its truth file."""
    root = folder()
    if root is None:
        return ()
    truth = json.loads((root / corpus / "truth.json").read_text(encoding="utf-8"))
    return tuple(_page(corpus, root / corpus / "html", name, entry) for name, entry in truth.items())


def spread(pages: tuple[Page, ...], limit: int | None) -> tuple[Page, ...]:
    """At most `limit` pages, evenly over the corpus and always the same."""
    if not limit or limit >= len(pages):
        return pages
    return tuple(pages[index * len(pages) // limit] for index in range(limit))


def own_pages() -> tuple[Page, ...]:
    """The project's own test pages, which have no truth of this kind."""
    files = sorted(path for path in OWN_PAGES.rglob("page.*"))
    return tuple(Page(str(path.relative_to(OWN_PAGES)), "own", path, None) for path in files)


def _page(corpus: str, html: Path, name: str, entry: Mapping[str, object]) -> Page:
    return Page(
        id=name,
        corpus=corpus,
        path=html / str(entry["file"]),
        url=str(entry["url"]) if entry.get("url") else None,
        text=str(entry["text"]) if "text" in entry else None,
        must=_strings(entry.get("with")),
        must_not=_strings(entry.get("without")),
        type=str(entry.get("type") or "article"),
        fields={key: str(entry[key]) for key in FIELDS if entry.get(key)},
    )


def _strings(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def find(page_id: str) -> Page | None:
    """The page with this id, or the first whose id, file or address contains it."""
    every = [page for corpus in present() for page in pages(corpus)]
    exact = (page for page in every if page_id in {page.id, page.name})
    near = (page for page in every if page_id in page.id or page_id in (page.url or ""))
    return next(exact, None) or next(near, None)
