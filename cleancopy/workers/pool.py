"""The workers together: one a core, a bounded queue before them, each replaced when it dies."""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import replace

from cleancopy.errors import WorkerError
from cleancopy.workers.messages import Answer, Job, Rules
from cleancopy.workers.process import Worker

QUEUED_PER_WORKER = (
    8  # pages that may wait for each; at 30 ms a page, the last of them waits a quarter second
)
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds between attempts to start a worker that does not start

START_LIMIT = 60.0  # seconds; on an idle machine it takes one

_log = logging.getLogger(__name__)


class _Place:
    """A page's place in the queue."""

    def __init__(self, connection: str, limit: asyncio.Timeout) -> None:
        self.connection = connection
        self.limit = limit
        self.is_given_up = False

    def give_up(self) -> None:
        if not self.limit.expired():  # it may have been about to be told
            self.is_given_up = True
            self.limit.reschedule(0)


class Pool:
    """Workers and the pages that wait for them. Its methods belong to the event loop's thread."""

    def __init__(self, workers: int, memory: int, rules: Rules) -> None:
        self.count = workers or os.cpu_count() or 1
        self.rules = rules
        """In force: every worker has them."""
        self.waiting = 0
        """Pages in work or in the queue."""
        self.deaths = 0
        self._memory = memory
        self._newest = rules
        self._free: asyncio.Queue[Worker] = asyncio.Queue()
        self._queue: set[_Place] = set()
        self._workers: set[Worker] = set()
        self._keepers: list[asyncio.Task[None]] = []
        self.does_not_start = False
        self._is_closed = False

    def start(self) -> None:
        """Start all workers; pages that come before they have started wait for them."""
        self._keepers = [asyncio.create_task(self._keep()) for _ in range(self.count)]

    async def run(self, job: Job, seconds: float) -> Answer:
        """Have a page cleaned. Raises `WorkerError`: `busy`, `left`, `deadline` or `crash`."""
        if self._is_closed or self.waiting >= self.count * (1 + QUEUED_PER_WORKER):
            raise WorkerError("busy")
        if self.does_not_start and not self.is_ready:
            raise WorkerError("crash")
        self.waiting += 1
        place = _Place(job.connection, asyncio.timeout(seconds))
        try:
            async with place.limit:
                return await self._cleaned(job, place)
        except TimeoutError:
            raise WorkerError("left" if place.is_given_up else "deadline") from None
        finally:
            self.waiting -= 1

    def forget(self, connection: str) -> None:
        """Take out of the queue what came by a connection that is closed; what is in work is ended."""
        for place in self._queue:
            if place.connection == connection:
                place.give_up()

    async def take_rules(self, rules: Rules) -> bool:
        """Put new rules in force as soon as all workers have them; false if newer ones came meanwhile.

        Pages go on meanwhile, by the old ones; from one page to the next all go by the new ones.
        """
        self._newest = rules
        for worker in self._workers:
            worker.load(rules)
        while self._newest is rules and not all(worker.has(rules) for worker in self._workers):
            await asyncio.sleep(0.02)
        if self._newest is rules:
            self.rules = rules
        return self._newest is rules

    @property
    def is_ready(self) -> bool:
        """Whether a page would find a worker, now or soon."""
        return not self._is_closed and any(worker.is_ready.is_set() for worker in self._workers)

    def worker_ids(self) -> list[int]:
        """The process ids of the workers: what a status page or a person with `kill` wants to know."""
        return [worker.pid for worker in self._workers if not worker.is_gone]

    def close(self) -> None:
        """Kill what runs; a page in work goes out as it came."""
        self._is_closed = True
        for worker in self._workers:
            worker.kill()

    async def _cleaned(self, job: Job, place: _Place) -> Answer:
        self._queue.add(place)
        try:
            worker = await self._free_worker()
        finally:
            self._queue.discard(place)
        try:
            answer = await worker.clean(replace(job, rules_id=self.rules.id))
        except asyncio.CancelledError:  # it is out of time
            worker.kill()
            raise
        if answer.reason == "memory":
            worker.kill()  # what is left of its memory is in pieces
        else:
            self._free.put_nowait(worker)
        return answer

    async def _free_worker(self) -> Worker:
        worker = await self._free.get()
        while worker.is_gone:
            worker = await self._free.get()
        return worker

    async def _keep(self) -> None:
        """Keep one worker alive for as long as the pool is."""
        pause = FIRST_PAUSE
        while not self._is_closed:
            self.does_not_start = not await self._one_life()
            pause = min(2 * pause, LONGEST_PAUSE) if self.does_not_start else FIRST_PAUSE
            await asyncio.sleep(pause if self.does_not_start else 0)

    async def _one_life(self) -> bool:
        """A worker from its start to its end; whether it came to work."""
        rules = self._newest
        try:
            worker = await Worker.start(self._memory, rules)
        except OSError as error:
            _log.warning(f"A worker could not be started: {error.strerror}. Pages may go out untouched.")
            return False
        self._workers.add(worker)
        if self._newest is not rules:
            worker.load(self._newest)
        if self._is_closed:
            worker.kill()
        offering = asyncio.create_task(self._offer(worker))
        try:
            cause = await worker.listen()
        finally:
            offering.cancel()
            self._workers.discard(worker)
        if cause:
            self.deaths += 1
            _log.warning(f"A worker died ({cause}); another one takes its place.")
        return worker.is_ready.is_set()

    async def _offer(self, worker: Worker) -> None:
        """Let a new worker have pages as soon as it has its rules."""
        try:
            async with asyncio.timeout(START_LIMIT):
                await worker.is_ready.wait()
        except TimeoutError:
            worker.kill()
            return
        self.does_not_start = False
        self._free.put_nowait(worker)
