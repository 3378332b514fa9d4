"""The tree made ready for the border: for the sake of looks and of words, not of safety."""

from __future__ import annotations

from collections.abc import Set

from lxml import etree

from cleancopy import dom
from cleancopy.options import Images, Links
from cleancopy.sanitize import border, formulas, urls, wishes
from cleancopy.sanitize.wishes import UNWRAPPED, vacate

_FLATTENED = "flattened"  # as UNWRAPPED, of an element with nothing but blocks in it
_BLOCKS = border.PROSE | {"table", "hr", "details", _FLATTENED}

_KEPT = border.PROSE | border.INLINE | border.TABLE | border.OTHER

# Elements that become another one: the same to a reader, and fewer for those who style or convert the result.
_RENAMED = {
    **dict.fromkeys(
        ("address", "article", "aside", "center", "dialog", "fieldset", "footer", "form", "header", "hgroup",
         "legend", "main", "marquee", "nav", "search", "section"),
        "div",
    ),
    **dict.fromkeys(("dir", "menu"), "ul"),
    **dict.fromkeys(("listing", "plaintext", "xmp"), "pre"),
    "acronym": "abbr",
    "strike": "s",
    "tt": "code",
}  # fmt: skip

_HEADING_WORDS = 50  # in one that has blocks in it; with more, nobody closed it
_LABELS = ("foreignobject", "desc", "annotation-xml")  # where a drawing has prose by right

# A part of a table, and what it may stand in. HTML's parser moves whatever stands elsewhere out of the table.
_PLACES = {
    **dict.fromkeys(("caption", "thead", "tbody", "tfoot"), ("table",)),
    "tr": ("table", "thead", "tbody", "tfoot"),
    **dict.fromkeys(("td", "th"), ("tr",)),
}
_LISTS = ("ul", "ol")
_MARKS = ("b", "em", "i", "s", "small", "strong", "u")
_FRAMES = ("table", "thead", "tbody", "tfoot", "tr")


def tidy(body: dom.Element, base_url: str | None, images: Images, links: Links) -> None:
    """Everything that is done to the tree. Each step counts on what those before it took away."""
    etree.strip_tags(body, "colgroup")  # which may never have been closed
    _free_prose(body)
    formulas.write_out(body)
    etree.strip_elements(body, *border.GONE, with_tail=False)
    _rename(body)
    _mend_tables(body)
    _mend_lists(body)
    wishes.grant(body, images, links)
    _resolve_links(body, base_url)
    _resolve_images(body, base_url)
    _resolve_players(body, base_url)
    _prune(body)
    _level_headings(body)
    _put_marks_inside(body)
    body.tag = _FLATTENED


def _is_blank(text: str | None) -> bool:
    return not text or text.isspace()


def _put(element: dom.Element, name: str, value: str | None) -> None:
    if value is not None:
        element.set(name, value)
    elif name in element.attrib:
        del element.attrib[name]


def _free_prose(body: dom.Element) -> None:
    """Prose in a drawing or in a list of options is there because nothing closed them."""
    etree.strip_elements(body, *_LABELS, with_tail=False)
    for holder in list(body.iter("svg", "math", "select")):
        if next(holder.iter(*border.PROSE), None) is not None:
            holder.tag = UNWRAPPED


def _rename(body: dom.Element) -> None:
    """Of unknown elements nh3 takes some with their content: those that SVG and MathML have too."""
    for element in body.iter("*"):
        if element.tag not in _KEPT:
            element.tag = _RENAMED.get(element.tag, UNWRAPPED)


def _mend_tables(body: dom.Element) -> None:
    """A table with something between its cells becomes blocks, and so does a part without its table."""
    for frame in list(body.iter(*_FRAMES)):
        if not _holds_parts_only(frame):
            table = frame if frame.tag == "table" else next(frame.iterancestors("table"), frame)
            table.tag = "div"
    for part in list(body.iter(*_PLACES)):
        parent = part.getparent()
        if parent is None or parent.tag not in _PLACES[part.tag]:
            part.tag = "div"


def _holds_parts_only(frame: dom.Element) -> bool:
    return _is_blank(frame.text) and all(
        frame.tag in _PLACES.get(child.tag, ()) and _is_blank(child.tail) for child in frame
    )


def _mend_lists(body: dom.Element) -> None:
    """What stands between the items of a list becomes part of the item before; one without items is none.

    Many an editor puts a list below an item into the list around it, behind that item.
    """
    items = [(item, next(item.iterancestors(*_LISTS), None)) for item in body.iter("li")]
    lists = {frame for _, frame in items}
    wrapped = {frame for item, frame in items if item.getparent() is not frame}
    for frame in list(body.iter(*_LISTS)):
        if frame not in lists:
            frame.tag = "div"
        elif frame not in wrapped:
            _gather_in_items(frame)


def _gather_in_items(frame: dom.Element) -> None:
    item = rest = None
    for child in list(frame):
        if child.tag == "li":
            item, rest = child, None
            if not _is_blank(child.tail):
                rest = etree.SubElement(item, "div")
                rest.text, child.tail = child.tail, None
        elif item is not None:
            rest = etree.SubElement(item, "div") if rest is None else rest
            rest.append(child)


def _resolve_links(body: dom.Element, base: str | None) -> None:
    """Links lead somewhere, or lose their target; ids stay only where one of them leads."""
    for anchor in body.iter("a"):
        if "id" not in anchor.attrib:
            _put(anchor, "id", anchor.get("name"))
    named = [element for element in body.iter("*") if "id" in element.attrib]
    first = {element.get("id", ""): element for element in reversed(named)}
    targets = {_resolve_link(anchor, base, first.keys()) for anchor in body.iter("a")}
    for element in named:
        name = element.get("id", "")
        if f"#{name}" not in targets or first[name] is not element:
            del element.attrib["id"]


def _resolve_link(anchor: dom.Element, base: str | None, ids: Set[str]) -> str | None:
    href = urls.link(anchor.get("href") or "", base, ids)
    _put(anchor, "href", href)
    return href


def _resolve_images(body: dom.Element, base: str | None) -> None:
    for image in list(body.iter("img")):
        _put(image, "src", urls.absolute(image.get("src"), base))
        _put(image, "srcset", urls.srcset(image.get("srcset") or "", base))
        if "src" not in image.attrib and "srcset" not in image.attrib:
            vacate(image)


def _resolve_players(body: dom.Element, base: str | None) -> None:
    """Players with something to play wait for the reader to start them; the others leave what is in them."""
    for source in list(body.iter("source")):
        _put(source, "src", urls.absolute(source.get("src"), base))
        parent = source.getparent()
        if "src" not in source.attrib or parent is None or parent.tag not in ("video", "audio"):
            vacate(source)
    for player in list(body.iter("video", "audio")):
        _put(player, "src", urls.absolute(player.get("src"), base))
        _put(player, "poster", urls.absolute(player.get("poster"), base))
        player.set("controls", "")
        player.set("preload", "none")
        if "src" not in player.attrib and player.find("source") is None:
            player.tag = UNWRAPPED


def _prune(body: dom.Element) -> None:
    """Take away what holds nothing or only wraps. Children come before their parents, so one pass does."""
    hollow: set[dom.Element] = set()
    for element in reversed(list(body.iterdescendants(*border.PROSE, *border.INLINE, UNWRAPPED))):
        if _is_hollow(element, hollow):
            hollow.add(element)
            if element.tag in border.PROSE:
                vacate(element, space="\n")
            element.tag = UNWRAPPED
            continue
        if element.tag in ("a", "span") and "href" not in element.attrib:
            element.tag = "span" if _says_something(element) else UNWRAPPED
        if element.tag in ("div", "p", UNWRAPPED) and _only_wraps(element, hollow):
            element.tag = _FLATTENED


def _level_headings(body: dom.Element) -> None:
    """A heading holds a line, or several with breaks between them, and no paragraphs."""
    for heading in body.iter(*dom.HEADING_TAGS):
        inside = list(heading.iterdescendants(*border.PROSE))
        is_line = all(block.tag in ("p", "div") for block in inside)
        if inside and is_line and dom.count_words(dom.text_of(heading)) <= _HEADING_WORDS:
            for block in inside:
                _unwrap_line(block)
            for block in inside[1:]:
                block.addprevious(block.makeelement("br"))


def _unwrap_line(block: dom.Element) -> None:
    """Take the block's tags away; its words stay apart from those beside it."""
    parent = block.getparent()
    if block.getprevious() is not None or (parent is not None and not _is_blank(parent.text)):
        block.text = f" {block.text or ''}"
    if block.getnext() is not None or not _is_blank(block.tail):
        block.tail = f" {block.tail or ''}"
    block.tag = UNWRAPPED


def _put_marks_inside(body: dom.Element) -> None:
    """A mark around paragraphs goes into each: many a parser, libxml2 too, ends it where one begins."""
    for mark in reversed(list(body.iter(*_MARKS))):
        paragraphs = [child for child in mark if child.tag != UNWRAPPED]
        if paragraphs and _is_blank(mark.text) and all(map(_is_whole_paragraph, mark)):
            for paragraph in paragraphs:
                _wrap_content(paragraph, mark)
            mark.tag = UNWRAPPED


def _is_whole_paragraph(element: dom.Element) -> bool:
    """A paragraph with nothing loose behind it, or nothing at all."""
    if not _is_blank(element.tail):
        return False
    if element.tag == UNWRAPPED:
        return not len(element) and _is_blank(element.text)
    return element.tag in ("p", "div") and next(element.iterdescendants(*_BLOCKS), None) is None


def _wrap_content(paragraph: dom.Element, mark: dom.Element) -> None:
    inside = paragraph.makeelement(mark.tag, dict(dom.attributes(mark)))
    inside.text, paragraph.text = paragraph.text, None
    inside.extend(list(paragraph))
    paragraph.append(inside)


def _is_hollow(element: dom.Element, hollow: set[dom.Element]) -> bool:
    """No words, no picture, no target of a link. Line breaks alone are nothing."""
    return (
        _is_blank(element.text)
        and "id" not in element.attrib
        and all((child in hollow or child.tag == "br") and _is_blank(child.tail) for child in element)
    )


def _only_wraps(element: dom.Element, hollow: set[dom.Element]) -> bool:
    return (
        not _says_something(element)
        and _is_blank(element.text)
        and all((child in hollow or child.tag in _BLOCKS) and _is_blank(child.tail) for child in element)
    )


def _says_something(element: dom.Element) -> bool:
    return not border.ON_ANY.isdisjoint(element.keys())
