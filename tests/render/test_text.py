"""The article as plain text."""

import pytest

from cleancopy.render import RENDERERS
from render.articles import CRANE, crane, text_of


def test_the_document_is_the_title_and_the_body() -> None:
    expected = "Wexmouth keeps its crane\n\nThe council voted on Tuesday.\n\nA quay\n\nIt has sunk.\n"
    assert RENDERERS["txt"](CRANE) == expected


def test_the_body_has_no_title() -> None:
    assert CRANE.text == "The council voted on Tuesday.\n\nA quay\n\nIt has sunk."


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>USA<b>after</b> all</p>", "USAafter all"),
        ("<p>one <b>two </b><i> three</i></p>", "one two three"),
        ("<p>10<sup>6</sup> and H<sub>2</sub>O</p>", "106 and H2O"),
        ("<p>half<wbr>way</p>", "halfway"),
        ("<p>She said <q>no</q>.</p>", 'She said "no".'),
    ],
)
def test_inline_elements_neither_part_nor_join_words(body: str, text: str) -> None:
    assert text_of(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("loose<p>one</p>between<div>two</div>after", "loose\n\none\n\nbetween\n\ntwo\n\nafter"),
        ("<p>by the\n  quay</p>", "by the quay"),
        ("<p>rose<br>and <br/> thorn</p>", "rose\nand\nthorn"),
        ("<p>&nbsp;</p><p> </p><p>words</p>", "words"),
        ("<blockquote><p>said</p><p>twice</p></blockquote>", "said\n\ntwice"),
        ("<figure><img alt='A crane' src='/c.jpg'><figcaption>Dusk</figcaption></figure>", "Dusk"),
        ("<pre>\n  a = 1\n\n  b = 2\n</pre>", "  a = 1\n\n  b = 2"),
        ("<pre>a<figure><ol><pre>b</pre></ol>c</figure>  d</pre><p>e</p>", "a\nb\nc\n  d\n\ne"),
        ("<pre>a<div>b<br></div><div>c\n</div><div><br></div>d</pre>", "a\nb\nc\n\nd"),
        ("<dl><dt>Quay</dt><dd>Where ships lie.</dd></dl>", "Quay\n\nWhere ships lie."),
        ("<p>Film</p><video src='/f.mp4'><p>Your browser cannot.</p></video>", "Film"),
    ],
)
def test_blocks_stand_apart(body: str, text: str) -> None:
    assert text_of(body) == text


def test_items_have_dashes_and_no_numbers() -> None:
    body = "<ol start=3><li>one</li><li><p>two</p><ul><li>inner</li></ul></li><li></li></ol>"
    assert text_of(body) == "- one\n- two\n  - inner"


def test_a_table_has_one_line_a_row() -> None:
    rows = "<tr><th>Work</th><th>2026</th></tr><tr><td>Gravel</td><td></td></tr>"
    assert text_of(f"<table><caption>Costs</caption>{rows}</table>") == "Costs\n\nWork | 2026\nGravel |"


def test_a_table_for_the_layout_is_what_is_in_its_cells() -> None:
    body = (
        "<table><tr><td><p>One.</p><p>Two.</p></td><td>Side</td></tr><tr><td><h2>Head</h2></td></tr></table>"
    )
    assert text_of(body) == "One.\n\nTwo.\n\nSide\n\nHead"


def test_a_terminal_is_not_told_anything() -> None:
    assert text_of("<p>red\x1b[31m\x9b31mtext</p>") == "red[31m31mtext"


def test_an_article_without_a_title_is_its_body() -> None:
    assert RENDERERS["txt"](crane(title=None, html="<p>Body</p>")) == "Body\n"
