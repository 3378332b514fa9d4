"""The text of an article is found in data of any form, in its order, and nothing else is taken for it."""

from __future__ import annotations

from typing import Any

import pytest

from cleancopy.extract.passages import LEAST_WORDS, Passage, passages, to_html
from cleancopy.parse import parse_html
from extract.trees import PROSE, SENTENCES, text_in

LINK = {"type": "a", "href": "https://tide.example/tower"}
LIST_ITEMS = ["Two masons came over", "Forty tonnes of granite"]


def longest(value: Any) -> Passage | None:
    return max(passages(value), key=lambda one: one.words, default=None)


def lines(value: Any) -> list[str]:
    """The blocks of the longest text, as a page would show them."""
    found = longest(value)
    assert found is not None
    root = parse_html(to_html(found).encode()).root
    tags = ("p", "li", "h2", "h3", "blockquote")
    blocks = (block for block in root.iter(*tags) if next(block.iterchildren(*tags), None) is None)
    return [text for block in blocks if (text := text_in(block))]


def rich(name: str, *children: Any) -> dict[str, Any]:
    return {"type": name, "content": list(children)}


@pytest.mark.parametrize(
    "value",
    [
        {"articleBody": "\n\n".join(SENTENCES)},
        {"articleBody": "\r\n".join(SENTENCES)},
        {"body": PROSE},
        {"body": PROSE.replace("<", "&lt;").replace(">", "&gt;")},
        {"paragraphs": list(SENTENCES)},
        {"blocks": [{"type": "paragraph", "text": one} for one in SENTENCES]},
        {"blocks": [{"name": "core/paragraph", "attributes": {"content": one}} for one in SENTENCES]},
        {"blocks": [{"html": f"<p>{one}</p>", "id": f"b{at}"} for at, one in enumerate(SENTENCES)]},
        {"sections": [{"parts": [{"text": one} for one in part]} for part in (SENTENCES[:6], SENTENCES[6:])]},
        {"doc": rich("doc", *(rich("paragraph", {"type": "text", "text": one}) for one in SENTENCES))},
        {"doc": [rich("p", one[:20], LINK | {"content": [one[20:30]]}, one[30:]) for one in SENTENCES]},
    ],
    ids=[
        "lines", "windows lines", "HTML", "escaped HTML", "strings", "objects", "nested objects",
        "HTML blocks", "sections", "a document", "inline links",
    ],
)  # fmt: skip
def test_a_text_is_found_in_any_form(value: Any) -> None:
    page = {"id": 7, "menu": ["News", "Sport"], "pages": [{"story": value}]}
    found = "".join(lines(page)).replace(" ", "")
    assert found == "".join(SENTENCES).replace(" ", "")


def test_headings_lists_and_quotes_are_known_by_what_they_say_they_are() -> None:
    document = [
        *(rich("paragraph", {"text": one}) for one in SENTENCES[:6]),
        rich("heading", {"text": "The wall"}),
        rich("bulletList", *(rich("listItem", {"text": item}) for item in LIST_ITEMS)),
        rich("blockquote", {"text": "Somebody is waiting for you."}),
        *(rich("paragraph", {"text": one}) for one in SENTENCES[6:]),
    ]
    wanted = [*SENTENCES[:6], "The wall", *LIST_ITEMS, "Somebody is waiting for you.", *SENTENCES[6:]]
    assert lines({"body": document}) == wanted
    found = longest({"body": document})
    assert found is not None
    assert "<h2>The wall</h2>" in to_html(found)


def test_a_section_keeps_its_heading() -> None:
    first, last = " ".join(SENTENCES[:6]), " ".join(SENTENCES[6:])
    steps = [{"name": "First the roof", "text": first}, {"name": "Then the lamp", "text": last}]
    assert lines({"step": steps}) == ["First the roof", first, "Then the lamp", last]


def test_what_stands_beside_the_text_is_not_taken() -> None:
    blocks = [{"type": "p", "text": one, "tracking": {"label": "A label of some words"}} for one in SENTENCES]
    assert lines({"blocks": blocks}) == [*SENTENCES]


def test_signs_that_mean_something_in_html_stay_signs() -> None:
    text = "\n".join([*SENTENCES, "If a < b then the lamp & the horn are quiet."])
    assert lines({"body": text})[-1] == "If a < b then the lamp & the horn are quiet."


TEASER = {"title": "Eels come back to the sound", "summary": " ".join(SENTENCES[:3])}


@pytest.mark.parametrize(
    "own",
    [
        {"url": "/eels"},
        {"link": "https://tide.example/eels"},
        {"published": "2026-11-23T08:00:00Z"},
        {"slug": "eels"},
        {"author": {"nick": "skipper"}},
        {"id": 12},
    ],
)
def test_a_list_of_records_is_no_text(own: dict[str, Any]) -> None:
    assert longest({"more": [TEASER | own] * 9}) is None
    assert longest({"more": [{"node": TEASER | own, "cursor": "x"}] * 9}) is None


CODE = "for (let lamp = 0; lamp < lamps.length; lamp += 1) { light(lamps[lamp], { bright: true }); }"


@pytest.mark.parametrize(
    "value",
    [
        {"script": "\n".join([CODE] * 30)},
        {"css": ".lamp { color: red; } " * 60},
        {"token": "x" * 5000},
        {"labels": [["Share", "Save", "Print"]] * 200},
        {"body": " ".join(["lamp"] * (LEAST_WORDS - 1))},
        {"number": 7, "nothing": None, "yes": True},
        None,
    ],
)
def test_what_is_no_prose_or_too_little_is_no_text(value: Any) -> None:
    assert longest(value) is None


def test_a_text_knows_the_objects_around_it_as_far_as_the_next_list() -> None:
    story = {"title": "The lamp", "content": {"body": PROSE}}
    found = longest({"feed": [{"story": story}]})
    assert found is not None
    assert found.around == (story["content"], story)
    assert found.place == "feed.story.content.body"


def test_a_key_that_is_no_name_is_not_shown() -> None:
    found = longest({'Story:{"id":7}': {"body": PROSE}})
    assert found is not None
    assert found.place == "*.body"


def test_deep_values_end_somewhere() -> None:
    value: Any = [*SENTENCES]
    for _ in range(400):
        value = [value, "deeper"]
    assert lines({"body": value}) == [*SENTENCES]
