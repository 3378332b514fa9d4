"""An article as Markdown: CommonMark, with GitHub's tables.

The whole document starts with the title as the one heading of the first level, the subtitle, a line in
italics with authors, date and site, and the source's URL; then comes the body. Front matter would not be
CommonMark. A picture's caption is a paragraph in italics below it. What is raised, lowered or struck stays
HTML, because `10<sup>6</sup>` is not 106. A table whose cells hold more than a line each becomes what is in
the cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from cleancopy.model import Article
from cleancopy.render import fragment, inline
from cleancopy.render.fragment import Attributes, Block, Frame, Row
from cleancopy.render.inline import Mark, Run
from cleancopy.render.masthead import Masthead, masthead
from cleancopy.render.safe_text import sendable

_MARKS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("em", "i", "cite", "dfn", "figcaption", "caption"), ("*", "*")),
    **dict.fromkeys(("strong", "b", "dt", "summary"), ("**", "**")),
    **{tag: (f"<{tag}>", f"</{tag}>") for tag in ("sup", "sub", "del", "s")},
}
_LEAST_FENCE = 3
_CLOSING_HASHES = re.compile(r"(?<!\S)(#+)$")
_LANGUAGE = re.compile(r"[\w.+#-]+")


def render_markdown(article: Article) -> str:
    """The whole document."""
    parts = (*_head(masthead(article)), render_markdown_body(article))
    return sendable("\n\n".join(filter(None, parts)) + "\n")


def render_markdown_body(article: Article) -> str:
    """The body without the title, no line break at its end."""
    return sendable(fragment.write(article.html, _MarkdownWriter()))


def _head(head: Masthead) -> Iterator[str]:
    facts = (head.byline, head.published[:10], head.site)
    yield _heading(_line(head.title), 1) if head.title else ""
    yield _line(head.subtitle)
    yield f"*{_line(' · '.join(filter(None, facts)))}*" if any(facts) else ""
    yield f"<{inline.target(head.source)}>" if head.source else ""


def _line(text: str) -> str:
    run = Run()
    run.put_text(text)
    return run.take()


def _heading(text: str, level: int) -> str:
    line = _CLOSING_HASHES.sub(r"\\\1", text.replace(inline.BREAK, " "))
    return f"{'#' * level} {line}"


class _MarkdownWriter(fragment.Writer):
    def __init__(self) -> None:
        super().__init__()
        self._run = Run()
        self._code: list[str] | None = None
        self._has_source = False

    def put_text(self, text: str) -> None:
        if self._code is None:
            self._run.put_text(text)
        else:
            self._code.append(text)

    def put_break(self) -> None:
        if self._code is None:
            self._run.put_break()
        else:
            self._code.append(" ")

    def take_run(self) -> str:
        if self._code is not None:
            self._put_code()
        return self._run.take()

    def open(self, tag: str, attributes: Attributes) -> None:
        if self._code is not None:
            return
        if tag in _MARKS:
            self._run.start(Mark(tag, *_MARKS[tag]))
        elif tag in _OPENERS:
            _OPENERS[tag](self, attributes)

    def shut(self, tag: str) -> None:
        if self._code is not None:
            if tag == "code":
                self._put_code()
        elif tag in _MARKS or tag == "a":
            self._run.end(tag)

    def heading(self, text: str, level: int) -> str:
        return _heading(text, level)

    def rule(self) -> Iterable[Block]:
        return (Block("___", "other"),)  # a row of dashes would be read as part of an item

    def verbatim(self, text: str, language: str) -> str:
        fence = "`" * max(_LEAST_FENCE, inline.longest_backticks(text) + 1)
        name = language if _LANGUAGE.fullmatch(language) else ""
        return f"{fence}{name}\n{text}\n{fence}"

    def quote(self, frame: Frame) -> Iterable[Block]:
        lines = "\n\n".join(block.text for block in frame.blocks).split("\n")
        text = "\n".join(f"> {line}".rstrip(" ") for line in lines)
        return (Block(text, "other"),) if frame.blocks else ()

    def item(self, frame: Frame) -> Iterable[Block]:
        """An item without its mark; a list follows its paragraph closely."""
        blocks = frame.blocks
        is_close = len(blocks) == 2 and blocks[0].kind == "paragraph" and _may_follow_closely(blocks[1])
        text = ("\n" if is_close else "\n\n").join(block.text for block in blocks)
        return (Block(text, "other"),) if text else ()

    def items(self, frame: Frame) -> Iterable[Block]:
        items = [block.text for block in frame.blocks]
        marks = self._numbers(frame, len(items)) if frame.tag == "ol" else [self._bullet()] * len(items)
        between = "\n\n" if any("\n\n" in item for item in items) else "\n"
        text = between.join(map(_marked, marks, items))
        return (Block(text, "list"),) if text else ()

    def grid(self, rows: list[Row]) -> Block:
        width = max(map(fragment.columns, rows))
        head, *others = (_row(row, width) for row in rows)
        return Block("\n".join((head, "| --- " * width + "|", *others)), "other")

    def _start_link(self, attributes: Attributes) -> None:
        url = attributes.get("href")
        self._run.start(Mark("a", "[" if url else "", f"]({inline.target(url or '')})"))

    def _start_code(self, _attributes: Attributes) -> None:
        self._code = []

    def _put_code(self) -> None:
        text, self._code = "".join(self._code or ()), None
        self._run.put_code(text)

    def _put_image(self, attributes: Attributes) -> None:
        candidates = attributes.get("srcset", "").split()
        url = attributes.get("src") or (candidates[0] if candidates else "")
        alt = inline.escape(" ".join(attributes.get("alt", "").split()), in_link=True)
        if url:
            self._run.put_markup(f"![{alt}]({inline.target(url)})")

    def _open_player(self, attributes: Attributes) -> None:
        self._has_source = False
        self._put_source(attributes)

    def _put_source(self, attributes: Attributes) -> None:
        """The URL of a film or recording: the first of those that a player may choose from."""
        url = attributes.get("src")
        if url and not self._has_source:
            self._has_source = True
            self._run.put_markup(f"<{inline.target(url)}>")

    def _bullet(self) -> str:
        """Another one than that of a list right before, which would go on otherwise."""
        return "* " if self._list_before().startswith("- ") else "- "

    def _numbers(self, frame: Frame, count: int) -> Iterable[str]:
        start = frame.attributes.get("start", "")
        first = int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1
        end = ")" if re.match(r"\d+\.", self._list_before()) else "."
        return (f"{number}{end} " for number in range(first, first + count))

    def _list_before(self) -> str:
        """The list right before this one, be it in the cell before."""
        frame = self._frames[-1]
        cells = chain.from_iterable(self._frames[-2].rows) if frame.tag in fragment.CELLS else ()
        before = frame.blocks or [block for cell in cells for block in cell.blocks]
        return before[-1].text if before and before[-1].kind == "list" else ""


_OPENERS: Mapping[str, Callable[[_MarkdownWriter, Attributes], None]] = {
    "a": _MarkdownWriter._start_link,
    "code": _MarkdownWriter._start_code,
    "img": _MarkdownWriter._put_image,
    "audio": _MarkdownWriter._open_player,
    "video": _MarkdownWriter._open_player,
    "source": _MarkdownWriter._put_source,
}


def _may_follow_closely(block: Block) -> bool:
    """Only a list that starts at 1 may end a paragraph without a blank line."""
    return block.kind == "list" and block.text.startswith(("- ", "* ", "1. ", "1) "))


def _marked(mark: str, item: str) -> str:
    indented = item.replace("\n", "\n" + " " * len(mark))
    return mark + re.sub(r"\n +(?=\n)", "\n", indented)


def _row(row: Row, width: int) -> str:
    cells = [text for cell in row for text in (_cell(cell.text), *[""] * (cell.columns - 1))]
    return "|" + "".join(f" {text} |" for text in cells + [""] * (width - len(cells)))


def _cell(text: str) -> str:
    return text.replace(inline.BREAK, " ").replace("|", "\\|")
