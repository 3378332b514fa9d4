"""A plain mitmdump and one with Clean Copy, started side by side, and what each takes of the machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from cleancopy import resources

START_LIMIT = 60.0  # seconds
TICKS = os.sysconf("SC_CLK_TCK")
QUIET = ("flow_detail=0", "termlog_verbosity=error")


@dataclass(frozen=True)
class Proxy:
    """A running mitmdump."""

    port: int
    process: subprocess.Popen[bytes]

    def processor_time(self) -> float:
        """Seconds so far, its workers' with it."""
        return sum(map(processor_time, (self.process.pid, *self.workers())))

    def memory(self) -> float:
        """Megabytes of its own, without its workers."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children]


def processor_time(pid: int) -> float:
    """Seconds of processor time that a process has taken so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def plain_and_ours(*settings: str) -> Iterator[tuple[Proxy, Proxy]]:
    """Both listening on loopback, both as quiet; the settings are for ours."""
    with TemporaryDirectory() as folder, _started(folder) as plain, _ours(folder, *settings) as proxy:
        yield plain, proxy


@contextmanager
def ours(*settings: str) -> Iterator[Proxy]:
    """Ours alone."""
    with TemporaryDirectory() as folder, _ours(folder, *settings) as proxy:
        yield proxy


@contextmanager
def _ours(folder: str, *settings: str) -> Iterator[Proxy]:
    script = str(resources.shipped("proxy_addon.py"))
    chosen = [argument for setting in settings for argument in ("--set", setting)]
    with _started(folder, "--scripts", script, *chosen) as proxy:
        yield proxy


@contextmanager
def _started(folder: str, *arguments: str) -> Iterator[Proxy]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = int(found.getsockname()[1])
    quiet = [argument for setting in (*QUIET, f"confdir={folder}") for argument in ("--set", setting)]
    where = ("--listen-host", "127.0.0.1", "--listen-port", str(port))
    mitmdump = str(Path(sys.executable).with_name("mitmdump"))
    process = subprocess.Popen([mitmdump, *where, *quiet, *arguments], stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Proxy(port, process)
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + START_LIMIT
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
