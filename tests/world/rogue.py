"""A server that does what no server should: each path is a fault of its own, written to the bare socket."""

import contextlib
import gzip
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import brotli

from world.pages import article

PAGE = article("http://ads.test")
HALF = len(PAGE) // 2
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"

type Fault = Callable[["Rogue", socket.socket], None]

FAULTS: dict[str, Fault] = {}


def fault(function: Fault) -> Fault:
    """One that a path leads to."""
    FAULTS[function.__name__] = function
    return function


@dataclass
class Rogue:
    """At `http://127.0.0.1:<port>`; a test that wants a page to wait lets it go on with `go`."""

    listener: socket.socket
    go: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)
    connections: int = 0
    heard: bytes = b""
    """The last request, as it came."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"


def start() -> Rogue:
    rogue = Rogue(socket.create_server(("127.0.0.1", 0), backlog=300))
    threading.Thread(target=_serve, args=(rogue,), daemon=True).start()
    return rogue


def _serve(rogue: Rogue) -> None:
    while True:
        try:
            connection, _ = rogue.listener.accept()
        except OSError:
            return
        rogue.connections += 1
        threading.Thread(target=_answer, args=(rogue, connection), daemon=True).start()


def _answer(rogue: Rogue, connection: socket.socket) -> None:
    with connection, contextlib.suppress(OSError):
        request = b""
        while b"\r\n\r\n" not in request:
            data = connection.recv(65536)
            if not data:
                return
            request += data
            if request.startswith(b"\x16"):  # TLS, which it does not speak
                _send(connection, "HTTP/1.1 400 Bad Request\r\n")
                return
        name = request.split(b" ")[1].decode().strip("/").partition("?")[0].replace("-", "_")
        rogue.heard = request
        rogue.asked.set()
        FAULTS[name](rogue, connection)


def _send(connection: socket.socket, head: str, body: bytes = b"") -> None:
    connection.sendall(head.encode() + b"Connection: close\r\n\r\n" + body)


def _chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


@fault
def good(rogue: Rogue, connection: socket.socket) -> None:
    _send(connection, f"{HEAD}Content-Length: {len(PAGE)}\r\n", PAGE)


@fault
def deep_thought(rogue: Rogue, connection: socket.socket) -> None:
    """The same page, which a rule of one test cannot get done with."""
    good(rogue, connection)


@fault
def waits(rogue: Rogue, connection: socket.socket) -> None:
    """Half of the page, and the rest when a test says so."""
    _send(connection, f"{HEAD}Content-Length: {len(PAGE)}\r\n", PAGE[:HALF])
    rogue.go.wait(60)
    connection.sendall(PAGE[HALF:])


@fault
def picture_waits(rogue: Rogue, connection: socket.socket) -> None:
    _send(connection, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 8\r\n", b"half")
    rogue.go.wait(60)
    connection.sendall(b"half")


@fault
def hangs_up(rogue: Rogue, connection: socket.socket) -> None:
    """Without a word."""


@fault
def resets(rogue: Rogue, connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@fault
def resets_midway(rogue: Rogue, connection: socket.socket) -> None:
    _send(connection, f"{HEAD}Content-Length: {len(PAGE)}\r\n", PAGE[:HALF])
    time.sleep(0.1)
    resets(rogue, connection)


@fault
def resets_a_picture(rogue: Rogue, connection: socket.socket) -> None:
    _send(connection, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 8\r\n", b"half")
    time.sleep(0.1)
    resets(rogue, connection)


@fault
def promises_more(rogue: Rogue, connection: socket.socket) -> None:
    _send(connection, f"{HEAD}Content-Length: {len(PAGE) + 100}\r\n", PAGE)


@fault
def promises_less(rogue: Rogue, connection: socket.socket) -> None:
    _send(connection, f"{HEAD}Content-Length: {HALF}\r\n", PAGE)


@fault
def two_lengths(rogue: Rogue, connection: socket.socket) -> None:
    _send(connection, f"{HEAD}Content-Length: 5\r\nContent-Length: {len(PAGE)}\r\n", PAGE)


@fault
def length_and_chunks(rogue: Rogue, connection: socket.socket) -> None:
    _send(
        connection, f"{HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", _chunk(PAGE) + _chunk(b"")
    )


@fault
def no_length(rogue: Rogue, connection: socket.socket) -> None:
    _send(connection, HEAD, PAGE)


@fault
def chunks(rogue: Rogue, connection: socket.socket) -> None:
    parts = [PAGE[start : start + 999] for start in range(0, len(PAGE), 999)]
    _send(connection, f"{HEAD}Transfer-Encoding: chunked\r\n", b"".join(map(_chunk, parts)) + _chunk(b""))


@fault
def broken_chunks(rogue: Rogue, connection: socket.socket) -> None:
    _send(connection, f"{HEAD}Transfer-Encoding: chunked\r\n", b"zz\r\n" + PAGE)


@fault
def chunks_end_early(rogue: Rogue, connection: socket.socket) -> None:
    _send(connection, f"{HEAD}Transfer-Encoding: chunked\r\n", _chunk(PAGE)[:HALF])


@fault
def noise(rogue: Rogue, connection: socket.socket) -> None:
    connection.sendall(bytes(range(256)) * 4)


@fault
def huge_headers(rogue: Rogue, connection: socket.socket) -> None:
    _send(connection, HEAD + "X-Filler: " + "x" * 200_000 + "\r\n", PAGE)


@fault
def null_in_a_header(rogue: Rogue, connection: socket.socket) -> None:
    _send(connection, f"{HEAD}X-Odd: a\0b\r\nContent-Length: {len(PAGE)}\r\n", PAGE)


@fault
def bomb(rogue: Rogue, connection: socket.socket) -> None:
    body = brotli.compress(bytes(1 << 30), quality=1)
    _send(connection, f"{HEAD}Content-Encoding: br\r\nContent-Length: {len(body)}\r\n", body)


@fault
def gzip_in_gzip(rogue: Rogue, connection: socket.socket) -> None:
    body = gzip.compress(gzip.compress(PAGE))
    _send(connection, f"{HEAD}Content-Encoding: gzip, gzip\r\nContent-Length: {len(body)}\r\n", body)


@fault
def bad_checksum(rogue: Rogue, connection: socket.socket) -> None:
    body = bytearray(gzip.compress(PAGE))
    body[-8] ^= 255
    _send(connection, f"{HEAD}Content-Encoding: gzip\r\nContent-Length: {len(body)}\r\n", bytes(body))


@fault
def unknown_coding(rogue: Rogue, connection: socket.socket) -> None:
    _send(connection, f"{HEAD}Content-Encoding: rot13\r\nContent-Length: {len(PAGE)}\r\n", PAGE)


@fault
def wrong_coding(rogue: Rogue, connection: socket.socket) -> None:
    _send(connection, f"{HEAD}Content-Encoding: gzip\r\nContent-Length: {len(PAGE)}\r\n", PAGE)


@fault
def too_large(rogue: Rogue, connection: socket.socket) -> None:
    """Over the limit, as it turns out when most of it has come."""
    _send(connection, f"{HEAD}Transfer-Encoding: chunked\r\n")
    for _ in range(30):
        connection.sendall(_chunk(b"<p>" + b"x" * 99_997))
    connection.sendall(_chunk(b""))


@fault
def deep(rogue: Rogue, connection: socket.socket) -> None:
    body = b"<div>" * 400_000
    _send(connection, f"{HEAD}Content-Length: {len(body)}\r\n", body)


@fault
def events(rogue: Rogue, connection: socket.socket) -> None:
    """Server-sent events: the first at once, the second when a test says so."""
    _send(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n", b"data: 1\n\n")
    rogue.go.wait(60)
    connection.sendall(b"data: 2\n\n")


@fault
def dribbles(rogue: Rogue, connection: socket.socket) -> None:
    _send(connection, f"{HEAD}Content-Length: {len(PAGE)}\r\n")
    for start in range(0, len(PAGE), 2000):
        connection.sendall(PAGE[start : start + 2000])
        time.sleep(0.05)


@fault
def trailers(rogue: Rogue, connection: socket.socket) -> None:
    head = f"{HEAD}Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n"
    _send(connection, head, _chunk(PAGE) + b"0\r\nX-Sum: 1\r\n\r\n")


@fault
def early_hints(rogue: Rogue, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")
    good(rogue, connection)


@fault
def switches_protocols(rogue: Rogue, connection: socket.socket) -> None:
    """An upgrade that nobody asked for."""
    connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: odd\r\nConnection: Upgrade\r\n\r\n")


@fault
def web_socket(rogue: Rogue, connection: socket.socket) -> None:
    """No fault: the answer to the key in RFC 6455, 1.3, one frame, and whatever comes back, unmasked."""
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n\x81\x05hello"
    )
    frame = connection.recv(100)
    connection.sendall(
        b"\x81\x05" + bytes(one ^ key for one, key in zip(frame[6:11], frame[2:6] * 2, strict=False))
    )
