"""A page's data is read as JSON, wherever the page keeps it, and no more of it than a page may have."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extract import state
from extract.trees import SENTENCES, page

VALUE = {"story": {"lines": list(SENTENCES), "note": "</p> & \u2028 “quoted” \\ \" ' {"}}
JSON = json.dumps(VALUE)


def data(body: str) -> list[tuple[str, Any]]:
    return [(one.place, one.value) for one in state.data_of(page(body).root)]


def script(text: str, attributes: str = "") -> str:
    return f"<script {attributes}>{text}</script>"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (script(JSON, "type='application/json' id='__NEXT_DATA__'"), "script#__NEXT_DATA__"),
        (script(JSON, "type='application/ld+json'"), "script[type=application/ld+json]"),
        (script(f"window.__STATE__ = {JSON};"), "window.__STATE__"),
        (script(f"var a={{b:1}},c=[];self.state={JSON},d={{}};", "type='text/javascript'"), "self.state"),
        (script(f"window.S = JSON.parse({json.dumps(JSON)});"), "window.S"),
        (f"<amp-state>{script(JSON, 'type=application/json')}</amp-state>", "script[type=application/json]"),
        (f"<div data-props='{JSON.replace('&', '&amp;').replace("'", '&#39;')}'></div>", "div[data-props]"),
    ],
)  # fmt: skip
def test_data_is_found_with_its_place(body: str, place: str) -> None:
    assert (place, VALUE) in data(body)


@pytest.mark.parametrize(
    "text",
    [
        "window.S = {" + "a: 1, " * 100 + "};",
        f"window.S = {JSON[:-4]}",
        "window.S = " + '{"a":' * 100_000,
        "window.S = " + "[[" * 100_000,
        'window.S = {"a": ' + "9" * 10_000 + "}",
        'window.S = JSON.parse("' + "[" * 10_000 + '")',
    ],
    ids=["a program", "cut off", "deep objects", "deep lists", "a long number", "deep in a string"],
)
def test_what_is_no_json_is_passed_over(text: str) -> None:
    other = script(JSON, "type='application/json'")
    found = data(script(text) + other)
    assert [value for _, value in found if value is not None] == [VALUE]


def test_no_more_is_read_than_a_page_may_have() -> None:
    filler = script(json.dumps(["x" * (state.MOST_READ - len(JSON))]), "type='application/json'")
    assert len(data(script(JSON, "type='application/json'") + filler)) == 1
    assert len(data(filler + script(JSON, "type='application/json'"))) == 1


def test_of_one_script_a_bounded_number_of_assignments_is_tried() -> None:
    broken = 'a={"b":c};' * state.MOST_STARTS
    assert data(script(f"{broken}window.S={JSON}")) == []
    assert data(script(f"{broken[10:]}window.S={JSON}")) == [("window.S", VALUE)]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='={}[]":,\\ a1\nJSON.parse()', max_size=400))
def test_no_script_breaks_the_reading(text: str) -> None:
    padded = text + " " * state.LEAST_READ
    assert isinstance(data(script(padded) + script(padded, "type='application/json'")), list)
