"""Which blocks stay, by scores that are made up here."""

from __future__ import annotations

import numpy as np
import pytest

from cleancopy.dom import Element
from cleancopy.extract.outline import Outline
from cleancopy.extract.selection import (
    DATE_WITHIN,
    KEPT_FROM,
    TEXT_KEPT_FROM,
    choose,
    drop_byline,
    title_among,
)
from cleancopy.model import Findings, Metadata, PageKind
from cleancopy.options import Favor
from extract.trees import PROSE, SENTENCES, TITLE, outline_of
from ruleset.effort import calls

ONE = SENTENCES[0]


def chosen(html: str, low: str = "", *, kept: str = "", body: str = "", score: float = 0.1) -> list[str]:
    """The texts that stay; those in `low` have a low score, and rules may protect or name a tag."""
    page = outline_of(html)
    scores = [score if block.text in low.split("|") else 0.9 for block in page.blocks]
    fields = {"body": tuple(elements(page, body))} if body else {}
    findings = Findings(kept=frozenset(elements(page, kept)), fields=fields)
    stays = choose(page, np.array(scores, np.float32), findings)
    return [block.text for block, is_kept in zip(page.blocks, stays, strict=True) if is_kept]


def elements(page: Outline, tag: str) -> list[Element]:
    return [node.element for node in page.nodes if node.element.tag == tag]


@pytest.mark.parametrize("kind", ["html", "text"])
@pytest.mark.parametrize("favor", ["precision", "balance", "recall"])
def test_blocks_stay_from_a_score_on(kind: PageKind, favor: Favor) -> None:
    page = outline_of(f"{PROSE}<p>Read also</p>")
    least = (TEXT_KEPT_FROM if kind == "text" else KEPT_FROM)[favor]
    scores = np.full(len(page.blocks), 0.9, np.float32)
    for score, stays in ((least - 0.01, False), (least + 0.01, True)):
        scores[-1] = score
        assert choose(page, scores, Findings(), kind, favor)[-1] is stays


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("<p>What the keeper saw</p>", True),
        ("<h2>What the keeper saw</h2>", True),
        ("<div>What the keeper saw</div>", False),
        ("<p><a href=/keeper>What the keeper saw</a></p>", False),
        ("<p>What the keeper saw.</p>", False),
        ("<p>What the keeper saw</p><p>More</p>", False),
    ],
)
def test_a_line_between_two_paragraphs_stays_as_a_heading_does(line: str, stays: bool) -> None:
    low = "What the keeper saw|What the keeper saw.|More"
    texts = chosen(f"<p>{ONE}</p>{line}<p>{SENTENCES[1]}</p>", low, score=0.5)
    assert ("What the keeper saw" in texts) is stays


@pytest.mark.parametrize(
    ("between", "score", "stays"),
    [
        ("<div><h2>What the keeper saw</h2></div>", 0.45, True),
        ("<div><h2>What the keeper saw</h2></div>", 0.35, False),
        ("<h2>What the keeper saw</h2>", 0.35, True),
        ("<h2><div><div>What the keeper saw</div></div></h2>", 0.35, True),
        ("<h2><div>What the keeper saw</div><div>More</div></h2>", 0.35, False),
        ("<div><p><b>What the keeper saw</b></p></div>", 0.45, False),
        ("<div><pre>What the keeper saw</pre></div>", 0.45, True),
    ],
)
def test_in_a_box_of_its_own_a_heading_and_code_stay_between_what_stays(
    between: str, score: float, stays: bool
) -> None:
    low = "What the keeper saw|More"
    texts = chosen(f"<p>{ONE}</p>{between}<p>{SENTENCES[1]}</p>", low, score=score)
    assert ("What the keeper saw" in texts) is stays


def test_a_page_without_a_block_keeps_none() -> None:
    assert choose(Outline(), np.zeros(0, np.float32), Findings()) == []


def test_where_nothing_scores_high_the_best_is_taken() -> None:
    html = f"<p>{ONE}</p><p>Read also</p>"
    page = outline_of(html)
    assert choose(page, np.array([0.3, 0.1], np.float32), Findings()) == [True, False]


def test_where_enough_scores_high_the_second_best_is_not() -> None:
    html = f"<p>{ONE} {SENTENCES[1]}</p><p>Read also</p>"
    assert choose(outline_of(html), np.array([0.8, 0.54], np.float32), Findings()) == [True, False]


@pytest.mark.parametrize(
    ("html", "low", "kept"),
    [
        ("<table><tr><th>Year</th><th>Ships</th></tr><tr><td>1990</td><td>40</td></tr></table>",
         "Year|1990", ["Year", "Ships", "1990", "40"]),
        ("<table><tr><th>Year</th><th>Ships</th></tr><tr><td>1990</td><td>40</td></tr></table>",
         "Year|Ships|1990|40", []),
        (f"<table><tr><td>{ONE * 4}</td><td>Read</td><td>also</td></tr></table>", "Read|also", [ONE * 4]),
        ("<table><tr><td><p>One</p><p>two</p></td><td><p>Read</p><p>also</p></td></tr></table>",
         "Read|also", ["One", "two"]),
        ("<table><tr><td><table><tr><td>One</td><td>two</td></tr></table></td><td>Read</td></tr></table>",
         "Read", ["One", "two"]),
    ],
)  # fmt: skip
def test_a_table_of_data_stays_or_goes_as_a_whole_and_one_for_the_layout_by_its_cells(
    html: str, low: str, kept: list[str]
) -> None:
    assert chosen(PROSE + html, low)[len(SENTENCES) :] == kept


def test_of_a_body_that_rules_name_all_stays_and_nothing_else() -> None:
    html = f"<section><p>Low</p><div>also <p>low</p></div></section>{PROSE}"
    assert chosen(html, "Low|also|low", body="section") == ["Low", "also", "low"]


def test_what_rules_protect_stays_whatever_its_score() -> None:
    html = f"{PROSE}<aside><p>Low</p>also low</aside><p>low</p>"
    assert chosen(html, "Low|also low|low", kept="aside") == [*SENTENCES, "Low", "also low"]


FIGURE = "<figure><img src=a.jpg><figcaption>The lamp</figcaption></figure>"


@pytest.mark.parametrize(
    ("html", "stays"),
    [
        (f"{PROSE}{FIGURE}{PROSE}", True),
        (f"{FIGURE}{PROSE}", True),
        (f"{FIGURE}{'<p>Menu</p>' * 3}{PROSE}", True),
        (f"{FIGURE}{'<p>Menu</p>' * 9}{PROSE}", False),
        (f"{PROSE}{'<p>Menu</p>' * 9}{FIGURE}", False),
        (f"{PROSE}<figure><figcaption>The lamp</figcaption></figure>{PROSE}", False),
        (f"{PROSE}<p>The lamp</p><img src=a.jpg>{PROSE}", False),
        (f"{PROSE}<figure><img src=a.jpg><p>The lamp</p><p>{'Menu ' * 99}</p></figure>{PROSE}", False),
    ],
)
def test_a_caption_stays_with_a_picture_that_is_near(html: str, stays: bool) -> None:
    assert ("The lamp" in chosen(html, f"The lamp|Menu|{('Menu ' * 99).strip()}")) is stays


def test_a_caption_stays_as_a_whole() -> None:
    parts = [f"Part {at}" for at in range(6)]
    lines = "".join(f"<p>{part}</p>" for part in parts)
    figure = f"<figure><img src=a.jpg><figcaption>{lines}</figcaption></figure>"
    assert chosen(f"{figure}<p>Menu</p><p>{ONE}</p>", "|".join(["Menu", *parts])) == [*parts, ONE]


def test_many_captions_in_one_figure_take_time_that_grows_as_they_do() -> None:
    def work(size: int) -> int:
        page = outline_of(f"{PROSE}<figure><img>{'<p>The quay</p>' * size}</figure>")
        scores = np.array([0.1 if block.text == "The quay" else 0.9 for block in page.blocks], np.float32)
        return calls(lambda: choose(page, scores, Findings()))

    assert work(800) < 2.6 * work(400)


def remaining(html: str, title: str | None) -> tuple[str | None, list[str]]:
    """The title, and the texts that stay when it has been taken out of all of them."""
    page = outline_of(html)
    kept = [True] * len(page.blocks)
    found = title_among(page, kept, Metadata(title=title))
    return found, [block.text for block, is_kept in zip(page.blocks, kept, strict=True) if is_kept]


@pytest.mark.parametrize(
    ("html", "left"),
    [
        (f"<h1>{TITLE}</h1><p>{ONE}</p>", [ONE]),
        (f"<p>Harbour</p><h2>{TITLE.upper()}</h2><p>{ONE}</p>", ["Harbour", ONE]),
        (f"<h1>{TITLE}</h1><h2>{TITLE}</h2><p>{ONE}</p>", [ONE]),
        (f"<p>{ONE}</p><h2>{TITLE}</h2>", [ONE, TITLE]),
        (f"<h1>Another one</h1><p>{ONE}</p>", ["Another one", ONE]),
    ],
)
def test_the_title_above_the_prose_is_not_said_twice(html: str, left: list[str]) -> None:
    assert remaining(html, TITLE) == (TITLE, left)


def test_of_a_list_of_dates_only_the_first_may_be_the_page_s_own() -> None:
    days = [f"{day} May {year}" for year in range(2001, 2004) for day in range(1, 29)]
    _, left = remaining("".join(f"<p>{day}</p>" for day in days), TITLE)
    assert left == days[DATE_WITHIN:]


def test_the_title_of_a_page_that_does_not_tell_it_is_found_above_its_prose() -> None:
    assert remaining(f"<p>News</p><p>The lamp burns again</p><p>{ONE}</p>", None) == (
        "The lamp burns again", ["News", ONE]
    )  # fmt: skip
    assert remaining("<p>News</p><p>Sport</p>", None) == (None, ["News", "Sport"])


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("By Ana Ruiz and JO LI", False),
        ("By Ana Ruiz", False),
        ("Ana Ruiz", True),
        ("By Ana Ruiz and Ben Ray", True),
        ("By Ana Ruiz, who kept the light for thirty years", True),
        ("By night", True),
    ],
)
def test_the_byline_is_not_said_twice(line: str, stays: bool) -> None:
    page = outline_of(f"<p>{ONE}</p><p>{line}</p>{PROSE}<p>By Ana Ruiz</p>")
    kept = [True] * len(page.blocks)
    told = Metadata(authors=("Ana Ruiz", "Jo Li"))
    drop_byline(page, kept, told, {"byline": ("by",), "and": ("and",)})
    assert [kept[0], kept[1], kept[-1]] == [True, stays, True]
