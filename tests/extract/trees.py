"""Small pages for the tests of the extraction, and what became of them."""

from __future__ import annotations

from lxml import etree

from cleancopy.dom import Element, fold_space, text_of
from cleancopy.extract import extract, outline
from cleancopy.extract.outline import Outline
from cleancopy.model import Document, Draft, Findings
from cleancopy.parse import parse_html

URL = "https://tide.example/harbour/2026/11/24/the-lamp-of-sandholm.html"
TITLE = "The lamp of Sandholm burns again after nine dark winters"
SENTENCES = (
    "On Tuesday evening the lamp of Sandholm was lit again, and the boats in the sound blew their horns.",
    "Nine winters ago a storm took the roof of the tower, and the light went out in the middle of the night.",
    "The council wrote then that a lamp was no longer needed, because every skipper has a screen on board.",
    "Signe Lund, who kept the light for thirty years, never believed that and wrote letters to the ministry.",
    "A screen shows where you are, she says, but it does not show that somebody is waiting for you.",
    "Last spring two masons from the mainland came over with forty tonnes of granite and began to build.",
    "They slept in the old boat house, cooked on driftwood, and finished the wall eleven days early.",
    "The new lamp takes less power than a kettle, yet it can be seen from nineteen miles away in clear air.",
    "Some fishermen had wished for a siren as well, but the money was spent when the stairs were done.",
    "In the school of the island the children counted the seconds between the flashes and wrote them down.",
    "The mayor spoke for four minutes, thanked everybody twice, and forgot the name of the architect.",
    "By midnight the quay was empty, and only the beam went round above the roofs, as it had before.",
)
PROSE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
MENU = "".join(
    f"<li><a href='/{name}'>{name.title()}</a></li>" for name in ("news", "sport", "tides", "shop")
)
PAGE = (
    f"<header><nav><ul>{MENU}</ul></nav></header><main><article><h1>{TITLE}</h1>{PROSE}</article></main>"
    "<aside class='related'><h3>Read also</h3><ul><li><a href='/ferry'>Ferry late again</a></li>"
    "<li><a href='/eels'>Eels come back</a></li></ul></aside>"
    "<footer><p>Copyright Tide. All rights reserved. <a href='/imprint'>Imprint</a></p></footer>"
)


def page(body: str, *, head: str = "", url: str | None = URL, lang: str = "en") -> Document:
    html = f"<!doctype html><html lang='{lang}'><head>{head}</head><body>{body}</body></html>"
    return parse_html(html.encode(), url=url)


def body_of(document: Document) -> Element:
    body = document.root.find("body")
    assert body is not None
    return body


def outline_of(body: str) -> Outline:
    return outline.read(body_of(page(body)))


def drafted(body: str, *, head: str = "", url: str | None = URL) -> Draft:
    """A page's draft where no rule says anything."""
    return extract(page(body, head=head, url=url), Findings())


def text_in(element: Element) -> str:
    return fold_space(text_of(element))


def inner(element: Element) -> str:
    """The HTML in an element, without its own tags."""
    whole = etree.tostring(element, method="html", encoding="unicode", with_tail=False)
    return whole.partition(">")[2].rpartition("<")[0]
