"""The worker processes: pages are cleaned there, never on mitmproxy's event loop.

pebble kills a worker that is out of time and replaces one that died; the standard library's pool does not.
Spawned, not forked: a forked worker would hold on to the proxy's listening socket.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
import threading
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from pebble import ProcessPool
from pebble.pool.process import WORKERS_NAME

from cleancopy.addon import worker
from cleancopy.addon.worker import Answer, Job, Rules
from cleancopy.errors import CleanCopyError

QUEUED_PER_WORKER = (
    8  # pages that may wait for each; at 30 ms a page, the last of them waits a quarter second
)
_PACKAGE_HOME = str(Path(__file__).resolve().parents[2])


class BusyError(CleanCopyError):
    """More pages wait than may."""


class Pool:
    """Workers that share a bounded queue. Its methods belong to the event loop's thread."""

    def __init__(self, workers: int, memory: int, rules: Rules) -> None:
        self._count = workers or os.cpu_count() or 1
        self._memory = memory
        self.rules = rules
        self._waiting = 0
        self._is_closed = False
        self._processes = self._start()

    def warm(self) -> None:
        """Start the workers before the first page comes."""
        self._running()

    async def run(self, job: Job, seconds: float) -> Answer:
        """Raises `BusyError`, `TimeoutError`, `ProcessExpired` for a crash, or what the worker raised."""
        if self._waiting >= self._count * (1 + QUEUED_PER_WORKER):
            raise BusyError
        self._waiting += 1
        try:
            return await self._cleaned(job, seconds)
        except BrokenProcessPool:  # a worker died that had no page, and this page waited still
            return await self._cleaned(job, seconds)
        finally:
            self._waiting -= 1

    def worker_ids(self) -> list[int]:
        """The process ids of the workers: what a status page or a person with `kill` wants to know."""
        children = multiprocessing.active_children()
        return [child.pid for child in children if child.name == WORKERS_NAME and child.pid is not None]

    def close(self) -> None:
        """Kill what runs; whoever waits for it gets a cancelled future."""
        self._is_closed = True
        self._processes.stop()
        self._processes.join()

    async def _cleaned(self, job: Job, seconds: float) -> Answer:
        future = self._running().schedule(worker.run, args=(job,), timeout=seconds)
        return await asyncio.wait_for(asyncio.wrap_future(future), seconds)

    def _running(self) -> ProcessPool:
        """pebble gives a pool up when a worker dies that had no page; then a new one takes its place."""
        if self._is_closed:
            raise BusyError
        if not self._processes.active:
            threading.Thread(target=self._processes.join, daemon=True).start()
            self._processes = self._start()
        return self._processes

    def _start(self) -> ProcessPool:
        _let_children_import()
        return ProcessPool(
            max_workers=self._count,
            initializer=worker.start,
            initargs=(self._memory, self.rules),
            context=multiprocessing.get_context("spawn"),
        )


def _let_children_import() -> None:
    """A bare clone is on no path but the one that the front door put there, and mitmproxy takes that back."""
    if _PACKAGE_HOME not in sys.path:
        sys.path.append(_PACKAGE_HOME)
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if _PACKAGE_HOME not in paths:
        os.environ["PYTHONPATH"] = os.pathsep.join([*filter(None, paths), _PACKAGE_HOME])
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a thread pool a worker would only take memory
