"""The ways in which mitmproxy takes connections, all at once in one process."""

import socket
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from world.origin import Origin
from world.pages import SENTENCE
from world.proxy import Proxy, free_port

pytestmark = pytest.mark.world


@pytest.fixture(scope="module")
def ports() -> dict[str, int]:
    return {mode: free_port() for mode in ("regular", "socks5", "reverse", "upstream")}


@pytest.fixture(scope="module")
def several(start_shared: Callable[..., Proxy], origin: Origin, ports: dict[str, int]) -> Proxy:
    upstream = start_shared(plain=True)
    upstream.wait_until_it_listens()
    proxy = start_shared(
        f"mode=regular@{ports['regular']}",
        f"mode=socks5@{ports['socks5']}",
        f"mode=reverse:{origin.url}@{ports['reverse']}",
        f"mode=upstream:{upstream.url}@{ports['upstream']}",
        "ssl_insecure=true",
        port=ports["regular"],
    )
    proxy.wait_until_it_serves()
    return proxy


def is_cleaned(response: httpx.Response) -> bool:
    return response.headers["x-clean-copy"] == "cleaned" and SENTENCE in " ".join(response.text.split())


@pytest.mark.parametrize("mode", ["regular", "upstream"])
def test_as_a_proxy_before_the_web_or_before_another_proxy(
    several: Proxy, origin: Origin, ports: dict[str, int], mode: str
) -> None:
    with replace(several, port=ports[mode]).client() as client:
        assert is_cleaned(client.get(f"{origin.url}/article"))


def test_before_a_site(several: Proxy, origin: Origin, ports: dict[str, int]) -> None:
    """Its readers know nothing of a control host: the link to the original leads to the site."""
    browser = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate"}
    answer = httpx.get(f"http://127.0.0.1:{ports['reverse']}/article", headers=browser)
    assert is_cleaned(answer)
    assert "clean.copy" not in answer.text
    assert f'href="{origin.url}/article"' in answer.text


def test_by_socks(several: Proxy, origin: Origin, ports: dict[str, int]) -> None:
    """As RFC 1928 has it: no password, connect to a name."""
    with socket.create_connection(("127.0.0.1", ports["socks5"]), timeout=30) as connection:
        connection.sendall(b"\x05\x01\x00")
        assert connection.recv(2) == b"\x05\x00"
        connection.sendall(b"\x05\x01\x00\x03\x09localhost" + origin.port.to_bytes(2))
        assert connection.recv(10)[:2] == b"\x05\x00"
        with several.tls(connection) as secure:
            secure.sendall(b"GET /article HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: secure.recv(65536), b""))
    assert b"x-clean-copy: cleaned" in answer.lower()
