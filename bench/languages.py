"""Which language a page of a corpus is in, told from its truth: no reader decides about its own group."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import py3langid

from bench.corpora import Page

SAMPLE = 4_000  # characters are enough to tell
OTHERS = "others"


@cache
def _language(text: str) -> str:
    code, _ = py3langid.classify(text)
    return str(code)


def groups(pages: Iterable[Page], least: int) -> dict[str, list[Page]]:
    """Language to its pages, the largest group first; small groups are put together at the end."""
    found: dict[str, list[Page]] = {}
    for page in pages:
        found.setdefault(_language(page.wanted()[:SAMPLE]), []).append(page)
    large = {name: group for name, group in found.items() if len(group) >= least}
    small = [page for name, group in found.items() if name not in large for page in group]
    ordered = dict(sorted(large.items(), key=lambda item: -len(item[1])))
    return ordered | ({OTHERS: small} if small else {})
