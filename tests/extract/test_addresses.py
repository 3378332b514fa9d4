"""Addresses of an article's pages: on the same site, and with the number somewhere in them."""

from __future__ import annotations

import pytest

from cleancopy.extract.addresses import Reading, clue, on_site, readings

NAMES = frozenset({"page", "p", "seite"})
URL = "https://tide.example/harbour/lamp.html"


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://tide.example/harbour/lamp.html?page=2", "https://tide.example/harbour/lamp.html?page=2"),
        ("https://www.tide.example/lamp/2", "https://tide.example/lamp/2"),
        ("http://tide.example/lamp/2", "https://tide.example/lamp/2"),
        ("https://tide.example:443/lamp/2#text", "https://tide.example/lamp/2"),
        ("https://tide.example", "https://tide.example/"),
        ("https://tide.example/la mpe/ü\r\nHost: evil", "https://tide.example/la%20mpe/%C3%BCHost:%20evil"),
        ("https://tide.example/%C3%BC/2", "https://tide.example/%C3%BC/2"),
    ],
)
def test_an_address_on_the_site_is_put_at_its_origin(address: str, found: str) -> None:
    assert on_site(address, URL) == found


@pytest.mark.parametrize(
    "address",
    [
        "https://other.example/lamp/2",
        "https://news.tide.example/lamp/2",
        "https://tide.example.evil.example/lamp/2",
        "https://tide.example:8443/lamp/2",
        "https://127.0.0.1/lamp/2",
        "https://[::1]/lamp/2",
        "http://169.254.169.254/latest/2",
        "http://localhost/lamp/2",
        "ftp://tide.example/lamp/2",
        "file:///etc/passwd",
        "javascript:next(2)",
        "data:text/html,2",
        "https://tide.example:port/lamp/2",
        "https://[tide/2",
        "",
    ],
)
def test_an_address_on_any_other_is_none(address: str) -> None:
    assert on_site(address, URL) is None


def test_a_port_of_its_own_is_part_of_a_site() -> None:
    assert on_site("http://127.0.0.1:8001/a/2", "http://127.0.0.1:8001/a") == "http://127.0.0.1:8001/a/2"
    assert on_site("http://127.0.0.1:8002/a/2", "http://127.0.0.1:8001/a") is None


@pytest.mark.parametrize(
    ("address", "number", "shape"),
    [
        ("https://tide.example/lamp?page=2", 2, "named"),
        ("https://tide.example/lamp.html?Page=12", 12, "named"),
        ("https://tide.example/lamp/page/2/", 2, "named"),
        ("https://tide.example/lamp/seite-3.html", 3, "named"),
        ("https://tide.example/lamp,p2.html", 2, "named"),
        ("https://tide.example/lamp/2/", 2, "nested"),
        ("https://tide.example/lamp.html/2", 2, "nested"),
        ("https://tide.example/lamp/2.php", 2, "nested"),
        ("https://tide.example/lamp-2.html", 2, "bare"),
        ("https://tide.example/lamp_2", 2, "bare"),
    ],
)
def test_a_number_is_read(address: str, number: int, shape: str) -> None:
    assert Reading("/lamp", frozenset(), number, shape) in [*readings(address, NAMES)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address",
    [
        "https://tide.example/lamp?id=2",
        "https://tide.example/lamp?page=two",
        "https://tide.example/lamp/chapter/two",
        "https://tide.example/lamp?page=20261124",
    ],
)
def test_what_is_no_number_of_a_page_is_not(address: str) -> None:
    assert [one.shape for one in readings(address, NAMES)] == ["plain"]


def test_a_front_page_has_no_pages() -> None:
    own = next(readings("https://tide.example/", NAMES))
    assert not any(one.is_of(own) for one in readings("https://tide.example/page/2/", NAMES))
    assert clue("https://tide.example/index.html") == ""
