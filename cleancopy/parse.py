"""UTF-8 to a tree, with libxml2's departures from HTML5 mended where they lose or hide text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from urllib.parse import urljoin

from lxml import etree

from cleancopy import dom
from cleancopy.errors import PageError
from cleancopy.model import Decoded, Document

# Void elements that libxml2 does not know as void: it puts what follows inside them.
_WRONGLY_WRAPPING = ("wbr", "source", "track", "keygen", "embed", "image", "bgsound")
_END_OF_PAGE = re.compile(rb"</(?:body|html)(?=[\s/>])[^>]*+>", re.IGNORECASE)
# A paragraph may begin in a heading, where libxml2 would end the heading before its first word.
# As a `span` it leaves the heading its words, and keeps what it is known by.
_PARAGRAPH_IN_HEADING = re.compile(rb"(<h[1-6](?=[\s>])[^<>]*+>\s*+)<p(?=[\s>])", re.IGNORECASE)
_DRAWINGS = ("svg", "math")
# What HTML does not let stand in a drawing or a formula: its start tag ends both (HTML, 13.2.6.5).
_ENDING_A_DRAWING = frozenset({
    "b", "big", "blockquote", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "h1", "h2",
    "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "listing", "menu", "nobr", "ol", "p", "pre", "ruby", "s",
    "small", "span", "strong", "strike", "sub", "sup", "table", "tt", "u", "ul", "var",
})  # fmt: skip
# And where it may stand in them after all.
_LABELS = ("foreignobject", "desc", "title", "mi", "mo", "mn", "ms", "mtext", "annotation-xml")
_WRAPPED_AT = range(45, 201)  # characters; wider than that, or narrower, each line is a paragraph
_SLACK = 10  # characters by which a hand that wraps lines misses the width
_MOSTLY = 0.6  # of the long lines are full where lines are wrapped
_MARK = re.compile(r"\s*(?:[-*+•]|[0-9]{1,3}[.)]|#{1,6})\s")
_BULLET = re.compile(r"[•◦▪‣●○]\s+(?=\S)")  # a dash or a star may be the text's own
_HEADING = re.compile(r"\s*#{1,6}\s")


def parse(decoded: Decoded, *, url: str | None = None) -> Document:
    """Raises `PageError`: `too-deep` where the parser would drop the page's rest, `empty` for no tree."""
    if decoded.kind == "text":
        return parse_text(decoded.body.decode("utf-8"), url=url)
    return parse_html(decoded.body, url=url)


def parse_html(body: bytes, *, url: str | None = None) -> Document:
    """Parse UTF-8 bytes.

    `</body>` and `</html>` end nothing in HTML: what follows goes where it would have gone without them.
    libxml2 would close all that is open, so it does not get to see them.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    try:
        root = etree.fromstring(_PARAGRAPH_IN_HEADING.sub(rb"\1<span", _END_OF_PAGE.sub(b"", body)), parser)
    except etree.XMLSyntaxError as exc:
        raise PageError("empty", "the page has no elements") from exc
    if root is None:
        raise PageError("empty", "the page has no elements")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise PageError("too-deep", "elements are nested too deep to be parsed whole")
    _gather_body(root)
    _free_wrapped(root)
    _end_drawings(root)
    return Document(root, "html", url, _base_url(root, url))


def parse_text(text: str, *, url: str | None = None) -> Document:
    """A text page as a tree: one `p` a paragraph, `li` where it has a bullet.

    Paragraphs with no blank line between them are together in a `div`, as a menu's are between others.
    """
    root = etree.Element("html")
    body = etree.SubElement(root, "body")
    for group in _groups(text.splitlines()):
        holder = etree.SubElement(body, "div") if len(group) > 1 else body
        for is_item, members in groupby(group, key=_is_item):
            around, tag = (etree.SubElement(holder, "ul"), "li") if is_item else (holder, "p")
            for member in members:
                etree.SubElement(around, tag).text = _BULLET.sub("", member, count=1) if is_item else member
    return Document(root, "text", url, url)


def _gather_body(root: dom.Element) -> None:
    """Into the body what HTML has there and libxml2 beside it: what follows `<body/>`, or a `frameset`."""
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    strays = [child for child in root if child is not body and child.tag != "head"]
    loose, body.tail = body.tail, None
    if loose and loose.strip():
        etree.SubElement(body, "p").text = loose
    for stray in [*strays, *root.itersiblings("*")]:
        for part in stray.iter("html", "head", "body"):
            part.tag = "div"
        body.append(stray)


def _free_wrapped(root: dom.Element) -> None:
    """What a void element wraps goes behind it."""
    for element in list(root.iter(*_WRONGLY_WRAPPING)):
        children = list(element)
        tail, element.tail, element.text = element.tail, element.text, None
        for child in reversed(children):
            element.addnext(child)
        if tail:
            last = [element, *children][-1]
            last.tail = (last.tail or "") + tail


def _end_drawings(root: dom.Element) -> None:
    """What a drawing that was never closed has swallowed goes behind it."""
    for drawing in list(root.iter(*_DRAWINGS)):
        if next(drawing.iterancestors(*_DRAWINGS), None) is None:
            first = next(filter(_is_swallowed, drawing.iterdescendants()), None)
            if first is not None:
                _move_behind(drawing, first)


def _is_swallowed(element: dom.Element) -> bool:
    if element.tag not in _ENDING_A_DRAWING:
        return False
    return next(element.iterancestors(*_DRAWINGS, *_LABELS)).tag in _DRAWINGS


def _move_behind(drawing: dom.Element, first: dom.Element) -> None:
    """An element, and all that follows it in a drawing."""
    moved = [first, *first.itersiblings()]
    for parent in first.iterancestors():
        moved[-1].tail = f"{moved[-1].tail or ''}{parent.tail or ''}"
        parent.tail = None
        if parent is drawing:
            break
        moved += parent.itersiblings()
    for element in reversed(moved):
        drawing.addnext(element)


def _base_url(root: dom.Element, url: str | None) -> str | None:
    href = root.xpath("string(//base/@href)", smart_strings=False)
    if not isinstance(href, str) or not href.strip():
        return url
    try:
        return urljoin(url or "", href.strip()) or url
    except ValueError:
        return url


def _groups(lines: list[str]) -> Iterator[list[str]]:
    """Paragraphs with no blank line between them: lines that were wrapped put together, else one a line."""
    width = _wrap_width(lines)
    group: list[str] = []
    paragraph: list[str] = []
    for previous, line in pairwise(["", *lines, ""]):
        if paragraph and not _goes_on(previous, line, width):
            group.append(dom.fold_space(" ".join(paragraph)))
            paragraph = []
        if line.strip():
            paragraph.append(line)
        elif group:
            yield group
            group = []


def _is_item(paragraph: str) -> bool:
    """A bullet with nothing behind it is a paragraph, for want of any other text."""
    return _BULLET.match(paragraph) is not None


def _wrap_width(lines: list[str]) -> int:
    """The width at which lines were wrapped, but for one in twenty; 0 where they were not."""
    lengths = sorted(len(line) for line in lines if " " in line.strip())
    width = lengths[len(lengths) * 19 // 20] if lengths else 0
    if width not in _WRAPPED_AT:
        return 0
    long = [pair for pair in pairwise(lines) if len(pair[0]) > width / 2 and pair[1].strip()]
    full = sum(_is_full(previous, line, width) for previous, line in long)
    return width if full >= len(long) * _MOSTLY else 0


def _is_full(previous: str, line: str, width: int) -> bool:
    """Whether a line's first word had no room on the line before it."""
    return len(previous.rstrip()) + 1 + len(line.split(maxsplit=1)[0]) > width - _SLACK


def _goes_on(previous: str, line: str, width: int) -> bool:
    """Whether a line belongs to the paragraph of the one before it."""
    if not width or not line.strip() or _MARK.match(line) or _HEADING.match(previous):
        return False
    is_indented = line[0].isspace() and not previous[0].isspace()
    if is_indented and not _MARK.match(previous):
        return False
    return _is_full(previous, line, width)
