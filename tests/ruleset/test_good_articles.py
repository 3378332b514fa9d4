"""Good articles about advertising, newsletters, comments, cookies: no shipped rule may take a word of them.

`good/` has a file a language: whole articles, words that are labels elsewhere and a heading, an item, a cell
here, and sentences that begin as labels do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

from cleancopy import ruleset as rulesets
from cleancopy.model import Draft, Metadata
from cleancopy.options import Options
from cleancopy.ruleset import Ruleset
from ruleset.trees import page

FOLDER = Path(__file__).with_name("good")
FILES: dict[str, Any] = {
    path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))
}
NAMES: list[str] = FILES.pop("frames")["names"]
ARTICLES = [(language, text) for language, file in FILES.items() for text in file["articles"]]
FORMS = {
    "heading": "<h2>{word}</h2>{prose}",
    "heading with an id": "<h3 id='{word}'>{word}</h3>{prose}",
    "heading in a box": "<div class='sec-head'><h2>{word}</h2></div><div class='sec-text'>{prose}</div>",
    "bold line": "<p><strong>{word}</strong></p>{prose}",
    "item": "<ul><li>{word}</li><li>12</li></ul>",
    "cell": "<table><tr><td>{word}</td><td>12 %</td></tr></table>",
}
in_each_language = pytest.mark.parametrize("language", FILES)


@cache
def shipped() -> Ruleset:
    return rulesets.load()


def taken(language: str, body: str, *, spared: bool = True) -> list[str]:
    """What rules take out of an article, with what guards alone have spared."""
    document = page(body, lang=language)
    findings = shipped().edit_page(document, Options())
    copied = etree.fromstring(etree.tostring(document.root.find("body")))
    ledger = shipped().edit_article(Draft(copied, Metadata(language=language), True, 1.0), document, findings)
    lines = [*findings.removed, *ledger.removed]
    lines += [*findings.skipped, *ledger.skipped] if spared else []
    return [f"{one.rule}: {one.words} words in {body[:80]}" for one in lines]


def prose(language: str) -> str:
    """The first paragraph of the language's first article."""
    return re.search("<p>.*?</p>", FILES[language]["articles"][0], re.DOTALL)[0]


def framed(language: str, inner: str) -> str:
    return f"<article><h1>12</h1>{prose(language)}{inner}{prose(language)}</article>"


def test_there_are_sixty_articles_in_ten_languages() -> None:
    assert len(ARTICLES) >= 60
    assert len(FILES) >= 10


@pytest.mark.parametrize(("language", "text"), ARTICLES)
@pytest.mark.parametrize("frame", ["<article>{}</article>", "<main><div>{}</div></main>", "<div>{}</div>"])
def test_a_good_article_keeps_every_word(language: str, text: str, frame: str) -> None:
    assert taken(language, frame.format(text)) == []


@pytest.mark.parametrize(("language", "text"), ARTICLES)
def test_of_a_page_that_does_not_say_its_language_too(language: str, text: str) -> None:
    assert taken("", f"<article>{text}</article>") == []


@in_each_language
@pytest.mark.parametrize("form", FORMS)
def test_a_label_that_is_the_articles_own_stays(language: str, form: str) -> None:
    def shape(word: str) -> str:
        return FORMS[form].format(word=word, prose=prose(language))

    assert [
        one for word in FILES[language]["words"] for one in taken(language, framed(language, shape(word)))
    ] == []


@in_each_language
def test_a_sentence_that_begins_like_a_label_stays(language: str) -> None:
    sentences = FILES[language]["sentences"]
    assert [one for text in sentences for one in taken(language, framed(language, f"<p>{text}</p>"))] == []


SHAPES: dict[str, Callable[[str, str], str]] = {
    "article": lambda name, inner: f"<article class='{name}'>{inner}</article>",
    "box around it": lambda name, inner: f"<div class='{name}'><article>{inner}</article></div>",
    "paragraph": lambda name, inner: f"<article>{inner.replace('<p>', f'<p class={name!r}>', 1)}</article>",
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_holds_a_word_of_filler_takes_nothing(name: str, shape: str) -> None:
    language, text = ARTICLES[NAMES.index(name) % len(ARTICLES)]
    assert taken(language, SHAPES[shape](name, text), spared=False) == []
