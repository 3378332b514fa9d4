"""Pages fetched through the proxy as a scraper fetches them."""

from collections.abc import Callable

import httpx
import pytest

from world.origin import Origin
from world.pages import FOREIGN, SENTENCE
from world.proxy import Proxy

pytestmark = pytest.mark.world


def mark(response: httpx.Response) -> str:
    return response.headers["X-Clean-Copy"]


def raw(client: httpx.Client, url: str, **headers: str) -> tuple[httpx.Response, bytes]:
    """A response with its body as it came over the wire, before any decoding."""
    with client.stream("GET", url, headers=headers) as response:
        return response, b"".join(response.iter_raw())


def test_an_article_arrives_as_a_reading_view(client: httpx.Client, origin: Origin) -> None:
    response = client.get(f"{origin.url}/article")
    assert response.http_version == "HTTP/1.1"
    assert mark(response) == "cleaned"
    assert SENTENCE in " ".join(response.text.split())
    assert "<script" not in response.text
    assert "/ads/" not in response.text


def test_its_headers_are_ours(client: httpx.Client, origin: Origin) -> None:
    headers = client.get(f"{origin.url}/article", headers={"X-No-Cache": "true"}).headers
    assert headers.get_list("set-cookie") == ["a=1", "b=2; Path=/"]
    assert "link" not in headers
    assert "script-src" not in headers["content-security-policy"]
    assert headers["cache-control"] == "private, no-cache"
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert "extract;dur=" in headers["server-timing"]
    assert int(headers["x-clean-copy-removed"]) >= 1


def test_an_article_arrives_over_http2(start: Callable[..., Proxy], origin: Origin) -> None:
    proxy = start("connection_strategy=lazy", "upstream_cert=false")  # else we get what the origin speaks
    proxy.wait_until_it_serves()
    with proxy.client(http2=True) as client:
        response = client.get(f"{origin.url}/article")
        picture = client.get(f"{origin.url}/picture")
    assert response.http_version == "HTTP/2"
    assert mark(response) == "cleaned"
    assert picture.content == origin.pages["/picture"].body


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/login", "not-an-article"),
        ("/login-gzip", "not-an-article"),
        ("/api", "type"),
        ("/picture", "type"),
        ("/style.css", "type"),
        ("/no-transform", "no-transform"),
        ("/download", "attachment"),
        ("/missing", "status"),
        ("/empty", "empty"),
        ("/nul", "empty"),
    ],
)
def test_what_is_no_article_arrives_byte_for_byte(
    client: httpx.Client, origin: Origin, path: str, reason: str
) -> None:
    response, body = raw(client, f"{origin.url}{path}")
    page = origin.pages[path]
    assert body == page.body
    assert response.status_code == page.status
    assert mark(response) == f"untouched; reason={reason}"
    assert response.headers.get("content-encoding") == dict(page.headers).get("Content-Encoding")


def test_a_truncated_page_arrives_as_it_came(client: httpx.Client, origin: Origin) -> None:
    response, body = raw(client, f"{origin.url}/truncated")
    assert body == origin.pages["/truncated"].body
    assert mark(response) == "failed-open; reason=broken-coding"


def test_a_post_is_answered_as_the_origin_answers_it(client: httpx.Client, origin: Origin) -> None:
    response = client.post(f"{origin.url}/article", content=b"hello")
    assert response.content == origin.pages["/article"].body + b"hello"
    assert mark(response) == "untouched; reason=method"


def test_a_head_has_the_origins_headers_and_no_body(client: httpx.Client, origin: Origin) -> None:
    response = client.head(f"{origin.url}/article")
    assert response.headers["content-length"] == str(len(origin.pages["/article"].body))
    assert client.get(f"{origin.url}/picture").content == origin.pages["/picture"].body


def test_the_standard_bypass_gives_the_original(client: httpx.Client, origin: Origin) -> None:
    response, body = raw(client, f"{origin.url}/article", **{"Cache-Control": "no-transform"})
    assert body == origin.pages["/article"].body
    assert mark(response) == "untouched; reason=no-transform"


@pytest.mark.parametrize("path", ["/gzip", "/br", "/zstd"])
def test_a_compressed_article_is_cleaned(client: httpx.Client, origin: Origin, path: str) -> None:
    response = client.get(f"{origin.url}{path}", headers={"Accept-Encoding": "gzip, br, zstd"})
    assert mark(response) == "cleaned"
    assert "content-encoding" not in response.headers
    assert SENTENCE in " ".join(response.text.split())


def test_a_wrong_charset_does_no_harm(client: httpx.Client, origin: Origin) -> None:
    response = client.get(f"{origin.url}/charset")
    assert mark(response) == "cleaned"
    assert FOREIGN in " ".join(response.content.decode("utf-8").split())


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Accept": "text/markdown"}, "text/markdown"),
        ({"Accept": "text/plain"}, "text/plain"),
        ({"Accept": "application/json"}, "application/json"),
        ({"Accept": "application/ld+json"}, "application/ld+json"),
        ({"X-Return-Format": "markdown"}, "text/markdown"),
        ({"X-Respond-With": "text"}, "text/plain"),
        ({"X-Return-Format": "html", "Accept": "application/json"}, "text/html"),
    ],
)
def test_an_article_comes_in_the_format_that_was_wished(
    client: httpx.Client, origin: Origin, headers: dict[str, str], kind: str
) -> None:
    response = client.get(f"{origin.url}/article", headers=headers)
    assert mark(response) == "cleaned"
    assert response.headers["content-type"] == f"{kind}; charset=utf-8"
    assert "Jonas Reed" in response.text
    assert not [name for name in origin.last("/article").headers if name.startswith("x-re")]


def test_json_has_the_article_in_its_fields(client: httpx.Client, origin: Origin) -> None:
    record = client.get(f"{origin.url}/article", headers={"Accept": "application/json"}).json()
    assert record["title"] == "Night ferry to Sollund returns after eleven years"
    assert "Jonas Reed" in record["text"]


def test_text_in_means_text_out(client: httpx.Client, origin: Origin) -> None:
    response = client.get(f"{origin.url}/article.txt")
    assert mark(response) == "cleaned"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text.startswith("Night ferry to Sollund")
    assert "<p>" not in response.text


def test_the_original_can_be_wished(client: httpx.Client, origin: Origin) -> None:
    response = client.get(f"{origin.url}/article", headers={"X-Return-Format": "original"})
    assert response.content == origin.pages["/article"].body


@pytest.mark.parametrize(
    ("path", "headers", "status", "told"),
    [
        ("/article", {"X-Return-Format": "docx"}, 406, "docx"),
        ("/login", {"X-Return-Format": "markdown"}, 422, "not an article"),
        ("/article", {"X-Target-Selector": ".no-such-class"}, 422, ".no-such-class"),
        ("/article", {"X-Timeout": "0.000001", "X-No-Cache": "true"}, 504, "time"),
    ],
)
def test_a_wish_that_cannot_be_met_is_told_why(
    client: httpx.Client, origin: Origin, path: str, headers: dict[str, str], status: int, told: str
) -> None:
    response = client.get(f"{origin.url}{path}", headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert told in response.text


def test_a_json_api_is_left_alone_when_json_is_asked_for(client: httpx.Client, origin: Origin) -> None:
    response = client.get(f"{origin.url}/api", headers={"Accept": "application/json"})
    assert response.content == origin.pages["/api"].body
    assert mark(response) == "untouched; reason=type"


def test_a_client_that_holds_the_clean_copy_gets_a_304(client: httpx.Client, origin: Origin) -> None:
    etag = client.get(f"{origin.url}/article").headers["etag"]
    again = client.get(f"{origin.url}/article", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{origin.url}/article", headers={"If-None-Match": '"origin"'}).status_code == 200
