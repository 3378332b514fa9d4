"""Pictures and links as the reader wants them."""

from __future__ import annotations

import pytest

from cleancopy.sanitize.wishes import Images, Links
from sanitize.bodies import clean, elements

FIGURE = (
    '<figure><a href="/b.jpg"><img src="/a.jpg" alt="A boat"></a><figcaption>Moored</figcaption></figure>'
)


def test_pictures_are_kept() -> None:
    assert [tag for tag, _ in elements(clean(FIGURE))] == ["figure", "a", "img", "figcaption"]


def test_no_pictures_means_no_captions_and_no_empty_figures() -> None:
    assert clean(f"<p>One</p>{FIGURE}<p>Two<img src='/c.jpg' alt='x'></p>", images="none").split() == [
        "<p>One</p>",
        "<p>Two</p>",
    ]


def test_a_figure_that_shows_something_else_stays_without_pictures() -> None:
    html = "<figure><pre>x = 1</pre><figcaption>Listing</figcaption></figure>"
    assert clean(html, images="none") == html


def test_alt_texts_take_the_place_of_pictures() -> None:
    html = clean(
        f"{FIGURE}<p>Two<img src='data:x' alt=' '><img src='/d.jpg'></p>", images="alt", links="text"
    )
    assert html == "<figure><em>A boat</em><figcaption>Moored</figcaption></figure><p>Two</p>"


@pytest.mark.parametrize("images", ["none", "alt"])
def test_no_picture_comes_by_way_of_a_player(images: Images) -> None:
    assert "poster" not in clean('<video src="/v.mp4" poster="/p.jpg"></video>', images=images)


def test_links_as_text_keep_every_word() -> None:
    html = '<p>See <a href="/a">this</a>.</p><ul><li><a href="/b">That</a></li></ul>'
    assert clean(html, links="text") == "<p>See this.</p><ul><li>That</li></ul>"


def test_no_links_leaves_no_hole_in_a_sentence() -> None:
    assert clean('<p>See <a href="/a">this</a>.</p><h2><a href="#x">Head</a></h2>', links="none") == (
        "<p>See this.</p><h2>Head</h2>"
    )


@pytest.mark.parametrize(
    "lone",
    [
        '<p><a href="/a">Read also</a></p>',
        '<ul><li><a href="/a"><b>One</b> more</a></li><li> <a href="/b">Two</a> <a href="/c">3</a></li></ul>',
    ],
)
def test_no_links_means_no_blocks_of_links(lone: str) -> None:
    assert clean(f"<p>Text</p>{lone}<p>More</p>", links="none").split() == ["<p>Text</p>", "<p>More</p>"]


def test_a_linked_picture_is_more_than_a_link() -> None:
    html = '<p><a href="/big.jpg"><img src="/a.jpg" alt="x"></a></p>'
    assert clean(html, links="none") == '<p><img src="https://news.example/a.jpg" alt="x"></p>'


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/a"><p>A paragraph</p><ul><li>An item</li></ul></a>',
        '<div><a href="/a"> <p>A paragraph</p><p>Nobody closed the link</p></div>',
        '<p><a name="n">A paragraph with a name</a></p>',
    ],
)
def test_prose_is_never_taken_for_a_link(html: str) -> None:
    assert clean(html, links="none") == clean(html, links="text")


@pytest.mark.parametrize("links", ["text", "none"])
def test_without_links_there_are_no_targets_either(links: Links) -> None:
    assert clean('<p id="n">x <a href="#n">up</a></p>', links=links) == "<p>x up</p>"
