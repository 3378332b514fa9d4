"""The truth about a test page, and how what came out is held against it.

A folder has `page.html`, `page.html.gz` or `page.txt`, and `truth.yaml`:

    kind: article             what the page is, in a word or two; only an article has more than this
    title: ...                and `authors`, `date`, `language`: compared where they are given
    url: ...                  and `content_type`: what comes with the page
    keep: [...]               all lines of the article in order; the cells of a row with ` | ` between
    may: [...]                lines that may stay or go, such as a standfirst
    credit: [...]             lines that may stay as the credit of a picture, never as a paragraph
    drop: [...]               lines that must not appear
    pictures: [...]           the ends of the addresses of the body's pictures, in order; compared where given
    side: [...]               headlines and summaries of other articles, which must not appear
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import unified_diff
from html import unescape
from pathlib import Path
from typing import Any

import yaml

from cleancopy import Article

FOLDER = Path(__file__).parent
ARTICLE = "article"
SHOWN = 60  # characters of each end of a line in a difference

_TAG = re.compile(r"<[^>]*>")
_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL)
_PICTURE = re.compile(r'<img\b[^>]* src="([^"]*)"')
_ITEM = re.compile(r"^\s*- ")
_JUMP_BACK = re.compile(r"\s*↩\ufe0e?$")  # the way from a footnote back to the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What must come of a page."""

    kind: str = ARTICLE
    title: str | None = None
    authors: tuple[str, ...] | None = None
    date: str | None = None
    language: str | None = None
    url: str | None = None
    content_type: str | None = None
    keep: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    side: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()

    @property
    def unwanted(self) -> tuple[str, ...]:
        return self.drop + self.side


@dataclass(frozen=True, slots=True)
class TestPage:
    """A page with its truth."""

    __test__ = False  # no class of tests, whatever its name says to pytest

    name: str
    path: Path
    truth: Truth

    @property
    def is_article(self) -> bool:
        return self.truth.kind == ARTICLE

    def body(self) -> bytes:
        raw = self.path.read_bytes()
        return gzip.decompress(raw) if self.path.suffix == ".gz" else raw


def own_pages() -> list[TestPage]:
    """Every folder beside this file that has a page."""
    return [
        TestPage(path.parent.name, path, read(path.with_name("truth.yaml")))
        for path in sorted(FOLDER.glob("*/page.*"))
    ]


def read(file: Path) -> Truth:
    """Raises `TypeError` for a key that is none."""
    return truth_of(yaml.safe_load(file.read_text(encoding="utf-8")))


def truth_of(record: Mapping[str, Any]) -> Truth:
    """A truth from YAML or JSON, where a date may be a date and a list is a list."""
    return Truth(**{key: _frozen(value) for key, value in record.items()})


def _frozen(value: object) -> object:
    return tuple(map(str, value)) if isinstance(value, list) else str(value)


def to_yaml(record: Mapping[str, object]) -> str:
    """A truth as its file has it: the keys in their order, a line in one line."""
    ordered = {key.name: record[key.name] for key in fields(Truth) if key.name in record}
    return yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=1 << 20)


def fold(text: str) -> str:
    return " ".join(text.split())


def lines_of(article: Article, truth: Truth) -> list[str]:
    """The lines of the text that must be answered for: marks and credits off, those that `may` left out."""
    lines = (_bare(line, truth.credit) for line in article.text.splitlines())
    return [line for line in lines if line and line not in truth.may]


def _bare(line: str, credits: Iterable[str]) -> str:
    line = fold(_JUMP_BACK.sub("", _ITEM.sub("", line)))
    for credit in credits:
        line = line.removesuffix(credit).removeprefix(credit).strip()
    return line


def difference(truth: Truth, lines: list[str]) -> list[str]:
    """`- ` and a line that is missing, `+ ` and a line that is left, in their order."""
    marked = unified_diff(truth.keep, lines, n=0, lineterm="")
    return [f"{line[0]} {_ends(line[1:])}" for line in marked if not line.startswith(("---", "+++", "@@"))]


def _ends(line: str) -> str:
    return line if len(line) <= 2 * SHOWN else f"{line[:SHOWN]} … {line[-SHOWN:]}"


def forms(article: Article) -> Mapping[str, str]:
    """What goes out, in each form, as words alone."""
    return {
        "text": fold(article.text),
        "html": words_of(article.html),
        "markdown": fold(re.sub(r"\\(?=[^\w\s])|[*_`]", "", article.markdown)),
    }


def words_of(html: str) -> str:
    return fold(unescape(_TAG.sub(" ", html)))


def left_in(text: str, lines: Iterable[str]) -> Iterator[str]:
    """The lines that stand in a text, as whole words."""
    return (line for line in lines if re.search(rf"(?<!\w){re.escape(fold(line))}(?!\w)", text))


def pictures(html: str) -> list[str]:
    """The address of each picture."""
    return _PICTURE.findall(html)


def paragraphs(html: str) -> list[str]:
    """The words of each `p`."""
    return [words_of(inner) for inner in _PARAGRAPH.findall(html)]
