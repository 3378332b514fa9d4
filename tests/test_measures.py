"""The measures, against cases that were worked out by hand."""

from pathlib import Path

import pytest

from bench import measures, pins
from bench.corpora import Page
from bench.diff import runs, segments
from bench.integrity import data_pieces, source_pieces, strange_words
from bench.measures import score_bag, score_grams, score_segments


def test_equal_texts_match_whole() -> None:
    score = score_grams("a b c d", "a, b; c d!")
    assert (score.precision, score.recall, score.f1, score.exact) == (1, 1, 1, True)


def test_a_text_shorter_than_a_gram_is_one_gram() -> None:
    score = score_grams("a b c", "a b c d e")
    assert (score.hit, score.extra, score.missing) == (0, 2, 1)


def test_repeated_grams_count_as_often_as_they_occur() -> None:
    score = score_grams("a b c d a b c d", "a b c d")
    assert (score.precision, score.recall) == (1, 0.2)


def test_grams_keep_their_case() -> None:
    assert score_grams("A b c d", "a b c d").hit == 0


def test_an_empty_page_costs_recall_and_not_precision() -> None:
    totals = measures.total_grams([score_grams("a b c d", ""), score_grams("a b c d", "a b c d")])
    assert (totals["precision"], totals["recall"], totals["exact"]) == (1, 0.5, 0.5)


def test_the_gram_f1_is_of_the_two_means() -> None:
    scores = [score_grams("a b c d", "a b c d e"), score_grams("a b c d e", "a b c d")]
    assert measures.total_grams(scores)["f1"] == pytest.approx(0.75)


def test_a_bag_forgets_order_and_case() -> None:
    score = score_bag("A b b", "b b b a")
    assert (score.recall, score.precision) == (1, 0.75)


def test_the_bag_f1_is_the_mean_of_the_pages() -> None:
    scores = [score_bag("a", "a"), score_bag("a", "b")]
    assert measures.total_bag(scores)["f1"] == 0.5


@pytest.mark.parametrize(("text", "f1"), [("", 1), ("x", 0)])
def test_nothing_wanted_is_matched_by_nothing_only(text: str, f1: float) -> None:
    assert score_bag("", text).f1 == f1


def test_snippets_are_found_in_the_lower_case_text_and_pages_without_any_do_not_count() -> None:
    scores = [score_bag("x", "so a B c", ["A b"], ["menu"]), score_bag("x", "x")]
    totals = measures.total_bag(scores)
    assert (totals["found"], totals["leaked"]) == (1, 0)


def test_segments_are_substrings_after_white_space_is_folded() -> None:
    score = score_segments(["a  b", "C"], ["x", "y"], "a\nb c x")
    assert (score.hit, score.missing, score.extra, score.held) == (1, 1, 1, 1)


def test_segments_of_all_pages_are_added_up() -> None:
    totals = measures.total_segments([score_segments(["a"] * 3, [], "a"), score_segments(["b"], ["c"], "c")])
    assert (totals["precision"], totals["recall"], totals["accuracy"]) == (0.75, 0.75, 0.6)


def test_a_decision_has_precision_and_recall() -> None:
    answers = [(True, True), (False, True), (True, False), (False, False)]
    assert measures.decision(answers) == {"f1": 0.5, "precision": 0.5, "recall": 0.5}


def test_authors_are_the_same_in_another_order_and_with_other_commas() -> None:
    assert measures.same_people("Ada Moor and Ben Hill", "Ben Hill; Ada Moor")
    assert not measures.same_people("Ada Moor", "Ada Moor; Staff")


def test_a_day_is_the_same_at_any_time() -> None:
    assert measures.same_day("2026-11-24", "2026-11-24T10:00:00+01:00")


def test_a_difference_is_a_run_of_words() -> None:
    missed, leaked = runs("one two three four", "zero two three four")
    assert (missed.kind, missed.text, leaked.kind, leaked.text) == ("missed", "one", "leaked", "zero")


def test_moved_words_are_marked() -> None:
    assert all(run.elsewhere for run in runs("a b c d e f g", "d e f g a b c"))


def test_missed_and_leaked_segments_are_listed() -> None:
    page = Page("1", "trafilatura", Path("1.html.gz"), None, must=("kept", "lost"), must_not=("menu",))
    assert [(run.kind, run.text) for run in segments(page, "menu kept")] == [
        ("missed", "lost"),
        ("leaked", "menu"),
    ]


def test_a_figure_may_lose_the_slack_and_no_more() -> None:
    pinned = {"f1": 0.9, "title": 0.8}
    assert pins.drops(pinned, {"f1": 0.9 - pins.SLACK + 1e-9, "title": 0.8}) == []
    assert len(pins.drops(pinned, {"f1": 0.89})) == 2


def test_the_pieces_of_a_page_are_split_at_inline_tags() -> None:
    page = b'<body><p title="A tip">W<b>or</b>d one<p>two <img alt="a view">three'
    assert [piece.text for piece in source_pieces(page)] == [
        "A",
        "tip",
        "W",
        "or",
        "d",
        "one",
        "two",
        "a",
        "view",
        "three",
    ]


@pytest.mark.parametrize("text", ["Word one two", "one a view three", "Word three", "", "(LTD)"])
def test_a_clean_copy_may_leave_words_out(text: str) -> None:
    page = b'<body><p>W<b>or</b>d one<p>two <img alt="a view">three (<abbr title="LTD is Limited">LTD</abbr>)'
    assert strange_words(page, text) == []


@pytest.mark.parametrize(
    ("text", "strange"), [("two one", ["one"]), ("Wd one", ["Wd"]), ("one new two", ["new"])]
)
def test_a_clean_copy_may_not_add_move_or_alter_words(text: str, strange: list[str]) -> None:
    assert strange_words(b"<body><p>W<b>or</b>d one<p>two three", text) == strange


DATA = rb"""<body><p>Menu<div data-x='{"a": "one &amp;amp; two"}'></div><script>
s = {"title": "Three", "text": "\u003cp>four <b>fi</b>ve\nsix", "in": "{\"deep\": \"seven\"}"};</script>"""


def test_the_pieces_of_the_data_are_those_of_its_values_in_order() -> None:
    pieces = [piece.text for piece in data_pieces(DATA)]
    assert pieces == ["one", "&", "two", "Three", "four", "fi", "ve", "six", "seven"]


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("one two four five seven", []),
        ("Menu", []),
        ("Menu four", ["four"]),
        ("four one", ["one"]),
        ("title Three", ["title"]),
        ("Three eight", ["eight"]),
    ],
)
def test_a_clean_copy_is_of_the_markup_or_of_the_data_and_never_of_both(
    text: str, strange: list[str]
) -> None:
    assert strange_words(DATA, text) == strange
