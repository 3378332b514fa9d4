"""Traffic for proxies: an origin that costs next to nothing, and clients that ask it through a proxy.

Both write and read bare HTTP/1.1, because a client library would take as much of the processor as the proxy.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from bench import timing

HEADER_END = b"\r\n\r\n"
LENGTH = b"content-length:"
PATIENCE = 30  # seconds for one answer
LARGEST = 1 << 22  # bytes of an answer
LEAD_IN = 0.5  # seconds at the start that do not count: everybody connects and asks in the same instant

type Pages = Mapping[str, tuple[str, bytes]]
"""Path to media type and body."""


@dataclass
class Tally:
    """What came of some requests."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    failures: int = 0
    cleaned: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def quantile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        return timing.quantile(self.latencies, share) * 1000 if self.latencies else float("nan")


@contextmanager
def origin(pages: Pages) -> Iterator[tuple[int, int]]:
    """Serve pages from a process of its own; gives its port and its process id."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(dict(pages), theirs), daemon=True)
    process.start()
    try:
        yield ours.recv(), process.pid or 0
    finally:
        process.kill()
        process.join()


def _serve(pages: dict[str, tuple[str, bytes]], pipe: Connection) -> None:
    asyncio.run(_listen({path.encode(): _answer(kind, body) for path, (kind, body) in pages.items()}, pipe))


async def _listen(answers: dict[bytes, bytes], pipe: Connection) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Server(answers), "127.0.0.1", 0, backlog=1000)
    pipe.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _answer(kind: str, body: bytes) -> bytes:
    head = ("HTTP/1.1 200 OK", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "", "")
    return "\r\n".join(head).encode() + body


class _Server(asyncio.Protocol):
    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers = answers
        self._asked = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._asked += data
        while HEADER_END in self._asked:
            request, _, self._asked = self._asked.partition(HEADER_END)
            self._transport.write(self._answers[request.split(b" ", 2)[1]])


async def ask(
    proxy: int, urls: Iterator[str], *, connections: int, seconds: float, rate: float = 0.0
) -> Tally:
    """Ask through a proxy on so many connections for some time: as fast as it goes, or so many a second.

    What is asked in the lead-in before that time is told only where it fails.
    """
    tally = Tally(seconds)
    begin = time.perf_counter() + LEAD_IN
    clients = [_Client(proxy, urls, tally, begin) for _ in range(connections)]
    pause = connections / rate if rate else 0.0
    await asyncio.gather(*(one.run(pause, pause * place / connections) for place, one in enumerate(clients)))
    return tally


class _Client:
    """One connection, one request after another; opened anew when it breaks."""

    def __init__(self, proxy: int, urls: Iterator[str], tally: Tally, begin: float) -> None:
        self._proxy, self._urls, self._tally, self._begin = proxy, urls, tally, begin
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def run(self, pause: float, offset: float) -> None:
        due = time.perf_counter() + offset
        until = self._begin + self._tally.seconds
        while max(due, time.perf_counter()) < until:
            if pause:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await self._one(due if pause else time.perf_counter())
            due += pause
        self._close()

    async def _one(self, due: float) -> None:
        """The time is taken from when it was due: who waits for a slow answer asks late."""
        try:
            async with asyncio.timeout(PATIENCE):
                head = await self._exchange()
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError):
            self._tally.failures += 1
            self._close()
            return
        self._tally.failures += not head.startswith(b"http/1.1 200")
        if due >= self._begin:
            self._tally.latencies.append(time.perf_counter() - due)
            self._tally.cleaned += b"x-clean-copy: cleaned" in head

    async def _exchange(self) -> bytes:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._proxy, limit=LARGEST)
        reader, writer = self._streams
        url = next(self._urls)
        host = url.split("/", 3)[2]
        writer.write(f"GET {url} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n\r\n".encode())
        head = (await reader.readuntil(HEADER_END)).lower()
        await reader.readexactly(int(head.partition(LENGTH)[2].split(b"\r\n", 1)[0]))
        return head

    def _close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
