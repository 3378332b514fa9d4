"""Article bodies from a line of HTML, and what became of them."""

from __future__ import annotations

from html.parser import HTMLParser

from cleancopy.dom import Element
from cleancopy.parse import parse_html
from cleancopy.sanitize import sanitize
from cleancopy.sanitize.wishes import Images, Links

BASE = "https://news.example/world/storm.html"


def body(html: str) -> Element:
    """The `div` that the extraction would hand over."""
    page = parse_html(f"<html><body><div>{html}</div></body></html>".encode()).root
    div = page.find("body/div")
    assert div is not None
    return div


def clean(html: str, *, base_url: str | None = BASE, images: Images = "all", links: Links = "all") -> str:
    return sanitize(body(html), base_url=base_url, images=images, links=links)


def elements(html: str) -> list[tuple[str, dict[str, str]]]:
    """Tags with their attributes, read by another parser than those that made them."""
    reader = _Reader()
    reader.feed(html)
    return reader.elements


def attributes(html: str, tag: str) -> dict[str, str]:
    """Those of the first element with that tag."""
    return next(found for name, found in elements(html) if name == tag)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
