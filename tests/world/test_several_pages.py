"""Articles of several pages, through the proxy."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx
import pytest

from world.origin import Origin
from world.pages import Page
from world.proxy import Proxy, free_port, holds_soon
from world.voyage import FOOT, LEAD, PARTS, TITLE, page, pager, part

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
    return parts_in(response.text.partition("<footer")[0])


def parts_in(text: str) -> list[int]:
    body = " ".join(text.split())
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


def test_what_every_page_has_is_there_once(client: httpx.Client, voyage: str) -> None:
    body = " ".join(client.get(voyage).text.split()).partition("<footer")[0]
    assert [body.count(text) for text in (LEAD, FOOT)] == [1, 1]
    assert body.count(f"<h1>{TITLE}</h1>") == 1


def test_a_scraper_gets_all_of_it_and_its_account(client: httpx.Client, voyage: str) -> None:
    response = client.get(voyage, headers={"Accept": "application/json"})
    assert parts_in(response.json()["text"]) == [1, 2, 3]
    joined = [one["text"] for one in response.json()["removed"] if one["rule"] == "join/page"]
    assert joined == [f"{voyage}/2", f"{voyage}/3"]
    explained = client.get(
        "http://clean.copy/explain", params={"url": voyage}, headers={"Accept": "application/json"}
    )
    assert [one["text"] for one in explained.json()["removed"] if one["rule"] == "join/page"] == joined


def test_the_pages_are_asked_for_as_the_client_asks(
    client: httpx.Client, origin: Origin, voyage: str
) -> None:
    client.get(
        voyage,
        headers={
            "Cookie": "session=1; paid=yes",
            "User-Agent": "Reader/7",
            "Accept-Language": "nb",
            "Authorization": "Basic cmVhZGVyOjE=",
            "X-Retain-Links": "text",
            "If-None-Match": '"old"',
        },
    )
    first, second = origin.last("/voyage").headers, origin.last("/voyage/2").headers
    assert second.pop("referer") == voyage
    assert second == first
    assert (second["cookie"], second["user-agent"]) == ("session=1; paid=yes", "Reader/7")
    assert second["host"] == voyage.split("/")[2]


def test_no_more_pages_than_the_setting_says(
    start: Callable[..., Proxy], origin: Origin, voyage: str
) -> None:
    proxy = start("clean_deadline=60", "clean_workers=1", "clean_max_pages=2")
    proxy.wait_until_it_serves()
    with proxy.client() as client:
        response = client.get(voyage)
    assert response.headers["x-clean-copy-pages"] == "2; next=cap"
    assert parts_of(response) == [1, 2]
    assert f'<a href="{voyage}/3"' in response.text
    assert "/voyage/3" not in paths(origin)


def test_it_can_be_switched_off(start: Callable[..., Proxy], origin: Origin, voyage: str) -> None:
    proxy = start("clean_deadline=60", "clean_workers=1", "clean_max_pages=1")
    proxy.wait_until_it_serves()
    with proxy.client() as client:
        response = client.get(voyage)
    assert parts_of(response) == [1]
    assert f'<a href="{voyage}/2"' in response.text
    assert paths(origin) == ["/voyage"]


@pytest.mark.parametrize(
    ("third", "reason"),
    [
        (part(1, pager("/voyage")), "circle"),
        (part(3, pager("/voyage"), title="The bell of Tarn is cast anew"), "another-article"),
    ],
)
def test_what_is_no_page_of_it_ends_it(
    client: httpx.Client, origin: Origin, voyage: str, third: Page, reason: str
) -> None:
    origin.pages["/voyage/3"] = third
    response = client.get(voyage)
    assert response.headers["x-clean-copy-pages"] == f"2; next={reason}"
    assert parts_of(response) == [1, 2]
    assert f'<a href="{voyage}/3"' not in response.text


def test_a_page_that_leads_to_itself_under_ever_new_addresses_is_there_once(
    client: httpx.Client, origin: Origin, voyage: str
) -> None:
    """Whatever is asked for after the question mark, the same page comes."""
    origin.pages["/voyage"] = part(1, '<a href="?page=2">2</a> <a href="?page=3">3</a>')
    response = client.get(voyage)
    assert response.headers["x-clean-copy-pages"] == "1; next=circle"
    assert parts_of(response) == [1]
    assert paths(origin) == ["/voyage", "/voyage?page=2"]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (Page(b"Broken.", status=500), "fetch"),
        (Page(b"Gone.", status=404), "fetch"),
        (Page(b'{"page": 2}', "application/json"), "fetch"),
        (Page(b"", status=302, headers=(("Location", "/voyage/2"),)), "fetch"),
        (replace(part(2, ""), headers=(("Content-Encoding", "gzip"),)), "not-an-article"),
        (Page(b"<title>Sign in</title><form action=/in><input name=user></form>"), "not-an-article"),
    ],
)
def test_a_page_that_cannot_be_had_leaves_its_link(
    client: httpx.Client, origin: Origin, voyage: str, second: Page, reason: str
) -> None:
    origin.pages["/voyage/2"] = second
    response = client.get(voyage)
    assert response.headers["x-clean-copy-pages"] == f"1; next={reason}"
    assert parts_of(response) == [1]
    assert f'<a href="{voyage}/2"' in response.text


def test_a_page_that_is_late_leaves_its_link(client: httpx.Client, origin: Origin, voyage: str) -> None:
    origin.pages["/voyage/3"] = replace(part(3, ""), seconds=60.0)
    response = client.get(voyage, headers={"X-Timeout": "12"})
    assert response.headers["x-clean-copy-pages"] == "2; next=late"
    assert parts_of(response) == [1, 2]
    assert f'<a href="{voyage}/3"' in response.text


def test_nothing_is_asked_of_another_site_or_a_private_address(
    client: httpx.Client, origin: Origin, voyage: str
) -> None:
    """The other site is the same server by its number: it would see what is asked of it."""
    other = f"https://127.0.0.1:{origin.port}"
    origin.pages["/voyage"] = part(
        1, f'<a href="{other}/voyage/2">2</a><a href="{other}/voyage/2">Next page</a>'
    )
    response = client.get(voyage)
    assert "x-clean-copy-pages" not in response.headers
    assert paths(origin) == ["/voyage"]


def test_nor_by_way_of_a_redirect(client: httpx.Client, origin: Origin, voyage: str) -> None:
    elsewhere = f"https://127.0.0.1:{origin.port}/voyage/3"
    origin.pages["/voyage/2"] = Page(b"", status=302, headers=(("Location", elsewhere),))
    response = client.get(voyage)
    assert response.headers["x-clean-copy-pages"] == "1; next=fetch"
    assert paths(origin) == ["/voyage", "/voyage/2"]


def test_a_redirect_on_the_site_is_followed(client: httpx.Client, origin: Origin, voyage: str) -> None:
    origin.pages["/voyage"] = part(1, '<a href="/voyage?page=2">2</a>')
    origin.pages["/voyage?page=2"] = Page(b"", status=301, headers=(("Location", "/voyage/2"),))
    assert parts_of(client.get(voyage)) == [1, 2, 3]


def test_a_copy_holds_as_long_as_all_pages_do(client: httpx.Client, origin: Origin, voyage: str) -> None:
    etag = client.get(voyage).headers["etag"]
    assert client.get(voyage, headers={"If-None-Match": etag}).status_code == 304
    origin.pages["/voyage/3"] = page([*PARTS[2][:3], f"Later: {PARTS[2][3]}"], pager("/voyage"))
    changed = client.get(voyage, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert "Later: The county" in " ".join(changed.text.split())
    origin.pages["/voyage/2"] = Page(b"Broken.", status=500)
    broken = client.get(voyage, headers={"If-None-Match": changed.headers["etag"]})
    assert (broken.status_code, parts_of(broken)) == (200, [1])
    origin.pages["/voyage/2"] = part(2, pager("/voyage"))
    mended = client.get(voyage, headers={"If-None-Match": broken.headers["etag"]})
    assert (mended.status_code, mended.headers["etag"]) == (200, changed.headers["etag"])


def test_all_on_one_page_is_taken_as_it_is(client: httpx.Client, origin: Origin, voyage: str) -> None:
    single = '<a href="/voyage?page=all">View as single page</a>'
    origin.pages["/voyage"] = part(1, pager("/voyage") + single)
    origin.pages["/voyage?page=all"] = page([text for texts in PARTS for text in texts], "")
    assert parts_of(client.get(voyage)) == [1, 2, 3]
    assert paths(origin) == ["/voyage", "/voyage?page=all"]


def test_a_page_that_is_not_cleaned_is_not_followed(
    client: httpx.Client, origin: Origin, voyage: str
) -> None:
    for headers in ({"X-Return-Format": "original"}, {"Cache-Control": "no-transform"}):
        assert client.get(voyage, headers=headers).content == origin.pages["/voyage"].body
    login = Page(origin.pages["/login"].body + b'<a href="/sign-in?page=2">Next page</a>')
    origin.pages["/sign-in"] = login
    assert client.get(f"{origin.url}/sign-in").content == login.body
    assert paths(origin) == ["/voyage", "/voyage", "/sign-in"]


def test_over_http2_and_by_another_proxy(start: Callable[..., Proxy], origin: Origin, voyage: str) -> None:
    """The other proxy sees every page; it is the second of two modes."""
    upstream = start("dumper_default_contentview=raw", plain=True)
    upstream.wait_until_it_listens()
    port = free_port()
    proxy = start(
        "mode=regular@0",
        f"mode=upstream:{upstream.url}@{port}",
        "clean_deadline=60",
        "clean_workers=1",
        "ssl_insecure=true",
        "connection_strategy=lazy",
        "upstream_cert=false",
        port=port,
    )
    proxy.wait_until_it_serves()
    with proxy.client(http2=True) as client:
        response = client.get(voyage)
    assert response.http_version == "HTTP/2"
    assert parts_of(response) == [1, 2, 3]
    seen = ("/voyage", "/voyage/2", "/voyage/3")
    assert holds_soon(lambda: all(f"GET {origin.url}{path}\n" in upstream.output for path in seen))
