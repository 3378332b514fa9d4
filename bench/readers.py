"""Who reads the pages: Clean Copy and its peers, each as one function from bytes to a `Reading`."""

from __future__ import annotations

import importlib
import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from lxml import etree, html

OURS = "cleancopy:clean"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one page."""

    text: str = ""
    title: str = ""
    author: str = ""
    date: str = ""
    is_article: bool | None = None
    """`None` where the reader has no opinion."""
    error: str = ""
    """The last line of the traceback, and where it was raised."""

    def titled(self) -> str:
        return f"{self.title}\n\n{self.text}"


type Reader = Callable[[bytes, str | None], Reading]


class _Failures(logging.Handler):
    """Remembers the exception that a reader logged instead of raising it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.last = ""

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1]:
            self.last = last_line(record.exc_info[1])


def last_line(error: BaseException) -> str:
    """`ValueError: why (body.py:31)`: the last line of a traceback and its innermost frame."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {str(error)[:160]}{place}"


def ours(target: str = OURS) -> Reader:
    """Clean Copy's `clean`, or another `module:function` that is called and answers as it does."""
    module, _, name = target.partition(":")
    clean = getattr(importlib.import_module(module), name)
    failures = _Failures()
    logger = logging.getLogger("cleancopy")
    logger.addHandler(failures)
    logger.propagate = False

    def read(page: bytes, url: str | None) -> Reading:
        failures.last = ""
        article = clean(page, url=url)
        return Reading(
            article.text,
            article.title or "",
            "; ".join(article.authors),
            article.date or "",
            article.is_article,
            failures.last,
        )

    return read


def _trafilatura(*, fast: bool) -> Reader:
    from trafilatura import bare_extraction, load_html
    from trafilatura.readability_lxml import is_probably_readerable
    from trafilatura.settings import Document

    def read(page: bytes, url: str | None) -> Reading:
        found = bare_extraction(page, url=url, fast=fast, include_comments=False, with_metadata=True)
        tree = load_html(page)
        likely = tree is not None and bool(is_probably_readerable(tree))
        if not isinstance(found, Document):
            return Reading(is_article=likely)
        return Reading(found.text or "", found.title or "", found.author or "", found.date or "", likely)

    return read


def _readability() -> Reader:
    from readability import Document

    def read(page: bytes, url: str | None) -> Reading:
        document = Document(page, url=url)
        body = html.fromstring(document.summary(html_partial=True))
        blocks = (" ".join(text.split()) for text in _block_texts(body))
        return Reading("\n".join(filter(None, blocks)), document.short_title() or "")

    return read


def _block_texts(body: etree._Element) -> list[str]:
    """The text with a line break before and after every block."""
    parts: list[str] = []
    inline = {"a", "b", "strong", "i", "em", "span", "u", "sup", "sub", "code", "abbr", "cite", "q", "small"}
    for event, node in etree.iterwalk(body, events=("start", "end", "comment")):
        if event != "comment" and node.tag not in inline:
            parts.append("\n")
        if event == "start":
            parts.append(node.text or "")
        else:
            parts.append(node.tail or "")
    return "".join(parts).split("\n")


def _resiliparse() -> Reader:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    def read(page: bytes, url: str | None) -> Reading:
        return Reading(extract_plain_text(bytes_to_str(page, detect_encoding(page)), main_content=True))

    return read


PEERS: Mapping[str, tuple[str, Callable[[], Reader]]] = {
    "trafilatura": ("trafilatura", lambda: _trafilatura(fast=False)),
    "trafilatura-fast": ("trafilatura", lambda: _trafilatura(fast=True)),
    "readability-lxml": ("readability-lxml", _readability),
    "resiliparse": ("resiliparse", _resiliparse),
}


def peer(name: str) -> Reader:
    return PEERS[name][1]()


def text_only(name: str) -> Callable[[bytes, str | None], object]:
    """A peer at its quickest way from bytes to text, for the clock."""
    if name.startswith("trafilatura"):
        from trafilatura import extract

        fast = name.endswith("fast")
        return lambda page, url: extract(page, url=url, fast=fast, include_comments=False)
    return peer(name)


def peer_version(name: str) -> str | None:
    """The installed version of a peer, or `None`."""
    try:
        return version(PEERS[name][0])
    except PackageNotFoundError:
        return None
