"""UTF-8 to a tree, with libxml2's departures from HTML5 mended where they lose or hide text."""

from __future__ import annotations

from urllib.parse import urljoin

from lxml import etree

from cleancopy import dom
from cleancopy.errors import PageError
from cleancopy.model import Decoded, Document

# Void elements that libxml2 does not know as void: it puts what follows inside them.
_WRONGLY_WRAPPING = ("wbr", "source", "track", "keygen", "embed")
_NO_WRAP_AT = 200  # lines in a paragraph that are shorter than this may be wrapped by hand
_WRAPPED_FROM = 45  # characters; a line this long, before the paragraph's end, was broken by a wrap


def parse(decoded: Decoded, *, url: str | None = None) -> Document:
    """Raises `PageError`: `too-deep` where the parser would have dropped the rest of the page, `empty` for no tree."""
    if decoded.kind == "text":
        return parse_text(decoded.body.decode("utf-8"), url=url)
    return parse_html(decoded.body, url=url)


def parse_html(body: bytes, *, url: str | None = None) -> Document:
    """Parse UTF-8 bytes."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as exc:
        raise PageError("empty", "the page has no elements") from exc
    if root is None:
        raise PageError("empty", "the page has no elements")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise PageError("too-deep", "elements are nested too deep to be parsed whole")
    _adopt_siblings(root)
    _free_wrapped(root)
    return Document(root, "html", url, _base_url(root, url))


def parse_text(text: str, *, url: str | None = None) -> Document:
    """A text page as a tree: one `p` a paragraph."""
    root = etree.Element("html")
    body = etree.SubElement(root, "body")
    for chunk in _chunks(text):
        for paragraph in _paragraphs(chunk):
            etree.SubElement(body, "p").text = paragraph
    return Document(root, "text", url, url)


def _adopt_siblings(root: dom.Element) -> None:
    """What follows `</html>` becomes a second root beside the first: one page in a hundred keeps its text there."""
    for sibling in list(root.itersiblings()):
        if isinstance(sibling.tag, str):
            root.append(sibling)


def _free_wrapped(root: dom.Element) -> None:
    for element in list(root.iter(*_WRONGLY_WRAPPING)):
        if len(element) or element.text:
            void = etree.Element(element.tag, dict(element.attrib))
            element.addprevious(void)
            dom.unwrap(element)


def _base_url(root: dom.Element, url: str | None) -> str | None:
    href = root.xpath("string(//base/@href)", smart_strings=False)
    if not isinstance(href, str) or not href.strip():
        return url
    try:
        return urljoin(url or "", href.strip()) or url
    except ValueError:
        return url


def _chunks(text: str) -> list[list[str]]:
    """Runs of lines between blank lines."""
    chunks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            chunks[-1].append(dom.fold_space(line))
        elif chunks[-1]:
            chunks.append([])
    return [chunk for chunk in chunks if chunk]


def _paragraphs(lines: list[str]) -> list[str]:
    """One paragraph where the lines were wrapped by hand or machine, else one a line."""
    if len(lines) > 1 and _is_wrapped(lines):
        return [" ".join(lines)]
    return lines


def _is_wrapped(lines: list[str]) -> bool:
    widths = [len(line) for line in lines[:-1]]
    return min(widths) >= _WRAPPED_FROM and max(widths) <= _NO_WRAP_AT and max(widths) - min(widths) <= 25
