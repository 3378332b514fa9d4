"""Connections that are not opened: the origin's own certificate arrives, and so does the page as it is."""

import contextlib
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from world.origin import Origin
from world.proxy import Proxy, holds_soon

pytestmark = pytest.mark.world


@pytest.fixture
def proxy(start: Callable[..., Proxy]) -> Proxy:
    proxy = start("clean_ignore_hosts=127.0.0.1")
    proxy.wait_until_it_serves()
    return proxy


@pytest.fixture
def pinned(proxy: Proxy, origin_ca: Path) -> Iterator[httpx.Client]:
    """A client that trusts the origin's certificate alone."""
    with httpx.Client(
        proxy=proxy.url, verify=ssl.create_default_context(cafile=origin_ca), timeout=60
    ) as client:
        yield client


def test_a_host_on_the_list_is_not_opened(pinned: httpx.Client, origin: Origin) -> None:
    response = pinned.get(f"https://127.0.0.1:{origin.port}/article")
    assert "x-clean-copy" not in response.headers
    assert response.content == origin.pages["/article"].body


def test_a_host_whose_client_refuses_us_is_not_opened_again(
    proxy: Proxy, pinned: httpx.Client, origin: Origin
) -> None:
    def passes() -> bool:
        with contextlib.suppress(httpx.ConnectError):
            return pinned.get(f"{origin.url}/article").content == origin.pages["/article"].body
        return False

    assert not passes()
    assert holds_soon(passes)
    assert "127.0.0.1 refuses our certificate for localhost" in proxy.output
