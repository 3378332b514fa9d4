"""What a later page repeats goes from its head and its foot, and from nowhere else."""

from __future__ import annotations

from lxml import html

from cleancopy.dom import Element, fold_space, text_of
from cleancopy.joining import repeats

LEAD = "The lamp of Sandholm burns again after nine dark winters, and nobody knows who paid for the oil."
FIRST = "Nine winters ago a storm took the roof of the tower, and the light went out in the night."
SECOND = "Two masons came over with forty tonnes of granite and began to build before the ice had gone."
THIRD = "The new lamp takes less power than a kettle, yet it can be seen from nineteen miles away."


def body(*blocks: str) -> Element:
    return html.fragment_fromstring("".join(blocks), create_parent="div")


def p(text: str) -> str:
    return f"<p>{text}</p>"


EARLIER = body("<h2>The lamp</h2>", p(LEAD), p("Yes."), p(FIRST), p("By Signe Lund"))


def left(*blocks: str) -> list[str]:
    page = body(*blocks)
    repeats.drop(page, repeats.texts(EARLIER))
    return [fold_space(text_of(block)) for block in page]


def test_head_and_foot_go() -> None:
    blocks = ("<h2>The lamp</h2>", p(LEAD), p(SECOND), p(THIRD), p("By Signe Lund"))
    assert left(*blocks) == [SECOND, THIRD]


def test_what_is_repeated_in_the_midst_stays() -> None:
    assert left(p(SECOND), p("Yes."), p(LEAD), p(THIRD)) == [SECOND, "Yes.", LEAD, THIRD]


def test_what_is_new_in_the_head_stays() -> None:
    assert left(p("Page two"), p(LEAD), p(SECOND)) == ["Page two", SECOND]


def test_a_page_with_nothing_new_goes_whole() -> None:
    assert left(p(LEAD), p(FIRST)) == []


def test_a_picture_of_the_head_goes_too() -> None:
    seen = repeats.texts(body("<img src='/lamp.jpg'>", p(FIRST)))
    page = body("<img src='/lamp.jpg'>", p(SECOND), "<img src='/granite.jpg'>")
    removed = repeats.drop(page, seen)
    assert [image.get("src") for image in page.iter("img")] == ["/granite.jpg"]
    assert [one.text for one in removed] == ["/lamp.jpg"]


def test_each_is_accounted_for() -> None:
    (removal,) = repeats.drop(body(p(LEAD), p(SECOND)), repeats.texts(EARLIER))
    assert (removal.rule, removal.words, removal.text) == ("join/repeated", len(LEAD.split()), LEAD[:80])


def test_a_page_that_has_it_all_is_known() -> None:
    assert repeats.covers(body(p(LEAD), p(FIRST), p(SECOND), p("By Signe Lund")), [EARLIER])
    assert not repeats.covers(body(p(LEAD), p(SECOND)), [EARLIER])
