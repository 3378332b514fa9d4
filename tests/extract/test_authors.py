"""Bylines come to names."""

from __future__ import annotations

import pytest

from cleancopy.extract import authors
from cleancopy.extract.authors import LINE_WORDS, MOST_AUTHORS, NO_SITE, Site, choose, near, split
from extract.trees import PROSE, page

LEXICON = {
    "byline": ("by", "written by", "von", "责任编辑"),
    "and": ("and", "und"),
    "byline_names": ("byline", "author"),
    "author_paths": ("author", "people"),
    "others_names": ("comment",),
    "no_names": ("edit", "posted on"),
}
TIDE = Site("The Tide", "www.tide.example")


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Ana Ruiz", ["Ana Ruiz"]),
        ("By Ana Ruiz and Jo Li", ["Ana Ruiz", "Jo Li"]),
        ("BY:\n ANA RUIZ", ["ANA RUIZ"]),
        ("Von Ana Ruiz UND Jo Li", ["Ana Ruiz", "Jo Li"]),
        ("Ana Ruiz, Jo Li; Max Ude / Ida Holm | Per Lie",
         ["Ana Ruiz", "Jo Li", "Max Ude", "Ida Holm", "Per Lie"]),
        ("Byron Hall, Andrew Sand", ["Byron Hall", "Andrew Sand"]),
        ("Ana Ruiz, ana@tide.example, https://tide.example/ana", ["Ana Ruiz"]),
        ("Ana Ruiz, www.tide.example/ana; Jo Li", ["Ana Ruiz", "Jo Li"]),
        ("Ana Ruiz, 24 November 2026", ["Ana Ruiz"]),
        ("By Ana Ruiz, who has been to the island for a week", ["Ana Ruiz"]),
        ("安娜", ["安娜"]),
        ("责任编辑：安娜", ["安娜"]),
    ],
)  # fmt: skip
def test_a_byline_falls_into_names(byline: str, names: list[str]) -> None:
    assert split(byline, LEXICON) == names


@pytest.mark.parametrize(
    "byline",
    [
        "", " \n", "By", "by:", "X", "https://tide.example/ana", "[email]", ", ;", "By |",
        "Article of:", "@ana", "Edit", "Posted on", "来源：安娜 责任编辑：未知",
        "昨天下午安娜在码头上看见一艘灰色的小船慢慢靠岸船上没有人",
    ],
)  # fmt: skip
def test_a_byline_without_a_name_has_none(byline: str) -> None:
    assert split(byline, LEXICON) == []


def test_without_words_of_a_language_a_byline_still_falls_apart_at_commas() -> None:
    assert split("Ana Ruiz, Jo Li", {}) == ["Ana Ruiz", "Jo Li"]


@pytest.mark.parametrize(
    ("sources", "names"),
    [
        ([["Ana Ruiz"], ["Jo Li"]], ("Ana Ruiz",)),
        ([[], ["https://tide.example/ana", ""], ["Jo Li"]], ("Jo Li",)),
        ([["Ana Ruiz", "Jo Li", "By Ana Ruiz"]], ("Ana Ruiz", "Jo Li")),
        ([[]], ()),
    ],
)
def test_the_first_source_with_a_name_gives_them(sources: list[list[str]], names: tuple[str, ...]) -> None:
    assert choose(sources, page(PROSE).root, LEXICON, NO_SITE) == names


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<p>By <a rel=author href=/ana>Ana Ruiz</a></p><p class=byline>Jo Li</p>", ("Ana Ruiz",)),
        ("<span itemprop=author><b itemprop=name>Ana Ruiz</b></span>", ("Ana Ruiz",)),
        ("<div class=article-byline>By <b>Ana Ruiz</b></div><div class=byline>Jo Li</div>", ("Ana Ruiz",)),
        ("<p id=author>Von Ana Ruiz und Jo Li</p>", ("Ana Ruiz", "Jo Li")),
        ("<p class=bylines>Ana Ruiz</p>", ()),
        (PROSE, ()),
    ],
)
def test_markup_is_asked_where_no_source_has_a_name(html: str, names: tuple[str, ...]) -> None:
    assert choose([[""]], page(html).root, LEXICON, NO_SITE) == names


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<a href=/people/ana-ruiz>Ana Ruiz</a><a href=/people/jo-li>Jo Li</a>", ("Ana Ruiz",)),
        ("<a href=/people>All of us</a><a href=https://tide.example/author/ana>Ana Ruiz</a>", ("Ana Ruiz",)),
        ("<a href=/author/ana><img src=a.jpg></a><a href=/author/ana>Ana Ruiz</a>", ("Ana Ruiz",)),
        ("<a href='//[x/author/ana'>Ana Ruiz</a><a href=/news/ana>Ana Ruiz</a>", ()),
    ],
)
def test_a_link_to_the_page_of_an_author_names_one(html: str, names: tuple[str, ...]) -> None:
    assert choose([], page(html).root, LEXICON, NO_SITE) == names


def test_the_links_of_a_byline_are_its_names() -> None:
    html = "<p class=byline>Words: <a href=/a>Ana Ruiz</a> of the island <a href=/b>Jo Li</a></p>"
    assert choose([], page(html).root, LEXICON, NO_SITE) == ("Ana Ruiz", "Jo Li")


@pytest.mark.parametrize(
    ("sources", "html", "names"),
    [
        ([["The Tide"], ["Ana Ruiz"]], "", ("Ana Ruiz",)),
        ([["the tide"]], "<p class=byline>Ana Ruiz</p>", ("Ana Ruiz",)),
        ([["The Tide", "Ana Ruiz"]], "", ("The Tide", "Ana Ruiz")),
        ([["The Tide"]], "", ("The Tide",)),
        ([["Tide"]], "<p class=byline>Ana Ruiz</p>", ("Ana Ruiz",)),
        ([["The Tide"]], "<p class=byline><a href=/1>Menu</a><a href=/2>The Tide</a></p>", ("The Tide",)),
    ],
)
def test_the_site_is_its_author_only_where_nobody_else_is(
    sources: list[list[str]], html: str, names: tuple[str, ...]
) -> None:
    assert choose(sources, page(html).root, LEXICON, TIDE) == names


def test_the_name_of_a_site_is_one_name() -> None:
    site = Site("Lamp & Tide")
    assert choose([["Lamp & Tide"]], page(PROSE).root, LEXICON, site) == ("Lamp & Tide",)
    assert choose([["Lamp & Tide"], ["Ana Ruiz"]], page(PROSE).root, LEXICON, site) == ("Ana Ruiz",)


def test_the_last_source_is_asked_behind_the_bylines() -> None:
    byline = page("<p class=byline>Ana Ruiz</p>").root
    assert choose([], byline, LEXICON, NO_SITE, last=["Jo Li"]) == ("Ana Ruiz",)
    assert choose([], page(PROSE).root, LEXICON, NO_SITE, last=["Jo Li"]) == ("Jo Li",)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("<b>Ana Ruiz</b><i>Keeper of the lamp</i><i>She lives there, and likes it</i>", ("Ana Ruiz",)),
        ("<i>Written by</i><b>Ana Ruiz</b><b>,</b><b>Jo Li</b><b>and</b><b>Max Ude</b><i>Keepers</i>",
         ("Ana Ruiz", "Jo Li", "Max Ude")),
        ("<b>Ana Ruiz,</b><b>Jo Li</b><b>& Max Ude</b>", ("Ana Ruiz", "Jo Li", "Max Ude")),
        ("<dt>Day:</dt><dd>19.11.2026</dd><dt>By:</dt><dd>Ana Ruiz</dd><dt>From:</dt><dd>Tide</dd>",
         ("Ana Ruiz",)),
        ("<a href=/author/ana>Ana Ruiz</a> <a href=/print>As a leaflet</a>", ("Ana Ruiz",)),
    ],
)  # fmt: skip
def test_what_stands_below_a_name_is_no_author(byline: str, names: tuple[str, ...]) -> None:
    assert choose([], page(f"<div class=byline>{byline}</div>").root, LEXICON, NO_SITE) == names


def test_who_wrote_a_comment_did_not_write_the_article() -> None:
    html = "<p class=comment-author>Jo Li</p><p class=author>Ana Ruiz</p>"
    assert choose([], page(html).root, LEXICON, NO_SITE) == ("Ana Ruiz",)


def test_a_page_of_somebody_at_another_site_is_no_byline() -> None:
    html = (
        "<a href=https://sky.example/people/tide>Sky</a><a href=https://tide.example/people/ana>Ana Ruiz</a>"
    )
    assert choose([], page(html).root, LEXICON, TIDE) == ("Ana Ruiz",)


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["The lamp burns", "By Ana Ruiz and Jo Li", "By Max Ude"], ("Ana Ruiz", "Jo Li")),
        (["Bye bye", "Byron Hall"], ()),
        (["By " + "and by " * LINE_WORDS + "Ana Ruiz"], ()),
        (["By", "Ana Ruiz"], ()),
        ([], ()),
    ],
)
def test_a_byline_may_stand_in_a_line_of_its_own(lines: list[str], names: tuple[str, ...]) -> None:
    assert near(lines, LEXICON) == names


def test_a_byline_of_any_depth_is_read_without_its_buttons() -> None:
    byline = "Ana Ruiz<button>Follow</button><script>let a</script>"
    html = f"<p class=byline>{'<span>' * 1800}{byline}{'</span>' * 1800}"
    assert choose([], page(html).root, LEXICON, NO_SITE) == ("Ana Ruiz",)


def test_a_page_that_names_the_whole_town_has_not_so_many_authors() -> None:
    crowd = [f"Ana {'I' * number}" for number in range(1, 1000)]
    assert len(choose([crowd], page("").root, LEXICON, NO_SITE)) == MOST_AUTHORS


@pytest.mark.parametrize("byline", ["By " * 300_000, "a, " * 300_000, " and " * 200_000, "x" * 1_000_000])
def test_a_byline_that_was_made_to_last_comes_to_its_end(byline: str) -> None:
    found = page(f"<p class=byline>{byline}</p>").root
    assert all(len(name) <= authors.LONGEST for name in choose([], found, LEXICON, NO_SITE))
