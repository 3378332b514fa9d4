"""What goes wrong around the proxy: nothing is lost, the next page is right, the log says what happened."""

import operator
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import trustme

from cleancopy.workers.pool import QUEUED_PER_WORKER
from world import origin as origins
from world import proxy as proxies
from world import rogue as rogues
from world.origin import Origin
from world.pages import SENTENCE
from world.proxy import Proxy, holds_soon
from world.rogue import HALF, PAGE, Rogue

pytestmark = pytest.mark.world

ENDLESS = (
    "format: 1\nrules:\n  - id: trap\n    why: It takes for ever on one page.\n"
    f'    paths: [/deep-thought]\n    remove: "{"//*[count(" * 6}//*{") > 1]" * 6}"\n'
)

SWITCH = """
from mitmproxy import ctx
from cleancopy.addon import CleanCopy

class Switch:
    def request(self, flow):
        if flow.request.path.endswith("?switch"):
            ctx.options.update(clean_workers=2)

addons = [CleanCopy(), Switch()]
"""

RULE = "format: 1\nrules:\n  - id: more\n    why: Another rule.\n    remove: .more\n"


@pytest.fixture(scope="module")
def rogue() -> Iterator[Rogue]:
    rogue = rogues.start()
    yield rogue
    rogue.listener.close()


@pytest.fixture(autouse=True)
def go(rogue: Rogue) -> Iterator[None]:
    rogue.go.clear()
    rogue.asked.clear()
    yield
    rogue.go.set()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults")
    (folder / "trap.yaml").write_text(ENDLESS)
    return folder


@pytest.fixture(scope="module")
def proxy(folder: Path, origin_ca: Path) -> Iterator[Proxy]:
    options = ("clean_workers=1", "clean_deadline=3", "clean_max_page=2", "clean_memory=200", "clean_cache=0")
    own = folder.with_name("proxy")
    with proxies.serving(own, f"clean_rules={folder}", *options, origin_ca=origin_ca) as proxy:
        yield proxy


@pytest.fixture
def client(proxy: Proxy, rogue: Rogue) -> Iterator[httpx.Client]:
    """Whatever a test does, the page after it is cleaned."""
    with proxy.client() as client:
        yield client
        assert holds_soon(lambda: SENTENCE in " ".join(client.get(f"{rogue.url}/good").text.split()))
        assert mark(client.get(f"{rogue.url}/good")) == "cleaned"
    told = proxy.output
    assert told.count("Traceback") <= told.count("HTTP trailers are not implemented yet")  # mitmproxy's own


def mark(response: httpx.Response) -> str:
    return response.headers.get("X-Clean-Copy", "")


def raw(client: httpx.Client, url: str) -> tuple[httpx.Response, bytes]:
    with client.stream("GET", url) as response:
        return response, b"".join(response.iter_raw())


@pytest.mark.parametrize("path", ["hangs-up", "resets", "resets-midway", "promises-more", "chunks-end-early"])
def test_an_origin_that_breaks_off_is_told_as_such(client: httpx.Client, rogue: Rogue, path: str) -> None:
    """Half an article must not pass for a whole one."""
    assert client.get(f"{rogue.url}/{path}").status_code == 502


@pytest.mark.parametrize("path", ["two-lengths", "length-and-chunks", "broken-chunks", "noise"])
def test_an_origin_that_makes_no_sense_is_refused(client: httpx.Client, rogue: Rogue, path: str) -> None:
    assert client.get(f"{rogue.url}/{path}").status_code == 502


def test_a_picture_that_breaks_off_arrives_as_far_as_it_came(client: httpx.Client, rogue: Rogue) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(f"{rogue.url}/resets-a-picture")


@pytest.mark.parametrize(
    "path", ["no-length", "chunks", "dribbles", "gzip-in-gzip", "huge-headers", "null-in-a-header"]
)
def test_what_is_odd_and_allowed_is_cleaned(client: httpx.Client, rogue: Rogue, path: str) -> None:
    response = client.get(f"{rogue.url}/{path}", headers={"Accept-Encoding": "gzip"})
    assert mark(response) == "cleaned"
    assert SENTENCE in " ".join(response.text.split())


def test_more_than_was_promised_is_not_part_of_the_page(client: httpx.Client, rogue: Rogue) -> None:
    response = client.get(f"{rogue.url}/promises-less")
    assert response.status_code == 200
    assert "</html>" in response.text or response.content == PAGE[:HALF]


@pytest.mark.parametrize("path", ["bad-checksum", "unknown-coding", "wrong-coding"])
def test_a_coding_that_cannot_be_undone_is_left_as_it_is(
    client: httpx.Client, rogue: Rogue, path: str
) -> None:
    response, body = raw(client, f"{rogue.url}/{path}")
    assert mark(response) == "failed-open; reason=broken-coding"
    assert int(response.headers["content-length"]) == len(body)


def test_a_bomb_costs_next_to_nothing(client: httpx.Client, proxy: Proxy, rogue: Rogue) -> None:
    client.get(f"{rogue.url}/good")
    before = proxy.memory()
    response, body = raw(client, f"{rogue.url}/bomb")
    assert mark(response) == "untouched; reason=too-large"
    assert len(body) < 1 << 20
    assert proxy.memory() - before < 64 << 20


def test_a_page_that_turns_out_too_large_is_passed_on(client: httpx.Client, rogue: Rogue) -> None:
    response, body = raw(client, f"{rogue.url}/too-large")
    assert len(body) == 3_000_000
    assert "cleaned" not in mark(response)


def test_a_page_nested_too_deep_arrives(client: httpx.Client, rogue: Rogue) -> None:
    response, body = raw(client, f"{rogue.url}/deep")
    assert body == b"<div>" * 400_000
    assert mark(response) != "cleaned"


def test_a_page_that_takes_too_long_arrives_in_time(client: httpx.Client, proxy: Proxy, rogue: Rogue) -> None:
    started = time.monotonic()
    response = client.get(f"{rogue.url}/deep-thought")
    assert mark(response) == "failed-open; reason=deadline"
    assert response.content == PAGE
    assert time.monotonic() - started < 10
    assert "/deep-thought' goes out untouched: it took longer than clean_deadline allows." in proxy.output


def test_a_worker_killed_at_a_page_loses_its_cleaning_alone(
    client: httpx.Client, proxy: Proxy, rogue: Rogue
) -> None:
    client.get(f"{rogue.url}/good")
    (worker,) = proxy.workers()
    killer = subprocess.Popen(["sh", "-c", f"sleep 0.7; kill -9 {worker}"])
    response = client.get(f"{rogue.url}/deep-thought")
    killer.wait()
    assert mark(response) == "failed-open; reason=crash"
    assert response.content == PAGE
    assert holds_soon(lambda: "A worker died (Killed); another one takes its place." in proxy.output)


def test_a_worker_that_is_stopped_holds_nobody_up(client: httpx.Client, proxy: Proxy, rogue: Rogue) -> None:
    client.get(f"{rogue.url}/good")
    (worker,) = proxy.workers()
    os.kill(worker, signal.SIGSTOP)
    assert mark(client.get(f"{rogue.url}/good")) == "failed-open; reason=deadline"


def test_a_client_without_patience_costs_no_worker(start: Callable[..., Proxy], rogue: Rogue) -> None:
    proxy = start("clean_workers=1", "clean_deadline=60", "clean_cache=0")
    proxy.wait_until_it_serves()
    with proxy.client() as client:
        client.get(f"{rogue.url}/good")
        before = proxy.workers()
        hasty = client.get(f"{rogue.url}/good", headers={"X-Timeout": "0.0001"})
        assert mark(hasty) == "untouched; reason=wish-504"
        assert mark(client.get(f"{rogue.url}/good")) == "cleaned"
        assert proxy.workers() == before


def test_a_log_whose_folder_is_gone_costs_no_page(
    start: Callable[..., Proxy], rogue: Rogue, tmp_path: Path
) -> None:
    folder = tmp_path / "log"
    folder.mkdir()
    proxy = start(f"clean_log={folder}/pages.jsonl", "clean_workers=1", "clean_deadline=60")
    proxy.wait_until_it_serves()
    folder.rename(tmp_path / "moved")
    with proxy.client() as client:
        assert mark(client.get(f"{rogue.url}/good")) == "cleaned"
    assert f"Lines for {folder}/pages.jsonl are lost" in proxy.output


def test_other_workers_cost_no_page(start: Callable[..., Proxy], rogue: Rogue, tmp_path: Path) -> None:
    """The pages that wait for the old ones are still done by them."""
    script = tmp_path / "switch.py"
    script.write_text(SWITCH)
    proxy = start(f"scripts={script}", "clean_workers=1", "clean_deadline=60", "clean_cache=0", plain=True)
    proxy.wait_until_it_serves()
    with proxy.client() as client, ThreadPoolExecutor(6) as readers:
        client.get(f"{rogue.url}/good")
        (worker,) = proxy.workers()
        os.kill(worker, signal.SIGSTOP)
        before = rogue.connections
        pages = [readers.submit(client.get, f"{rogue.url}/good?{number}") for number in range(6)]
        assert holds_soon(lambda: rogue.connections == before + 6)
        assert mark(client.get(f"{rogue.url}/good?switch")) == "cleaned"
        os.kill(worker, signal.SIGCONT)
        assert [mark(page.result()) for page in pages] == ["cleaned"] * 6
        assert holds_soon(lambda: len(proxy.workers()) == 2)


def test_trailers_that_cannot_be_passed_on_are_not_asked_for(
    start: Callable[..., Proxy], origin: Origin
) -> None:
    """Browsers ask for them over HTTP/2; from an origin with HTTP/1.1 they would hang mitmproxy."""
    proxy = start("connection_strategy=lazy", "upstream_cert=false", "clean_workers=1")
    proxy.wait_until_it_serves()
    with proxy.client(http2=True) as client:
        client.get(f"{origin.url}/picture", headers={"TE": "trailers"})
    assert "te" not in origin.last("/picture").headers


def test_a_film_over_plain_http_comes_in_parts(client: httpx.Client, rogue: Rogue) -> None:
    """A browser does not say there what it asks for, but that it wants a part."""
    response = client.get(f"{rogue.url}/good", headers={"Range": "bytes=0-3"})
    assert mark(response) == "untouched; reason=range"
    assert b"\r\nRange: bytes=0-3\r\n" in rogue.heard


def test_events_arrive_as_they_happen(client: httpx.Client, rogue: Rogue) -> None:
    with client.stream("GET", f"{rogue.url}/events") as response:
        events = response.iter_raw()
        assert next(events) == b"data: 1\n\n"
        rogue.go.set()
        assert next(events) == b"data: 2\n\n"


def test_a_picture_is_passed_on_as_it_comes(client: httpx.Client, rogue: Rogue) -> None:
    with client.stream("GET", f"{rogue.url}/picture-waits") as response:
        picture = response.iter_raw()
        assert next(picture) == b"half"
        rogue.go.set()
        assert next(picture) == b"half"


def test_an_early_hint_is_an_error_rather_than_a_wait_for_ever(client: httpx.Client, rogue: Rogue) -> None:
    """mitmproxy takes it for the answer; over HTTP/2 it drops it."""
    response = client.get(f"{rogue.url}/early-hints", timeout=10)
    assert response.status_code == 502
    assert "103" in response.text


def test_trailers_are_an_error_rather_than_a_wait_for_ever(client: httpx.Client, rogue: Rogue) -> None:
    assert client.get(f"{rogue.url}/trailers", timeout=10).status_code == 502


def test_an_upgrade_that_nobody_asked_for_ends(client: httpx.Client, rogue: Rogue) -> None:
    with pytest.raises(httpx.HTTPError):
        client.get(f"{rogue.url}/switches-protocols", timeout=3).raise_for_status()


def test_a_web_socket_works_both_ways(client: httpx.Client, proxy: Proxy, rogue: Rogue) -> None:
    head = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=20) as browser:
        browser.sendall(f"GET {rogue.url}/web-socket HTTP/1.1\r\nHost: x\r\n{head}{key}".encode())
        assert _read_until(browser, b"\x81\x05hello").startswith(b"HTTP/1.1 101")
        browser.sendall(
            b"\x81\x85\x01\x02\x03\x04" + bytes(map(operator.xor, b"again", b"\x01\x02\x03\x04\x01"))
        )
        assert _read_until(browser, b"\x81\x05again")


def _read_until(connection: socket.socket, end: bytes) -> bytes:
    got = b""
    while not got.endswith(end) and (more := connection.recv(4096)):
        got += more
    return got if got.endswith(end) else b""


def test_what_is_between_a_client_and_us_stays_there(client: httpx.Client, rogue: Rogue) -> None:
    """Over plain HTTP even a password for the proxy would go on to the origin."""
    ours = {"Proxy-Authorization": "Basic abc", "X-Return-Format": "text", "TE": "trailers"}
    client.get(f"{rogue.url}/good", headers=ours)
    heard = rogue.heard.lower()
    assert [name for name in ours if f"\r\n{name}:".lower().encode() in heard] == []


def test_a_client_that_goes_away_is_not_missed(client: httpx.Client, proxy: Proxy, rogue: Rogue) -> None:
    with socket.create_connection(("127.0.0.1", proxy.port)) as gone:
        gone.sendall(f"GET {rogue.url}/waits HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert rogue.asked.wait(10)
    rogue.go.set()


def test_clients_that_go_away_keep_no_place_in_the_queue(start: Callable[..., Proxy], rogue: Rogue) -> None:
    proxy = start("clean_workers=1", "clean_deadline=60", "clean_cache=0")
    proxy.wait_until_it_serves()
    with proxy.client() as client, ThreadPoolExecutor(1) as reader:

        def are_waiting(pages: int) -> bool:
            return f"cleancopy_pages_waiting {pages}.0" in client.get("http://clean.copy/metrics").text

        client.get(f"{rogue.url}/good")
        (worker,) = proxy.workers()
        os.kill(worker, signal.SIGSTOP)
        gone = [socket.create_connection(("127.0.0.1", proxy.port)) for _ in range(1 + QUEUED_PER_WORKER)]
        for connection in gone:
            connection.sendall(f"GET {rogue.url}/good HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert holds_soon(lambda: are_waiting(len(gone)))
        assert mark(client.get(f"{rogue.url}/good")) == "failed-open; reason=busy"
        for connection in gone:
            connection.close()
        assert holds_soon(lambda: are_waiting(1))
        page = reader.submit(proxy.client().get, f"{rogue.url}/good")
        assert holds_soon(lambda: are_waiting(2))
        os.kill(worker, signal.SIGCONT)
        assert mark(page.result()) == "cleaned"


def test_slow_clients_keep_nobody_waiting(client: httpx.Client, proxy: Proxy, rogue: Rogue) -> None:
    slow = [socket.create_connection(("127.0.0.1", proxy.port)) for _ in range(100)]
    for connection in slow:
        connection.sendall(b"GET http://127.0.0.1/ HTTP/1.1\r\nX-")
    started = time.monotonic()
    assert mark(client.get(f"{rogue.url}/good")) == "cleaned"
    assert time.monotonic() - started < 5
    for connection in slow:
        connection.close()


@pytest.mark.parametrize(
    "junk", [b"\0" * 1000, b"GET / HTTP/9.9\r\n\r\n", b"CONNECT :9 HTTP/1.1\r\n\r\n", b"\x16\x03\x01"]
)
def test_junk_from_a_client_is_its_own_affair(client: httpx.Client, proxy: Proxy, junk: bytes) -> None:
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as odd:
        odd.sendall(junk)
        odd.shutdown(socket.SHUT_WR)
        odd.recv(65536)


def test_a_certificate_that_nobody_vouches_for_is_refused(client: httpx.Client) -> None:
    stranger = origins.start(trustme.CA())
    response = client.get(f"{stranger.url}/article")
    stranger.server.shutdown()
    assert response.status_code == 502
    assert "Certificate verify failed" in response.text


def test_plain_http_where_tls_should_be_is_refused(client: httpx.Client, rogue: Rogue) -> None:
    response = client.get(rogue.url.replace("http:", "https:") + "/good")
    assert response.status_code == 502


def test_nobody_at_home(client: httpx.Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert client.get(f"http://127.0.0.1:{port}/").status_code == 502


def test_a_name_that_nobody_has(client: httpx.Client) -> None:
    assert client.get("http://nobody.invalid/").status_code == 502


def test_rules_that_go_away_and_come_back(
    client: httpx.Client, proxy: Proxy, rogue: Rogue, folder: Path
) -> None:
    def version() -> str:
        return client.get(f"{rogue.url}/good").headers["x-clean-copy-ruleset"]

    before = version()
    moved = folder.rename(folder.with_name("moved"))
    assert holds_soon(lambda: f"{folder}: no such file or folder" in proxy.output)
    assert version() == before
    moved.rename(folder)
    (folder / "more.yaml").write_text(RULE)
    assert holds_soon(lambda: version() != before)
    (folder / "more.yaml").unlink()
    assert holds_soon(lambda: version() == before)
