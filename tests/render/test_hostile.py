"""Pages that were made to break the renderers."""

import pytest

from cleancopy.model import Image
from cleancopy.render import MEDIA_TYPES, RENDERERS
from render.articles import NOTHING, crane, markdown_of, text_of

DEEP = 2_000
MANY = 20_000
TAGS = [
    "blockquote",
    "ul><li",
    "table><tr><td",
    "b",
    "em",
    "a href='/x'",
    "code",
    "pre",
    "div",
    "dl><dt",
    "figcaption",
]


@pytest.mark.parametrize("tags", TAGS)
def test_any_depth_is_rendered_and_nothing_after_it_is_lost(tags: str) -> None:
    closing = "".join(f"</{tag.split()[0]}>" for tag in reversed(tags.split("><")))
    body = f"<{tags}>" * DEEP + "<p>inside</p>" + closing * DEEP + "<p>after</p>"
    for rendered in (text_of(body), markdown_of(body)):
        assert "inside" in rendered
        assert "after" in rendered


def test_quotes_in_quotes_do_not_repeat_their_marks_for_ever() -> None:
    body = "<blockquote>" * DEEP + "<p>line</p>" * DEEP + "</blockquote>" * DEEP
    assert len(markdown_of(body)) < 200 * DEEP


@pytest.mark.parametrize(
    "piece", ["<span>x</span>", "<b>x</b>", "x<br>", "<code>x</code>", "*[`&lt;", "!<a href='/'>x</a>"]
)
def test_many_pieces_in_one_paragraph_come_out(piece: str) -> None:
    assert markdown_of(f"<p>{piece * MANY}end</p>").endswith("end")


@pytest.mark.parametrize("format", [*MEDIA_TYPES, "markdown_body", "text_body"])
@pytest.mark.parametrize(
    "evil", ["\x00", "\ud800", "\x1b[2J", "\u202e", "\x85\u2028", "a" * 1_000_000, "```", "]]>"]
)
def test_any_character_can_be_sent_in_any_format(format: str, evil: str) -> None:
    article = crane(
        title=evil, subtitle=evil, authors=(evil,), sitename=evil, date=evil, excerpt=evil, language=evil,
        url=evil, canonical_url=evil, image=Image(url=evil, alt=evil), html=f"<p>{evil}end</p>",
    )  # fmt: skip
    page = RENDERERS[format](article).encode("utf-8")
    assert b"end" in page
    assert b"\0" not in page
    assert b"\x1b" not in page


def test_an_overlong_title_is_cut_where_it_is_shown() -> None:
    assert len(RENDERERS["html"](crane(title="long " * 100_000))) < 20_000


@pytest.mark.parametrize("format", MEDIA_TYPES)
def test_a_page_without_anything_is_rendered(format: str) -> None:
    assert RENDERERS[format](NOTHING)


def test_cells_and_rows_outside_of_tables_keep_their_words() -> None:
    assert text_of("<ul><li><tr><td>a</td></tr></li></ul><td>b</td>").split() == ["-", "a", "b"]
