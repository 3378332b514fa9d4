"""The control host: what it answers, and to whom it does not."""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from mitmproxy.http import HTTPFlow, Response
from mitmproxy.test import tflow, tutils

from cleancopy.addon.chronicle import Chronicle, Passed
from cleancopy.addon.control import ControlHost, Metrics, Status, Tokens, is_ours
from cleancopy.addon.originals import Originals
from cleancopy.addon.passthrough import Refusals
from cleancopy.workers import Answer

URL = "https://news.test/a?b=1&c=ü"
ME, OTHER = "127.0.0.1", "10.0.0.9"
REMOVAL = {
    "rule": "ad",
    "file": "generic/ad-slots.yaml",
    "line": 7,
    "why": "An ad.",
    "words": 3,
    "text": "<b>Buy",
}


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    (tmp_path / "ca.pem").write_text("a secret")
    return Tokens(tmp_path / "ca.pem")


@pytest.fixture
def originals() -> Originals:
    return Originals()


@pytest.fixture
def control(tmp_path: Path, tokens: Tokens, originals: Originals) -> ControlHost:
    (tmp_path / "certificate.pem").write_text("a certificate")
    chronicle, metrics = Chronicle(), Metrics({"workers": ("Workers alive.", lambda: 2)})
    chronicle.listeners.append(metrics.page)
    ledger = json.dumps({"judged_by": "sites/news.test.yaml: .story", "removed": [REMOVAL], "skipped": []})
    answer = Answer(removed=1, ruleset_id="abc", times={"parse": 500.0}, ledger=ledger)
    chronicle.add(Passed(url=URL, client=ME, mark="cleaned", status=200, seconds=0.5, bytes=9, answer=answer))
    return ControlHost(
        status=lambda: Status(is_ready=True, facts={"Version": "<1>"}),
        chronicle=chronicle,
        originals=originals,
        refusals=Refusals(),
        metrics=metrics,
        tokens=tokens,
        certificate=tmp_path / "certificate.pem",
    )


def flow(path: str = "/", method: str = "GET", host: str = "clean.copy", **headers: str) -> HTTPFlow:
    flow = tflow.tflow(req=tutils.treq(method=method.encode(), host=host, path=path.encode()))
    flow.request.headers.clear()
    flow.request.headers["Host"] = host
    for name, value in headers.items():
        flow.request.headers[name.replace("_", "-")] = value
    return flow


def direct(path: str, host: str = "127.0.0.1") -> HTTPFlow:
    """A request as a balancer sends it, to the proxy's port itself."""
    asked = flow(path, host="127.0.0.1")
    asked.client_conn.sockname = ("127.0.0.1", asked.request.port)
    asked.request.headers["Host"] = host
    return asked


def get(control: ControlHost, path: str, **query: str) -> Response:
    return got(control, flow(f"{path}?{urlencode(query)}"))


def got(control: ControlHost, asked: HTTPFlow) -> Response:
    answer = control.answer(asked)
    assert answer is not None
    return answer


def post(control: ControlHost, path: str, form: dict[str, str], **headers: str) -> Response:
    asked = flow(path, "POST", Content_Type="application/x-www-form-urlencoded", **headers)
    asked.request.raw_content = urlencode(form).encode()
    return got(control, asked)


def test_home_says_how_things_are(control: ControlHost) -> None:
    page = get(control, "/").text
    assert "It works." in page
    assert "&lt;1&gt;" in page
    assert "certificate.pem" in page


def test_only_who_asks_for_it_by_name_is_answered(control: ControlHost) -> None:
    by_header_alone, by_address_alone = flow(host="news.test"), flow()
    by_header_alone.request.headers["Host"] = "clean.copy"
    by_address_alone.request.headers["Host"] = "news.test"
    assert not is_ours(by_header_alone)
    assert control.answer(by_header_alone) is None
    assert control.answer(by_address_alone) is None


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/proxy.pac", "/certificate"])
def test_machines_may_ask_the_port_itself(control: ControlHost, path: str) -> None:
    assert got(control, direct(path)).status_code == 200


@pytest.mark.parametrize(
    ("path", "host"), [("/", "127.0.0.1"), ("/metrics", "evil.test"), ("/explain", "localhost")]
)
def test_but_not_everything_and_not_by_any_name(control: ControlHost, path: str, host: str) -> None:
    assert got(control, direct(path, host)).status_code == 421


def test_explain_shows_what_was_removed_and_why(control: ControlHost) -> None:
    page = get(control, "/explain", url=URL).text
    assert "An ad." in page
    assert "generic/ad-slots.yaml:7" in page
    assert "&lt;b&gt;Buy" in page
    assert "<code>sites/news.test.yaml: .story</code>" in page


def test_explain_speaks_json_too(control: ControlHost) -> None:
    asked = flow("/explain?" + urlencode({"url": URL}), Accept="application/json")
    record = json.loads(got(control, asked).text or "")
    assert record["outcome"] == "cleaned"
    assert record["removed"] == [REMOVAL]


def test_explain_knows_nothing_of_what_others_visit(control: ControlHost) -> None:
    asked = flow("/explain?" + urlencode({"url": URL}))
    asked.client_conn.peername = (OTHER, 1)
    assert "has looked at no such page for this device" in got(control, asked).text


def test_the_link_in_a_reading_view_leads_to_the_original(
    control: ControlHost, originals: Originals, tokens: Tokens
) -> None:
    link = tokens.original_url(URL, is_vouched=True)
    answer = got(control, flow(link.removeprefix("http://clean.copy")))
    assert answer.status_code == 303
    assert answer.headers["Location"] == "https://news.test/a?b=1&c=%C3%BC"
    assert originals.covers(ME, URL)
    assert not originals.covers(OTHER, URL)


def test_an_address_of_any_bytes_has_such_a_link(
    control: ControlHost, originals: Originals, tokens: Tokens
) -> None:
    url = "http://news.test/caf\udce9"
    link = tokens.original_url(url, is_vouched=True)
    answer = got(control, flow(link.removeprefix("http://clean.copy")))
    assert answer.headers["Location"] == "http://news.test/caf%E9"
    assert originals.covers(ME, url)


def test_a_link_that_is_not_ours_leads_to_a_question(
    control: ControlHost, originals: Originals, tokens: Tokens
) -> None:
    for link in (
        tokens.original_url(URL, is_vouched=False),
        tokens.original_url("http://b.test/", is_vouched=True),
    ):
        other = link.replace("b.test", "news.test")
        answer = got(control, flow(other.removeprefix("http://clean.copy")))
        assert answer.status_code == 200
        assert "Show this page as it came" in answer.text
    assert not originals.of(ME)


def test_a_link_fetched_in_advance_changes_nothing(
    control: ControlHost, originals: Originals, tokens: Tokens
) -> None:
    link = tokens.original_url(URL, is_vouched=True).removeprefix("http://clean.copy")
    assert got(control, flow(link, Sec_Purpose="prefetch")).status_code == 200
    assert not originals.of(ME)


def test_a_site_is_shown_and_cleaned_again_by_our_own_forms(
    control: ControlHost, originals: Originals, tokens: Tokens
) -> None:
    form = {"url": URL, "what": "news.test", "token": tokens.make("form", ME)}
    assert (
        post(control, "/original", form, Origin="http://clean.copy").headers["Location"].startswith("https")
    )
    assert originals.covers(ME, "https://news.test/another")
    post(control, "/original", form | {"do": "clean"}, Origin="https://clean.copy")
    assert not originals.covers(ME, "https://news.test/another")


@pytest.mark.parametrize("origin", ["https://news.test", "null", "http://clean.copy.news.test", ""])
def test_a_form_of_another_site_is_refused(
    control: ControlHost, originals: Originals, tokens: Tokens, origin: str
) -> None:
    form = {"url": URL, "what": URL, "token": tokens.make("form", ME)}
    assert post(control, "/original", form, Origin=origin).status_code == 403
    assert not originals.of(ME)


def test_a_form_without_its_token_is_refused(control: ControlHost, tokens: Tokens) -> None:
    for token in ("", tokens.make("form", OTHER), tokens.make("original", URL)):
        form = {"url": URL, "what": URL, "token": token}
        assert post(control, "/original", form, Origin="http://clean.copy").status_code == 403


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "//news.test/", "", "http://["])
def test_it_sends_nobody_to_what_is_no_web_page(control: ControlHost, tokens: Tokens, url: str) -> None:
    assert got(control, flow("/original?" + urlencode({"url": url}))).status_code == 400
    form = {"url": url, "what": url, "token": tokens.make("form", ME)}
    assert post(control, "/original", form, Origin="http://clean.copy").status_code == 400


def test_an_address_cannot_add_headers(control: ControlHost, tokens: Tokens) -> None:
    url = "http://news.test/\r\nSet-Cookie: a=b"
    form = {"url": url, "what": url, "token": tokens.make("form", ME)}
    answer = post(control, "/original", form, Origin="http://clean.copy")
    assert "\n" not in answer.headers["Location"]
    assert "Set-Cookie" not in answer.headers


def test_a_certificate_that_is_gone_is_told(control: ControlHost, tmp_path: Path) -> None:
    (tmp_path / "certificate.pem").unlink()
    answer = get(control, "/certificate")
    assert (answer.status_code, answer.text) == (
        500,
        "The certificate cannot be read: No such file or directory.\n",
    )


def test_metrics_are_prometheus(control: ControlHost) -> None:
    text = get(control, "/metrics").text or ""
    assert 'cleancopy_pages_total{outcome="cleaned",reason=""} 1.0' in text
    assert "cleancopy_workers 2.0" in text
    assert 'cleancopy_stage_seconds_total{stage="parse"} 0.5' in text


def test_a_head_has_no_body(control: ControlHost) -> None:
    answer = got(control, flow("/", "HEAD"))
    assert answer.raw_content == b""
    assert int(answer.headers["Content-Length"]) > 500


@pytest.mark.parametrize(("path", "method", "status"), [("/nothing", "GET", 404), ("/explain", "PUT", 405)])
def test_what_is_not_there_is_told(control: ControlHost, path: str, method: str, status: int) -> None:
    assert got(control, flow(path, method)).status_code == status


def test_every_answer_keeps_itself_to_itself(control: ControlHost) -> None:
    headers = get(control, "/").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in headers


def test_proxies_with_one_certificate_know_each_others_tokens(tmp_path: Path, tokens: Tokens) -> None:
    assert Tokens(tmp_path / "ca.pem").make("a", "b") == tokens.make("a", "b")
    assert Tokens(tmp_path / "missing").make("a", "b") != Tokens(tmp_path / "missing").make("a", "b")


def test_of_two_purposes_neither_is_the_other(tokens: Tokens) -> None:
    assert tokens.make("a", "bc") != tokens.make("ab", "c")
    assert tokens.fits(tokens.make("a"), "a")
    assert not tokens.fits("ü", "a")
    assert not tokens.fits("\udcff", "a")
