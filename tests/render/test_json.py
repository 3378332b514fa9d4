"""The whole record as JSON."""

import json

from cleancopy.render import RENDERERS
from render.articles import CRANE, NOTHING, crane

TRAFILATURA = {
    "title", "author", "date", "url", "hostname", "sitename", "description", "categories", "tags", "text",
    "language", "image", "pagetype", "fingerprint", "license",
}  # fmt: skip
ARRAYS = {"authors", "categories", "tags", "images", "removed", "skipped"}


def test_every_key_is_always_there() -> None:
    whole, nothing = (json.loads(article.to_json()) for article in (CRANE, NOTHING))
    assert whole.keys() == nothing.keys()
    assert whole.keys() >= TRAFILATURA
    assert not [key for key, value in whole.items() if value in (None, [], "") and key != "reason"]


def test_what_has_no_value_is_null_and_an_array_is_an_array() -> None:
    nothing = json.loads(NOTHING.to_json())
    assert {key for key, value in nothing.items() if value == []} == ARRAYS
    assert nothing["author"] is nothing["image"] is nothing["fingerprint"] is None
    assert (nothing["is_article"], nothing["reason"]) == (False, "not-an-article")


def test_values_are_as_trafilatura_writes_them() -> None:
    record = json.loads(CRANE.to_json())
    assert record["author"] == "Hanna Ferrow; Idris Vale"
    assert record["description"] == record["excerpt"] == "The council voted to keep it."
    assert record["image"] == "https://tide.example/i/crane.jpg"
    assert record["date"] == "2026-11-24T18:05:00+00:00"


def test_the_ledger_is_the_same_record() -> None:
    record = json.loads(CRANE.to_json())
    assert record["removed"][0]["file"] == "generic/ad-slots.yaml"
    assert (record["removed"][0]["line"], record["removed"][0]["words"]) == (14, 2)
    assert record["skipped"][0]["reason"].startswith("would remove 61 %")


def test_the_body_comes_in_three_forms() -> None:
    record = json.loads(CRANE.to_json())
    assert (record["html"], record["markdown"], record["text"]) == (CRANE.html, CRANE.markdown, CRANE.text)


def test_it_is_one_line_that_can_be_encoded() -> None:
    page = RENDERERS["json"](crane(title="a\nb\u2028\x00\ud800 ü"))
    assert page.isascii() is False
    assert len(page.splitlines()) <= 2  # U+2028 is no line break in JSON
    assert json.loads(page.encode())["title"] == "a\nb\u2028\x00? ü"
