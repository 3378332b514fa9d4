"""One worker as the proxy sees it: a process that answers, or is gone."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import signal
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Self

from cleancopy.errors import WorkerError
from cleancopy.workers import messages
from cleancopy.workers.messages import Answer, Job, Loaded, Rules

WIDE = 1 << 20  # bytes of a pipe, the most that Linux lets everybody have; a page goes in at once
LAST_BREATH = 2.0  # seconds that a process may take to end after it has stopped to speak

_PACKAGE_HOME = str(Path(__file__).resolve().parents[2])


class Worker:
    """A running process. Its methods belong to the event loop's thread."""

    def __init__(self, process: Process, inbox: StreamReader, outbox: StreamWriter) -> None:
        self._process = process
        self._inbox, self._outbox = inbox, outbox
        self._answer: asyncio.Future[Answer] | None = None
        self._was_killed = False
        self.is_gone = False
        self.is_ready = asyncio.Event()
        """It has rules and can have pages."""
        self._rules_id = ""

    @classmethod
    async def start(cls, memory: int, rules: Rules) -> Self:
        """Start a process that limits itself to so many megabytes a page. Raises `OSError`."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "cleancopy.workers", str(memory)),
            stdin=PIPE,
            stdout=PIPE,
            env=_environment(),
            # A Ctrl-C in the terminal is for the proxy alone. Its own session would see to that, too, but
            # Linux shares the processor among sessions first, and being nice counts for nothing beyond one.
            process_group=0,
        )
        assert process.stdout is not None
        assert process.stdin is not None
        _widen(process.stdin)
        worker = cls(process, process.stdout, process.stdin)
        worker.load(rules)
        return worker

    @property
    def pid(self) -> int:
        return self._process.pid

    def load(self, rules: Rules) -> None:
        """Give it new rules. It keeps the old ones for as long as pages ask for them."""
        self._outbox.write(messages.to_worker(rules))

    def has(self, rules: Rules) -> bool:
        return self._rules_id == rules.id

    async def clean(self, job: Job) -> Answer:
        """Have one page cleaned; one at a time. Raises `WorkerError` when the process is gone."""
        if self.is_gone:
            raise WorkerError("crash")
        self._answer = asyncio.get_running_loop().create_future()
        try:
            self._outbox.write(messages.to_worker(job))
            return await self._answer
        finally:
            self._answer = None

    async def listen(self) -> str:
        """Take in what it says until it is gone; gives what it died of, or nothing if it was killed here."""
        try:
            while True:
                self._take(await self._message())
        except (asyncio.IncompleteReadError, OSError, ValueError):
            self.is_gone = True  # or it says what makes no sense, and is of no more use
        except asyncio.CancelledError:  # the loop ends, and must not do so before its pipes have
            self.kill()
            await self._process.wait()
            raise
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(WorkerError("crash"))
        code = await self._ended()
        return "" if self._was_killed else _cause(code)

    def kill(self) -> None:
        """At once, whatever it is at."""
        self._was_killed = self.is_gone = True
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def _ended(self) -> int:
        try:
            return await asyncio.wait_for(self._process.wait(), LAST_BREATH)
        except TimeoutError:
            self.kill()
            return await self._process.wait()

    async def _message(self) -> Answer | Loaded:
        header, body = messages.SIZES.unpack(await self._inbox.readexactly(messages.SIZES.size))
        if header + body > messages.MOST_BODY:
            raise ValueError("no worker of ours says so much")
        said = await self._inbox.readexactly(header + body)
        return messages.read_answer(said[:header], said[header:])

    def _take(self, message: Answer | Loaded) -> None:
        if isinstance(message, Loaded):
            self._rules_id = message.rules_id
            self.is_ready.set()
        elif self._answer is not None and not self._answer.done():
            self._answer.set_result(message)


def _widen(outbox: StreamWriter) -> None:
    """Let a page go into the pipe in one piece: else a worker waits for the loop to come round again."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(PermissionError):  # a user's pipes are wide enough in all
            fcntl.fcntl(outbox.get_extra_info("pipe"), fcntl.F_SETPIPE_SZ, WIDE)


def _environment() -> dict[str, str]:
    """A bare clone is on no path but the one that the front door put there, and mitmproxy takes that back."""
    paths = [_PACKAGE_HOME, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    threads = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}  # more would only take memory
    return os.environ | threads | {"PYTHONPATH": os.pathsep.join(paths)}


def _cause(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    return signal.strsignal(-code) or f"signal {-code}"
