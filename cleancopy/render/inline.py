"""What stands inside a paragraph, as CommonMark: text escaped where it would be markup, and marks around it.

A `Run` takes text and marks as they come. It holds back what depends on what follows: white space, so that
it ends up outside of marks; the start of a mark, so that marks around nothing vanish; and its end, because
CommonMark would not read the stars of `so**"quoted"**here` as marks: those are written as HTML tags.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

BREAK = "\\\n"
DELIMITERS: Mapping[str, str] = {"*": "em", "**": "strong"}

# Each alternative starts with its character, so that the search can skip whatever is none of these.
_SPECIAL = r"""
      \\(?=[!-/:-@\[-`{-~]|$)              # escapes
    | `                                    # code
    | \*(?:(?<!\s\*)|(?!\s))              # emphasis, but not the lone star of `5 * 3`
    | _(?:(?<![^\W_]_)|(?![^\W_]))         # emphasis, but not the underscore of `snake_case`
    | <(?=[A-Za-z/!?])                     # HTML
    | &(?=\#?\w{1,32};)                    # entities
    | ~(?:(?<=\S~)|(?![\w\s]))             # strikes, but not the tilde of `~5 km`
"""
_MARKUP = re.compile(rf"{_SPECIAL} | \](?=[(\[:])", re.VERBOSE)  # links and their definitions
_MARKUP_IN_LINK = re.compile(rf"{_SPECIAL} | [\[\]]", re.VERBOSE)
# A line that would be a list, a heading, a quote, a rule, the second line of a table, or a task, up to where
# a backslash makes it text.
_LINE_START = re.compile(
    r"\d{1,9}(?=[.)](?:\s|$))|(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|>|[-=:|][-=:| ]*$|\[[ xX]\]\s)"
)
_BACKTICKS = re.compile("`+")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
# What would end a link's target, or the cell of a table that it stands in.
_IN_TARGET = str.maketrans(
    {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", "|": "%7C", "\n": ""}
)


@dataclass(slots=True, eq=False)
class Mark:
    """An inline element that is open: what is written at its start and at its end."""

    tag: str
    start: str
    end: str
    place: int = -1
    """Where in the run its start is written; -1 before that."""

    def become_tag(self) -> None:
        name = DELIMITERS[self.start]
        self.start, self.end = f"<{name}>", f"</{name}>"


class Run:
    """The inline content of one block, and when that is taken, of the next."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._text: list[str] = []  # to be escaped and written
        self._last = ""  # the last character before this place, escapes and delimiters not counted
        self._gap = ""  # the space or break that comes before whatever comes next
        self._open: list[Mark] = []
        self._ignored: Counter[str] = Counter()  # marks inside marks of their kind, by tag
        self._ended: list[Mark] = []  # the inner ones first; their ends are to be written
        self._is_in_link = False

    def put_text(self, text: str) -> None:
        words = " ".join(text.split())
        if text[:1].isspace():
            self._put_space()
        if words:
            self._put_marks(words[0])
            self._text.append(words)
            self._last = words[-1]
            if text[-1].isspace():
                self._put_space()

    def put_markup(self, markup: str) -> None:
        """Add what is Markdown already."""
        self._put_marks(markup[0])
        self._write_text()
        self._write(markup)

    def put_code(self, text: str) -> None:
        """Add text as code; right after a backtick a code span would run into what is there."""
        words = " ".join(text.split())
        if text[:1].isspace():
            self._put_space()
        if words:
            runs_on = self._last == "`" and not self._gap
            self._put_marks("`")
            self.put_markup(f"<code>{self._escaped(words)}</code>" if runs_on else _code_span(words))
            if text[-1].isspace():
                self._put_space()

    def put_break(self) -> None:
        if self._last:
            self._gap = BREAK

    def start(self, mark: Mark) -> None:
        """A mark inside another of its kind is nothing more, nor is a link that leads nowhere."""
        if not mark.start or any(around.start == mark.start for around in self._open):
            self._ignored[mark.tag] += 1
        else:
            self._open.append(mark)

    def end(self, tag: str) -> None:
        if self._ignored.get(tag):
            self._ignored[tag] -= 1
        elif self._open and self._open[-1].tag == tag:
            mark = self._open.pop()
            if mark.place >= 0:
                self._ended.append(mark)

    def take(self) -> str:
        """What was put since the last time. A mark that is open ends here and starts again in the next."""
        if not self._last:
            return ""
        self._ended += [mark for mark in reversed(self._open) if mark.place >= 0]
        self._write_text()
        self._write_ends("")
        lines = "".join(self._written).split("\n")
        self._open = [Mark(mark.tag, mark.start, mark.end) for mark in self._open]
        self._written, self._last, self._gap = [], "", ""
        return "\n".join(map(_escape_start, lines))

    def _put_space(self) -> None:
        if self._last and not self._gap:
            self._gap = " "

    def _put_marks(self, following: str) -> None:
        """Write what was held back, now that something follows that can be seen."""
        gap, self._gap = self._gap, ""
        waiting = [mark for mark in self._open if mark.place < 0] if self._open else []
        if not (waiting or self._ended or gap == BREAK):
            self._text.append(gap)
            return
        self._write_text()
        if self._ended:
            waiting = waiting if gap else self._joined(waiting)
            self._write_ends(gap or _first([mark.start for mark in waiting], following))
        if gap:
            self._write(gap)
        if waiting:
            self._write_starts(waiting, following)

    def _joined(self, waiting: list[Mark]) -> list[Mark]:
        """A delimiter that ends and starts at once goes on; where another starts, the two would be one."""
        for place, starting in enumerate(waiting):
            ended = self._ended[-1].start if self._ended else ""
            if ended not in DELIMITERS or starting.start not in DELIMITERS:
                return waiting[place:]
            if ended != starting.start:
                starting.become_tag()
                return waiting[place:]
            starting.place = self._ended.pop().place
        return []

    def _write_ends(self, following: str) -> None:
        for inner, mark in enumerate(self._ended):
            if mark.start in DELIMITERS and _is_punctuation(self._last):
                after = _first([outer.end for outer in self._ended[inner + 1 :]], following)
                if _is_letter(after):
                    self._rewrite(mark)
            if mark.start == "[":
                self._is_in_link = False
            self._write(mark.end)
        self._ended.clear()

    def _rewrite(self, mark: Mark) -> None:
        """Turn the start that is written into a tag, and with it the one that it stands right behind."""
        mark.become_tag()
        self._written[mark.place] = mark.start
        for around in (*self._ended, *self._open):
            if around.start in DELIMITERS and around.place == mark.place - 1:
                self._rewrite(around)

    def _write_starts(self, waiting: list[Mark], following: str) -> None:
        is_inside = any(mark.start in DELIMITERS and mark.place >= 0 for mark in self._open)
        for outer, mark in enumerate(waiting):
            if mark.start in DELIMITERS and self._last.strip():
                after = _first([inner.start for inner in waiting[outer + 1 :]], following)
                if is_inside or (_is_punctuation(after) and _is_letter(self._last)):
                    mark.become_tag()  # CommonMark would read it as the end of the one around it, or as text
            if mark.start == "[":
                self._start_link()
            mark.place = len(self._written)
            self._write(mark.start)

    def _start_link(self) -> None:
        self._is_in_link = True
        if self._written and self._written[-1].endswith("!"):  # the two would start an image
            self._written[-1] = self._written[-1][:-1] + "\\!"

    def _write_text(self) -> None:
        if self._text:
            self._written.append(self._escaped("".join(self._text)))
            self._text.clear()

    def _escaped(self, text: str) -> str:
        return escape(text, in_link=self._is_in_link)

    def _write(self, markup: str) -> None:
        self._written.append(markup)
        if markup not in DELIMITERS:
            self._last = markup[-1]


def escape(text: str, *, in_link: bool = False) -> str:
    """Text with a backslash before what CommonMark would read as markup inside a line."""
    return (_MARKUP_IN_LINK if in_link else _MARKUP).sub(r"\\\g<0>", text)


def _escape_start(line: str) -> str:
    start = _LINE_START.match(line)
    return f"{line[: start.end()]}\\{line[start.end() :]}" if start else line


def _code_span(text: str) -> str:
    """Text as code, between more backticks than it has in a row."""
    fence = "`" * (longest_backticks(text) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


def longest_backticks(text: str) -> int:
    return max(map(len, _BACKTICKS.findall(text)), default=0)


def target(url: str) -> str:
    """A URL as it may stand in a link's parentheses, between angle brackets and in a table."""
    return _ENTITY.sub("&amp;", url.translate(_IN_TARGET))


def _first(markup: Iterable[str], following: str) -> str:
    """The first character but for delimiters: CommonMark looks at what stands around a whole run of them."""
    return next((part[0] for part in markup if part not in DELIMITERS), following[:1])


def _is_punctuation(character: str) -> bool:
    return not character.isalnum() and unicodedata.category(character)[0] in "PS"


def _is_letter(character: str) -> bool:
    """Neither white space nor punctuation, and not the end of the run.

    To CommonMark before 0.31, and so to GitHub, `✅` is no punctuation: a mark beside it must suit both.
    """
    if not character.strip():
        return False
    return not _is_punctuation(character) or not (
        character.isascii() or unicodedata.category(character)[0] == "P"
    )
