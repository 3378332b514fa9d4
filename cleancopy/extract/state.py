"""The data that a page carries beside its markup: JSON-LD, the state that its scripts start from, attributes.

What strangers wrote is read as JSON alone, never as a program, and no more of it than a page may ask for.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cleancopy import dom
from cleancopy.extract import jsonld

MOST_READ = 4_000_000  # characters of a page's data: the largest script of 1,580 public pages has 3.4 million
LEAST_READ = 300  # characters; less holds no article
MOST_STARTS = 50  # assignments of one script that are tried
MOST_TEXT = 40  # characters of a name that the ledger shows

_SCRIPT = re.compile(r"(?:(?:text|application)/(?:x-)?(?:java|ecma)script|module)?", re.I)
# Of what is assigned only that which begins as JSON does: `{"` and no name of a script's own.
_ASSIGNED = re.compile(r'=\s*+(?=[{\[]\s*+["{\[])|JSON\.parse\(\s*+(?=")')
_NAME = re.compile(r"[\w$.]+(?=\s*=?\s*$)")
_decoder = json.JSONDecoder(strict=False)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Data:
    """One block of a page's data."""

    place: str
    """For the ledger: `script#__NEXT_DATA__`, `window.__STATE__`, `div[data-props]`."""
    value: Any


def data_of(root: dom.Element) -> Iterator[Data]:
    """Every block of a page's data that is JSON, in the page's order."""
    left = MOST_READ
    for element in root.iter("*"):
        for place, source in _sources(element):
            if len(source) >= LEAST_READ:
                left -= len(source)
                if left < 0:
                    return
                yield from _read(element, place, source)


def _sources(element: dom.Element) -> Iterator[tuple[str, str]]:
    if element.tag == "script":
        yield _shown(element), element.text or ""
        return
    for name, value in dom.attributes(element):
        if len(value) >= LEAST_READ and value.lstrip()[:1] in {"{", "["}:
            yield f"{element.tag}[{name[:MOST_TEXT]}]", value


def _shown(script: dom.Element) -> str:
    name, kind = script.get("id"), script.get("type")
    return f"script#{name[:MOST_TEXT]}" if name else f"script[type={kind[:MOST_TEXT]}]" if kind else "script"


def _read(element: dom.Element, place: str, source: str) -> Iterator[Data]:
    kind = (element.get("type") or "").lower()
    if element.tag != "script" or "json" in kind:
        yield Data(place, jsonld.load(source))
    elif _SCRIPT.fullmatch(kind):
        yield from _assigned(place, source)


def _assigned(place: str, source: str) -> Iterator[Data]:
    """What a script assigns to names, where that is JSON as it stands or in a string."""
    at = 0
    for _ in range(MOST_STARTS):
        start = _ASSIGNED.search(source, at)
        if start is None:
            return
        try:
            value, at = _decoder.raw_decode(source, start.end())
        except (ValueError, RecursionError) as error:
            _log.debug("What %s assigns is no JSON: %s", place, error)
            at = start.end()
        else:
            name = _NAME.search(source[max(0, start.start() - MOST_TEXT) : start.start()])
            known = jsonld.load(value) if isinstance(value, str) else value
            yield Data(name[0] if name else place, known)
