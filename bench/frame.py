"""Whether what is around an article in a reading view stays as it is, whatever the article holds.

A view is the template's frame with the article's HTML in the middle. A browser parses the view as it was
served, and the same frame with no more than a paragraph in it: all that is outside the article must be the
same in both trees. And the frame itself, into which titles, names and removed texts are put, may hold
nothing but what the template has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mitmproxy.http import HTTPFlow
from mitmproxy.io import FlowReader
from playwright.sync_api import sync_playwright

START, END = '<div class="body">', "</div>\n</article>\n</main>\n<footer"
HARMLESS = "<p>Nothing.</p>"
AT_ONCE = 50  # views that the browser is given in one call
_OUTSIDE = """views => views.map(view => {
    const page = new DOMParser().parseFromString(view, 'text/html');
    const article = page.querySelector('div.body');
    if (article) article.replaceChildren();
    const names = [...page.querySelectorAll('*')].flatMap(element => [
        element.localName, ...element.getAttributeNames().map(name => `${element.localName} ${name}`)]);
    return [page.documentElement.outerHTML, [...new Set(names)]];
})"""
_MARKUP = {
    "html": "lang dir",
    "head": "",
    "meta": "charset name property content",
    "title": "",
    "link": "rel href",
    "style": "",
    "body": "",
    "main": "",
    "article": "",
    "header": "",
    "h1": "",
    "h2": "",
    "p": "class",
    "a": "href",
    "ul": "class",
    "ol": "class",
    "li": "lang",
    "span": "lang",
    "bdi": "class",
    "time": "datetime",
    "figure": "class",
    "img": "src alt width height",
    "figcaption": "",
    "small": "",
    "div": "class",
    "footer": "lang dir aria-label",
    "details": "",
    "summary": "",
    "q": "dir lang data-text",
    "code": "",
    "em": "",
}
TEMPLATE = {
    *_MARKUP,
    *(f"{name} {attribute}" for name, all_ in _MARKUP.items() for attribute in all_.split()),
}


@dataclass(frozen=True)
class View:
    """A page as it was served."""

    url: str
    mark: str
    """What the proxy says of it."""
    html: str

    @property
    def harmless(self) -> str:
        """The same frame around something else."""
        before, _, rest = self.html.partition(START)
        return f"{before}{START}\n{HARMLESS}\n{END}{rest.rpartition(END)[2]}"


def served(flows: Path) -> list[View]:
    """What a proxy has recorded (`save_stream_file`)."""
    with flows.open("rb") as file:
        recorded = [flow for flow in FlowReader(file).stream() if isinstance(flow, HTTPFlow)]
    answered = [(flow.request.url, flow.response) for flow in recorded if flow.response is not None]
    return [
        View(
            url,
            response.headers.get("X-Clean-Copy", ""),
            (response.content or b"").decode("utf-8", "replace"),
        )
        for url, response in answered
    ]


def broken(views: Sequence[View], chromium: Path) -> list[str]:
    """The addresses of reading views whose frame is not what it should be."""
    views = [view for view in views if view.mark == "cleaned" and START in view.html]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        found = []
        for start in range(0, len(views), AT_ONCE):
            some = views[start : start + AT_ONCE]
            ours = page.evaluate(_OUTSIDE, [view.html for view in some])
            harmless = page.evaluate(_OUTSIDE, [view.harmless for view in some])
            found += _different(some, ours, harmless)
        browser.close()
    return found


def _different(
    views: Iterable[View], ours: Iterable[tuple[str, list[str]]], harmless: Iterable[tuple[str, list[str]]]
) -> list[str]:
    return [
        view.url
        for view, (tree, names), (expected, _) in zip(views, ours, harmless, strict=True)
        if tree != expected or not TEMPLATE.issuperset(names)
    ]
