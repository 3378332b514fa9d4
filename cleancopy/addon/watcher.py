"""The rules in force, and the watch over their folders.

A good edit is in force within a second. A broken one is told with file, line and column, and changes nothing.
Workers get the rules from a file of ours, not from the folders: one that starts while a folder is broken has
the last good rules, too.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from mitmproxy.log import ALERT

from cleancopy import resources, ruleset
from cleancopy.addon.worker import Rules
from cleancopy.errors import RuleError
from cleancopy.ruleset import Ruleset

INTERVAL = 0.4  # seconds between two looks at the folders
SETTLED = 0.05  # seconds without a change, after which a file counts as written
MOST_WAITS = 6  # for files that go on changing; then the next look sees to them
KEPT = 8  # versions kept for jobs that still wait

_log = logging.getLogger(__name__)


class RuleWatcher:
    """The version of the rules that is in force. Raises `RuleError` where there is no good one at first."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._seen = self._look()
        self._store = tempfile.TemporaryDirectory(prefix="cleancopy-rules-")
        self._versions: list[Rules] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="rule watcher", daemon=True)
        self.rules = self._keep(ruleset.load(*self._folders))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._store.cleanup()

    def look(self) -> None:
        """Take a change of the folders into force, or say why not."""
        seen = self._look()
        if seen == self._seen:
            return
        if not self._is_settled(seen):
            return
        try:
            loaded = ruleset.load(*self._folders)
        except RuleError as error:
            self._tell(error)
            return
        if loaded.id != self.rules.id:
            self.rules = self._keep(loaded)
            _log.log(ALERT, f"New rules are in force: {len(loaded)} rules, version {loaded.id}.")

    def _is_settled(self, seen: bytes) -> bool:
        """Whether nobody writes there any more: half a file can be a good one that means something else."""
        for _ in range(MOST_WAITS):
            time.sleep(SETTLED)
            before, seen = seen, self._look()
            if seen == before:
                self._seen = seen
                return True
        return False

    def _watch(self) -> None:
        while not self._stop.wait(INTERVAL):
            try:
                self.look()
            except Exception:  # noqa: BLE001  the border: a watch that ends is worse than a look that failed
                _log.warning("Could not look at the rules; the last good ones stay in force.", exc_info=True)

    def _tell(self, error: RuleError) -> None:
        for problem in error.problems:
            _log.warning(str(problem))
        _log.warning(f"The last good rules stay in force, version {self.rules.id}.")

    def _keep(self, loaded: Ruleset) -> Rules:
        path = Path(self._store.name, f"{loaded.id}.pickle")
        path.write_bytes(pickle.dumps(loaded))
        kept = Rules(loaded.id, path)
        self._versions = [version for version in self._versions if version.id != loaded.id] + [kept]
        while len(self._versions) > KEPT:
            self._versions.pop(0).path.unlink(missing_ok=True)
        return kept

    def _look(self) -> bytes:
        digest = hashlib.blake2b()
        for folder in (resources.shipped("rules"), *self._folders):
            for path in _rule_files(folder):
                digest.update(str(path).encode() + b"\0" + _content(path) + b"\0")
        return digest.digest()


def _rule_files(folder: Path) -> Iterator[Path]:
    if folder.is_file():
        yield folder
        return
    yield from sorted(path for pattern in ("*.yaml", "*.yml") for path in folder.rglob(pattern))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:  # gone since it was listed, or unreadable: either is a change to look into
        return str(error.errno).encode()
