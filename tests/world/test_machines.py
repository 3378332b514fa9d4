"""Clients that know nothing of the proxy: they are caught on their way, or come through a tunnel."""

import json
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from world import machines as worlds
from world import origin as origins
from world import proxy as proxies
from world.machines import GATEWAY, ORIGIN, Machines
from world.origin import Origin
from world.pages import SENTENCE, Page, article
from world.proxy import Proxy, holds_soon

pytestmark = [pytest.mark.world, pytest.mark.machines]

CATCH = """
table ip catch {
    chain prerouting {
        type nat hook prerouting priority dstnat
        iifname "c" tcp dport 443 redirect to :8080
    }
}
"""
NAME = "news.example"
OURS = "This paragraph is for the subscribers of one site and of no other."
RULE = "format: 1\nrules:\n  - id: subscribers\n    why: What this site says.\n    remove: .ours\n"
TUNNEL = 51820
ADDRESS = "10.0.0.1"  # of the client in mitmproxy's tunnel


@pytest.fixture(scope="module")
def machines() -> Iterator[Machines]:
    with worlds.machines() as machines:
        yield machines


@pytest.fixture(scope="module")
def site(machines: Machines, authority: trustme.CA) -> Iterator[Origin]:
    origin = machines.origin.do(lambda: origins.start(authority, ORIGIN, NAME, port=443))
    ours = f"<p class=ours>{OURS}</p></article>".encode()
    origin.pages["/ours"] = Page(article("https://ads.invalid").replace(b"</article>", ours))
    yield origin
    origin.server.shutdown()
    origin.server.server_close()


@pytest.fixture(scope="module")
def gateway(
    machines: Machines, site: Origin, origin_ca: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    """Both ways at once, as two modes of one proxy."""
    folder = tmp_path_factory.mktemp("gateway")
    (folder / "rules" / "sites").mkdir(parents=True)
    (folder / "rules" / "sites" / f"{NAME}.yaml").write_text(RULE)
    with proxies.serving(
        folder,
        "mode=transparent",
        f"mode=wireguard@{TUNNEL}",
        f"listen_host={GATEWAY}",
        f"clean_rules={folder / 'rules'}",
        "clean_deadline=60",
        origin_ca=origin_ca,
        port=8080,
        within=machines.gateway.within,
    ) as proxy:
        yield proxy


@pytest.fixture
def caught(machines: Machines) -> Iterator[None]:
    """The gateway hands the proxy what is on its way to the web."""
    machines.gateway.run("nft -f -", CATCH)
    yield
    machines.gateway.run("nft delete table ip catch")


@pytest.fixture
def tunnel(machines: Machines, gateway: Proxy, tmp_path: Path) -> Iterator[None]:
    """The client sends everything through the proxy's WireGuard, by another implementation of it."""
    keys = json.loads((gateway.confdir / "wireguard.conf").read_text())
    (tmp_path / "key").write_text(keys["client_key"])
    told = subprocess.run(
        ["wg", "pubkey"], input=keys["server_key"], capture_output=True, text=True, check=True
    )
    client = machines.client
    program = subprocess.Popen([*client.within, "wireguard-go", "-f", "wg"])
    assert holds_soon(Path("/run/wireguard/wg.sock").exists)
    peer = f"peer {told.stdout.strip()} allowed-ips 0.0.0.0/0 endpoint {GATEWAY}:{TUNNEL}"
    client.run(f"wg set wg private-key {tmp_path / 'key'} {peer}")
    client.run(f"ip address add {ADDRESS}/32 dev wg")
    client.run("ip link set wg up")
    client.run(f"ip route add {ORIGIN}/32 dev wg")
    yield
    program.terminate()
    program.wait()


def got(machines: Machines, proxy: Proxy, path: str) -> str:
    """What the client gets that goes to the origin and knows of no proxy."""
    connection = machines.client.do(lambda: socket.create_connection((ORIGIN, 443), timeout=30))
    with proxy.tls(connection, NAME) as secure:
        secure.sendall(f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: secure.recv(65536), b"")).decode("utf-8", "replace")


def test_without_the_proxy_there_is_no_way(machines: Machines, gateway: Proxy) -> None:
    """So what the tests below get has come through it."""
    with pytest.raises(TimeoutError):
        machines.client.do(lambda: socket.create_connection((ORIGIN, 443), timeout=2))


@pytest.mark.parametrize("way", ["caught", "tunnel"])
def test_an_article_is_cleaned_on_its_way(
    machines: Machines, gateway: Proxy, way: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(way)
    answer = got(machines, gateway, "/article")
    assert "x-clean-copy: cleaned" in answer.lower()
    assert SENTENCE in " ".join(answer.split())


@pytest.mark.parametrize("way", ["caught", "tunnel"])
def test_a_site_is_known_by_its_name(
    machines: Machines, gateway: Proxy, way: str, request: pytest.FixtureRequest
) -> None:
    """The connection is to a number."""
    request.getfixturevalue(way)
    answer = got(machines, gateway, "/ours")
    assert "x-clean-copy: cleaned" in answer.lower()
    assert f"{OURS}</p>" not in answer
