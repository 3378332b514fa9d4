"""Pages from the web: followed, unpacked, bounded, and every failure told in one line."""

import json
import socket
import threading
from collections.abc import Iterator

import pytest

from cleancopy.cli import fetching
from cli.conftest import Run
from world.origin import Origin
from world.pages import SENTENCE


@pytest.mark.parametrize("path", ["/article", "/moved", "/gzip", "/br", "/zstd"])
def test_an_article_is_fetched(run: Run, site: Origin, path: str) -> None:
    result = run("clean", f"{site.url}{path}")
    assert (result.exit_code, result.stderr) == (0, "")
    assert SENTENCE in result.stdout


def test_a_text_comes_out_as_text(run: Run, site: Origin) -> None:
    """The Content-Type goes to the rooms."""
    result = run("explain", f"{site.url}/api", "--json")
    assert json.loads(result.stdout)["reason"] == "not-html"
    assert SENTENCE in run("clean", f"{site.url}/article.txt").stdout


def test_the_address_is_where_the_page_was_found(run: Run, site: Origin) -> None:
    result = run("explain", f"{site.url}/moved", "--json")
    assert json.loads(result.stdout)["url"] == f"{site.url}/article"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/missing", "the server answered 404 Not Found."),
        ("/circle", "cannot be fetched: Exceeded maximum allowed redirects."),
        ("/truncated", "not cleaned: its compressed data is damaged or ends early (broken-coding)."),
        ("/unknown-coding", "not cleaned: its compressed data is damaged or ends early (broken-coding)."),
        ("/empty", "not cleaned: it has no text (empty)."),
    ],
)
def test_what_cannot_be_had_is_told(run: Run, site: Origin, path: str, told: str) -> None:
    result = run("clean", f"{site.url}{path}")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"{site.url}{path}: {told}\n"


def test_a_page_over_the_limit_is_not_read_to_its_end(run: Run, site: Origin) -> None:
    result = run("clean", f"{site.url}/article", "--set", "max_page=0")
    assert result.exit_code == 1
    assert "larger than" in result.stderr


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://127.0.0.1:1/", "Connection refused."),
        ("https://nobody.invalid/", "cannot be fetched: "),
    ],
)
def test_an_address_that_leads_nowhere_is_told(run: Run, address: str, told: str) -> None:
    result = run("clean", address)
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_certificate_that_nobody_signed_is_told(
    run: Run, site: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    result = run("clean", f"{site.url}/article")
    assert result.exit_code == 1
    assert "certificate verify failed" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.fixture
def dripping() -> Iterator[str]:
    """The address of a server that sends a byte now and then and never comes to an end."""
    stop = threading.Event()

    def drip() -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while not stop.wait(0.05):
                connection.sendall(b"X-More: 1\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        stop.set()
        thread.join()


def test_a_server_that_never_ends_is_left(run: Run, dripping: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "TIME", 0.4)
    result = run("clean", dripping)
    assert result.exit_code == 1
    assert result.stderr == f"{dripping}: cannot be fetched: it took longer than 0.4 seconds.\n"
