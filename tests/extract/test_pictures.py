"""Pictures come to what a browser would have shown in the end."""

from __future__ import annotations

import pytest
from lxml import etree

from cleancopy.extract import pictures
from cleancopy.model import Image
from extract.trees import body_of, inner, page
from ruleset.effort import calls

LEXICON = {"credit_names": ("credit",)}


def sources(html: str, lead: str | None = None) -> list[str | None]:
    """The `src` of each picture after a page's way through the room."""
    body = body_of(page(html))
    pictures.free(body)
    etree.strip_elements(body, "noscript", with_tail=False)
    pictures.resolve(body, None if lead is None else Image(url=lead))
    return [image.get("src") for image in body.iter("img")]


def described(html: str, base_url: str | None = "https://tide.example/harbour/") -> tuple[Image, ...]:
    return pictures.describe(body_of(page(html)), base_url, LEXICON)


@pytest.mark.parametrize(
    ("attributes", "source"),
    [
        ("src='/lamp.jpg'", "/lamp.jpg"),
        ("src='blank.gif' data-src='/lamp.jpg'", "/lamp.jpg"),
        ("src='blank.gif' data-lazy-src='/lamp.jpg'", "/lamp.jpg"),
        ("src='data:image/gif;base64,R0' data-srcset='/s.jpg 1x, /l.jpg 2x'", "/l.jpg"),
        ("src='/lamp.jpg' data-src-id='17'", "/lamp.jpg"),
        ("src='blank.gif' data-original='/lamp.jpg'", "/lamp.jpg"),
        ("data-lazy='/lamp.jpg'", "/lamp.jpg"),
        ("src='/lamp-20.jpg' data-hi-res-src='/lamp.jpg'", "/lamp.jpg"),
        ("src='' quick-lazy-src='/lamp.jpg'", "/lamp.jpg"),
        ("data-blur-src='/b.jpg' data-src='/lamp.jpg'", "/lamp.jpg"),
        ("src='/loading.gif' data-srcset='/s.jpg 320w, /l.jpg 960w'", "/l.jpg"),
        ("src='/1x1.png' srcset='/s.jpg 320w, /l.jpg 960w'", "/l.jpg"),
        ("src='data:image/gif;base64,R0' data-img-url='/lamp.jpg'", "/lamp.jpg"),
        ("src='/lamp.jpg' data-large-file='/large.jpg'", "/lamp.jpg"),
        ("data-src='/w{width}/lamp.jpg' data-widths='[320, 1280, 2560]'", "/w1280/lamp.jpg"),
        ("src='/the lamp.jpg'", "/the lamp.jpg"),
        ("src='/image-1.png'", "/image-1.png"),
        ("src='/lamp.jpg' data-src='data:image/gif;base64,R0'", "/lamp.jpg"),
        ("srcset='/s.jpg 320w, /l.jpg 1280w, /m.jpg 640w'", "/l.jpg"),
        ("srcset='/only.jpg'", "/only.jpg"),
    ],
)
def test_a_picture_has_the_source_that_it_would_load_in_the_end(attributes: str, source: str) -> None:
    assert sources(f"<img {attributes}>") == [source]


@pytest.mark.parametrize(
    "attributes",
    [
        "",
        "src=''",
        "src='data:image/gif;base64,R0'",
        "src='blob:https://tide.example/1'",
        "src=' JavaScript:draw()/x.jpg'",
        "src='{{ image }}'",
        "src='/dot.gif' width=1 height=1",
        "src='/spacer.gif'",
        "src='/lazy-placeholder.png'",
        "data-src='/w{width}/lamp.jpg'",
        "src='/icon.png' width=32px height=49",
    ],
)
def test_a_picture_without_a_source_and_a_tiny_one_go(attributes: str) -> None:
    assert sources(f"<p>One <img {attributes}></p>") == []


@pytest.mark.parametrize(
    "size", ["width=900 height=20", "width=20", "width=100% height=10", "height=50 width=1"]
)
def test_a_picture_that_is_not_tiny_both_ways_stays(size: str) -> None:
    assert sources(f"<img src=/a.jpg {size}>") == ["/a.jpg"]


@pytest.mark.parametrize(
    ("srcset", "best"),
    [
        ("/a.jpg 1x,/b.jpg 2x", "/b.jpg"),
        ("/a.jpg 1.5x, /b.jpg", "/a.jpg"),
        ("/w_320,c_fill/a.jpg 320w, /w_640,c_fill/a.jpg 640w", "/w_640,c_fill/a.jpg"),
        ("\n /a.jpg\t320w ,\n /b.jpg  640w,\n", "/b.jpg"),
        ("/a.jpg 9000w 10h, data:image/gif;base64,R0/ 9999w", "/a.jpg"),
        ("/a.jpg 4000w, /b.jpg 1200w, /c.jpg 600w, /d.jpg 1600w", "/b.jpg"),
    ],
)
def test_of_a_set_the_one_that_is_large_enough_is_taken_whatever_its_address(srcset: str, best: str) -> None:
    assert sources(f"<img srcset='{srcset}'>") == [best]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<picture><source srcset='/a.webp 2x'><img src='/a.jpg'></picture>", ["/a.jpg"]),
        ("<picture><source srcset='/a.webp 2x'><img></picture>", ["/a.webp"]),
        ("<picture><source data-srcset='/a.webp'></picture>", ["/a.webp"]),
        ("<picture><source></picture>", []),
    ],
)
def test_of_a_picture_element_one_picture_is_left(html: str, expected: list[str]) -> None:
    assert sources(html) == expected


def test_the_words_around_a_picture_element_stay_where_they_are() -> None:
    body = body_of(page("<p>One <picture><img src='/a.jpg'> two</picture> three</p>"))
    pictures.resolve(body)
    assert inner(body) == '<p>One <img src="/a.jpg"> three</p>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<img><noscript><img src='/a.jpg'></noscript>", ["/a.jpg"]),
        ("<p>One</p><noscript><img src='/a.jpg'>two</noscript>", ["/a.jpg"]),
        ("<img src='/b.jpg'><noscript><img src='/a.jpg'></noscript>", ["/b.jpg"]),
        ("<noscript><img src='/a.jpg'><img src='/b.jpg'></noscript>", []),
        ("<noscript><img src='/a.jpg'></noscript><img data-src='/a.jpg'>", ["/a.jpg"]),
        ("<noscript><img src='/a.jpg'></noscript><img src='/b.jpg'>", ["/a.jpg", "/b.jpg"]),
        (
            "<div><img data-src='/a-800x600.jpg'></div><noscript><img src='/a.jpg'></noscript>",
            ["/a-800x600.jpg"],
        ),
        ("<p><img src='/b.jpg'></p><noscript><img src='/a.jpg'></noscript>", ["/b.jpg", "/a.jpg"]),
        ("<p>One <img></p><noscript><img src='/a.jpg'></noscript>", ["/a.jpg"]),
        ("<noscript><img><noscript><img src='/a.jpg'></noscript></noscript>", ["/a.jpg"]),
        (
            "<picture><source data-srcset='/a.webp'><img></picture><noscript><img src='/a.jpg'></noscript>",
            ["/a.jpg"],
        ),
    ],
)
def test_the_one_picture_for_readers_without_scripts_is_put_in_its_place(
    html: str, expected: list[str]
) -> None:
    assert sources(html) == expected


def test_what_else_a_noscript_holds_stays_in_it() -> None:
    body = body_of(page("<img src='/a.jpg'><noscript><img src='/a.jpg'><p>One</p></noscript>"))
    pictures.free(body)
    assert inner(body) == '<img src="/a.jpg"><noscript><p>One</p></noscript>'


def test_a_picture_element_is_read_as_on_a_wide_bright_screen() -> None:
    html = (
        "<picture><source media='(max-width: 600px)' srcset='/small.jpg'>"
        "<source media='(prefers-color-scheme: dark)' srcset='/dark.jpg'>"
        "<source srcset='/m.jpg 800w, /l.jpg 1600w' sizes='50vw'><img src='/old.jpg'></picture>"
    )
    body = body_of(page(html))
    pictures.resolve(body)
    assert inner(body) == '<img src="/old.jpg" srcset="/m.jpg 800w, /l.jpg 1600w" sizes="50vw">'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<x-photo src='/a.jpg'></x-photo>", ["/a.jpg"]),
        ("<div data-src='/a.jpg' data-alt='Lamp'> </div>", ["/a.jpg"]),
        ("<x-film src='/a.mp4'></x-film><div data-src='/api/lamp'></div>", []),
        ("<x-photo src='/a.jpg'><img src='/b.jpg'></x-photo>", ["/b.jpg"]),
        ("<x-photo src='/a.jpg'><x-room style='padding: 9px'></x-room></x-photo>", ["/a.jpg"]),
        ("<x-teaser src='/a.jpg'>One</x-teaser>", []),
        ("<br data-src='/a.jpg'>", []),
    ],
)
def test_an_empty_element_that_a_script_makes_a_picture_is_one(html: str, expected: list[str]) -> None:
    assert sources(html) == expected


BACKED = "<div style=\"color: red; background-image: url('/lamp.jpg')\" aria-label='The lamp'></div>"


@pytest.mark.parametrize(
    ("html", "lead", "expected"),
    [
        (f"{BACKED}<p>One</p>", None, ["/lamp.jpg"]),
        (f"{BACKED}<p>One</p><img src='/a.jpg'>", None, ["/lamp.jpg", "/a.jpg"]),
        (f"{BACKED}<p>One</p>", "https://tide.example/i/lamp-1200x630.webp", ["/lamp.jpg"]),
        (f"{BACKED}<p>One</p>", "https://tide.example/i/ferry.jpg", []),
        (f"<p>One</p>{BACKED}", None, []),
        (f"{BACKED}<img src='/a.jpg'><p>One</p>", None, ["/a.jpg"]),
        (f"{BACKED}{BACKED}<p>One</p>", None, []),
        ("<div style='background: url(/lamp.jpg)'>One</div><p>Two</p>", None, []),
        ("<div data-bg='/lamp.jpg'></div><p>One</p>", None, ["/lamp.jpg"]),
    ],
)
def test_a_background_is_a_picture_where_it_leads_the_article(
    html: str, lead: str | None, expected: list[str]
) -> None:
    assert sources(html, lead) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<img src=/a.jpg><p> </p><img src=/a.jpg>", ["/a.jpg"]),
        ("<img src=/a.jpg?w=900&amp;q=80><div><img src=/a.jpg?w=300></div>", ["/a.jpg?w=900&q=80"]),
        ("<img src=/a.jpg><p>Words</p><img src=/a.jpg>", ["/a.jpg", "/a.jpg"]),
        ("<img src=/a.jpg><img src=/b.jpg><img src=/a.jpg>", ["/a.jpg", "/b.jpg", "/a.jpg"]),
        ("<table><tr><td><img src=/a.png></td><td><img src=/a.png></td></tr></table>", ["/a.png"] * 2),
        ("<img src=/image?of=1><img src=/image?of=2>", ["/image?of=1", "/image?of=2"]),
    ],
)
def test_the_same_picture_twice_in_a_row_is_there_once(html: str, expected: list[str]) -> None:
    assert sources(html) == expected


FIGURE = "<figure><img src=/a.jpg><p>The lamp</p></figure>"


@pytest.mark.parametrize(
    ("html", "pictures_left"),
    [
        (f"<img src=/a.jpg>{FIGURE}", 1),
        (f"{FIGURE}<img src=/a.jpg>", 1),
        (f"{FIGURE}{FIGURE}", 2),
        (f"{FIGURE}<p>Words</p><img src=/a.jpg>", 2),
    ],
)
def test_of_two_in_a_row_the_one_with_a_caption_stays(html: str, pictures_left: int) -> None:
    body = body_of(page(html))
    pictures.resolve(body)
    assert '<figure><img src="/a.jpg"><p>The lamp</p></figure>' in inner(body)
    assert len(list(body.iter("img"))) == pictures_left


def test_a_picture_that_comes_again_and_again_is_a_sign() -> None:
    badge = "<p>Words</p><img src=/best.svg>"
    assert sources(badge * 3) == ["/best.svg"] * 3
    assert sources(f"{badge * 4}<img src=/lamp.jpg>") == ["/lamp.jpg"]
    assert len(sources(f"<table><tr>{'<td>Yes <img src=/tick.svg></td>' * 5}</tr></table>")) == 5


def test_a_credit_in_a_figure_is_told_beside_the_caption() -> None:
    html = (
        "<figure><img src=/a.jpg><figcaption>At dusk. <i class=credit>Ann Other</i></figcaption></figure>"
        "<figure><img src=/b.jpg><figcaption>Dawn</figcaption><i itemprop=creditText>Wire</i></figure>"
    )
    told = [(image.caption, image.credit) for image in described(html)]
    assert told == [("At dusk.", "Ann Other"), ("Dawn", "Wire")]


def test_a_gallery_in_one_figure_is_described_in_time_that_grows_as_it_does() -> None:
    def work(size: int) -> int:
        units = (f"<img src=/{number}.jpg><figcaption>{number}</figcaption>" for number in range(size))
        body = body_of(page(f"<figure>{''.join(units)}</figure>"))
        return calls(lambda: pictures.describe(body, "https://tide.example/", LEXICON))

    assert work(400) < 2.6 * work(200)


def test_what_is_too_long_for_a_caption_is_told_of_no_picture() -> None:
    html = f"<figure><img src=/a.jpg><img src=/b.jpg><figcaption>{'At dusk. ' * 400}</figcaption></figure>"
    assert [image.caption for image in described(html)] == [None, None]


def test_a_picture_is_described_with_what_stands_around_it() -> None:
    html = (
        "<figure><img src='lamp.jpg' alt=' The\n lamp ' width='1200px' height=675>"
        "<figcaption>At <b>dusk</b></figcaption></figure>"
    )
    assert described(html) == (
        Image(
            url="https://tide.example/harbour/lamp.jpg",
            alt="The lamp",
            caption="At dusk",
            width=1200,
            height=675,
        ),
    )


def test_each_picture_is_described_once_and_only_with_an_address_on_the_web() -> None:
    html = "<img src=/a.jpg><img src=/b.jpg><img src=/a.jpg alt=x><img src=ftp://a.example/c.jpg>"
    assert [image.url[-6:] for image in described(html)] == ["/a.jpg", "/b.jpg"]
    assert described(html, base_url=None) == ()
    assert described("<img src='//[x/a.jpg'><img src=a.jpg>", base_url="http://[x/") == ()


@pytest.mark.parametrize("width", ["9" * 5000, "-1", "½", "1e3", "\0", "12 13", "x" * 1_000_000])
def test_a_width_that_is_none_is_not_told(width: str) -> None:
    [image] = described(f"<img src=/a.jpg width='{width}'>")
    assert image.width is None


@pytest.mark.parametrize("srcset", ["a" * 50_000 + " b", "a," * 50_000, " " * 100_000 + "x", "1x " * 50_000])
def test_a_set_that_was_made_to_last_does_not(srcset: str) -> None:
    assert sources(f"<img src=/a.jpg><img srcset='{srcset}'>") == ["/a.jpg"]
