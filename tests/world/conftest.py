"""One origin and one proxy for all tests that go through the world."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from world import origin as origins
from world import proxy as proxies
from world.origin import Origin
from world.proxy import Proxy

RULE = "format: 1\nrules:\n  - id: byline\n    why: The author's line, to see it gone.\n    remove: .byline\n"


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def origin_ca(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture(scope="session")
def origin(authority: trustme.CA) -> Iterator[Origin]:
    origin = origins.start(authority)
    yield origin
    origin.server.shutdown()
    origin.server.server_close()


@pytest.fixture(scope="session")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rule folder of the person who runs the proxy."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "mine.yaml").write_text(RULE)
    return folder


@pytest.fixture(scope="session")
def proxy(origin_ca: Path, rules: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("proxy")
    with proxies.serving(folder, f"clean_rules={rules}", origin_ca=origin_ca) as proxy:
        yield proxy


@pytest.fixture
def start(origin_ca: Path, tmp_path: Path) -> Iterator[Callable[..., Proxy]]:
    """Start another proxy with options of its own; it ends with the test."""
    yield from _starter(origin_ca, tmp_path)


@pytest.fixture(scope="module")
def start_shared(origin_ca: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Proxy]]:
    """The same for all tests of a file."""
    yield from _starter(origin_ca, tmp_path_factory.mktemp("shared"))


def _starter(origin_ca: Path, folder: Path) -> Iterator[Callable[..., Proxy]]:
    started: list[Proxy] = []

    def start(*options: str, **more: Any) -> Proxy:
        place = folder / f"proxy-{len(started)}"
        started.append(proxies.start(place, *options, origin_ca=origin_ca, **more))
        return started[-1]

    yield start
    for proxy in started:
        proxy.stop()


@pytest.fixture
def client(proxy: Proxy) -> Iterator[httpx.Client]:
    with proxy.client() as client:
        yield client
