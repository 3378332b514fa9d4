"""Where links and pictures lead: resolved against the page, or nowhere."""

from __future__ import annotations

import pytest

from sanitize.bodies import attributes, clean


@pytest.mark.parametrize(
    ("href", "leads_to"),
    [
        ("https://other.example/a?b=1&amp;c=2#d", "https://other.example/a?b=1&c=2#d"),
        ("//other.example/a", "https://other.example/a"),
        ("/a/b", "https://news.example/a/b"),
        ("/a/../b", "https://news.example/b"),
        ("a.html", "https://news.example/world/a.html"),
        ("../a", "https://news.example/a"),
        ("?page=2", "https://news.example/world/storm.html?page=2"),
        (" HTTPS://Other.example/a b ", "https://Other.example/a%20b"),
        ("/@desk/a&quot;b&lt;c&gt;", "https://news.example/@desk/a%22b%3Cc%3E"),
        ("http://bücher.example/ä", "http://bücher.example/%C3%A4"),
        ("https://[2001:db8::1]:8080/", "https://[2001:db8::1]:8080/"),
    ],
)
def test_a_link_is_resolved_against_the_page(href: str, leads_to: str) -> None:
    assert attributes(clean(f'<a href="{href}">x</a>'), "a")["href"] == leads_to


def test_without_the_pages_address_relative_links_keep_their_words() -> None:
    html = '<a href="/a">one</a> <a href="b">two</a> <a href="//c.example/">three</a> <img src="/d.png">'
    assert clean(html, base_url=None) == "one two three "


def test_without_the_pages_address_absolute_links_stay() -> None:
    found = clean('<a href="https://other.example/">x</a><img src="http://a.example/b.png">', base_url=None)
    assert attributes(found, "a")["href"] == "https://other.example/"
    assert attributes(found, "img") == {"src": "http://a.example/b.png"}


@pytest.mark.parametrize(
    "base_url", ["about:blank", "file:///x/y", "http://me:pw@news.example/", "nonsense", "http://["]
)
def test_a_page_without_a_place_on_the_web_makes_no_links(base_url: str) -> None:
    assert clean('<a href="a.html">x</a>', base_url=base_url) == "x"


@pytest.mark.parametrize(
    "href", ["#note", "#n%6Fte", "https://news.example/world/storm.html#note", " #note "]
)  # fmt: skip
def test_a_link_within_the_page_follows_its_target(href: str) -> None:
    found = clean(
        f'<p>Text<a href="{href}">1</a></p><p id="note">Note</p>',
        base_url="https://news.example/world/storm.html",
    )
    assert attributes(found, "a")["href"] == "#a-note"
    assert found.endswith('<p id="a-note">Note</p>')


def test_an_id_that_comes_twice_is_the_first_ones() -> None:
    html = clean('<a href="#n">x</a><p id="n">One</p><p id="n">two</p>')
    assert html.count('id="a-n"') == 1
    assert '<p id="a-n">One</p>' in html


def test_ids_in_other_scripts_are_found() -> None:
    found = clean('<a href="#прим">1</a><p id="прим">Note</p>')
    assert attributes(found, "a")["href"] == "#a-%D0%BF%D1%80%D0%B8%D0%BC"
    assert attributes(found, "p")["id"] == "a-прим"


def test_an_old_anchor_with_a_name_is_a_target() -> None:
    found = clean('<a name="n1">Note</a><a href="#n1">up</a>')
    assert found.startswith('<span id="a-n1">Note</span>')


@pytest.mark.parametrize("href", ["#comments", "#", "", " "])
def test_a_link_to_what_is_not_in_the_article_keeps_its_words(href: str) -> None:
    assert clean(f'<p>Skip <a href="{href}">down</a></p>') == "<p>Skip down</p>"


def test_a_target_without_words_stays_for_its_links() -> None:
    assert '<span id="a-top"></span>' in clean('<a id="top"></a><p>x <a href="#top">up</a></p>')
