"""A page from the web, within bounds of size and time."""

from __future__ import annotations

import ipaddress
import re
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx

from cleancopy import __version__, decode, policy
from cleancopy.cli.failures import Failure
from cleancopy.errors import PageError
from cleancopy.model import Source

TIME = 30.0  # seconds for the whole page, redirects included
SILENCE = 10.0  # seconds without a byte
REDIRECTS = 10

_HEADERS = {
    "User-Agent": f"cleancopy/{__version__}",
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.1",
    "Accept-Encoding": ", ".join(policy.CODINGS),
}
_CODE = re.compile(r"^\[[^\]]*\] *| *\(_ssl\.c:\d+\)$")  # what the system puts around its words


type Check = Callable[[httpx.Request], None]


def fetch(address: str, url: str | None, limit: int, check: Check | None = None) -> Source:
    """The page behind an address, under the address that it was found at in the end, or under `url`.

    `check` is asked before each request, redirects included, and may raise `Failure`.
    """
    try:
        with _within(TIME), _client(check) as client, client.stream("GET", address) as response:
            if not response.is_success:
                raise Failure(
                    f"{address}: the server answered {response.status_code} {response.reason_phrase}."
                )
            raw = _bounded(response, limit)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        reason = _CODE.sub("", str(error)).rstrip(".") or type(error).__name__
        raise Failure(f"{address}: cannot be fetched: {reason}.") from error
    body = decode.undo_coding(raw, response.headers.get("content-encoding", ""), limit)
    return Source(body, url or str(response.url), response.headers.get("content-type"))


def keeper_of(url: str) -> Check:
    """Lets through what is at the origin of a page, which must not have moved into the house meanwhile."""
    was_public = _is_public(url)

    def check(request: httpx.Request) -> None:
        address = str(request.url)
        if urlsplit(address)[:2] != urlsplit(url)[:2]:
            raise Failure(f"{address}: not fetched: the article's first page is on another site.")
        if was_public and not _is_public(address):
            raise Failure(f"{address}: not fetched: its name leads into a private network now.")

    return check


def _is_public(address: str) -> bool:
    """Whether all that a name leads to is out on the web."""
    parts = urlsplit(address)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(ipaddress.ip_address(entry[4][0]).is_global for entry in found)


def _client(check: Check | None) -> httpx.Client:
    hooks = {"request": [check]} if check is not None else {}
    return httpx.Client(
        headers=_HEADERS,
        timeout=SILENCE,
        follow_redirects=True,
        max_redirects=REDIRECTS,
        event_hooks=hooks,
    )


def _bounded(response: httpx.Response, limit: int) -> bytes:
    raw = bytearray()
    for chunk in response.iter_raw():
        raw += chunk
        if len(raw) > limit:
            raise PageError("too-large", f"over {limit} bytes")
    return bytes(raw)


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raises `TimeoutError`. A server that sends a byte now and then would keep any other clock waiting."""

    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError(f"it took longer than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
