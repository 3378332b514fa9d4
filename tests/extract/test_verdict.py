"""What a page says of its kind, and the verdict on it."""

from __future__ import annotations

import numpy as np
import pytest

from cleancopy.extract import metadata, verdict
from cleancopy.extract.features import Floats
from cleancopy.extract.verdict import (
    ARTICLE_FROM,
    KNOWN_TEXT_FROM,
    LEAST_WORDS,
    TEXT_FROM,
    Signs,
    decide,
    threshold,
)
from cleancopy.model import Findings
from extract.trees import MENU, PAGE, PROSE, SENTENCES, TITLE, drafted, outline_of, page


def signs(body: str = PROSE, *, head: str = "", url: str | None = None) -> Signs:
    read = metadata.read_head(page(body, head=head, url=url), Findings())
    return verdict.read_signs(read, metadata.describe(read))


def measured(words: list[int], scores: list[float]) -> Floats:
    """The row of a page that says nothing, whose blocks have so many words and such scores."""
    sizes = np.array(words, np.float32)
    return verdict.measure(sizes, sizes * 0, np.array(scores, np.float32), Signs(frozenset(), ()), {})[0]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://blog.tide.example/archive/2026/late-news/lamp.html",
         {"host:blog", "path:archive", "path:late", "path:news"}),
        ("https://tide.example/", set()),
        ("https://tide.example/lamp", set()),
        ("", set()),
        (None, set()),
    ],
)  # fmt: skip
def test_an_address_has_words_but_for_its_last_part(url: str | None, words: set[str]) -> None:
    assert signs(url=url).words == words


def test_where_words_have_no_spaces_a_title_and_a_summary_have_as_many_as_elsewhere() -> None:
    said = "停了四十一年的水磨坊又转了起来"
    head = f'<title>{said}</title><meta name="description" content="{said}">'
    assert signs(head=head).numbers[13:15] == (8, 8)


@pytest.mark.parametrize(
    ("url", "numbers"),
    [
        ("https://tide.example/harbour/2026/11/the-lamp_burns.html?page=2",
         (4, 3, False, True, True, True, False)),
        ("https://tide.example/lamp-2", (1, 2, True, False, False, False, False)),
        ("https://tide.example/", (0, 0, False, False, False, False, True)),
        (None, (0, 0, False, False, False, False, False)),
    ],
)  # fmt: skip
def test_an_address_has_its_numbers(url: str | None, numbers: tuple[float, ...]) -> None:
    assert signs(url=url).numbers[:7] == numbers


def test_classes_of_the_page_and_types_are_words() -> None:
    head = (
        "<meta property='og:type' content='Article'>"
        '<script type="application/ld+json">{"@type": ["https://schema.org/NewsArticle", 3]}</script>'
    )
    document = page("<div itemscope itemtype='https://schema.org/Person'></div>", head=head, url=None)
    document.root.set("class", "singlePost")
    document.root[1].set("class", "logged-in x")
    read = metadata.read_head(document, Findings())
    assert verdict.read_signs(read, metadata.describe(read)).words == {
        "body:single", "body:post", "body:logged", "body:in", "type:NewsArticle", "og:article", "item:Person",
    }  # fmt: skip


def test_forms_and_headings_are_counted() -> None:
    body = "<form><button>A</button><input type=password></form><article><h1>B</h1></article><h1>C</h1>"
    assert signs(body).numbers[15:] == (1, 1, 0, 1, 2, True)


def test_a_row_is_as_long_as_the_network_wants_it_whatever_the_page() -> None:
    assert len(measured([], [])) == len(measured([3, 40], [0.1, 0.9])) == len(measured([3], [0.1]))


def test_words_that_are_known_are_summed_up() -> None:
    told = Signs(frozenset({"path:blog", "path:x", "type:Product"}), ())
    none = np.zeros(0, np.float32)
    row = verdict.measure(none, none, none, told, {"path:blog": 2.0, "type:Product": -3.0})[0]
    assert row[:4].tolist() == [-1, -3, 2, 2]


def test_the_kept_share_of_a_page_is_measured() -> None:
    ours, whole, share, prose, prose_share = measured([5, 40, 30, 25], [0.9, 0.9, 0.8, 0.1])[4:9]
    assert (ours, whole, prose) == (75, 100, 70)
    assert (share, prose_share) == pytest.approx((0.75, 70 / 95))


def test_what_stays_is_measured_by_its_size_its_links_and_its_scores() -> None:
    words, links, scores = (np.array(row, np.float32) for row in ([40, 20, 10], [10, 4, 8], [0.9, 0.9, 0.1]))
    row = verdict.measure(words, links, scores, Signs(frozenset(), ()), {})[0]
    assert row[4:].tolist() == pytest.approx(
        [60, 70, 60 / 70, 60, 1, 2, 40, 55.95 / 71.5, 0.9, 14 / 60, 30, 2, 3, 0.8], rel=1e-5
    )


@pytest.mark.parametrize(
    ("confidence", "sentences", "is_article"),
    [
        (1.0, 4, True),
        (ARTICLE_FROM, 4, True),
        (ARTICLE_FROM - 0.01, 12, False),
        (1.0, 1, False),
        (1.0, 0, False),
    ],
)
def test_an_article_is_judged_to_be_one_and_has_some_prose(
    confidence: float, sentences: int, is_article: bool
) -> None:
    found = outline_of(PROSE)
    kept = [number < sentences for number in range(len(found.blocks))]
    assert decide(confidence, found, kept).is_article is is_article


def test_many_short_lines_are_no_prose() -> None:
    found = outline_of("<p>Ferry late again</p>" * LEAST_WORDS)
    assert not decide(1.0, found, [True] * len(found.blocks)).is_article


def test_of_a_text_with_an_address_it_must_be_surer() -> None:
    found, kept = outline_of(PROSE), [True] * len(SENTENCES)
    surely = threshold("text", "https://tide.example/light")
    assert not decide(KNOWN_TEXT_FROM - 0.01, found, kept, surely).is_article
    assert decide(TEXT_FROM, found, kept, threshold("text", None)).is_article
    assert not decide(TEXT_FROM - 0.01, found, kept, threshold("text", None)).is_article
    assert threshold("html", "https://tide.example/light") == ARTICLE_FROM


ARTICLE_HEAD = (
    f"<title>{TITLE}</title><meta property='og:type' content='article'>"
    "<meta property='article:published_time' content='2026-11-24T18:05:00Z'>"
)
TEASERS = "".join(f"<li><h3><a href=/{n}>{text[:40]}</a></h3></li>" for n, text in enumerate(SENTENCES * 4))


@pytest.mark.parametrize(
    ("body", "head", "is_article"),
    [
        (PAGE, ARTICLE_HEAD, True),
        (f"<nav><ul>{MENU}</ul></nav><ul>{TEASERS}</ul>", "<title>Tide</title>", False),
        ("<form><input name=user><input type=password><button>Log in</button></form>", "", False),
        ("", ARTICLE_HEAD, False),
    ],
)
def test_an_article_is_told_from_a_front_page_a_login_and_nothing(
    body: str, head: str, is_article: bool
) -> None:
    assert drafted(body, head=head).is_article is is_article
