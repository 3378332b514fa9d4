"""The worker process, `python -m cleancopy.workers`: pages on its standard input, answers on its output.

It ends when its input does, so that none outlives its parent; and a page that takes longer than it may ends
it by an alarm, should nobody be there to kill it.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import IO

from cleancopy import policy
from cleancopy.ruleset import Ruleset
from cleancopy.workers import cleaning, messages
from cleancopy.workers.messages import Answer, FromWorker, Job, Loaded, Rules

NICENESS = 10  # what else passes through the proxy comes first
GRACE = 2.0  # seconds beyond the deadline, after which nobody kills us but ourselves
MOST_NOTES = 8
MOST_NOTE = 4000  # characters

_SAID = ("morning", "noon", "evening", "night", "winter", "spring", "summer", "autumn")
_PARAGRAPHS = "".join(
    f"<p>In the {when} nobody wrote this page. It says what was said of the {when} before, at length, and"
    f" whoever waits for the end of the {when} will not find it here, for there is nobody to tell them.</p>"
    for when in _SAID
)
_PAGE = f"""<html lang=en><head><title>The first page - A site</title></head><body class=page>
<div class=ad-slot>Ad</div><article id=story class=story><h1 class=title>The first page</h1>
<p class=byline>By Some Body, 1 May 2020</p>{_PARAGRAPHS}<p>Read more: <a href=/other>Another page</a></p>
</article></body></html>"""
WARM_UP = Job(raw=_PAGE.encode(), url="http://warm-up.invalid/a/page", content_type="text/html")
"""Has something to do for every room: what is made when it is first asked for is made by this page."""


class Notes(logging.Handler):
    """Keeps what is logged while a page is cleaned: the proxy's log is the one that people read."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if len(self._lines) < MOST_NOTES:
            self._lines.append(self.format(record)[:MOST_NOTE])

    def taken(self) -> tuple[str, ...]:
        lines, self._lines = self._lines, []
        return tuple(lines)


class Worker:
    """Does what it is told, one message after the other; new rules beside the pages."""

    def __init__(self, outbox: IO[bytes], memory: int) -> None:
        self._outbox = outbox
        self._memory = memory
        self._speaking = threading.Lock()
        self._loading = ThreadPoolExecutor(1)  # one after the other: the last rules that came are in force
        self._newest: Ruleset | None = None
        self._in_force: Ruleset | None = None
        self._notes = Notes()
        logging.getLogger().addHandler(self._notes)

    def take(self, message: Rules | Job) -> None:
        if isinstance(message, Job):
            self._say(self._cleaned(message))
        elif self._newest is None:
            self._load(message)
            limit_memory(self._memory)
        else:
            self._loading.submit(self._load, message)

    def _load(self, rules: Rules) -> None:
        """A process that cannot have the rules that are in force makes room for one that can."""
        try:
            loaded: Ruleset = pickle.loads(rules.pickled)
            cleaning.clean(WARM_UP, loaded)
        except BaseException:  # noqa: BLE001  it ends the process, and is told
            traceback.print_exc()
            os._exit(1)
        self._newest = loaded
        self._say(Loaded(rules.id))

    def _cleaned(self, job: Job) -> Answer:
        ruleset = self._ruleset(job.rules_id)
        signal.setitimer(signal.ITIMER_REAL, job.seconds + GRACE)
        try:
            answer = cleaning.clean(job, ruleset)
        except MemoryError:
            answer = Answer(reason="memory", ruleset_id=ruleset.id)
        except Exception:  # the border: whatever is wrong, the page goes out as it came
            logging.getLogger(__name__).warning(f"Could not clean {job.url!r}.", exc_info=True)
            answer = Answer(reason="error", ruleset_id=ruleset.id)
        signal.setitimer(signal.ITIMER_REAL, 0)
        return replace(answer, notes=self._notes.taken())

    def _ruleset(self, rules_id: str) -> Ruleset:
        if self._in_force is None or self._in_force.id != rules_id:
            self._in_force = self._newest
        assert self._in_force is not None
        return self._in_force

    def _say(self, message: FromWorker) -> None:
        with self._speaking:
            self._outbox.write(messages.from_worker(message))
            self._outbox.flush()


def limit_memory(megabytes: int) -> None:
    """Bound what pages may take, above what the process has mapped by now."""
    import resource  # not there where there is no limit to be had

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    statm = Path("/proc/self/statm")
    if not statm.exists():  # macOS has no limit on memory that holds
        return
    mapped = int(statm.read_text().split()[0]) * resource.getpagesize()
    most = mapped + megabytes * policy.MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))


def main(memory: int) -> None:
    inbox, outbox = _own_pipes()
    os.nice(NICENESS)
    worker = Worker(outbox, memory)
    while (message := messages.read_from_parent(inbox)) is not None:
        worker.take(message)


def _own_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """The standard input and output, out of the reach of whoever prints."""
    inbox, outbox = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return inbox, outbox


if __name__ == "__main__":
    main(int(sys.argv[1]))
