"""Rules edited, workers killed, options mistyped: what the person at the keyboard sees."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from cleancopy import resources
from world.origin import Origin
from world.proxy import Proxy, holds_soon

pytestmark = pytest.mark.world

RULE = (
    "format: 1\nrules:\n  - id: hotel\n    why: A paragraph, taken out to see it gone.\n    remove: {what}\n"
)


@pytest.fixture
def file(rules: Path) -> Iterator[Path]:
    file = rules / "edited.yaml"
    yield file
    file.unlink(missing_ok=True)


def test_an_edited_rule_is_soon_in_force(client: httpx.Client, origin: Origin, file: Path) -> None:
    assert "bakery opens" in client.get(f"{origin.url}/article").text
    file.write_text(RULE.format(what='"article > p:nth-of-type(5)"'))
    assert holds_soon(lambda: "bakery" not in client.get(f"{origin.url}/article").text)
    file.unlink()
    assert holds_soon(lambda: "bakery" in client.get(f"{origin.url}/article").text)


def test_a_broken_edit_keeps_the_last_good_rules(
    client: httpx.Client, origin: Origin, proxy: Proxy, file: Path
) -> None:
    before = client.get(f"{origin.url}/article")
    file.write_text("format: 1\nrules:\n  - id: ad\n    why: A typo.\n    remvoe: .ad\n")
    assert holds_soon(lambda: f"{file}:5:5: " in proxy.output)
    after = client.get(f"{origin.url}/article")
    assert after.headers["etag"] == before.headers["etag"]
    assert "The last good rules stay in force" in proxy.output


def test_killed_workers_cost_no_page_after_them(client: httpx.Client, origin: Origin, proxy: Proxy) -> None:
    client.get(f"{origin.url}/article")
    workers = proxy.workers()
    assert workers
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    assert holds_soon(lambda: client.get(f"{origin.url}/article").headers["x-clean-copy"] == "cleaned")


def test_no_worker_outlives_a_proxy_that_was_killed(start: Callable[..., Proxy], origin: Origin) -> None:
    proxy = start()
    proxy.wait_until_it_serves()
    with proxy.client() as client:
        client.get(f"{origin.url}/article")
    workers = proxy.workers()
    assert workers
    proxy.process.kill()
    assert holds_soon(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


def test_the_first_line_says_where_to_point_the_browser(proxy: Proxy) -> None:
    assert f"Clean Copy: point the browser's HTTP and HTTPS proxy at 127.0.0.1:{proxy.port}" in proxy.output
    assert str(proxy.certificate) in proxy.output


def test_it_listens_at_an_address_of_ipv6(tmp_path: Path) -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as found:
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "cleancopy", "serve", "--listen-host", "::1", "--port", str(port)]
    process = subprocess.Popen([*command, "--set", f"confdir={tmp_path}"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told = process.stdout.readline()
    answer = httpx.get(f"http://[::1]:{port}/certificate")
    process.terminate()
    assert process.wait() == 0
    assert told.startswith(f"Clean Copy: point the browser's HTTP and HTTPS proxy at [::1]:{port};")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        ("reverse:https://news.example", "open http://127.0.0.1:{port}/ in place of https://news.example\n"),
        ("socks5", "point the browser's SOCKS proxy at 127.0.0.1:{port}; the certificate is "),
    ],
)
def test_the_first_line_is_about_the_mode(start: Callable[..., Proxy], mode: str, told: str) -> None:
    proxy = start(f"mode={mode}")
    proxy.wait_until_it_serves()
    assert f"Clean Copy: {told.format(port=proxy.port)}" in proxy.output
    assert "curl" not in proxy.output


def test_our_own_command_is_the_same_program(start: Callable[..., Proxy], origin: Origin) -> None:
    proxy = start(serve=True)
    proxy.wait_until_it_serves()
    with proxy.client() as client:
        assert client.get(f"{origin.url}/article").headers["x-clean-copy"] == "cleaned"
    proxy.process.send_signal(signal.SIGINT)
    assert proxy.wait_until_it_ends() == 0
    assert proxy.output.startswith("Clean Copy: point the browser")
    assert "Traceback" not in proxy.output


def test_the_front_door_can_be_replaced_while_it_runs(
    start: Callable[..., Proxy], origin: Origin, tmp_path: Path
) -> None:
    """mitmproxy reads a script again that has changed: the old addon goes, and a new one takes its place."""
    door = tmp_path / "door.py"
    shutil.copy(resources.shipped("proxy_addon.py"), door)
    proxy = start(f"scripts={door}", "clean_deadline=60", plain=True)
    proxy.wait_until_it_serves()
    later = time.time() + 60
    os.utime(door, (later, later))
    assert holds_soon(lambda: proxy.output.count("curl --proxy") == 2)
    with proxy.client() as client:
        assert client.get(f"{origin.url}/article").headers["x-clean-copy"] == "cleaned"


def test_it_listens_on_this_machine_only(proxy: Proxy) -> None:
    """Another loopback address stands for the machine's others: a server on all of them would answer."""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", proxy.port), timeout=5)


@pytest.mark.parametrize(
    ("host", "status"), [("127.1", 502), ("0", 502), ("localhost", 421), ("127.0.0.1", 421)]
)
def test_it_does_not_connect_to_itself(client: httpx.Client, proxy: Proxy, host: str, status: int) -> None:
    """Who asks for the port by its number is answered there and then."""
    assert client.get(f"http://{host}:{proxy.port}/").status_code == status


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("clean_rules=/no/such/folder", "clean_rules: there is no file or folder '/no/such/folder'"),
        ("clean_view=raeder", "clean_view is one of reader, page, off, not 'raeder' (did you mean reader?)"),
        ("clean_deadline=soon", "clean_deadline: not an integer: soon"),
        ("clean_memory=0", "clean_memory is a number from 1 on, not 0"),
    ],
)
def test_a_mistake_in_an_option_ends_the_start(start: Callable[..., Proxy], option: str, told: str) -> None:
    proxy = start(option)
    assert proxy.wait_until_it_ends() == 1
    assert told in proxy.output
    assert "Traceback" not in proxy.output


def test_a_misspelt_option_is_told(start: Callable[..., Proxy]) -> None:
    proxy = start("clean_dedline=3")
    proxy.wait_until_it_serves()
    assert holds_soon(
        lambda: "There is no option clean_dedline (did you mean clean_deadline?)" in proxy.output
    )


def test_a_port_that_is_taken_ends_the_start(start: Callable[..., Proxy]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        proxy = start(port=taken.getsockname()[1])
        assert proxy.wait_until_it_ends() == 1
    assert "address already in use" in proxy.output
    assert "Traceback" not in proxy.output
