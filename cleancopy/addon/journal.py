"""A line of JSON for each page, for whoever counts or watches."""

from __future__ import annotations

import logging
import logging.handlers
import sys
import time

from cleancopy.addon.chronicle import Passed

TOLD = 60.0  # seconds between two lines about a file that cannot be written

_log = logging.getLogger(__name__)


class Journal:
    """Writes to a file that may be moved away at any time, as logrotate does; a full disk costs its lines."""

    def __init__(self, path: str) -> None:
        """`-` is standard output. Raises `OSError` for a file that cannot be written."""
        self._handler: logging.Handler
        self._handler = logging.StreamHandler(sys.stdout) if path == "-" else _File(path, encoding="utf-8")

    def page(self, passed: Passed) -> None:
        self._handler.handle(logging.makeLogRecord({"msg": passed.to_json()}))

    def close(self) -> None:
        self._handler.close()


class _File(logging.handlers.WatchedFileHandler):
    """Says so when it cannot write, but not each time."""

    _told = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        try:
            super().emit(record)
        except OSError:  # a file that cannot be opened anew is not among what logging itself sees to
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  the name is logging's
        if time.monotonic() - self._told < TOLD:
            return
        self._told = time.monotonic()
        _log.warning(f"Lines for {self.baseFilename} are lost: {sys.exception()}.")
