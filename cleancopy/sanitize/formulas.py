"""Formulas as text: MathML where one line says it all, else its TeX, where that is told.

No character is made up. A fraction without its bar or a root without its sign would be another formula, so
what is not one line and has no TeX stays for the border to take out.
"""

from __future__ import annotations

from lxml import etree

from cleancopy import dom
from cleancopy.sanitize.wishes import UNWRAPPED, vacate

_TEX = "application/x-tex"
_LINE = frozenset({
    "math", "semantics", "mrow", "mstyle", "mpadded", "mi", "mn", "mo", "mtext", "ms", "mspace",
    "msub", "msup", "msubsup",
})  # fmt: skip
_RAISED = {"msub": ("sub",), "msup": ("sup",), "msubsup": ("sub", "sup")}
_NOTES = ("annotation", "annotation-xml")


def write_out(body: dom.Element) -> None:
    """Put every formula that can be told into its place, once."""
    for formula in list(body.iter("math")):
        _drop_twins(formula)
        tex = _tex(formula)
        etree.strip_elements(formula, *_NOTES, with_tail=False)
        if all(part.tag in _LINE for part in formula.iter("*")):
            _write_line(formula)
        elif tex:
            vacate(formula, space=tex)
            formula.tag = "code"


def _drop_twins(formula: dom.Element) -> None:
    """Drawings of the same formula: inline elements beside it that are hidden from those who listen."""
    here = formula
    for around in formula.iterancestors():
        if around.tag in dom.BLOCK_TAGS:
            return
        for beside in around:
            if beside is not here and beside.get("aria-hidden") == "true":
                vacate(beside)
        here = around


def _tex(formula: dom.Element) -> str:
    notes = (note for note in formula.iter("annotation") if note.get("encoding") == _TEX)
    return next((dom.fold_space(dom.text_of(note)) for note in notes), "")


def _write_line(formula: dom.Element) -> None:
    for part in list(formula.iter("*")):
        raised = _RAISED.get(str(part.tag), ())
        if raised:
            part.text = None
            for child, tag in zip(list(part)[1:], raised, strict=False):
                _raise(child, tag)
            for child in part:
                child.tail = None
    for part in formula.iter("*"):
        if part.tag not in ("sub", "sup"):
            part.tag = UNWRAPPED


def _raise(part: dom.Element, tag: str) -> None:
    """Put a `sub` or `sup` around what is in a part."""
    around = part.makeelement(tag)
    around.text, part.text = part.text, None
    around.extend(list(part))
    part.append(around)
