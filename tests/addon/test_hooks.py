"""The addon's hooks on flows of mitmproxy's own making, with a stand-in for the worker processes."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from mitmproxy.http import HTTPFlow, Response
from mitmproxy.test import taddons, tflow

from cleancopy.addon import CleanCopy
from cleancopy.addon.chronicle import Chronicle
from cleancopy.addon.cleaner import LARGE, Cleaner, _etag
from cleancopy.addon.control import Tokens
from cleancopy.addon.exchange import Exchange
from cleancopy.errors import WorkerError
from cleancopy.options import Options
from cleancopy.workers import Answer, Job, Rules
from workers.pages import ARTICLE

CLEAN = Answer(
    body=b"<p>Clean.</p>",
    media_type="text/html; charset=utf-8",
    removed=3,
    ruleset_id="abc",
    times={"parse": 1.25, "render": 0.5},
)
JOB = Job(raw=b"", url="http://news.test/")


class Workers:
    """Answers what it was made with, and remembers what it was asked."""

    def __init__(self, answer: Answer | BaseException, rules: str) -> None:
        self.answer = answer
        self.jobs: list[Job] = []
        self.rules = Rules(rules, b"")

    async def run(self, job: Job, seconds: float) -> Answer:
        self.jobs.append(job)
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer

    def close(self) -> None:
        pass


@pytest.fixture
def addon() -> Iterator[CleanCopy]:
    addon = CleanCopy()
    with taddons.context(addon) as context:
        context.configure(addon, clean_rules=[])
        yield addon
        addon.done()


def flow(answer: Response | None = None, method: str = "GET", **headers: str) -> HTTPFlow:
    flow = tflow.tflow(resp=answer or Response.make(200, ARTICLE, {"Content-Type": "text/html"}))
    flow.request.method = method
    flow.request.headers.clear()
    for name, value in headers.items():
        flow.request.headers[name.replace("_", "-")] = value
    return flow


def walk(
    addon: CleanCopy, flow: HTTPFlow, work: Answer | BaseException = CLEAN, *, rules: str = "abc"
) -> Workers:
    """Send a flow through the hooks in mitmproxy's order, before a cache that is empty."""
    workers = Workers(work, rules)
    addon.works.cleaner = Cleaner(workers, Options(), Chronicle(), Tokens(Path("/none")))  # type: ignore[arg-type]
    pass_on(addon, flow)
    return workers


def pass_on(addon: CleanCopy, flow: HTTPFlow) -> None:
    answer, flow.response = flow.response, None
    addon.requestheaders(flow)
    addon.request(flow)
    if flow.response is None and answer is not None:
        body, answer.raw_content = answer.raw_content, None
        flow.response = answer
        addon.responseheaders(flow)
        answer.raw_content = None if answer.stream else body
    asyncio.run(addon.response(flow))


def got(flow: HTTPFlow) -> Response:
    assert flow.response is not None
    return flow.response


def test_an_article_goes_out_clean(addon: CleanCopy) -> None:
    page = flow()
    walk(addon, page)
    headers = got(page).headers
    assert got(page).raw_content == CLEAN.body
    assert headers["X-Clean-Copy"] == "cleaned"
    assert headers["X-Clean-Copy-Removed"] == "3"
    assert headers["X-Clean-Copy-Ruleset"] == "abc"
    assert headers["Server-Timing"] == "parse;dur=1.2, render;dur=0.5"
    assert headers["Content-Length"] == str(len(CLEAN.body))


@pytest.mark.parametrize(("size", "begun"), [(LARGE - 1, 1), (LARGE, 0)])
def test_nobody_waits_while_a_large_page_is_digested(size: int, begun: int) -> None:
    workers = Workers(CLEAN, "abc")
    cleaner = Cleaner(workers, Options(), Chronicle(), Tokens(Path("/none")))  # type: ignore[arg-type]
    page = Response.make(200, ARTICLE.ljust(size), {"Content-Type": "text/html"})

    async def with_a_worker_at_the_next_turn() -> int:
        asked = Exchange("http://news.test/", "10.0.0.2")
        cleaning = asyncio.create_task(cleaner.clean(asked, page, flow()))
        await asyncio.sleep(0)
        at_work = len(workers.jobs)
        assert (await cleaning).raw_content == CLEAN.body
        return at_work

    assert asyncio.run(with_a_worker_at_the_next_turn()) == begun


@pytest.mark.parametrize(("size", "is_done"), [(LARGE - 1, True), (LARGE, False)])
def test_nor_while_the_later_pages_of_an_article_are(size: int, is_done: bool) -> None:
    async def done_at_the_next_turn() -> bool:
        digesting = asyncio.create_task(_etag(replace(JOB, more=(replace(JOB, raw=bytes(size)),))))
        await asyncio.sleep(0)
        done = digesting.done()
        await digesting
        return done

    assert asyncio.run(done_at_the_next_turn()) is is_done


def test_headers_are_an_allow_list_with_every_cookie(addon: CleanCopy) -> None:
    origin = Response.make(200, ARTICLE, {"Content-Type": "text/html"})
    for name in ("Link", "Alt-Svc", "Content-Security-Policy-Report-Only", "Digest", "Age"):
        origin.headers[name] = "anything"
    origin.headers["Content-Encoding"] = "identity"
    origin.headers.set_all("Set-Cookie", ["a=1", "b=2", "c=3"])
    origin.headers["Vary"] = "Cookie"
    page = flow(origin)
    walk(addon, page)
    headers = got(page).headers
    assert headers.get_all("Set-Cookie") == ["a=1", "b=2", "c=3"]
    assert headers["Vary"].startswith("Cookie, Accept, ")
    assert headers["Alt-Svc"] == "clear"
    assert not {"link", "digest", "age", "content-encoding"}.intersection(map(str.lower, headers))
    assert headers.get_all("Content-Type") == ["text/html; charset=utf-8"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (WorkerError("busy"), "busy"),
        (WorkerError("deadline"), "deadline"),
        (WorkerError("crash"), "crash"),
        (asyncio.CancelledError(), "crash"),
        (Answer(reason="memory"), "memory"),
        (ValueError("a bug"), "error"),
    ],
)
def test_whatever_goes_wrong_the_original_goes_out(
    addon: CleanCopy, failure: Answer | BaseException, reason: str
) -> None:
    page = flow()
    walk(addon, page, failure)
    assert got(page).raw_content == ARTICLE
    assert got(page).headers["X-Clean-Copy"] == f"failed-open; reason={reason}"
    assert got(page).headers["Cache-Control"] == "private, no-cache"


def test_a_page_that_is_no_article_goes_out_as_it_came(addon: CleanCopy) -> None:
    origin = Response.make(200, b"\x1f\x8b coded", {"Content-Type": "text/html"})
    origin.headers["Content-Encoding"] = "gzip"
    page = flow(origin)
    workers = walk(addon, page, Answer(reason="not-an-article"))
    assert workers.jobs[0].coding == "gzip"
    assert got(page).raw_content == b"\x1f\x8b coded"
    assert got(page).headers["Content-Encoding"] == "gzip"
    assert got(page).headers["X-Clean-Copy"] == "untouched; reason=not-an-article"


def test_a_page_that_keeps_its_layout_keeps_its_headers(addon: CleanCopy) -> None:
    origin = Response.make(200, ARTICLE, {"Content-Type": "text/html; charset=koi8-r", "ETag": '"theirs"'})
    origin.headers["Content-Security-Policy"] = "script-src 'self'"
    origin.headers["Digest"] = origin.headers["Signature"] = "anything"
    origin.headers["X-Clean-Copy-Ruleset"] = "another proxy's"
    page = flow(origin)
    walk(addon, page, Answer(body=b"<p>Less.</p>", removed=1, ruleset_id="abc"))
    headers = got(page).headers
    assert headers["Content-Type"] == "text/html; charset=koi8-r"
    assert headers["Content-Security-Policy"] == "script-src 'self'"
    assert headers["Content-Length"] == "12"
    assert headers["ETag"].startswith("W/")
    assert not {"Digest", "Signature"} & set(headers)
    assert headers["X-Clean-Copy-Ruleset"] == "abc"


@pytest.mark.parametrize("method", ["POST", "HEAD"])
def test_what_is_not_to_be_cleaned_is_streamed(addon: CleanCopy, method: str) -> None:
    page = flow(method=method)
    workers = walk(addon, page)
    assert got(page).stream
    assert not workers.jobs
    assert got(page).headers["X-Clean-Copy"] == "untouched; reason=method"


def test_a_picture_is_streamed(addon: CleanCopy) -> None:
    page = flow(Response.make(200, b"\x89PNG", {"Content-Type": "image/png"}))
    walk(addon, page)
    assert got(page).stream


def test_a_streamed_body_is_never_read_again(addon: CleanCopy) -> None:
    page = flow()
    addon.requestheaders(page)
    got(page).stream = True
    asyncio.run(addon.response(page))
    assert got(page).raw_content == ARTICLE


def test_the_origin_hears_nothing_of_what_is_between_the_client_and_us(addon: CleanCopy) -> None:
    page = flow(
        X_Return_Format="markdown",
        X_No_Cache="true",
        Accept="text/html",
        Proxy_Authorization="Basic abc",
        If_None_Match='"a"',
        If_Modified_Since="Tue, 24 Nov 2026 10:00:00 GMT",
        Range="bytes=0-9",
        TE="trailers",
        Accept_Encoding="gzip, dcb, br",
        User_Agent="a reader",
    )
    walk(addon, page)
    assert dict(page.request.headers.items()) == {
        "Accept": "text/html",
        "Accept-Encoding": "gzip, br",
        "User-Agent": "a reader",
        "Cache-Control": "no-cache",
    }


def test_a_download_keeps_its_range(addon: CleanCopy) -> None:
    page = flow(Range="bytes=0-9", Sec_Fetch_Dest="video", Sec_Fetch_Mode="no-cors")
    walk(addon, page)
    assert page.request.headers["Range"] == "bytes=0-9"


def test_a_client_that_holds_the_clean_copy_gets_a_304(addon: CleanCopy) -> None:
    first = flow()
    walk(addon, first)
    again = flow(If_None_Match=got(first).headers["ETag"])
    walk(addon, again)
    assert (got(again).status_code, got(again).raw_content) == (304, b"")
    assert "Content-Length" not in got(again).headers


def test_a_second_reader_costs_the_workers_nothing(addon: CleanCopy) -> None:
    first, second, third = flow(), flow(), flow(X_No_Cache="true")
    workers = walk(addon, first)
    pass_on(addon, second)
    assert len(workers.jobs) == 1
    assert got(second).raw_content == got(first).raw_content
    assert got(second).headers["Server-Timing"] == "cache;dur=0.0"
    pass_on(addon, third)
    assert len(workers.jobs) == 2


def test_a_client_that_has_the_copy_costs_the_workers_nothing(addon: CleanCopy) -> None:
    first = flow()
    walk(addon, first)
    again = flow(If_None_Match=got(first).headers["ETag"])
    assert not walk(addon, again).jobs
    assert got(again).status_code == 304


def test_what_may_be_another_page_next_time_is_not_for_the_browsers_cache(addon: CleanCopy) -> None:
    origin = Response.make(200, ARTICLE, {"Content-Type": "text/html", "Cache-Control": "max-age=600"})
    page = flow(origin, X_Return_Format="original")
    walk(addon, page)
    assert got(page).headers["X-Clean-Copy"] == "untouched; reason=original"
    assert got(page).headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("work", [CLEAN, WorkerError("busy")])
def test_what_is_not_to_be_kept_is_not(addon: CleanCopy, work: Answer | BaseException) -> None:
    secret = Response.make(
        200, ARTICLE, {"Content-Type": "text/html", "Cache-Control": "no-store, max-age=0"}
    )
    page = flow(secret)
    walk(addon, page, work)
    assert got(page).headers["Cache-Control"] == "no-store"


def test_nobody_is_sent_on_to_http3(addon: CleanCopy) -> None:
    picture = flow(Response.make(200, b"x", {"Content-Type": "image/png", "Alt-Svc": 'h3=":443"'}))
    walk(addon, picture)
    assert got(picture).headers["Alt-Svc"] == "clear"


def test_other_rules_make_another_etag(addon: CleanCopy) -> None:
    first, second = flow(), flow()
    walk(addon, first)
    walk(addon, second, rules="def")
    assert got(first).headers["ETag"] != got(second).headers["ETag"]


def test_an_unknown_format_is_refused_without_asking_the_origin(addon: CleanCopy) -> None:
    page = flow(X_Return_Format="docx", Accept="application/json")
    workers = walk(addon, page)
    assert got(page).status_code == 406
    assert got(page).headers["Content-Type"] == "application/json; charset=utf-8"
    assert b"docx" in (got(page).raw_content or b"")
    assert not workers.jobs


@pytest.mark.parametrize(
    ("work", "status"),
    [
        (Answer(reason="not-an-article"), 422),
        (Answer(error=(422, "The selector `main` matches nothing.")), 422),
        (WorkerError("deadline"), 504),
    ],
)
def test_a_scraper_is_told_why_and_a_browser_gets_the_page(
    addon: CleanCopy, work: Answer | BaseException, status: int
) -> None:
    scraper = flow(X_Return_Format="markdown", X_Target_Selector="main")
    browser = flow(X_Return_Format="markdown", Sec_Fetch_Dest="document", Sec_Fetch_Mode="navigate")
    walk(addon, scraper, work)
    walk(addon, browser, work)
    assert got(scraper).status_code == status
    assert got(browser).raw_content == ARTICLE


def test_a_selector_among_the_settings_is_no_wish_of_the_client(addon: CleanCopy) -> None:
    page = flow()
    walk(addon, page, Answer(error=(422, "The selector matches nothing.")))
    assert got(page).raw_content == ARTICLE
    assert got(page).headers["X-Clean-Copy"] == "failed-open; reason=selector"


def test_an_upgrade_is_not_streamed(addon: CleanCopy) -> None:
    page = flow(Response.make(101, b"", {"Upgrade": "websocket"}), Connection="Upgrade", Upgrade="websocket")
    walk(addon, page)
    assert not got(page).stream


def test_a_response_of_another_addon_is_left_alone(addon: CleanCopy) -> None:
    page = flow(Response.make(407, b"Who are you?", {"Content-Type": "text/html"}))
    addon.requestheaders(page)
    addon.responseheaders(page)
    asyncio.run(addon.response(page))
    assert got(page).raw_content == b"Who are you?"
    assert "X-Clean-Copy" not in got(page).headers
