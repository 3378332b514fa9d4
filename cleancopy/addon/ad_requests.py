"""Requests to ad servers and trackers, by filter lists that people import: Brave's engine decides.

What is certain from the host alone is turned away before a connection is made, which saves most of the work:
a page with forty ad hosts costs a fifth of the processor time that way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from mitmproxy import exceptions
from mitmproxy.http import HTTPFlow, Response

from cleancopy.addon.answers import MARK
from cleancopy.addon.exchange import url_of
from cleancopy.options import PREFIX

_KINDS = {
    "audio": "media",
    "empty": "xmlhttprequest",
    "embed": "object",
    "font": "font",
    "frame": "sub_frame",
    "iframe": "sub_frame",
    "image": "image",
    "object": "object",
    "script": "script",
    "style": "stylesheet",
    "track": "media",
    "video": "media",
}
"""Sec-Fetch-Dest to the engine's name for it."""
_HOSTS_LINE = re.compile(r"^(?:0\.0\.0\.0|127\.0\.0\.1|::1?)\s+\S", re.MULTILINE)


class Verdict(Protocol):
    """What the engine says of a request."""

    matched: bool
    filter: str | None


class AdRequests:
    """Which requests to turn away. Raises mitmproxy's `OptionsError` for lists that cannot be used."""

    def __init__(self, lists: Sequence[str]) -> None:
        try:
            from adblock import Engine, FilterSet  # here: an extra, which few people want
        except ImportError as error:
            needs = f"{PREFIX}ad_lists needs the extra: pip install 'cleancopy[adblock]'."
            raise exceptions.OptionsError(needs) from error
        filters = FilterSet()
        for text in _texts(lists):
            filters.add_filter_list(text, format="hosts" if _HOSTS_LINE.search(text) else "standard")
        self._engine = Engine(filters)

    def blocks_host(self, host: str) -> bool:
        """Whether all of a host is blocked, also for who goes there on purpose."""
        url = f"https://{host}/"
        return bool(self._engine.check_network_urls(url, url, "script").matched)

    def blocks(self, url: str, source: str, kind: str) -> bool:
        """`source` is the page that asks, `kind` its Sec-Fetch-Dest."""
        return bool(self._engine.check_network_urls(url, source, _KINDS.get(kind, "other")).matched)

    def turn_away_connection(self, flow: HTTPFlow) -> Response | None:
        """For a CONNECT; any answer but a success refuses the tunnel."""
        return _nothing(403) if self.blocks_host(flow.request.host) else None

    def turn_away(self, flow: HTTPFlow) -> Response | None:
        """For a request; a page that somebody goes to is never turned away."""
        headers = flow.request.headers
        kind = headers.get("sec-fetch-dest", "")
        is_from_a_worker = kind == "empty" and headers.get("sec-fetch-mode") == "navigate"
        if kind == "document" or is_from_a_worker or (not kind and "text/html" in headers.get("accept", "")):
            return None
        source = headers.get("referer") or headers.get("origin", "")
        return _nothing(204) if self.blocks(url_of(flow.request), source, kind) else None


def _texts(lists: Sequence[str]) -> Iterator[str]:
    for name in lists:
        path = Path(name)
        for file in sorted(path.glob("*.txt")) if path.is_dir() else [path]:
            try:
                yield file.read_text("utf-8", "replace")
            except OSError as error:
                raise exceptions.OptionsError(f"{PREFIX}ad_lists: {file}: {error.strerror}.") from error


def _nothing(status: int) -> Response:
    return Response.make(status, b"", {MARK: "blocked; reason=ad", "Cache-Control": "no-store"})
