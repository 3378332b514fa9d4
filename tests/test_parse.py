"""The tree holds every word of the page, where HTML has it; a text page is put together from its lines."""

import textwrap
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cleancopy import decode, parse
from cleancopy.dom import Element
from cleancopy.errors import PageError
from cleancopy.model import Document, Source

URL = "https://news.example.com/world/storm.html"
WORDS = (
    "The harbour was closed for two days while the crews cleared the wreck from the channel, and nobody could"
    " say on Friday evening when the ferries to the islands would be running again."
)
OTHER = "Residents of the quay had complained for years about the noise at night, as the letters show."


def parsed(html: str | bytes) -> Document:
    return parse.parse_html(html if isinstance(html, bytes) else html.encode(), url=URL)


def body(html: str) -> Element:
    found = parsed(html).root.find("body")
    assert found is not None
    return found


def written(element: Element) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)


def text(element: Element) -> list[str]:
    return "".join(f" {piece}" for piece in element.itertext()).split()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("words alone", "words alone"),
        ("<p>a</p></body></html><p>b</p> c", "<p>a</p><p>b</p> c"),
        ("<main><p>a</BODY ><p>b</main>c</html>", "<main><p>a</p><p>b</p></main>c"),
        ("<p>a</html></html>b</p>c", "<p>ab</p>c"),
        ("a</bodyguard></htmlx>b", "ab"),
        ("<p>a<script>'</body>'</script><!--</body>-->b", "<p>a<script>''</script>b</p>"),
        ("<body>a</body><body id=1>b</body>", "ab"),
        ("<html>a</html><html lang=de><head><title>t</title></head><body>b</html>", "a<title>t</title>b"),
        ("<svg><g>a<p>b</p>c</g>d<i>e</i>f</svg>g<p>h", "<svg><g>a</g></svg><p>b</p>cd<i>e</i>fg<p>h</p>"),
        ("<div><svg><svg><P>a</div><p>b", "<div><svg><svg/></svg><p>a</p></div><p>b</p>"),
        ("<math><mi>a<b>c</b></mi><i>d</i>e", "<math><mi>a<b>c</b></mi></math><i>d</i>e"),
        ("<svg><foreignObject><p>a</p></foreignObject><a>b</a></svg>c",
         "<svg><foreignobject><p>a</p></foreignobject><a>b</a></svg>c"),
        ("<svg><path><svg><p>a<svg><g>b<p>c",
         "<svg><path><svg/></path></svg><p>a<svg><g>b</g></svg><p>c</p></p>"),
        ("<h2 class=a> <P id=b>c <i>d</i></p></h2><p>e",
         '<h2 class="a"> <span id="b">c <i>d</i></span></h2><p>e</p>'),
        ("<h2></h2><p>a</p><h2>b<p>c", "<h2/><p>a</p><h2>b</h2><p>c</p>"),
        ("<body/> a<p class=x>b", '<p> a</p><p class="x">b</p>'),
        ("<p>a<html/>b<html/><p>c", "<p>a</p>b<p>c</p>"),
        ("<p>a<body/><body id=2>b", '<p>a</p><div id="2">b</div>'),
        ("<head><title>t</title></head>", "<body/>"),
        ("<frameset><frame src=a></frameset>", '<frameset><frame src="a"/></frameset>'),
        ("<p>a<wbr>b<i>c</i>d<wbr>e</p>f", "<p>a<wbr/>b<i>c</i>d<wbr/>e</p>f"),
        ("<video><source src=a><source>b</video>c", '<video><source src="a"/><source/>b</video>c'),
        ("<embed a:b=c>x<p>y</p>z", '<embed a:b="c"/>x<p>y</p>z'),
        ("<image src=a>x", '<image src="a"/>x'),
        ("<div><wbr>a<p>b</p>c</wbr>d</div>", "<div><wbr/>a<p>b</p>cd</div>"),
        ("<track><keygen><bgsound>x", "<track/><keygen/><bgsound/>x"),
        ("<P>a<BR>b<P>c<DIV ID=x>d", '<p>a<br/>b</p><p>c</p><div id="x">d</div>'),
        ("<ul><li>a<li>b</ul><table><tr><td>c<td>d<tr><td>e</table>f",
         "<ul><li>a</li><li>b</li></ul><table><tr><td>c</td><td>d</td></tr><tr><td>e</td></tr></table>f"),
        ("<p>a<!-- b -->c<!-->d<?php e ?>f", "<p>acdf</p>"),
        ("<noscript><p>a</p></noscript><template><p>b</p></template>",
         "<noscript><p>a</p></noscript><template><p>b</p></template>"),
        ("<textarea><p>a</textarea><script><p>b</script>",
         "<textarea>&lt;p&gt;a</textarea><script>&lt;p&gt;b</script>"),
        ("<p>a&amp;b&nbsp;c&eacute&copy;d&unknown;</p>", "<p>a&amp;b\xa0cé©d&amp;unknown;</p>"),
    ],
)  # fmt: skip
def test_what_stands_in_the_body(html: str, expected: str) -> None:
    inner = written(body(html)).removeprefix("<body>").removesuffix("</body>")
    assert inner.removeprefix('<body id="1">') == expected


class Words(HTMLParser):
    """The words of a page as Python's own parser reads them, which knows no tree."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.words += data.split()


BLOCKS = "div p table tr td th ul li dl dt h1 h2 section article aside main figure hr html body form center"
INLINE = "b a span br img font button svg math select option video noscript template"
WRAPPING = "wbr source track embed keygen image"
TAGS = f"{BLOCKS} {INLINE} {WRAPPING}".split()
tags = st.sampled_from(TAGS).flatmap(lambda tag: st.sampled_from([tag, tag.upper()]))
pieces = st.one_of(
    st.integers(0, 999).map(" w{} ".format),
    tags.map("<{}>".format),
    tags.map("</{}>".format),
    st.builds("<{} {}={}>".format, tags, st.sampled_from(["class", "id", "a:b"]), st.sampled_from("xyz")),
    st.sampled_from(
        ["<!-- c -->", "<!doctype html>", "</head>", " &amp; ", " &lt;x&gt; ", "<br/>", "<p/>", " é "]
    ),
)


@settings(max_examples=500)
@given(st.lists(pieces, max_size=40).map("".join))
def test_every_word_is_in_the_body_in_its_order(html: str) -> None:
    words = Words(html).words
    if words:
        assert text(body(html)) == words


@given(st.binary(max_size=200))
def test_any_bytes_become_a_tree_that_can_be_written_or_are_refused(raw: bytes) -> None:
    try:
        document = parse.parse(decode.decode(Source(raw)), url=URL)
    except PageError:
        return
    for element in document.root.iter("*"):
        element.text, element.tail = element.text, element.tail


@pytest.mark.parametrize(
    "html",
    ["<div>" * 3000, "<b>" * 1_000_000, "<p>" + "a<wbr>" * 3000, "<table><tr><td>" * 1000, "<ul><li>" * 1500],
)
def test_a_page_that_the_parser_would_cut_off_is_too_deep(html: str) -> None:
    with pytest.raises(PageError) as raised:
        parsed(f"{html}end")
    assert raised.value.reason == "too-deep"


@pytest.mark.parametrize(
    "start",
    [
        "<div>" * 2000,
        "<p>" + "word " * 2_200_000,
        f"<p title='{'x' * 11_000_000}'>",
        f"<!--{'x' * 11_000_000}-->",
        f"<script>{'x' * 11_000_000}</script>",
        "<p>" + "a<wbr>" * 1500,
        "<video><source></video>" * 20_000,
        "<p>x</html>" * 20_000,
        "</b>" * 200_000,
    ],
    ids=["deep", "long text", "attribute", "comment", "script", "wbr", "source", "roots", "stray end tags"],
)
def test_nothing_after_a_large_part_is_lost(start: str) -> None:
    assert text(body(f"{start}<p>the end"))[-2:] == ["the", "end"]


@pytest.mark.parametrize("raw", [b"<!-- nothing -->", b"<?xml version='1.0'?>", b"<!doctype html>", b" "])
def test_a_page_without_elements_is_empty(raw: bytes) -> None:
    with pytest.raises(PageError) as raised:
        parsed(raw)
    assert raised.value.reason == "empty"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", URL),
        ("<base href='/a/'>", "https://news.example.com/a/"),
        ("<base target=_top><base href=' //cdn.example/ '>", "https://cdn.example/"),
        ("<base href=''>", URL),
        ("<base href='http://[bad'>", URL),
        ("<body><p>x<base href='b/'>", "https://news.example.com/world/b/"),
    ],
)
def test_the_base_of_relative_links(head: str, expected: str) -> None:
    assert parsed(f"{head}<p>x").base_url == expected


def test_without_an_address_the_base_is_what_the_page_says() -> None:
    assert parse.parse_html(b"<base href='https://a.example/b'>x").base_url == "https://a.example/b"
    assert parse.parse_html(b"x").base_url is None


# Text pages.


def lines_of(text: str) -> list[str]:
    """The paragraphs of a text page."""
    decoded = decode.decode(Source(text.encode(), URL, "text/plain; charset=utf-8"))
    document = parse.parse(decoded, url=URL)
    assert document.kind == "text"
    return [paragraph.text or "" for paragraph in document.root.iter("p")]


def wrapped(text: str, width: int = 72, first: str = "", then: str = "") -> str:
    return textwrap.fill(text, width, initial_indent=first, subsequent_indent=then)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (WORDS, [WORDS]),
        (f"{WORDS}\n{OTHER}\n\n\nShort\n{WORDS} {OTHER}", [WORDS, OTHER, "Short", f"{WORDS} {OTHER}"]),
        (f"{wrapped(WORDS)}\n\n{wrapped(OTHER)}\n", [WORDS, OTHER]),
        (f"{wrapped(WORDS, 110)}\n \t\n{wrapped(OTHER, 110)}", [WORDS, OTHER]),
        (f"{wrapped(WORDS)}\n{wrapped(OTHER)}\n{wrapped(WORDS)}", [WORDS, OTHER, WORDS]),
        (f"{wrapped(WORDS)}\n\n{wrapped(OTHER)}".replace("\n", "\r\n"), [WORDS, OTHER]),
        (f"{wrapped(WORDS)}\n\n{wrapped(OTHER)}".replace("\n", "\r"), [WORDS, OTHER]),
        (f"{wrapped(WORDS)}\n\f{wrapped(OTHER)}\f", [WORDS, OTHER]),
        (f"Closed\n{wrapped(WORDS)}\n\nNoise\n{wrapped(OTHER)}", ["Closed", WORDS, "Noise", OTHER]),
        (f"{wrapped(WORDS, first='  ')}\n{wrapped(OTHER, first='  ')}", [WORDS, OTHER]),
        (f"{wrapped(WORDS, 95, first='  ')}\n{wrapped(WORDS, 95, first='  ')}", [WORDS, WORDS]),
        (f"{wrapped(WORDS, first='    ', then='    ')}", [WORDS]),
        (f"{wrapped(WORDS)}\n{wrapped(WORDS, first='- ', then='  ')}\n{wrapped(OTHER, first='* ')}",
         [WORDS, f"- {WORDS}", f"* {OTHER}"]),
        (f"{wrapped(WORDS, first='1. ')}\n{wrapped(OTHER, first='2) ')}", [f"1. {WORDS}", f"2) {OTHER}"]),
        (f"# A headline that is itself long enough to fill most of a whole line\n{wrapped(WORDS)}",
         ["# A headline that is itself long enough to fill most of a whole line", WORDS]),
        ("18 C\nTuesday\n\nMust read\n- Ad -", ["18 C", "Tuesday", "Must read", "- Ad -"]),
        (f"{wrapped(WORDS)}\n\nhttps://a.example/{'a' * 90}\n", [WORDS, f"https://a.example/{'a' * 90}"]),
        ("a  b\tc", ["a b c"]),
    ],
)  # fmt: skip
def test_paragraphs_of_a_text_page(page: str, expected: list[str]) -> None:
    assert lines_of(page) == expected


def test_lines_together_are_a_group_and_bullets_a_list() -> None:
    page = "Menu\n • News\n • Sport\n\nHome • The ferry will sail.\n\nMore\n•\nAgain"
    assert shape(parse.parse_text(page).root[0]) == [
        ("div", [("p", "Menu"), ("ul", [("li", "News"), ("li", "Sport")])]),
        ("p", "Home • The ferry will sail."),
        ("div", [("p", "More"), ("p", "•"), ("p", "Again")]),
    ]


def shape(element: Element) -> list[tuple[str, object]]:
    return [(str(child.tag), shape(child) if len(child) else child.text) for child in element]


@given(st.text(st.sampled_from("ab \n\r\t-#1.\f"), min_size=1).filter(lambda page: page.strip() != ""))
def test_a_text_page_keeps_its_words(page: str) -> None:
    assert " ".join(lines_of(page)).split() == page.split()


def test_a_long_text_page_takes_no_time() -> None:
    assert len(lines_of(f"{wrapped(WORDS)}\n" * 50_000)) == 50_000
