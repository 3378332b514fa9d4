"""The responses that go out in the origin's place, built whole before anything is assigned to a flow.

Headers are an allow-list: what the origin said about its own bytes (length, coding, range, policy, preload
links) does not fit ours, and a forgotten one would load ads or break the page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from mitmproxy.http import Headers, Response

from cleancopy import policy, render
from cleancopy.addon.exchange import fields_of
from cleancopy.errors import WishError
from cleancopy.policy import Wish
from cleancopy.workers import Answer

MARK = "X-Clean-Copy"

_KEPT = frozenset(
    {
        b"date",
        b"set-cookie",
        b"content-language",
        b"strict-transport-security",
        b"clear-site-data",
        b"x-robots-tag",
    }
)
_OF_THE_BYTES = frozenset(
    b"accept-ranges age alt-svc cache-control connection content-digest content-encoding content-length"
    b" content-md5 digest etag expires keep-alive last-modified repr-digest server-timing signature"
    b" signature-input trailer transfer-encoding unencoded-digest vary via x-clean-copy x-clean-copy-pages"
    b" x-clean-copy-removed x-clean-copy-ruleset".split()
)
_VARY = (
    "Accept",
    "Accept-Encoding",
    "Cache-Control",
    "Sec-Fetch-Dest",
    "Sec-Fetch-Mode",
    *policy.WISH_HEADERS,
)

_FAREWELL = (
    "self.addEventListener('install', () => self.skipWaiting());\n"
    "self.addEventListener('activate', event => event.waitUntil(self.registration.unregister()));\n"
)

type Fields = list[tuple[bytes, bytes]]


def cleaned(origin: Response, answer: Answer, etag: str) -> Response:
    """The clean copy, or the page without its ad slots."""
    own = answer.media_type == ""
    fields = _fitting(origin) if own else _kept(origin) + _of_the_reading_view(answer)
    fields += _about(origin, etag, answer.ruleset_id) + _fields(
        ("Content-Length", str(len(answer.body))),
        ("X-Clean-Copy-Removed", str(answer.removed)),
        ("Server-Timing", ", ".join(f"{name};dur={ms:.1f}" for name, ms in answer.times.items())),
    )
    if answer.pages > 1 or answer.missing_reason:
        fields += _fields(("X-Clean-Copy-Pages", _pages(answer)))
    if answer.coding:
        fields += _fields(("Content-Encoding", answer.coding))
    return _response(origin, origin.status_code, fields, answer.body)


def not_modified(origin: Response, etag: str, rules_id: str) -> Response:
    """For a client that holds the clean copy already."""
    return _response(origin, 304, _kept(origin) + _about(origin, etag, rules_id), b"")


def marked(origin: Response, outcome: policy.Outcome, reason: str) -> Response:
    """The origin's response, byte for byte, with the reason why it was not cleaned."""
    untouched = origin.copy()
    mark(untouched, outcome, reason)
    return untouched


def mark(response: Response, outcome: policy.Outcome, reason: str) -> None:
    """Say why it is as it was. What may be another page next time must not stay in the browser's cache."""
    response.headers[MARK] = f"{outcome}; reason={reason}"
    if "alt-svc" in response.headers:
        response.headers["Alt-Svc"] = "clear"  # over HTTP/3 the pages would pass us by
    if outcome == "failed-open" or reason == "original":
        response.headers["Cache-Control"] = _asked_for_again(response)
        response.headers.pop("expires", None)


def refused(error: WishError, wish: Wish) -> Response:
    """A wish that cannot be met, told in the language that the client reads."""
    message = str(error)
    is_json = wish.format in {"json", "jsonld"}
    body = json.dumps({"status": error.status, "message": message}) if is_json else message
    kind = "application/json" if is_json else "text/plain"
    return Response.make(
        error.status,
        f"{body}\n",
        {
            MARK: f"untouched; reason=wish-{error.status}",
            "Content-Type": f"{kind}; charset=utf-8",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def not_final(origin: Response) -> Response:
    """For a 103 over HTTP/1.1, which mitmproxy takes for the answer: the client would wait for ever."""
    told = f"The origin sent {origin.status_code} first, and mitmproxy cannot pass on what comes after it.\n"
    fields = _fields(("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(told))))
    return _response(origin, 502, fields, told.encode())


def _pages(answer: Answer) -> str:
    """`3`, or `3; next=fetch` where a page that comes then is not in it."""
    return f"{answer.pages}; next={answer.missing_reason}" if answer.missing_reason else str(answer.pages)


def farewell() -> Response:
    """For a browser that asks for a site's service worker: a script by which it goes.

    One that was there before us would go on showing pages from its own cache, as they came.
    """
    return Response.make(
        200,
        _FAREWELL,
        {
            MARK: "blocked; reason=service-worker",
            "Content-Type": "text/javascript; charset=utf-8",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _about(origin: Response, etag: str, rules_id: str) -> Fields:
    return _fields(
        (MARK, "cleaned"),
        ("X-Clean-Copy-Ruleset", rules_id),
        ("Via", _joined(origin, "via", f"{origin.http_version.removeprefix('HTTP/')} cleancopy")),
        ("Vary", _joined(origin, "vary", ", ".join(_VARY))),
        ("ETag", f'W/"{etag}"'),
        ("Cache-Control", _asked_for_again(origin)),
        ("Alt-Svc", "clear"),
    )


def _asked_for_again(origin: Response) -> str:
    """What is not to be kept must not be kept as a clean copy, either."""
    is_secret = "no-store" in fields_of(origin).tokens("cache-control")
    return "no-store" if is_secret else "private, no-cache"


def _of_the_reading_view(answer: Answer) -> Fields:
    fields = _fields(
        ("Content-Type", _with_charset(answer.media_type)),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    )
    if policy.media_type(answer.media_type) == "text/html":
        fields += _fields(("Content-Security-Policy", render.CONTENT_SECURITY_POLICY))
    return fields


def _response(origin: Response, status: int, fields: Fields, body: bytes) -> Response:
    response = Response.make(status, b"", Headers(fields))
    response.headers = Headers(fields)  # `make` puts in a length of its own
    response.http_version = origin.http_version
    response.raw_content = body
    response.timestamp_start, response.timestamp_end = origin.timestamp_start, origin.timestamp_end
    return response


def _fitting(origin: Response) -> Fields:
    """A page that keeps its layout keeps its headers, too, but for those about its very bytes."""
    return [(name, value) for name, value in origin.headers.fields if name.lower() not in _OF_THE_BYTES]


def _kept(origin: Response) -> Fields:
    return [(name, value) for name, value in origin.headers.fields if name.lower() in _KEPT]


def _fields(*pairs: tuple[str, str]) -> Fields:
    return [(name.encode(), value.encode()) for name, value in pairs]


def _joined(origin: Response, name: str, ours: str) -> str:
    return ", ".join([*_values(origin, name), ours])


def _values(origin: Response, name: str) -> Iterable[str]:
    return (value for value in origin.headers.get_all(name) if value.strip())


def _with_charset(media_type: str) -> str:
    return media_type if "charset=" in media_type else f"{media_type}; charset=utf-8"
