"""rules/schema.json, by which editors check and complete rule files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cleancopy import resources
from cleancopy.ruleset.folders import Kind, SourceFile
from cleancopy.ruleset.reading import parse_files
from cleancopy.ruleset.rulefile import Rule, RuleFile
from cleancopy.ruleset.schema import schema_text
from cleancopy.ruleset.strict_yaml import read_yaml
from ruleset.trees import rule

SCHEMA: Any = json.loads(schema_text())


SHIPPED = sorted(resources.shipped("rules").rglob("*.yaml"))


def is_valid(text: str) -> bool:
    """`no` and dates are texts, as they are in editors, which read YAML 1.2."""
    return jsonschema.Draft202012Validator(SCHEMA).is_valid(read_yaml(text, "a.yaml").value)


def is_taken(text: str, kind: Kind) -> bool:
    """By the loader."""
    return parse_files([SourceFile("a.yaml", "a.yaml", kind, 0, text, "news.example")])[1] == []


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
    assert is_valid(f"format: 1\n{text}")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_schema_accepts_every_shipped_file(path: Path) -> None:
    assert is_valid(path.read_text("utf-8"))


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
    assert not is_valid(f"format: 1\n{text}")


FULL = """\
format: 1
inherit: sister.example
disable: [two]
must_keep: .standfirst
body: [.story, article]
title: h1
words: {byline: [by]}
rules:
  - id: one
    why: It is one.
    references: ["https://a.example/"]
    since: "2026-01-31"
    status: trial
    remove: {words: [promo]}
    in: main
    not: .x
    if: body
    unless: .front
    paths: /news/*
    min_words: 1
    max_words: 9
    with_links: true
    closest: div
    valid: {from: "2026-01-31", until: "2026-12-31"}
    view: reader
    max_removed: 0.5
    tests: {removes: [x], keeps: [y]}
  - id: three
    set: time
    field: date
    from: datetime
  - id: four
    replace: p
    find: a
    with: b
  - id: five
    move: .x
    before: .y
"""
KEYS = sorted(set(re.findall(r"(\w+):(?= )", FULL)) - {"https", "byline"})


def test_a_file_with_all_keys_is_right_to_both() -> None:
    assert is_valid(FULL)
    assert is_taken(FULL, "site")


@pytest.mark.parametrize("key", KEYS)
def test_both_refuse_a_slip_in_a_key(key: str) -> None:
    slipped = re.sub(rf"\b{key}:", f"{key}x:", FULL, count=1)
    assert not is_taken(slipped, "site")
    assert not is_valid(slipped)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("format: 1", "format: 2"),
        ("[two]", "two"),
        ("id: one", "id: One Two"),
        ("status: trial", "status: trail"),
        ("[promo]", "[]"),
        ("min_words: 1", "min_words: -1"),
        ("max_words: 9", "max_words: nine"),
        ("with_links: true", "with_links: maybe"),
        ("view: reader", "view: print"),
        ("max_removed: 0.5", "max_removed: 50%"),
        ("[x]", "x"),
        ("title: h1", "title: {css: h1}"),
        ("{byline: [by]}", "[by]"),
    ],
)
def test_both_refuse_a_slip_in_a_value(right: str, wrong: str) -> None:
    slipped = FULL.replace(right, wrong, 1)
    assert not is_taken(slipped, "site")
    assert not is_valid(slipped)


@pytest.mark.parametrize("record", [RuleFile, Rule])
def test_every_key_is_explained(record: type[RuleFile] | type[Rule]) -> None:
    assert not [
        name for name, field in record.model_fields.items() if name != "rules" and not field.description
    ]
