"""What stays because of what it stands by. The scores are made up."""

from __future__ import annotations

import pytest

from extract.test_selection import chosen
from extract.trees import SENTENCES

ONE, TWO = SENTENCES[:2]


def entries(*times: str) -> str:
    return "".join(
        f"<div><b>{time}</b><div><h3>Entry</h3><p>{text}</p></div></div>"
        for time, text in zip(times, SENTENCES, strict=False)
    )


@pytest.mark.parametrize(
    "times",
    [
        ("18.04", "18.20", "19.31"),
        ("6:04 pm", "6.20 p.m.", "7 pm"),
        ("18h04", "18h20", "19h31"),
        ("18時04分", "18時20分", "19時31分"),
        ("Tuesday, 14 October, 18:04", "18:20 BST", "19:31"),
    ],
)
def test_the_entries_of_a_live_page_keep_their_times(times: tuple[str, ...]) -> None:
    stays = chosen(entries(*times), "|".join(times))
    assert [text for text in stays if text in times] == list(times)


@pytest.mark.parametrize(
    "times",
    [
        ("18.04", "18.20"),
        ("Oslo", "Bergen", "Bodø"),
        ("3:1", "12.345", "99:10"),
        ("1.20.300",) * 3,
        ("14.01.2020, 18:04",) * 3,
    ],
)
def test_a_time_alone_and_what_is_none_do_not_stay(times: tuple[str, ...]) -> None:
    assert not [text for text in chosen(entries(*times), "|".join(times)) if text in times]


def test_the_times_of_what_goes_go() -> None:
    page = "".join(f"<div><b>18:0{at}</b><p>Ferry {at}</p></div>" for at in range(5))
    low = "|".join(f"18:0{at}|Ferry {at}" for at in range(5))
    assert chosen(f"<p>{ONE}</p><p>{TWO}</p>{page}", low) == [ONE, TWO]


def test_a_quote_keeps_its_source() -> None:
    quote = f"<blockquote><p>{TWO}</p><footer>Signe Lund</footer></blockquote>"
    assert chosen(f"<p>{ONE}</p>{quote}", "Signe Lund") == [ONE, TWO, "Signe Lund"]
    assert chosen(f"<p>{ONE}</p>{quote}", f"{TWO}|Signe Lund") == [ONE]


def test_the_head_of_a_table_stays_with_its_rows() -> None:
    head = "<thead><tr><th>For</th><th>Against</th></tr></thead>"
    rows = f"<tbody><tr><td><p>{ONE}</p><p>{TWO}</p></td><td>Wind</td></tr></tbody>"
    table = f"<table>{head}{rows}</table>"
    assert chosen(table, "For|Against") == ["For", "Against", ONE, TWO, "Wind"]
    low = f"For|Against|{ONE}|{TWO}|Wind"
    assert chosen(f"<p>{ONE}{TWO}</p>{table}", low) == [ONE + TWO]
