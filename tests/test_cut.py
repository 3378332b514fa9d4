"""Elements cut out of a page's bytes: what is left is the page's own, byte for byte."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cleancopy import cut

PIECES = (
    "<div>", "</div>", "<div class=ad>", '<p title="a>b">', "</p>", "text", "<br>", "<img src='x' alt=\">\">",
    "<!-- <div> -->", "<script>if (a<b) document.write('<div>')</script>", "<b>", "</b>", "<", "<a b='",
    "\0", "é", "<textarea><i>", "</textarea>", "<IFRAME>", "</iframe >", "<svg viewBox='0'/>", "</",
    "<!doctype html>", "<?php", "<table><tr><td>", "</table>",
)  # fmt: skip
pages = st.lists(st.sampled_from(PIECES), max_size=30).map("".join).map(str.encode)


def without(page: bytes, xpath: str) -> bytes:
    """The page after its elements that an XPath finds were taken out of its tree."""
    numbered = cut.number(b"<html>" + page)
    root = etree.fromstring(numbered.body, etree.HTMLParser(encoding="utf-8"))
    before = cut.numbers_in(root)
    for found in root.xpath(xpath):
        found.getparent().remove(found)
    return cut.without(numbered, before, cut.numbers_in(root).keys())[0]


@pytest.mark.parametrize(
    ("page", "left"),
    [
        (b"<p>a</p><div class=ad><i>x</i></div><p>b</p>", b"<p>a</p><p>b</p>"),
        (b"<DIV CLASS='ad' >x</DIV\n>b", b"b"),
        (b"a<img class=ad src=x>b", b"ab"),
        (b"<div class=ad><div>x</div></div>b", b"b"),
        (b"<div class=ad title='</div>'>x</div>b", b"b"),
        (b"<div class=ad><!-- </div> -->x</div>b", b"b"),
        (b"<div class=ad><script>'</div>'</script></div>b", b"b"),
        (b"<div class=ad><iframe></div></iframe></div>b", b"b"),
        (b"<ins class=ad></ins>\xe9<ins class=ad></ins>", b"\xe9"),
        (b"<div class=ad><p>x<p>y</div>b", b"b"),
    ],
)
def test_an_element_goes_with_all_that_it_holds(page: bytes, left: bytes) -> None:
    assert without(page, "//*[@class = 'ad']") == b"<html>" + left


@pytest.mark.parametrize(
    "page",
    [
        b"<div class=ad>never closed<p>b</p>",
        b"<section><div class=ad>x</section><p>b</p></div>",
        b"<p>b</p>",
        b"<div class=ad",
        b'<div class="ad>x</div>b',
    ],
)
def test_what_is_not_certain_stays(page: bytes) -> None:
    assert without(page, "//*[@class = 'ad']") == b"<html>" + page


def test_what_a_rule_let_stay_is_not_cut_with_what_was_around_it() -> None:
    numbered = cut.number(b"<div><p>stays</p></div>")
    assert cut.without(numbered, {0: cut.ROOT, 1: 0}, {1}) == (b"<div><p>stays</p></div>", 0)


@given(pages)
def test_without_its_numbers_the_page_is_itself(page: bytes) -> None:
    numbered = cut.number(page)
    body = numbered.body
    for number, tag in enumerate(numbered.tags):
        if not tag.is_end:
            body = body.replace(f' {cut.NUMBER}="{number}"'.encode(), b"")
    assert body == page


@given(pages, st.randoms(use_true_random=False))
def test_what_is_left_is_the_pages_own(page: bytes, chance: random.Random) -> None:
    numbered = cut.number(page)
    starts = [number for number, tag in enumerate(numbered.tags) if not tag.is_end]
    stay = {number for number in starts if chance.random() < 0.5}
    left, cuts = cut.without(numbered, dict.fromkeys(starts, cut.ROOT), stay)
    rest = iter(page)
    assert all(byte in rest for byte in left)
    assert (left == page) is (cuts == 0)


@given(pages)
def test_a_tree_never_gains_elements_by_a_cut(page: bytes) -> None:
    """Nothing that a comment, a script or an attribute held becomes an element."""
    names = {tag.name for tag in cut.number(page).tags if not tag.is_end} | {b"html"}
    left = without(page, "//*[@class = 'ad']")
    assert {tag.name for tag in cut.number(left).tags if not tag.is_end} <= names


@pytest.mark.parametrize(
    "piece", [b"<a ", b'<a b="', b"<a b='c' ", b"<!--", b"</", b"<", b"<script>", b"<div class=ad>"]
)
def test_hostile_pages_take_no_longer_than_their_length(piece: bytes) -> None:
    started = time.process_time()
    numbered = cut.number(piece * 40_000)
    cut.without(numbered, dict.fromkeys(range(len(numbered.tags)), cut.ROOT), set())
    assert time.process_time() - started < 3
