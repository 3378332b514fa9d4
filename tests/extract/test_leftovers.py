"""What goes because nothing is left that it belongs to, or because it was said just before."""

from __future__ import annotations

import pytest

from extract.test_selection import chosen
from extract.trees import PROSE, SENTENCES

ONE, TWO, THREE = SENTENCES[:3]
LINKS = "<p>Ferry late</p><p>Eels are back</p>"
LOW = "Ferry late|Eels are back"


@pytest.mark.parametrize(
    ("end", "stays"),
    [
        (f"<h2>More of the sea</h2>{LINKS}", False),
        (f"<section><h3>More of the sea</h3></section>{LINKS}", False),
        (f"<h2>More of the sea</h2>{LINKS}<p>{ONE}</p>", True),
        ("<h2>More of the sea</h2>", True),
        (f"<h2>More of the sea</h2><img src=sea.jpg>{LINKS}", True),
        (f"<h2>More of the sea</h2>{LINKS}<img src=eel.jpg>", False),
        (f"<p>More of the sea</p>{LINKS}", True),
    ],
)
def test_the_heading_of_what_goes_goes(end: str, stays: bool) -> None:
    assert ("More of the sea" in chosen(PROSE + end, LOW)) is stays


def test_a_long_heading_says_something_by_itself() -> None:
    assert TWO in chosen(f"<p>{ONE}</p><h2>{TWO}</h2>{LINKS}", LOW)


@pytest.mark.parametrize(
    ("html", "times"),
    [
        (f"<div>{TWO}</div><p>{TWO}</p>", 1),
        (f"<p>{TWO}</p><p>{THREE}</p><p>{TWO}</p>", 2),
        (f"<p>{TWO}</p><p>Menu</p><p>{TWO}</p>", 1),
        (f"<h3>{TWO}</h3><figure><img src=a.jpg><figcaption>The lamp</figcaption></figure><h3>{TWO}</h3>", 1),
        (f"<table><tr><td>{TWO}</td><td>{TWO}</td></tr></table>", 2),
        (f"<p>{TWO}</p>" * 3, 3),
        (f"<p>{TWO}</p>" * 20, 20),
    ],
)
def test_what_is_said_twice_in_a_row_is_said_once(html: str, times: int) -> None:
    assert chosen(f"<p>{ONE}</p>{html}", "Menu").count(TWO) == times


def test_a_short_line_may_come_twice_but_not_below_a_picture() -> None:
    assert chosen(f"<p>{ONE}</p><p>Row, row</p><p>Row, row</p>").count("Row, row") == 2
    figure = "<figure><img src=a.jpg><div>Ana Lund</div><div>Ana Lund</div></figure>"
    assert chosen(f"<p>{ONE}</p>{figure}").count("Ana Lund") == 1
    table = "<figure><table><tr><td>Row</td><td>Row</td></tr></table></figure>"
    assert chosen(f"<p>{ONE}</p>{table}").count("Row") == 2


@pytest.mark.parametrize(
    ("quote", "stays"),
    [
        (f"<blockquote>“{TWO}”</blockquote>", False),
        (f"<aside><p>{TWO}</p><p>Signe Lund</p></aside>", False),
        (f"<figure><blockquote>{TWO}</blockquote><figcaption>Signe Lund</figcaption></figure>", False),
        (f"<blockquote><p>{TWO}</p><p>Signe Lund</p><p>in a letter</p></blockquote>", True),
        (f"<figure><img src=a.jpg><figcaption>{TWO}</figcaption></figure>", True),
        (f"<div>{TWO}</div>", True),
        (f"<blockquote>{THREE}</blockquote>", True),
        ("<blockquote>the light went out</blockquote>", True),
    ],
)
def test_a_sentence_of_the_article_set_apart_is_not_said_twice(quote: str, stays: bool) -> None:
    prose = f"<p>{ONE} {TWO}</p>"
    for html in (prose + quote, quote + prose):
        stay = chosen(f"<section>{html}</section>")
        assert (stay == [f"{ONE} {TWO}"]) is not stays


def test_what_a_rule_protects_stays_even_so() -> None:
    assert chosen(f"<p>{ONE}</p><aside>{ONE}</aside>", kept="aside") == [ONE, ONE]
