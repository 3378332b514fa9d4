"""Articles of several pages, through the proxy."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from world.origin import Origin
from world.proxy import Proxy
from world.voyage import PARTS, pager, part

pytestmark = pytest.mark.world


@pytest.fixture(scope="module")
def patient(start_shared: Callable[..., Proxy]) -> Proxy:
    """A proxy whose pages may take long, whatever else the machine is at."""
    proxy = start_shared("clean_deadline=60", "clean_workers=1")
    proxy.wait_until_it_serves()
    return proxy


@pytest.fixture
def client(patient: Proxy) -> Iterator[httpx.Client]:
    with patient.client() as client:
        yield client


@pytest.fixture
def voyage(origin: Origin) -> str:
    """Three pages at `/voyage`, `/voyage/2` and `/voyage/3`, fresh for each test."""
    for number in (1, 2, 3):
        origin.pages["/voyage" if number == 1 else f"/voyage/{number}"] = part(number, pager("/voyage"))
    origin.asked.clear()
    return f"{origin.url}/voyage"


def parts_of(response: httpx.Response) -> list[int]:
    """The numbers of the pages whose every paragraph is there, once, in the order of the first ones."""
    body = " ".join(response.text.split()).partition("<footer")[0]
    whole = [number for number, texts in enumerate(PARTS, 1) if all(body.count(text) == 1 for text in texts)]
    return sorted(whole, key=lambda number: body.index(PARTS[number - 1][0]))


def paths(origin: Origin) -> list[str]:
    return [asked.path for asked in origin.asked]


def test_all_pages_arrive_as_one_article(client: httpx.Client, origin: Origin, voyage: str) -> None:
    response = client.get(voyage)
    assert response.headers["x-clean-copy"] == "cleaned"
    assert response.headers["x-clean-copy-pages"] == "3"
    assert parts_of(response) == [1, 2, 3]
    assert paths(origin) == ["/voyage", "/voyage/2", "/voyage/3"]
