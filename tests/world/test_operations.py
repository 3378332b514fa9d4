"""Left running: stopped without loss, watched, several at once, and the view that keeps a page's layout."""

import json
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest

from world import rogue as rogues
from world.balancer import Balancer
from world.origin import Origin
from world.pages import SENTENCE
from world.proxy import Proxy, holds_soon
from world.rogue import Rogue

pytestmark = pytest.mark.world

LIST = "||ads.invalid^\n/ads/*$script\n"


@pytest.fixture
def rogue() -> Iterator[Rogue]:
    rogue = rogues.start()
    yield rogue
    rogue.go.set()
    rogue.listener.close()


@pytest.fixture(scope="module")
def page_view(start_shared: Callable[..., Proxy], tmp_path_factory: pytest.TempPathFactory) -> Proxy:
    lists = tmp_path_factory.mktemp("lists") / "easy.txt"
    lists.write_text(LIST)
    proxy = start_shared("clean_view=page", f"clean_ad_lists={lists}", "clean_log=pages.jsonl")
    proxy.wait_until_it_serves()
    return proxy


@pytest.fixture
def client(page_view: Proxy) -> Iterator[httpx.Client]:
    with page_view.client() as client:
        yield client


def test_the_page_view_takes_out_ad_slots_alone(client: httpx.Client, origin: Origin) -> None:
    response = client.get(f"{origin.url}/article")
    page = origin.pages["/article"].body.decode()
    assert response.headers["x-clean-copy"] == "cleaned"
    assert 'class="ad-slot"' in page
    assert 'class="ad-slot"' not in response.text
    start, end = page.index('<div class="ad-slot">'), page.index("<p>A ship has now been found")
    assert response.text == page[:start] + page[start:end].partition("</div>")[2] + page[end:]
    assert "link" in response.headers


def test_it_is_for_every_page(client: httpx.Client, origin: Origin) -> None:
    response = client.get(f"{origin.url}/login")
    assert response.headers["x-clean-copy"] == "untouched; reason=nothing-to-remove"
    assert response.content == origin.pages["/login"].body


def test_who_asks_for_markdown_gets_the_article(client: httpx.Client, origin: Origin) -> None:
    response = client.get(f"{origin.url}/article", headers={"Accept": "text/markdown"})
    assert response.text.startswith("# Night ferry")


def test_an_ad_host_is_not_connected_to(client: httpx.Client) -> None:
    with pytest.raises(httpx.ProxyError, match="403"):
        client.get("https://ads.invalid/banner.js")


def test_an_ad_request_is_answered_with_nothing(client: httpx.Client, origin: Origin) -> None:
    headers = {"Sec-Fetch-Dest": "script", "Referer": f"{origin.url}/article"}
    response = client.get(f"{origin.url}/ads/foot.js?turned-away", headers=headers)
    assert (response.status_code, response.content) == (204, b"")
    assert "/ads/foot.js?turned-away" not in [asked.path for asked in origin.asked]


def test_each_page_is_a_line_of_json(client: httpx.Client, page_view: Proxy, origin: Origin) -> None:
    client.get(f"{origin.url}/article?told")
    log = page_view.folder / "pages.jsonl"
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert lines[-1]["url"] == f"{origin.url}/article?told"
    assert (lines[-1]["outcome"], lines[-1]["removed"]) == ("cleaned", 1)


def test_a_stop_waits_for_open_requests(start: Callable[..., Proxy], rogue: Rogue) -> None:
    proxy = start()
    proxy.wait_until_it_serves()
    with proxy.client() as client, ThreadPoolExecutor() as threads:
        page = threads.submit(client.get, f"{rogue.url}/waits")
        assert rogue.asked.wait(30)
        proxy.process.send_signal(signal.SIGINT)
        assert holds_soon(lambda: "Stopping when 1 open request(s) have ended." in proxy.output)
        rogue.go.set()
        assert SENTENCE in " ".join(page.result(30).text.split())
    assert proxy.wait_until_it_ends() == 0
    assert "Traceback" not in proxy.output


def test_a_stop_does_not_wait_for_ever(start: Callable[..., Proxy], rogue: Rogue) -> None:
    proxy = start("clean_stop=1")
    proxy.wait_until_it_serves()
    with proxy.client() as client, ThreadPoolExecutor() as threads:
        page = threads.submit(client.get, f"{rogue.url}/waits")
        assert rogue.asked.wait(30)
        proxy.process.terminate()
        assert proxy.wait_until_it_ends() == 0
        assert isinstance(page.exception(30), httpx.HTTPError)
    assert "1 request(s) are cut off" in proxy.output


def test_two_behind_one_balancer_are_as_one(start: Callable[..., Proxy], origin: Origin) -> None:
    """With one certificate. One of them is stopped in the middle, and nobody notices."""
    first = start()
    first.wait_until_it_serves()
    second = start(confdir=first.confdir)
    second.wait_until_it_serves()
    with Balancer([first.port, second.port]) as balancer:
        shared = replace(first, port=balancer.port)
        etags = set()
        for number in range(10):
            with shared.client() as client:
                if number == 5:
                    first.process.terminate()
                    first.wait_until_it_ends()
                response = client.get(f"{origin.url}/article")
                assert response.headers["x-clean-copy"] == "cleaned"
                etags.add(response.headers["etag"])
        with shared.client() as client:
            again = client.get(f"{origin.url}/article", headers={"If-None-Match": etags.copy().pop()})
    assert len(etags) == 1
    assert again.status_code == 304
    assert min(balancer.served.values()) >= 2
