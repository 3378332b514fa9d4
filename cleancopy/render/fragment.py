"""An article's HTML as blocks: the walk that plain text and Markdown share.

A parser's events drive a `Writer`. Text gathers in a run until a block starts or ends; then the run becomes
a block of the innermost frame. A frame is a quote, a list, an item, a table or a cell: it gathers blocks,
and becomes blocks of the frame around it when it ends. Nothing recurses, so no page is nested too deep.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Literal, cast

from lxml import etree

from cleancopy import dom

# Frames inside more frames than this are written flat: every level repeats its mark on every line in it.
MOST_FRAMES = 24
MOST_COLUMNS = 100  # of a table; a hostile colspan may say a thousand in every cell

CELLS = frozenset({"td", "th"})
_FRAMES = frozenset({"blockquote", "ul", "ol", "li", "table"}) | CELLS
_PLAYERS = frozenset({"audio", "video"})
_CODE_CLASS = "language-"
_QUOTE = '"'  # which browsers show around `q`

type Attributes = Mapping[str, str]
type Kind = Literal["paragraph", "heading", "list", "other"]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stand alone."""

    text: str
    kind: Kind = "paragraph"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell of a table."""

    blocks: list[Block]
    columns: int
    is_tall: bool
    """It spans rows."""

    @property
    def is_line(self) -> bool:
        return all(block.kind == "paragraph" for block in self.blocks) and len(self.blocks) <= 1

    @property
    def text(self) -> str:
        return self.blocks[0].text if self.blocks else ""


type Row = list[Cell]


@dataclass(slots=True)
class Frame:
    """An element that is open and gathers what stands in it."""

    tag: str
    attributes: Attributes
    blocks: list[Block]
    is_flat: bool = False
    """Its blocks are those of the frame around it."""
    rows: list[Row] = field(default_factory=list)
    """Of a table."""


class Writer(ABC):
    """Turns a parser's events into the text that `close` returns; a subclass says what a block looks like."""

    def __init__(self) -> None:
        self._frames = [Frame("", {}, [])]
        self._verbatim: list[str] | None = None
        self._inner = 0
        """How many `pre` are open in the one that is verbatim."""
        self._language = ""
        self._heading = 0
        self._playing = 0

    # What a parser calls

    def start(self, tag: str, attributes: Attributes) -> None:
        if self._verbatim is not None:
            self._start_verbatim(tag, attributes)
            return
        if tag in dom.BLOCK_TAGS:
            self._end_run()
        starter = _STARTERS.get(tag)
        if starter:
            starter(self, tag, attributes)
        else:
            self.open(tag, attributes)

    def end(self, tag: str) -> None:
        if self._verbatim is not None:
            self._end_verbatim(tag)
            return
        self.shut(tag)
        if tag in dom.BLOCK_TAGS:
            self._end_run()
        if tag in _FRAMES:
            self._leave()
        elif tag in dom.HEADING_TAGS:
            self._heading = 0
        elif tag in _PLAYERS:
            self._playing -= 1
        elif tag == "q":
            self.put_text(_QUOTE)

    def data(self, text: str) -> None:
        if self._verbatim is not None:
            self._verbatim.append(text)
        elif not self._playing:  # else it is for browsers that cannot play
            self.put_text(text)

    def close(self) -> str:
        self._end_run()
        return "\n\n".join(block.text for block in self._frames[0].blocks)

    # What a subclass says

    @abstractmethod
    def put_text(self, text: str) -> None:
        """Add text to the run, its white space as in the source."""

    @abstractmethod
    def put_break(self) -> None:
        """Add a line break to the run."""

    @abstractmethod
    def take_run(self) -> str:
        """The finished run, which starts anew."""

    @abstractmethod
    def open(self, tag: str, attributes: Attributes) -> None:
        """An element starts that says nothing about blocks."""

    @abstractmethod
    def shut(self, tag: str) -> None:
        """An element ends, whichever it is."""

    def heading(self, text: str, level: int) -> str:
        return text

    def rule(self) -> Iterable[Block]:
        return ()

    def verbatim(self, text: str, language: str) -> str:
        return text

    def quote(self, frame: Frame) -> Iterable[Block]:
        return frame.blocks

    @abstractmethod
    def items(self, frame: Frame) -> Iterable[Block]:
        """What a list becomes; its items are blocks by now."""

    @abstractmethod
    def item(self, frame: Frame) -> Iterable[Block]: ...

    @abstractmethod
    def grid(self, rows: list[Row]) -> Block:
        """What a table of one line a cell becomes."""

    # How frames and runs end

    def table(self, frame: Frame) -> Iterable[Block]:
        """A grid where each cell is a line, else what is in the cells: the table is there for the layout."""
        if _is_grid(frame.rows):
            return *frame.blocks, self.grid(frame.rows)
        return *frame.blocks, *chain.from_iterable(map(_row_blocks, frame.rows))

    def _enter(self, tag: str, attributes: Attributes) -> None:
        is_flat = len(self._frames) > MOST_FRAMES
        blocks = self._frames[-1].blocks if is_flat else []
        self._frames.append(Frame(tag, attributes, blocks, is_flat))

    def _leave(self) -> None:
        frame = self._frames.pop()
        around = self._frames[-1]
        if frame.is_flat:
            return
        if frame.tag in CELLS:
            _add_cell(around, frame)
        else:
            around.blocks += self._close(frame)

    def _close(self, frame: Frame) -> Iterable[Block]:
        match frame.tag:
            case "blockquote":
                return self.quote(frame)
            case "li":
                return self.item(frame)
            case "table":
                return self.table(frame)
            case _:
                return self.items(frame)

    def _end_run(self) -> None:
        text = self.take_run()
        if not text:
            return
        if self._heading:
            self._add(Block(self.heading(text, self._heading), "heading"))
        else:
            self._add(Block(text))

    def _add(self, block: Block) -> None:
        self._frames[-1].blocks.append(block)

    # Elements with a way of their own

    def _start_row(self, _tag: str, _attributes: Attributes) -> None:
        if self._frames[-1].tag == "table":
            self._frames[-1].rows.append([])

    def _start_heading(self, tag: str, _attributes: Attributes) -> None:
        self._heading = int(tag[1])

    def _start_pre(self, _tag: str, attributes: Attributes) -> None:
        self._verbatim = []
        self._language = _language(attributes)

    def _start_quotation(self, _tag: str, _attributes: Attributes) -> None:
        self.put_text(_QUOTE)

    def _start_break(self, _tag: str, _attributes: Attributes) -> None:
        self.put_break()

    def _start_rule(self, _tag: str, _attributes: Attributes) -> None:
        self._frames[-1].blocks += self.rule()

    def _start_player(self, tag: str, attributes: Attributes) -> None:
        self._playing += 1
        self.open(tag, attributes)

    def _start_verbatim(self, tag: str, attributes: Attributes) -> None:
        self._language = self._language or _language(attributes)
        if tag == "br":
            self.data("\n")
        elif tag in dom.BLOCK_TAGS:
            self._inner += tag == "pre"
            self._end_line()

    def _end_verbatim(self, tag: str) -> None:
        if tag == "pre" and not self._inner:
            text = "".join(self._verbatim or ()).strip("\n")
            self._verbatim = None
            if text.strip():
                self._add(Block(self.verbatim(text, self._language), "other"))
        elif tag in dom.BLOCK_TAGS:
            self._inner -= tag == "pre"
            self._end_line()

    def _end_line(self) -> None:
        """A line that its own break has ended ends no second time with the block that it stands in."""
        if self._verbatim and not self._verbatim[-1].endswith("\n"):
            self._verbatim.append("\n")


_STARTERS: Mapping[str, Callable[[Writer, str, Attributes], None]] = {
    **dict.fromkeys(_FRAMES, Writer._enter),
    "tr": Writer._start_row,
    "pre": Writer._start_pre,
    "q": Writer._start_quotation,
    "br": Writer._start_break,
    "hr": Writer._start_rule,
    **dict.fromkeys(dom.HEADING_TAGS, Writer._start_heading),
    **dict.fromkeys(_PLAYERS, Writer._start_player),
}


def write(html: str, writer: Writer) -> str:
    """What a writer makes of a fragment of HTML."""
    parser = etree.HTMLParser(target=cast(Any, writer), encoding="utf-8", huge_tree=True)
    return cast(str, etree.fromstring(f"<div>{html}</div>".encode("utf-8", "replace"), parser))


def columns(row: Row) -> int:
    return sum(cell.columns for cell in row)


def _add_cell(around: Frame, frame: Frame) -> None:
    if not around.rows:  # a cell outside a table
        around.blocks += frame.blocks
        return
    tall = _number(frame.attributes.get("rowspan")) > 1
    around.rows[-1].append(Cell(frame.blocks, _number(frame.attributes.get("colspan")), tall))


def _is_grid(rows: list[Row]) -> bool:
    cells = [cell for row in rows for cell in row]
    return (
        1 < max(map(columns, rows), default=0) <= MOST_COLUMNS
        and any(cell.blocks for cell in cells)
        and all(cell.is_line and not cell.is_tall for cell in cells)
    )


def _row_blocks(row: Row) -> Iterable[Block]:
    if all(cell.is_line for cell in row):
        line = " | ".join(cell.text for cell in row if cell.text)
        return (Block(line),) if line else ()
    return chain.from_iterable(cell.blocks for cell in row)


def _number(value: str | None) -> int:
    """An attribute that counts from 1."""
    return max(1, int(value)) if value and value.isascii() and value.isdigit() and len(value) < 5 else 1


def _language(attributes: Attributes) -> str:
    """The programming language that a class names, as highlighters write it."""
    for name in attributes.get("class", "").split():
        if name.startswith(_CODE_CLASS):
            return name.removeprefix(_CODE_CLASS)
    return ""
