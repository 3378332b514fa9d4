"""Requests that filter lists block."""

from pathlib import Path

import pytest
from mitmproxy import exceptions
from mitmproxy.http import HTTPFlow
from mitmproxy.test import tflow, tutils

from cleancopy.addon.ad_requests import AdRequests

LIST = "||ads.test^\n||social.test^$third-party\n/banner/*$image\n@@||ads.test/needed.js\n"


@pytest.fixture
def ads(tmp_path: Path) -> AdRequests:
    (tmp_path / "easy.txt").write_text(LIST)
    (tmp_path / "hosts.txt").write_text("# hosts\n0.0.0.0 tracker.test\n")
    return AdRequests([str(tmp_path)])


def flow(host: str, path: str = "/", **headers: str) -> HTTPFlow:
    flow = tflow.tflow(req=tutils.treq(host=host, path=path.encode(), scheme=b"https", port=443))
    flow.request.headers.clear()
    for name, value in headers.items():
        flow.request.headers[name.replace("_", "-")] = value
    return flow


@pytest.mark.parametrize(
    ("host", "blocked"),
    [
        ("ads.test", True),
        ("x.ads.test", True),
        ("tracker.test", True),
        ("social.test", False),
        ("news.test", False),
    ],
)
def test_a_host_that_is_blocked_for_everybody_is_not_connected_to(
    ads: AdRequests, host: str, blocked: bool
) -> None:
    answer = ads.turn_away_connection(flow(host))
    assert (answer is not None and answer.status_code == 403) is blocked


@pytest.mark.parametrize(
    ("host", "path", "kind", "blocked"),
    [
        ("ads.test", "/a.js", "script", True),
        ("ads.test", "/needed.js", "script", False),
        ("social.test", "/like.js", "script", True),
        ("news.test", "/banner/1.png", "image", True),
        ("news.test", "/banner/1.js", "script", False),
        ("news.test", "/a.js", "script", False),
        ("ads.test", "/", "document", False),
    ],
)
def test_a_request_is_judged_by_page_and_kind(
    ads: AdRequests, host: str, path: str, kind: str, blocked: bool
) -> None:
    answer = ads.turn_away(flow(host, path, Sec_Fetch_Dest=kind, Referer="https://news.test/"))
    assert (answer is not None and answer.status_code == 204) is blocked


def test_a_page_that_somebody_goes_to_over_plain_http_is_let_through(ads: AdRequests) -> None:
    assert ads.turn_away(flow("ads.test", Accept="text/html,*/*")) is None
    assert ads.turn_away(flow("ads.test", Accept="*/*", Referer="http://news.test/")) is not None


def test_a_list_that_cannot_be_read_is_told() -> None:
    with pytest.raises(exceptions.OptionsError, match="clean_ad_lists: /no/list: No such file"):
        AdRequests(["/no/list"])
