"""mitmdump as a process, as a person starts it."""

import resource
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from cleancopy import resources

START_LIMIT = 60.0  # seconds; on an idle machine it takes two
SOON = 10.0  # seconds; without load it takes one


class _Http2Context(ssl.SSLContext):
    """Offers HTTP/2 alone: httpx names HTTP/1.1 first to a proxy, and mitmproxy takes the first."""

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        super().set_alpn_protocols(["h2"])


@dataclass
class Proxy:
    process: subprocess.Popen[bytes]
    port: int
    folder: Path
    confdir: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def certificate(self) -> Path:
        return self.confdir / "mitmproxy-ca-cert.pem"

    @property
    def output(self) -> str:
        return (self.folder / "output.txt").read_text(errors="replace")

    def tls(self, connection: socket.socket, host: str = "localhost") -> ssl.SSLSocket:
        """A connection to a host behind it, over TLS."""
        context = ssl.create_default_context(cafile=self.certificate)
        return context.wrap_socket(connection, server_hostname=host)

    def client(self, *, http2: bool = False, user: str = "") -> httpx.Client:
        context = _Http2Context(ssl.PROTOCOL_TLS_CLIENT) if http2 else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(self.certificate)
        url = f"http://{user}@127.0.0.1:{self.port}" if user else self.url
        return httpx.Client(proxy=url, verify=context, http1=not http2, http2=http2, timeout=60)

    def workers(self) -> list[int]:
        """The process ids of its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        commands = {child: Path(f"/proc/{child}/cmdline").read_bytes() for child in children}
        return [int(child) for child, command in commands.items() if b"cleancopy.workers" in command]

    def memory(self) -> int:
        """Bytes that it and its workers have in memory."""
        pages = [
            Path(f"/proc/{one}/statm").read_text().split()[1] for one in (self.process.pid, *self.workers())
        ]
        return sum(map(int, pages)) * resource.getpagesize()

    def wait_until_it_serves(self) -> None:
        until = time.monotonic() + START_LIMIT
        while "Clean Copy: " not in self.output:
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"the proxy did not start:\n{self.output}")
            time.sleep(0.05)

    def wait_until_it_listens(self) -> None:
        """For a mitmdump without us."""
        until = time.monotonic() + START_LIMIT
        while " listening at " not in self.output and time.monotonic() < until:
            time.sleep(0.05)

    def wait_until_it_ends(self) -> int:
        return self.process.wait(START_LIMIT)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(START_LIMIT)


def start(
    folder: Path,
    *options: str,
    origin_ca: Path,
    port: int | None = None,
    serve: bool = False,
    plain: bool = False,
    confdir: Path | None = None,
    within: Sequence[str] = (),
) -> Proxy:
    """Start it in a folder of its own; whether it serves is for the caller to wait for.

    `within` is a command that starts another one.
    """
    port = port or free_port()
    folder.mkdir(parents=True, exist_ok=True)
    confdir = confdir or folder / "confdir"
    chosen = [f"confdir={confdir}", f"ssl_verify_upstream_trusted_ca={origin_ca}", *options]
    command = _serve(port, chosen) if serve else _mitmdump(port, chosen, plain=plain)
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen([*within, *command], cwd=folder, stdout=output, stderr=subprocess.STDOUT)
    return Proxy(process, port, folder, confdir)


@contextmanager
def serving(folder: Path, *options: str, **more: Any) -> Iterator[Proxy]:
    """The same, from when it serves, and ended behind it."""
    proxy = start(folder, *options, **more)
    try:
        proxy.wait_until_it_serves()
        yield proxy
    finally:
        proxy.stop()


def holds_soon(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + SOON
    while not (holds := condition()) and time.monotonic() < until:
        time.sleep(0.1)
    return holds


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _serve(port: int, options: Sequence[str]) -> list[str]:
    """Our own entry: the same program."""
    call = (
        f"import sys; from cleancopy.addon import serve; sys.exit(serve({port}, settings={list(options)!r}))"
    )
    return [sys.executable, "-c", call]


def _mitmdump(port: int, options: Sequence[str], *, plain: bool) -> list[str]:
    beside = Path(sys.executable).with_name("mitmdump")
    found = str(beside) if beside.exists() else shutil.which("mitmdump")
    assert found, "mitmdump is not installed"
    settings = [argument for option in options for argument in ("--set", option)]
    script = [] if plain else ["-s", str(resources.shipped("proxy_addon.py"))]
    where = ["--listen-host", "127.0.0.1"] if plain else []
    return [found, *script, *where, "-p", str(port), *settings]
