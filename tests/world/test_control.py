"""The control host through a real proxy."""

import subprocess
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path

import httpx
import pytest

from world.origin import Origin
from world.proxy import Proxy, holds_soon

pytestmark = pytest.mark.world


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_it_is_there_by_its_name(client: httpx.Client, scheme: str) -> None:
    response = client.get(f"{scheme}://clean.copy/")
    assert response.status_code == 200
    assert "Trust its certificate" in response.text


def test_it_hands_out_the_certificate_that_opens_pages(client: httpx.Client, proxy: Proxy) -> None:
    assert client.get("http://clean.copy/certificate").content == proxy.certificate.read_bytes()


def test_its_line_for_httpx_is_all_that_it_takes(client: httpx.Client, origin: Origin) -> None:
    lines = unescape(client.get("http://clean.copy/").text).splitlines()
    (line,) = [line for line in lines if line.endswith("# httpx")]
    get = f"import httpx; print(httpx.get('{origin.url}/article').headers['x-clean-copy'])"
    command = line.replace("python …", f'"{sys.executable}" -c "{get}"')
    assert subprocess.run(command, shell=True, capture_output=True, text=True).stdout == "cleaned\n"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_balancer_may_ask_the_port_itself(proxy: Proxy, host: str) -> None:
    assert holds_soon(lambda: httpx.get(f"http://{host}:{proxy.port}/healthz").text == "ok\n")
    pac = httpx.get(f"http://{host}:{proxy.port}/proxy.pac").text
    assert f"PROXY 127.0.0.1:{proxy.port}; DIRECT" in pac


def test_a_name_bound_to_our_address_learns_nothing(proxy: Proxy) -> None:
    url = f"http://127.0.0.1:{proxy.port}/metrics"
    assert httpx.get(url, headers={"Host": f"evil.test:{proxy.port}"}).status_code == 502
    assert httpx.get(f"http://127.0.0.1:{proxy.port}/").status_code == 421


def test_explain_tells_of_the_last_visit(client: httpx.Client, origin: Origin) -> None:
    client.get(f"{origin.url}/article")
    url = httpx.QueryParams(url=f"{origin.url}/article")
    record = client.get(f"http://clean.copy/explain?{url}", headers={"Accept": "application/json"}).json()
    assert record["outcome"] == "cleaned"
    assert len(record["removed"]) >= 1
    assert {"rule", "file", "line", "why"} <= record["removed"][0].keys()


def test_a_broken_rule_file_is_told_with_its_line(start: Callable[..., Proxy], tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("format: 1\nrules: []\n")
    proxy = start(f"clean_rules={tmp_path}")
    proxy.wait_until_it_serves()
    with proxy.client() as client:
        file.write_text("format: 1\nruels: []\n")
        assert holds_soon(lambda: f"{file}:2:1: unknown key" in client.get("http://clean.copy/").text)


def test_metrics_count_pages_and_what_passed(client: httpx.Client, origin: Origin) -> None:
    client.get(f"{origin.url}/article")
    client.get(f"{origin.url}/picture")
    text = client.get("http://clean.copy/metrics").text
    assert 'cleancopy_pages_total{outcome="cleaned",reason=""}' in text
    assert 'cleancopy_streamed_total{reason="type"}' in text
    assert "process_resident_memory_bytes" in text


def test_nobody_is_let_in_without_the_password(start: Callable[..., Proxy], origin: Origin) -> None:
    proxy = start("proxyauth=reader:secret")
    proxy.wait_until_it_serves()
    with proxy.client() as client:
        assert client.get("http://clean.copy/").status_code == 407
        assert httpx.get(f"{proxy.url}/healthz").status_code == 407
        with pytest.raises(httpx.ProxyError, match="407"):
            client.get("https://clean.copy/")
    with proxy.client(user="reader:secret") as client:
        assert client.get("https://clean.copy/").status_code == 200
        assert client.get(f"{origin.url}/article").headers["x-clean-copy"] == "cleaned"
        assert "proxy-authorization" not in origin.last("/article").headers
