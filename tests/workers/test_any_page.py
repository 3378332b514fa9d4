"""Whatever comes over the wire, a worker has an answer: it never raises, and what it says can be read."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as any_of

from cleancopy import pipeline
from cleancopy.options import Options
from cleancopy.policy import Wish
from cleancopy.workers import Job, cleaning, messages
from cleancopy.workers.__main__ import WARM_UP

CODERS = {
    "": bytes,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "gzip, br": lambda body: brotli.compress(gzip.compress(body)),
}
TAGS = [
    *("html", "body", "article", "div", "p", "a", "img", "table", "tr", "td", "ul", "li", "b"),
    *("script", "style", "svg", "math", "template", "noscript", "select"),
]

names = any_of.sampled_from(TAGS)
attributes = any_of.dictionaries(
    any_of.sampled_from(["class", "id", "href", "src", "srcset", "style", "onclick", "lang", "dir"]),
    any_of.sampled_from(["ad", "javascript:x", "//[", "a 1x, b", "", "\u202e", "x" * 300]),
    max_size=2,
)
words = any_of.text(max_size=40) | any_of.sampled_from(
    ["Advertisement", "A plain sentence of words. " * 8, "]]>", "<!--"]
)
tags = any_of.tuples(any_of.sampled_from(["<{} {}>", "</{}>", "<{} {}/>", "<{} {}"]), names, attributes)
pages = any_of.lists(words | tags, max_size=60)
types = any_of.sampled_from(
    ["text/html", "text/html; charset=utf-16", "text/plain", "", "text/html; charset=\u00e9"]
)
views = any_of.sampled_from([Options(), Options(view="page"), Options(images="alt", links="text")])


def written(parts: list[str | tuple[str, str, dict[str, str]]]) -> bytes:
    return "".join(part if isinstance(part, str) else _tag(*part) for part in parts).encode(
        "utf-8", "replace"
    )


def _tag(form: str, name: str, given: dict[str, str]) -> str:
    return form.format(name, " ".join(f'{key}="{value}"' for key, value in given.items()))


def answer(raw: bytes, **more: object) -> messages.Answer:
    job = Job(raw=raw, url="https://news.example/a", **more)  # type: ignore[arg-type]
    told = cleaning.clean(job, pipeline.default_ruleset())
    size = messages.SIZES.size
    header, _ = messages.SIZES.unpack(messages.from_worker(told)[:size])
    sent = messages.from_worker(told)[size:]
    assert messages.read_answer(sent[:header], sent[header:]) == told
    return told


@pytest.mark.parametrize(
    "said",
    [b"", b"[]", b"[" * 100_000, b'{"Answer": {"error": 1, "notes": [], "place": null}}', b'{"Answer": {}}'],
)
def test_what_no_worker_says_is_an_error_of_one_kind(said: bytes) -> None:
    with pytest.raises(ValueError, match=r"no worker|Expecting"):
        messages.read_answer(said, b"")


def test_the_warm_up_page_goes_through_every_room() -> None:
    answer = cleaning.clean(WARM_UP, pipeline.default_ruleset())
    assert answer.reason == ""
    assert answer.removed > 0
    assert {"rules", "extract", "article-rules", "sanitize", "render"} <= answer.times.keys()


@settings(deadline=None, max_examples=60)
@given(
    any_of.binary(max_size=600), any_of.sampled_from([*CODERS, "unknown", "gzip, gzip, gzip"]), types, views
)
def test_any_bytes(raw: bytes, coding: str, kind: str, options: Options) -> None:
    told = answer(raw, coding=coding, content_type=kind, options=options)
    assert told.body or told.reason


@settings(deadline=None, max_examples=60)
@given(pages, any_of.sampled_from(sorted(CODERS)), types, views)
def test_any_tags(parts: list[str], coding: str, kind: str, options: Options) -> None:
    told = answer(CODERS[coding](written(parts)), coding=coding, content_type=kind, options=options)
    assert told.reason != "broken-coding"
    assert b"<script" not in told.body or options.view == "page"


@pytest.mark.parametrize("wanted", ["html", "markdown", "txt", "json", "jsonld"])
@settings(deadline=None, max_examples=25)
@given(any_of.text(max_size=200), any_of.text(max_size=60))
def test_any_title_in_any_format(wanted: str, title: str, byline: str) -> None:
    body = "<p>A plain sentence of words, and one more of them, for a page that is one.</p>" * 12
    head = f"<title>{title}</title><meta name=author content='{byline}'>"
    page = f"<html><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>"
    told = answer(page.encode("utf-8", "replace"), content_type="text/html", wish=Wish(format=wanted))  # type: ignore[arg-type]
    assert told.body or told.reason in {"not-an-article", "empty"}
