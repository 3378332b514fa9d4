"""An article as plain text: one paragraph a line, a blank line between blocks.

No word is added, not even the number of a list's item: items have a dash, cells a bar between them. Lines
break where the article breaks them (`br`, `pre`) and between the items of a list and the rows of a table.
The words of inline elements run on as they do on the page: `USA<b>after</b>` stays joined.
"""

from __future__ import annotations

from collections.abc import Iterable

from cleancopy.model import Article
from cleancopy.render import fragment
from cleancopy.render.fragment import Attributes, Block, Frame, Row
from cleancopy.render.safe_text import one_line, sendable

_BREAK = "\0"  # which no parser of HTML gives as text


def render_text(article: Article) -> str:
    """The whole document: the title, a blank line, the body."""
    parts = (one_line(article.title), render_text_body(article))
    return sendable("\n\n".join(filter(None, parts)) + "\n")


def render_text_body(article: Article) -> str:
    """The body without the title, no line break at its end."""
    return sendable(fragment.write(article.html, _TextWriter()))


class _TextWriter(fragment.Writer):
    def __init__(self) -> None:
        super().__init__()
        self._run: list[str] = []

    def put_text(self, text: str) -> None:
        self._run.append(text)

    def put_break(self) -> None:
        self._run.append(_BREAK)

    def take_run(self) -> str:
        if not self._run:
            return ""
        lines = "".join(self._run).split(_BREAK)
        self._run.clear()
        return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))

    def open(self, tag: str, attributes: Attributes) -> None:
        """Plain text has no marks."""

    def shut(self, tag: str) -> None:
        """Nor anything that would end."""

    def item(self, frame: Frame) -> Iterable[Block]:
        text = "\n".join(block.text for block in frame.blocks)
        return (Block("- " + text.replace("\n", "\n  "), "other"),) if text else ()

    def items(self, frame: Frame) -> Iterable[Block]:
        text = "\n".join(block.text for block in frame.blocks)
        return (Block(text, "list"),) if text else ()

    def grid(self, rows: list[Row]) -> Block:
        lines = (" | ".join(cell.text.replace("\n", " ") for cell in row) for row in rows)
        return Block("\n".join(line.rstrip() for line in lines if line.strip(" |")), "other")
