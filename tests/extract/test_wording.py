"""Short lines have odds by their words, their pairs of words, and as a whole."""

from __future__ import annotations

import pytest

from cleancopy.extract.features import PageFacts, measure
from cleancopy.extract.names import NameBook
from cleancopy.extract.scoring import judge_of
from cleancopy.extract.wording import WITHIN, PhraseBook, Wording, phrases_of
from extract.trees import outline_of

BOOK = PhraseBook(
    {"share": -2.0, "on": 0.5, "share on": -3.5, "^share": -3.0, "0 min": -1.0, "=share on": -4.0}
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Read", {"read", "^read", "read$", "=read"}),
        ("Read more: 12!", {"read", "more", "0", "read more", "more 0", "^read", "0$", "=read more 0"}),
        (
            "Größe",
            {
                "größe".casefold(),
                "^" + "größe".casefold(),
                "größe".casefold() + "$",
                "=" + "größe".casefold(),
            },
        ),
        ("— * —", set()),
        ("", set()),
        ("word " * (WITHIN + 1), set()),
    ],
)
def test_a_line_falls_into_phrases(line: str, expected: set[str]) -> None:
    assert phrases_of(line) == expected


@pytest.mark.parametrize(
    ("line", "wording"),
    [
        ("SHARE on", Wording((-2 + 0.5 - 3.5 - 3 - 4) / 5, -4.0, 0.5, 5, -4.0)),
        ("Sit on it", Wording(0.5, 0.5, 0.5, 1, 0.0)),
        ("5 min ago", Wording(-1.0, -1.0, -1.0, 1, 0.0)),
        ("A ship", Wording()),
    ],
)
def test_what_is_known_of_its_phrases_is_told_together(line: str, wording: Wording) -> None:
    assert BOOK.read(line) == wording


def test_a_line_has_columns_of_its_own_wording_and_of_those_around() -> None:
    page = outline_of("<p>Share on</p><p>A ship</p><p>Sit on it</p>")
    bare = measure(page, PageFacts(), NameBook({}))
    rows = measure(page, PageFacts(), NameBook({}), BOOK)
    assert (rows[:, : bare.shape[1]] == bare).all()
    mean, first = -2.4, 0.5
    known, before, behind, near_before, near_behind = rows[:, bare.shape[1] + 5 :].T
    assert known.tolist() == [1, 0, 1]
    assert before == pytest.approx([0, mean, 0])
    assert behind == pytest.approx([0, first, 0])
    assert near_before == pytest.approx([0, mean, mean])
    assert near_behind == pytest.approx([first, first, 0])


def test_phrases_are_known_of_text_alone() -> None:
    assert judge_of("html").phrases is None
    assert judge_of("text").phrases is not None
