"""Whatever headers come, there is a decision; what cannot be met is an error in words."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as any_of

from cleancopy import policy
from cleancopy.errors import WishError
from cleancopy.options import Options
from cleancopy.policy import Headers, Request, Response

NAMES = [
    *(
        "accept",
        "accept-encoding",
        "cache-control",
        "sec-fetch-dest",
        "sec-fetch-mode",
        "upgrade",
        "connection",
    ),
    *("content-type", "content-disposition", "content-range", "if-none-match", *sorted(policy.WISH_HEADERS)),
]
values = any_of.text(max_size=40) | any_of.sampled_from(
    [
        "text/html;q=0.5, */*",
        "q=;;,",
        "nan",
        "1e999",
        "-1",
        "text/html;q=nan",
        "inf",
        'W/"',
        ",,;=",
        "document",
    ]
)
fields = any_of.lists(any_of.tuples(any_of.sampled_from(NAMES).map(str.title), values), max_size=8)
urls = any_of.text(max_size=40) | any_of.sampled_from(
    ["http://[", "http://a:b/", "https://\u0000/", "//", "*"]
)


@given(any_of.sampled_from(["GET", "POST", "", "get"]), urls, fields)
def test_any_request(method: str, url: str, given_fields: list[tuple[str, str]]) -> None:
    request = Request(method, url, Headers(given_fields))
    reason = policy.why_not_request(request, Options(ignore_paths=("/shop/*",), hosts=("a.example",)))
    assert reason is None or "\n" not in reason
    assert policy.upstream_codings(request.headers)
    policy.upstream_accept(request.headers)


@given(fields)
def test_any_wish(given_fields: list[tuple[str, str]]) -> None:
    with suppress(WishError):
        wish = policy.read_wish(Headers(given_fields))
        assert 0 < policy.deadline(Options(), wish) <= Options().deadline


@given(any_of.integers(), fields, any_of.none() | any_of.integers(0))
def test_any_response(status: int, given_fields: list[tuple[str, str]], size: int | None) -> None:
    reason = policy.why_not_response(Response(status, Headers(given_fields), size), max_page=9, view="reader")
    assert reason is not None or status in {200, 203}
