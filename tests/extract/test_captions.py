"""What is said of a picture is its caption, in whatever markup."""

from __future__ import annotations

import pytest

from cleancopy.extract import captions
from extract.trees import SENTENCES, body_of, inner, page

LEXICON = {"caption_names": ("caption", "bildunterschrift")}
CAPTION = "<figcaption>The lamp</figcaption>"


def marked(html: str) -> str:
    body = body_of(page(html))
    captions.mark(body, LEXICON)
    return inner(body)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<figure><img><div>The lamp</div></figure>", f"<figure><img>{CAPTION}</figure>"),
        ("<figure><div>The lamp</div><img></figure>", f"<figure>{CAPTION}<img></figure>"),
        ("<figure><div><img><p>The lamp</p></div></figure>", f"<figure><div><img>{CAPTION}</div></figure>"),
        ("<figure><a><img></a><p>The lamp</p><p>Ana</p></figure>",
         "<figure><a><img></a><figcaption><p>The lamp</p><p>Ana</p></figcaption></figure>"),
        ("<figure><img><p>The lamp</p><figcaption>Ana</figcaption></figure>",
         "<figure><img><figcaption><p>The lamp</p><div>Ana</div></figcaption></figure>"),
        ("<figure><img><small>The lamp</small></figure>",
         "<figure><img><figcaption><small>The lamp</small></figcaption></figure>"),
    ],
)  # fmt: skip
def test_the_words_of_a_figure_are_its_caption(html: str, expected: str) -> None:
    assert marked(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<figure><img><figcaption>The lamp</figcaption></figure>",
        "<figure><img><div><figcaption>The lamp</figcaption></div></figure>",
        "<figure><figure><img></figure><p>The lamp</p></figure>",
        "<figure><p>No picture at all</p></figure>",
        "<figure><img><h3>The lamp</h3></figure>",
        "<figure><img><blockquote>The lamp</blockquote></figure>",
        "<figure><img>The lamp</figure>",
        "<figure><p><img> one</p><p>two</p></figure>",
        f"<figure><img><p>{' '.join(SENTENCES)}</p></figure>",
    ],
)
def test_other_figures_are_left_as_they_are(html: str) -> None:
    assert marked(html) == html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<div class="wp-caption"><p><img></p><p>The lamp</p></div>',
         f'<figure class="wp-caption"><p><img></p>{CAPTION}</figure>'),
        ('<p><span><img></span><span class="caption">The lamp</span></p>',
         '<figure><span><img></span><figcaption class="caption">The lamp</figcaption></figure>'),
        ('<div><img><div><p class="Bildunterschrift">The lamp</p></div></div>',
         '<figure><img><figcaption><p class="Bildunterschrift">The lamp</p></figcaption></figure>'),
    ],
)  # fmt: skip
def test_a_box_of_a_picture_and_what_is_named_its_caption_is_a_figure(html: str, expected: str) -> None:
    assert marked(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<div><img><p class="caption">The lamp</p><p>It burns again.</p></div>',
        '<div class="caption"><p>The lamp</p></div>',
        '<ul><li class="caption"><img><p>The lamp</p></li></ul>',
        '<div class="wp-caption"><img></div>',
        f'<div class="caption-left"><img><p>{" ".join(SENTENCES)}</p></div>',
    ],
)
def test_a_box_with_anything_else_in_it_is_none(html: str) -> None:
    assert marked(html) == html
