"""rules/schema.json, by which editors check and complete rule files."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
import yaml

from cleancopy import resources
from cleancopy.ruleset.rulefile import Rule, RuleFile
from cleancopy.ruleset.schema import schema_text
from ruleset.trees import rule

SCHEMA: Any = json.loads(schema_text())


def is_valid(text: str) -> bool:
    return jsonschema.Draft202012Validator(SCHEMA).is_valid(yaml.safe_load(f"format: 1\n{text}"))


def test_the_shipped_schema_is_that_of_the_model() -> None:
    assert resources.shipped("rules").joinpath("schema.json").read_text("utf-8") == schema_text()


@pytest.mark.parametrize(
    "text",
    [
        rule("remove: .ad"),
        rule(
            "remove: [.ad, //p]\nin: main\nif: .x\nunless: [.y]\npaths: /a/*\nmin_words: 1\nwith_links: false"
        ),
        rule("cut_after: {text: [Read also]}\nmax_removed: 0.5\nsince: '2026-01-31'\nstatus: trial"),
        rule("keep: {words: gallery}\ntests: {removes: [x], keeps: [y]}"),
        "detect: .x\nwords: {byline: [by]}\ndisable: [one]\ntitle: [h1, //h2]",
    ],
)
def test_the_schema_accepts_what_the_loader_accepts(text: str) -> None:
    assert is_valid(text)


@pytest.mark.parametrize(
    "text",
    [
        rule("remvoe: .ad"),
        rule("why: x"),
        rule("remove: .ad\nkeep: .b"),
        rule("remove: {}"),
        rule("remove: {css: .a, text: b}"),
        rule("remove: []"),
        rule("remove: .ad\nup: 11"),
        rule("remove: .ad\nmax_removed: 20"),
        rule("remove: .ad\nstatus: trail"),
        "words: {By: [x]}",
        "title: 5",
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(text: str) -> None:
    assert not is_valid(text)


@pytest.mark.parametrize("record", [RuleFile, Rule])
def test_every_key_is_explained(record: type[RuleFile] | type[Rule]) -> None:
    assert not [
        name for name, field in record.model_fields.items() if name != "rules" and not field.description
    ]
