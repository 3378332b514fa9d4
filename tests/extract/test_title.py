"""The title is what a page calls itself most consistently, without the name of its site."""

from __future__ import annotations

import time

import pytest

from cleancopy.extract.title import Sources, choose, expected, likeness, line_before
from extract.trees import SENTENCES, TITLE, page


def chosen(body: str = "", *, sitename: str | None = None, **sources: str) -> str | None:
    return choose(page(body).root, Sources(**sources), sitename)


def test_what_a_rule_names_is_the_title() -> None:
    assert chosen(f"<h1>{TITLE}</h1>", named="Light", headline=TITLE, social=TITLE) == "Light"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (f"<h1>{TITLE}</h1>", f"{TITLE} | Tide"),
        (f"<h1>Tide</h1><h2>{TITLE}</h2>", f"Tide » {TITLE}"),
        (f"<h1>The Tide of Sandholm</h1><h2>{TITLE}</h2>", TITLE),
        (f"<h1> {TITLE[:20]}\n{TITLE[20:]} </h1><h2>Read also this</h2>", f"{TITLE} - Harbour - Tide"),
        (f"<h3>Read also this</h3><h3>{TITLE}</h3>", f"Nine years on: {TITLE}"),
    ],
)
def test_the_heading_that_another_title_agrees_with_is_the_title(body: str, told: str) -> None:
    assert chosen(body, document=told) == TITLE


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        (f"<span>Harbour</span> {TITLE}", TITLE),
        (f"<span>24 Nov</span><b>{TITLE}</b>", TITLE),
        (f"Harbour: {TITLE}", f"Harbour: {TITLE}"),
        (f"<b>Again:</b> {TITLE[:20]}<b>{TITLE[20:]}</b> and again", f"Again: {TITLE} and again"),
    ],
)
def test_a_kicker_in_the_heading_is_no_part_of_the_title(heading: str, title: str) -> None:
    assert chosen(f"<h1>{heading}</h1>", social=f"{TITLE} - Tide", sitename="Tide") == title


def test_a_short_heading_without_spaces_is_a_title() -> None:
    assert (
        chosen("<h1>江城新闻</h1><h2>老茶馆的座钟停了</h2>", document="老茶馆的座钟停了_江城")
        == "老茶馆的座钟停了"
    )


def test_the_name_of_the_site_in_a_heading_is_not_the_title() -> None:
    body = f"<h1>The Tide</h1><h2>{TITLE}</h2>"
    assert chosen(body, document=f"The Tide: {TITLE}", sitename="The Tide") == TITLE
    assert chosen("<h1>The Tide</h1>", document=f"The Tide: {TITLE}", sitename="The Tide") == TITLE


def test_the_heading_that_says_most_of_it_is_taken_before_a_higher_one() -> None:
    assert chosen(f"<h1>The lamp</h1><h2>{TITLE}</h2>", social=TITLE) == TITLE


@pytest.mark.parametrize("body", ["", "<h1>Welcome to Tide</h1>", "<h1>Lamp</h1>"])
def test_without_such_a_heading_the_best_source_is(body: str) -> None:
    assert chosen(body, social="Light over the sound", document="Home | Tide") == "Light over the sound"


@pytest.mark.parametrize(
    ("told", "sitename", "title"),
    [
        ("The lamp burns again | Tide", "Tide", "The lamp burns again"),
        ("The lamp burns again – TIDE", "Tide", "The lamp burns again"),
        ("Tide: The lamp burns again", "Tide", "The lamp burns again"),
        ("The lamp burns again | Tide", None, "The lamp burns again"),
        ("The lamp burns again - Harbour - Tide", None, "The lamp burns again - Harbour"),
        ("The lamp burns again : Tide", None, "The lamp burns again"),
        ("Sandholm: a lamp burns again", None, "Sandholm: a lamp burns again"),
        ("A twenty-two mile beam", "Tide", "A twenty-two mile beam"),
        ("Tide", "Tide", "Tide"),
    ],
)
def test_the_name_of_the_site_is_cut_off(told: str, sitename: str | None, title: str) -> None:
    assert chosen(sitename=sitename, document=told) == title


def test_a_page_without_any_title_has_that_of_its_first_heading() -> None:
    assert chosen("<h2>Sport</h2><h1>The lamp</h1><h1>News</h1>") == "The lamp"
    assert chosen("<h1> </h1><h2>Sport</h2>") is None


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["News", "Sport", TITLE, "24 November 2026"], 2),
        (
            [
                "News and more of it",
                TITLE,
                "A sentence that stands above it and is the longest of all by far.",
            ],
            1,
        ),
        ([TITLE, *["Menu"] * 12], None),
        ([TITLE, *["Menu"] * 11], 0),
        (["News", "By Ana"], None),
        ([], None),
    ],
)
def test_the_title_of_a_text_page_is_the_longest_line_near_its_first_paragraph(
    lines: list[str], place: int | None
) -> None:
    assert line_before([*lines, *SENTENCES], len(lines)) == place


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("a b", "B A", 1),
        ("a b c", "b c d", 0.5),
        ("a", "b", 0),
        ("", "a", 0),
        ("", "", 0),
        ("灯台の明かり", "灯台の明かり ", 1),
        ("灯台の明", "灯台の灯", 0.5),
        ("เรือ", "หมา", 0),
        ("灯", "灯", 1),
    ],
)
def test_two_texts_are_alike_by_the_words_that_they_share(one: str, other: str, share: float) -> None:
    assert likeness(one, other) == share


@pytest.mark.parametrize(
    "told",
    ["-" * 50_000, "- " * 20_000, "a | " * 20_000, " " * 50_000 + "|", "\u2028" * 50_000, "|" * 50_000 + "x"],
)
def test_a_title_that_was_made_to_last_comes_to_its_end(told: str) -> None:
    start = time.process_time()
    chosen("<h1>The lamp</h1>" * 200, sitename="Tide", social=told, document=told)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("lines", "url", "title"),
    [
        ([f"{TITLE} | Tide", "News", TITLE, "Sport"], None, TITLE),
        (["Tide News", "News", TITLE], "https://tide.example/light-of-sandholm-77.html", "light of sandholm"),
        (["Tide"], "https://tide.example/licht-f%C3%BCr-sandholm/", "licht für sandholm"),
        (["Tide", TITLE], "https://tide.example/news/", ""),
        (["Tide", TITLE], None, ""),
        ([], None, ""),
    ],
)  # fmt: skip
def test_the_title_that_is_expected_of_a_text(lines: list[str], url: str | None, title: str) -> None:
    assert expected(lines, url) == title
