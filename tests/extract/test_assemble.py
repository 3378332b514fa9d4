"""The tree is cut down to the blocks that stay, and the ledger accounts for the others."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extract.assemble import assemble
from cleancopy.extract.outline import Outline
from cleancopy.model import SHOWN, Removal
from extract.trees import inner, outline_of, text_in


def cut(html: str, is_kept: Callable[[str], bool] = str.islower) -> tuple[str, tuple[Removal, ...]]:
    """The body in which the blocks in small letters stay, and the ledger."""
    found = outline_of(html)
    body, ledger = assemble(found, [is_kept(block.text) for block in found.blocks])
    return inner(body), ledger


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>NO</p><p>yes</p>", "<p>yes</p>"),
        ("<div><p>yes</p><p>NO</p><p>yes</p></div>", "<div><p>yes</p><p>yes</p></div>"),
        ("<nav>NO</nav><article class=a><p>yes</p><p>yes</p></article>",
         '<article class="a"><p>yes</p><p>yes</p></article>'),
        ("<p>yes</p>NO<p>yes</p>", "<div><p>yes</p><p>yes</p></div>"),
        ("<div>yes<p>NO</p>yes</div>", "<div><p>yes</p><p>yes</p></div>"),
        ("<div><p>yes <b>and</b></p><div>NO <b>NO</b></div></div>", "<p>yes <b>and</b></p>"),
        ("yes<br><br>NO <a>AT ALL</a><br><br>yes", "<div><p>yes</p><a></a><p>yes</p></div>"),
        ("<div>yes <b>and</b><p>NO</p><i>yes</i></div>",
         "<div><p>yes <b>and</b></p><p><i>yes</i></p></div>"),
    ],
)  # fmt: skip
def test_what_stays_stays_in_the_markup_that_it_had(html: str, expected: str) -> None:
    assert cut(html)[0] == expected


def test_the_body_is_the_lowest_node_around_all_that_stays() -> None:
    found, _ = cut("<main><div><section><p>yes</p></section><p>NO</p><p>yes</p></div><p>NO</p></main>")
    assert found == "<div><section><p>yes</p></section><p>yes</p></div>"


def test_where_nothing_stays_the_body_is_empty_and_the_tree_whole() -> None:
    assert cut("<p>NO</p><img src=a.jpg>") == ("", ())
    assert cut("") == ("", ())


def test_each_block_that_goes_is_in_the_ledger_once() -> None:
    _, ledger = cut(
        "<nav class='top x'>NO <a>MENU</a></nav><div><p>yes</p>LOOSE<p>yes</p><p>INSIDE IT</p></div>"
    )
    assert [(line.rule, line.selector, line.words, line.text) for line in ledger] == [
        ("extract/outside", "nav.top", 2, "NO MENU"),
        ("extract/inside", "p", 2, "INSIDE IT"),
        ("extract/inside", "div", 1, "LOOSE"),
    ]
    assert {(line.verb, line.file, line.line) for line in ledger} == {("remove", "cleancopy", 0)}


def test_a_container_that_goes_is_one_line_of_the_ledger() -> None:
    _, ledger = cut(f"<p>yes</p><aside>{'<p>NOTHING HERE</p>' * 40}</aside>")
    [line] = ledger
    assert (line.selector, line.words, len(line.text)) == ("aside", 80, SHOWN)


@pytest.mark.parametrize(
    ("html", "stays"),
    [
        ("<article><p>yes</p><img src=a.jpg><p>yes</p></article>", True),
        ("<article><p>yes</p><p>yes</p><img src=a.jpg></article>", True),
        ("<article><p>yes</p><p>yes</p></article><aside><p>NO</p><img src=a.jpg></aside>", False),
        ("<article><p>yes</p><figure><img src=a.jpg><figcaption>NO</figcaption></figure><p>yes</p></article>",
         True),
        (f"<article><p>yes</p><div><img src=a.jpg><p>{'NO ' * 90}</p></div><p>yes</p></article>", False),
        ("<main><img src=a.jpg><article><p>yes</p><p>yes</p></article></main>", False),
        (f"<div><article>{'<p>yes and so on</p>' * 9}</article><p>NO</p><p>NO</p>"
         "<figure><div>NO<img src=a.jpg></div><figcaption>yes</figcaption></figure></div>", True),
        (f"<div><article>{'<p>yes and so on</p>' * 9}</article><p>NO</p><p>NO</p>"
         "<div><div>NO<img src=a.jpg></div><p>yes</p></div></div>", False),
        ("<main><h1>head</h1><img src=a.jpg><div>" + "<p>yes and so on</p>" * 9 + "</div></main>", True),
        ("<main><h1>head</h1><img src=a.jpg>" + "<p>NO</p>" * 9 + "<div>" + "<p>yes and on</p>" * 9,
         False),
    ],
)  # fmt: skip
def test_a_picture_stays_among_what_stays_and_just_before_it(html: str, stays: bool) -> None:
    assert ("a.jpg" in cut(html)[0]) is stays


def test_the_pictures_of_a_figure_that_goes_keep_their_order() -> None:
    pictures = "".join(f"<img src={name}.jpg>" for name in "abc")
    found, _ = cut(f"<div><p>yes</p><figure><div>{pictures}</div>CREDIT</figure><p>yes</p></div>")
    assert re.findall(r"(\w)\.jpg", found) == ["a", "b", "c"]
    assert "CREDIT" not in found


pieces = st.lists(
    st.sampled_from([
        "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<ul><li>", "</ul>", "<table><tr><td>", "</table>",
        "<br><br>", "<figure>", "</figure>", "<img src=a.jpg>", "<h2>", "</h2>", "yes",
        "NO", "yes", "NO",
    ]),
    max_size=40,
)  # fmt: skip


@given(pieces, st.data())
@settings(max_examples=300, deadline=None)
def test_of_any_tree_the_blocks_that_stay_come_out_and_no_other_word(
    parts: list[str], data: st.DataObject
) -> None:
    html = "".join(part.replace("yes", f"w{n}").replace("NO", f"w{n}") for n, part in enumerate(parts))
    found = outline_of(html)
    kept = data.draw(st.lists(st.booleans(), min_size=len(found.blocks), max_size=len(found.blocks)))
    wanted = [block.text for block, is_kept in zip(found.blocks, kept, strict=True) if is_kept]
    body, _ = assemble(found, kept)
    assert re.findall(r"w\d+", text_in(body)) == re.findall(r"w\d+", " ".join(wanted))


@given(pieces, st.data())
@settings(max_examples=200, deadline=None)
def test_of_any_tree_every_word_is_in_the_body_or_in_the_ledger(
    parts: list[str], data: st.DataObject
) -> None:
    found: Outline = outline_of("".join(parts))
    words = sum(block.words for block in found.blocks)
    kept = data.draw(st.lists(st.booleans(), min_size=len(found.blocks), max_size=len(found.blocks)))
    staying = sum(block.words for block, is_kept in zip(found.blocks, kept, strict=True) if is_kept)
    _, ledger = assemble(found, kept)
    assert sum(line.words for line in ledger) == (words - staying if staying else 0)
