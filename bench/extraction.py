"""The extraction alone, without rules, sanitiser, renderer: `--ours bench.extraction:clean` measures it."""

from __future__ import annotations

from dataclasses import dataclass

from cleancopy import decode, extract, parse
from cleancopy.dom import BLOCK_TAGS, Element, fold_space
from cleancopy.model import Draft, Findings, Source

_BREAKING = BLOCK_TAGS | {"br"}


@dataclass(frozen=True, slots=True)
class Extracted:
    """As much of an `Article` as a bench asks for."""

    text: str
    title: str | None
    authors: tuple[str, ...]
    date: str | None
    is_article: bool


def clean(page: bytes, url: str | None = None) -> Extracted:
    draft = _draft(page, url)
    known = draft.metadata
    return Extracted(body_text(draft.body), known.title, known.authors, known.date, draft.is_article)


def _draft(page: bytes, url: str | None) -> Draft:
    document = parse.parse(decode.decode(Source(page, url)), url=url)
    return extract.extract(document, Findings())


def body_text(body: Element) -> str:
    """One block a line."""
    parts: list[str] = []
    _collect(body, parts)
    return "\n".join(filter(None, map(fold_space, "".join(parts).split("\0"))))


def _collect(element: Element, parts: list[str]) -> None:
    if not isinstance(element.tag, str):
        return
    edge = "\0" if element.tag in _BREAKING else ""
    parts.append(edge + (element.text or ""))
    for child in element:
        _collect(child, parts)
        parts.append(child.tail or "")
    parts.append(edge)
