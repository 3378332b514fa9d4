"""The rules in force, and the watch over their folders.

A good edit is in force within a second. A broken one is told with file, line and column, and changes nothing.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from mitmproxy.log import ALERT

from cleancopy import resources, ruleset
from cleancopy.errors import Problem, RuleError
from cleancopy.ruleset import Ruleset
from cleancopy.ruleset.folders import rule_files
from cleancopy.workers import Rules

INTERVAL = 0.25  # seconds between two looks at the folders
SETTLED = 0.05  # seconds without a change, after which a file counts as written
MOST_WAITS = 6  # for files that go on changing; then the next look sees to them

_log = logging.getLogger(__name__)


class RuleWatcher:
    """The last good version of the rules. Raises `RuleError` where there is none at first."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._seen = self._look()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.rules = _pickled(ruleset.load(*self._folders))
        self.problems: tuple[Problem, ...] = ()
        """What keeps the newest files from being in force."""

    def start(self, take: Callable[[Rules], None]) -> None:
        """Watch, and hand over each good version, from another thread."""
        self._thread = threading.Thread(target=self._watch, args=(take,), name="rule watcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def look(self) -> bool:
        """Whether the folders have changed to other good rules; why they have not is told to the log."""
        seen = self._look()
        if seen == self._seen or not self._is_settled(seen):
            return False
        try:
            loaded = ruleset.load(*self._folders)
        except RuleError as error:
            self.problems = tuple(error.problems)
            self._tell(error)
            return False
        was_broken, self.problems = bool(self.problems), ()
        is_new = loaded.id != self.rules.id
        if was_broken and not is_new:
            _log.log(ALERT, f"The rule files are in order again, version {loaded.id} is in force.")
        self.rules = _pickled(loaded)
        return is_new

    def _is_settled(self, seen: bytes) -> bool:
        """Whether nobody writes there any more: half a file can be a good one that means something else."""
        for _ in range(MOST_WAITS):
            time.sleep(SETTLED)
            before, seen = seen, self._look()
            if seen == before:
                self._seen = seen
                return True
        return False

    def _watch(self, take: Callable[[Rules], None]) -> None:
        while not self._stop.wait(INTERVAL):
            try:
                if self.look():
                    take(self.rules)
            except Exception:  # noqa: BLE001  the border: a watch that ends is worse than a look that failed
                _log.warning("Could not look at the rules; the last good ones stay in force.", exc_info=True)

    def _tell(self, error: RuleError) -> None:
        for problem in error.problems:
            _log.warning(str(problem))
        _log.warning(f"The last good rules stay in force, version {self.rules.id}.")

    def _look(self) -> bytes:
        """A digest of what the file system says of every rule file; its time of change cannot be set back."""
        digest = hashlib.blake2b()
        for folder in (resources.shipped("rules"), *self._folders):
            for path in sorted(rule_files(folder, [])):
                digest.update(os.fsencode(path) + f"\0{_state(path)}\0".encode())
        return digest.digest()


def _pickled(loaded: Ruleset) -> Rules:
    return Rules(loaded.id, pickle.dumps(loaded))


def _state(path: Path) -> str:
    try:
        found = path.stat()
    except OSError as error:  # gone since it was listed, or unreadable: either is a change to look into
        return str(error.errno)
    return f"{found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"
