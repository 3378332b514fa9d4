"""A few facts of each group of columns, and that any page at all can be measured."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extract import features, outline
from cleancopy.extract.features import COLUMNS, Floats, PageFacts, measure
from cleancopy.extract.names import NameBook
from cleancopy.extract.scoring import WEIGHTS, judge_of
from cleancopy.model import PageKind
from extract.trees import MENU, PAGE, PROSE, SENTENCES, TITLE, body_of, outline_of, page

BOOK = NameBook({"related": -3.0, "story": 2.0})
UNTOLD = PageFacts()


def group(name: str, html: str, facts: PageFacts = UNTOLD) -> Floats:
    """The columns of one group: a row a block."""
    sheet = features._Sheet(outline_of(html), facts, BOOK)
    return np.array(COLUMNS[name](sheet), np.float32).T


def column(name: str, number: int, html: str, facts: PageFacts = UNTOLD) -> list[float]:
    """One column of a group, rounded: a value a block."""
    return [round(float(value), 3) for value in group(name, html, facts)[:, number]]


@pytest.mark.parametrize("kind", ["html", "text"])
def test_there_are_as_many_columns_as_the_weights_were_fitted_on(kind: PageKind) -> None:
    fitted = json.loads(WEIGHTS.read_text(encoding="utf-8"))[kind]["blocks"]
    judge = judge_of(kind)
    rows = measure(outline_of(PAGE), PageFacts(), judge.book, judge.phrases)
    assert rows.shape[1] == len(fitted["mean"]) == len(fitted["layers"][0]["weights"])


@pytest.mark.parametrize("name", COLUMNS)
def test_a_group_has_the_same_columns_on_a_large_page_and_on_one_word(name: str) -> None:
    assert group(name, "One").shape == (1, group(name, PAGE).shape[1])


@pytest.mark.parametrize(
    ("number", "text", "value"),
    [
        (0, "One <a>two three</a> four", 4),
        (1, "One <a>two three</a> four", 0.5),
        (2, "One <a>two three</a> four", 2),
        (4, "He said: &ldquo;It burns.&rdquo;", 1),
        (4, "The lamp", 0),
        (5, "Read on:", 1),
        (6, "Sand, stone, and lime", 2),
        (7, "It burns. It burned. Done.", 2),
        (8, "Upper", 1),
        (9, "lower", 1),
        (10, "1234 abcd", 0.444),
        (12, "\u00a9 Tide", 1),
        (13, "News | Sport", 1),
        (14, "* * *", 1),
        (15, "And then ...", 1),
        (16, "<b>One</b> two", 0.5),
        (17, "<a>One</a> <a>two</a>", 2),
    ],
)
def test_a_text_is_measured(number: int, text: str, value: float) -> None:
    assert column("text", number, f"<p>{text}</p>") == [value]


def test_a_block_is_held_against_what_the_head_says() -> None:
    facts = PageFacts(title=TITLE, excerpt=SENTENCES[0], article_body=" ".join(SENTENCES[:2]))
    html = f"<h1>{TITLE.upper()}</h1><p>{SENTENCES[0]}</p><p>{SENTENCES[5]}</p>"
    likeness, in_excerpt, in_body = (column("told", number, html, facts) for number in range(3))
    assert (likeness[0], in_excerpt, in_body) == (1.0, [0, 1, 0], [0, 1, 0])


def test_where_words_have_no_spaces_a_title_is_known_by_pairs_of_characters() -> None:
    facts = PageFacts(title="停了四十一年的水磨坊又转了起来")
    likeness = column("told", 0, "<h1>水磨坊又转了起来</h1><p>第一袋面是新麦，一共三十二斤。</p>", facts)
    assert likeness == [pytest.approx(7 / 14), 0]


def test_a_head_that_says_nothing_is_told_from_one_that_says_other_things() -> None:
    assert column("told", 2, PROSE) == [-1] * len(SENTENCES)


def test_the_tags_of_a_block_and_around_it_are_told() -> None:
    html = "<aside><ul><li>1</li></ul></aside><div aria-hidden=true>two</div><p style='DISPLAY: none'>3</p>"
    own, around = features.TAGS.index("li"), 2 * len(features.TAGS)
    assert column("tag", own, html) == [1, 0, 0]
    assert column("tag", around + features.AROUND.index("aside"), html) == [1, 0, 0]
    assert column("tag", around + len(features.AROUND), html) == [0, 1, 1]


def test_what_a_rule_meant_and_a_guard_spared_is_told() -> None:
    body = body_of(page("<div><p>One</p></div><p>two</p>"))
    facts = PageFacts(suspected={body[0]})
    rows = COLUMNS["tag"](features._Sheet(outline.read(body), facts, BOOK))
    assert rows[-1].tolist() == [1, 0]


def test_names_count_for_what_is_named_and_for_all_that_is_in_it() -> None:
    html = "<div class=related><p class=story>One</p></div><p>two</p>"
    own_most, above_least = column("name", 1, html), column("name", 2, html)
    assert (own_most, above_least) == ([2, 0], [-3, 0])
    assert (column("name", 6, html), column("name", 7, html)) == ([-3, 0], [2, 0])
    assert column("name", 10, html) == [-0.5, 0]


def test_a_container_has_its_share_of_the_prose_and_its_share_of_links() -> None:
    html = f"<div><p>{SENTENCES[0]}</p></div><ul><li><a>News</a></li><li><a>Sport</a></li></ul>"
    share, links, count = (column("container", 5 + number, html) for number in range(3))
    assert (share, links, count) == ([1, 0, 0], [0, 1, 1], [1, 2, 2])


def test_a_branch_is_what_holds_less_than_the_trunk() -> None:
    html = f"<main><p>{SENTENCES[0]}</p>{PROSE}<aside><div><p>Read</p></div><p>also</p></aside></main>"
    counts = column("branch", 4, html)
    assert counts[-2:] == [2, 2]
    assert set(counts[:-2]) == {1}
    assert set(column("branch", 1, html)) == {1}


def test_a_branch_knows_how_much_prose_stands_before_and_after_it() -> None:
    html = f"<main>{f'<p>{SENTENCES[0]}</p>' * 3}</main><aside><p>Read</p><p>also</p></aside>"
    in_trunk, before, after = (column("branch", number, html) for number in (1, 9, 10))
    assert in_trunk == [1, 1, 1, 0, 0]
    assert before == [0, 0.333, 0.667, 1, 1]
    assert after == [0.667, 0.333, 0, 0, 0]


def test_an_item_is_one_of_several_like_siblings_with_more_than_a_line_each() -> None:
    card = "<li class=card><h3>Ferry late</h3><p>It came at noon.</p></li>"
    html = f"{PROSE}<ol>{card * 3}</ol><ul>{MENU}</ul>"
    assert column("item", 0, html) == [0] * 12 + [3] * 6 + [0] * 4
    assert column("item", 1, html)[12:18] == [6] * 6


def test_blocks_of_the_same_make_and_of_the_same_text_are_counted() -> None:
    html = "<p class=a>One</p><p class=a>two</p><p class=b>One</p>"
    assert column("kin", 0, html) == [2, 2, 1]
    assert (column("kin", 10, html), column("kin", 11, html)) == ([2, 1, 2], [0, 0, 1])


def test_the_same_make_may_stand_in_different_lists() -> None:
    html = "<ul class=a><li><p>One</p></li></ul><ul class=b><li><p>two</p></li></ul>"
    assert (column("kin", 0, html), column("kin", 5, html)) == ([2, 2], [1, 1])


def test_a_place_is_told_in_prose_too() -> None:
    html, facts = f"<p>{SENTENCES[0]}</p><h1>{TITLE}</h1><p>One</p>", PageFacts(title=TITLE)
    assert column("place", 5, html, facts) == [-0.633, 0, 0.333]
    assert column("place", 6, html, facts) == [-0.655, 0, 0.345]


def test_a_place_is_told_from_the_title_on() -> None:
    html = f"<p>Tide</p><h1>{TITLE}</h1><p>One</p><p>two</p>"
    assert column("place", 0, html) == [0, 0.25, 0.5, 0.75]
    assert column("place", 4, html, PageFacts(title=TITLE)) == [-1, 0, 1, 2]
    assert column("place", 4, html) == [features.FAR] * 4


@pytest.mark.parametrize(("name", "number"), [("place", 3), ("place", 4), ("neighbour", 6)])
def test_what_is_far_behind_a_title_is_no_farther_for_it(name: str, number: int) -> None:
    html = f"<h1>{TITLE}</h1>" + f"<p>{SENTENCES[0]}</p>" * 2 * features.MANY
    assert max(column(name, number, html, PageFacts(title=TITLE))) == features.MANY


def test_a_block_sees_its_neighbours_and_none_beyond_the_ends() -> None:
    html = f"<h2>Head</h2><p>{SENTENCES[0]}</p><p>two words</p>"
    assert (column("neighbour", 0, html), column("neighbour", 3, html)) == ([-1, 1, 19], [19, 2, -1])
    assert (column("neighbour", 6, html), column("neighbour", 7, html)) == ([-1, 1, 2], [-1, -1, -1])


@pytest.mark.parametrize(
    ("label", "back"),
    [("<h6>Head</h6>", 1), ("<p><b>Six words in bold at most</b></p>", 1), ("<ul><li>Item</li></ul>", -1),
     ("<p><b>Seven words in bold are too many</b></p>", -1), ("<p><b>Half</b> bold</p>", -1)],
)  # fmt: skip
def test_a_block_may_stand_below_a_heading_or_a_bold_label(label: str, back: int) -> None:
    assert column("neighbour", 6, f"{label}<p>{SENTENCES[0]}</p>") == [-1, back]


def test_each_column_is_for_the_words_of_its_own_page() -> None:
    """Two copies of a page are measured alike, whatever was measured between them."""
    first = measure(outline_of(PAGE), PageFacts(title=TITLE), BOOK)
    measure(outline_of("<div class=story>One</div>"), PageFacts(), BOOK)
    assert np.array_equal(first, measure(outline_of(PAGE), PageFacts(title=TITLE), BOOK))


parts = st.sampled_from([
    "<p>", "</p>", "<div class=related>", "<div class=story id=x>", "</div>", "<a href=/>", "</a>", "<b>",
    "</b>", "<h1>", "</h1>", "<h2>", "<table><tr><td>", "</table>", "<ul><li>", "</ul>", "<br><br>", "<img>",
    "One", " ", "two three", "...", "\u00ad", "\0", "\u3042\u3044\u3046", "\u00a9", "|", '"', "\u0661",
    "\u200b", "1e9",
])  # fmt: skip
facts = st.builds(
    PageFacts, *[st.sampled_from(["", "One", "two three", "...", "One two three \u3042" * 9])] * 3
)


@given(st.lists(parts, max_size=40), facts)
@settings(max_examples=200, deadline=None)
def test_any_tree_has_a_finite_row_for_each_block(found: list[str], told: PageFacts) -> None:
    tree = outline_of("".join(found) + "<p>last")
    rows = measure(tree, told, BOOK)
    assert rows.shape[0] == len(tree.blocks)
    assert np.isfinite(rows).all()


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 1900 + "One",
        "<div><a>" * 900 + "One" + "</a>two</div>" * 900,
        "<p>One" * 10_000,
        "<p>" + "x" * 1_000_000,
        "<p>" + "x " * 500_000,
        f"<p class='{'story ' * 200_000}' style='{'y' * 1_000_000}'>One",
        "<table><tr><td>One" * 300,
        "".join(f"<p class=c{number}>One" for number in range(5000)),
    ],
)
def test_hostile_trees_have_finite_columns(html: str) -> None:
    assert np.isfinite(measure(outline_of(html), PageFacts(title="One"), BOOK)).all()
