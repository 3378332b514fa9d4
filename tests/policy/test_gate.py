"""Which exchanges may be cleaned, and the word for each that may not."""

import pytest

from cleancopy import policy
from cleancopy.options import Options
from cleancopy.policy import Headers, Request, Response, Wish

NAVIGATION = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate", "Accept": "text/html"}
LIMIT = 1000


def request(method: str = "GET", **headers: str) -> Request:
    return Request(method, "https://news.test/a", fields(headers))


def fields(headers: dict[str, str]) -> Headers:
    return Headers(tuple((name.replace("_", "-"), value) for name, value in headers.items()))


def response(status: int = 200, *, size: int | None = 10, **headers: str) -> Response:
    return Response(status, fields({"Content_Type": "text/html; charset=utf-8"} | headers), size)


def test_an_address_typed_into_a_browser_may_become_an_article() -> None:
    assert policy.why_not_request(request(**NAVIGATION), Options()) is None


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (request("POST"), "method"),
        (request("HEAD"), "method"),
        (request(Upgrade="websocket"), "upgrade"),
        (request(Connection="keep-alive, Upgrade"), "upgrade"),
        (request(Cache_Control="max-age=0, no-transform"), "no-transform"),
        (request(Accept="image/avif,image/webp"), "accept"),
        (request(Accept="text/html;q=0"), "accept"),
        (request(Accept="image/avif,image/webp,*/*;q=0.8"), "accept"),
        (request(Accept="application/rss+xml, */*"), "accept"),
        (request(Accept="*/*", Range="bytes=0-"), "range"),
        (request(Accept="*/*", Origin="http://news.test"), "not-a-navigation"),
        (request(Accept="text/html, */*", X_Requested_With="XMLHttpRequest"), "not-a-navigation"),
        (request(**NAVIGATION | {"Sec-Fetch-Dest": "iframe"}), "not-a-navigation"),
        (request(**NAVIGATION | {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors"}), "not-a-navigation"),
        (request(Sec_Fetch_Dest="image", Sec_Fetch_Mode="no-cors"), "not-a-navigation"),
    ],
)
def test_other_requests_are_left_alone(asked: Request, reason: str) -> None:
    assert policy.why_not_request(asked, Options()) == reason


@pytest.mark.parametrize(
    "asked",
    [
        request(),
        request(Accept="*/*"),
        request(Accept="text/*;q=0.5"),
        request(Accept="text/markdown"),
        request(Accept="text/html,image/webp,*/*;q=0.8", Range="bytes=0-"),
        request(Accept="*/*", X_Requested_With="com.example.app"),
        request(**NAVIGATION | {"Sec-Fetch-Dest": "empty"}),
        request(Sec_Fetch_Mode="cors", Accept="*/*"),
        request(
            Sec_Fetch_Dest="empty", Sec_Fetch_Mode="no-cors", Sec_Purpose="prefetch", Accept="text/html,*/*"
        ),
    ],
    ids=[
        *("no Accept", "curl", "text", "markdown", "a page in part", "a view in an app"),
        *("service worker", "Node's fetch", "prefetched link"),
    ],
)
def test_whoever_asks_for_a_page_may_get_an_article(asked: Request) -> None:
    assert policy.why_not_request(asked, Options()) is None


def test_nothing_is_cleaned_while_the_view_is_off() -> None:
    assert policy.why_not_request(request(**NAVIGATION), Options(view="off")) == "view-off"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://news.test/a", None),
        ("https://www.news.test/a", None),
        ("https://oldnews.test/a", "host"),
        ("https://shop.news.test/a", "host"),
        ("https://news.test/games/1", "path"),
        ("https://live.news.test/tv", "path"),
        ("https://news.test/tv", None),
        ("https://[news.test/", "host"),
    ],
)
def test_hosts_and_paths_are_on_or_off(url: str, reason: str | None) -> None:
    ignored = ("/games/*", "live.news.test/tv")
    options = Options(hosts=("news.test",), ignore_hosts=("shop.news.test",), ignore_paths=ignored)
    assert policy.why_not_request(Request("GET", url), options) == reason


def test_the_page_view_is_for_html_alone() -> None:
    text = response(Content_Type="text/plain")
    assert policy.why_not_response(text, max_page=LIMIT, view="page") == "type"
    assert policy.why_not_response(response(), max_page=LIMIT, view="page") is None


@pytest.mark.parametrize(
    ("wish", "view"),
    [(Wish(), "page"), (Wish(format="markdown"), "reader"), (Wish(target_selector="main"), "reader")],
)
def test_who_asks_for_a_format_wants_the_article(wish: Wish, view: str) -> None:
    assert policy.with_wish(Options(view="page"), wish).view == view


@pytest.mark.parametrize("kind", ["text/html", "Text/HTML; charset=x", "application/xhtml+xml", "text/plain"])
@pytest.mark.parametrize("status", [200, 203])
def test_pages_and_texts_may_be_cleaned(status: int, kind: str) -> None:
    assert policy.why_not_response(response(status, Content_Type=kind), max_page=LIMIT, view="reader") is None


@pytest.mark.parametrize(
    ("answered", "reason"),
    [
        (response(404), "status"),
        (response(204), "status"),
        (response(304), "status"),
        (response(206, Content_Range="bytes 0-9/20"), "status"),
        (response(Content_Range="bytes 0-9/20"), "range"),
        (response(Content_Type="application/json"), "type"),
        (response(Content_Type="image/png"), "type"),
        (response(Content_Type=""), "type"),
        (response(Content_Disposition='Attachment; filename="a.html"'), "attachment"),
        (response(Cache_Control="public, No-Transform"), "no-transform"),
        (response(size=LIMIT + 1), "too-large"),
        (response(size=0), "empty"),
    ],
)
def test_other_responses_are_left_alone(answered: Response, reason: str) -> None:
    assert policy.why_not_response(answered, max_page=LIMIT, view="reader") == reason


def test_a_size_that_is_not_known_yet_decides_nothing() -> None:
    assert policy.why_not_response(response(size=None), max_page=LIMIT, view="reader") is None


def test_an_inline_disposition_is_a_page() -> None:
    assert (
        policy.why_not_response(response(Content_Disposition="inline"), max_page=LIMIT, view="reader") is None
    )


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("not-an-article", "untouched"),
        ("empty", "untouched"),
        ("deadline", "failed-open"),
        ("error", "failed-open"),
    ],
)
def test_a_verdict_is_no_failure(reason: str, outcome: str) -> None:
    assert policy.outcome(reason) == outcome


@pytest.mark.parametrize(
    ("codings", "reads"),
    [("gzip, br", True), ("br, GZIP;q=0.5", True), ("gzip;q=0, br", False), ("br", False), ("", False)],
)
def test_gzip_can_be_named_to_refuse_it(codings: str, reads: bool) -> None:
    assert policy.reads_gzip(fields({"Accept-Encoding": codings})) is reads


@pytest.mark.parametrize(
    ("given", "same"),
    [('W/"a"', True), ('"a"', True), ('"b", W/"a"', True), ("*", True), ('"b"', False), ("", False)],
)
def test_etags_compare_weakly(given: str, same: bool) -> None:
    assert policy.is_same_page('W/"a"', given) is same
