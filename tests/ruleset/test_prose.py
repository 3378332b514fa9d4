"""What of a page a reader sees, and how much of it is prose."""

from __future__ import annotations

import pytest

from cleancopy.ruleset.prose import PROSE_FROM, prose_words, visible_text
from ruleset.trees import page

LINE = " ".join(["word"] * PROSE_FROM)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a <b>b</b>c\n  d", "a bc d"),
        ("<p>a</p><p>b</p>c", "a b c"),
        ("<ul><li>a<li>b</ul>", "a b"),
        ("a<script>b</script>c<style>d</style><button>e</button>f", "acf"),
        ("<noscript>a</noscript><template>b</template><select><option>c</select>", ""),
        ("<a href=/>a</a>", "a"),
    ],
)
def test_the_text_that_a_reader_sees(body: str, expected: str) -> None:
    assert visible_text(page(body).root) == expected


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (f"<p>{LINE}</p>", 1),
        (f"<p>{LINE[5:]}</p>", 0),
        (f"<p>{LINE[5:]} <b>word</b></p>", 1),
        (f"<p>{LINE}</p><p>{LINE}</p>", 2),
        (f"<p>{LINE}<a>{LINE}</a></p>", 1),
        (f"<p>{LINE[5:]} <a>word</a></p>", 0),
        (f"<div>{LINE[25:]}<p>x</p> {LINE[:24]}</div>", 1),
        (f"<p>{LINE}<script>{LINE}</script></p>", 1),
    ],
)
def test_words_outside_links_in_long_blocks_are_prose(body: str, lines: int) -> None:
    assert prose_words(page(body).root) == lines * PROSE_FROM


def test_a_part_of_a_block_is_counted_by_itself() -> None:
    (part,) = page(f"<p>{LINE} <b>word</b></p>").root.iter("b")
    assert prose_words(part) == 0
