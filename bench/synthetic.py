"""Pages and selectors made by machine: of any size, and of the shapes that break parsers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

WORDS = (
    "the harbour council met on a grey morning to hear how the ferry would run in winter and who would"
    " pay for the new pier while a choir from the upper town sang in the rain and three were told to wait"
)
SEED = 7


def page(size: int) -> bytes:
    """A news page of about `size` bytes: article paragraphs with the usual boxes between and around them."""
    random = Random(SEED)
    parts = [_HEAD]
    length = 0
    while length < size:
        part = _box(random) if random.random() < 0.3 else f"<p>{_sentence(random, 40)}</p>\n"
        parts.append(part)
        length += len(part)
    return ("".join(parts) + "</article></main><footer>About us</footer></body></html>").encode()


_HEAD = (
    "<!doctype html><html lang=en><head><meta charset=utf-8><title>The ferry stays</title></head><body>"
    "<nav><ul><li><a href=/>Home</a><li><a href=/news>News</a></ul></nav><main><article>"
    "<h1>The ferry stays</h1>\n"
)


def _sentence(random: Random, words: int) -> str:
    return " ".join(random.choices(WORDS.split(), k=words)).capitalize() + "."


def _box(random: Random) -> str:
    number = random.randrange(1000)
    link = f'<a class="teaser__link t-{number}" href="/news/{number}">{_sentence(random, 6)}</a>'
    return f'<div class="box box-{number}" id="slot-{number}"><span data-slot={number}>{link}</span></div>\n'


def selectors(count: int) -> list[str]:
    """Hiding selectors as filter lists have them: mostly classes and ids, some attributes and descendants."""
    forms: tuple[Callable[[int], str], ...] = (
        lambda number: f".ad-slot-{number}",
        lambda number: f"#sponsor_{number}",
        lambda number: f".promo-{number}.is-wide",
        lambda number: f".sidebar > .widget-{number}",
        lambda number: f'div[id^="gpt-{number}-"]',
        lambda number: f'a[href*="/click-{number}?"]',
        lambda number: f".footer-{number} .newsletter",
        lambda number: f"#banner-{number} > iframe",
    )
    shares = (0, 0, 0, 0, 1, 1, 1, 2, 3, 4, 5, 6, 7)  # which form, as often as it stands here
    return [forms[shares[number % len(shares)]](number) for number in range(count)]


def _nested(tag: str, depth: int) -> str:
    return f"<{tag}>" * depth + "<p>The end of the well.</p>" + f"</{tag}>" * depth


SHAPES: Mapping[str, Callable[[], str]] = {
    "200 divs deep": lambda: _nested("div", 200),
    "1,500 divs deep": lambda: _nested("div", 1_500),
    "100,000 divs deep": lambda: _nested("div", 100_000),
    "1,000 tables deep": lambda: _nested("table><tr><td", 300),
    "100,000 empty siblings": lambda: "<div></div>" * 100_000,
    "50,000 short paragraphs": lambda: "<p>One line.</p>" * 50_000,
    "100,000 line breaks": lambda: "<p>" + "one line<br>" * 100_000,
    "30,000 links": lambda: "".join(f'<a href="/{number}">link {number}</a> ' for number in range(30_000)),
    "20,000 unclosed <b>": lambda: "<p>bold <b>" * 20_000,
    "20,000 misnested <b><i>": lambda: "<b><i>word</b></i> " * 20_000,
    "one word of 2 MB": lambda: "<p>" + "x" * 2_000_000,
    "one paragraph of 2 MB": lambda: "<p>" + "word " * 400_000,
    "5,000 attributes": lambda: "<div " + " ".join(f"a{number}=1" for number in range(5_000)) + "><p>text",
    "class of 1 MB": lambda: f'<div class="{"ad box " * 150_000}"><p>text</div>',
    "table of 100 x 500": lambda: "<table>" + ("<tr>" + "<td>cell" * 500) * 100 + "</table>",
    "200,000 < signs": lambda: "<p>" + "< " * 200_000,
    "100,000 comments": lambda: "<!-- x -->" * 100_000,
    "one JSON-LD block of 2 MB": lambda: (
        '<script type="application/ld+json">{"a":' + "[" * 1_000_000 + "]" * 1_000_000 + "}</script><p>text"
    ),
    "50,000 meta elements": lambda: '<meta property="og:title" content="x">' * 50_000,
}


def shape(name: str) -> bytes:
    """A page of one of the shapes that break parsers."""
    return f"<html><head><title>A shape</title></head><body>{SHAPES[name]()}</body></html>".encode()
