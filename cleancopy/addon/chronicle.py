"""What became of the pages that passed: told to the log, kept for a while for those who ask why."""

from __future__ import annotations

import json
import logging
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cleancopy.addon.originals import host_of
from cleancopy.errors import REASONS
from cleancopy.workers import Answer

REMEMBERED = 200  # pages
MOST_REMEMBERED = 16 << 20  # characters of their ledgers: a hostile page has hundreds of lines for each
BUSY_TOLD = 10.0  # seconds between two lines about pages that found no worker free

_REASONS: dict[str, str] = {
    **REASONS,
    "busy": "too many pages wait for the workers",
    "left": "its reader was gone before its turn came",
    "deadline": "it took longer than clean_deadline allows",
    "memory": "it took more memory than clean_memory allows",
    "crash": "its worker died",
    "broken-coding": "its content coding is unknown or broken",
    "nothing-to-remove": "it has no ad slots",
    "selector": "clean_target_selector matches nothing on it",
    "wish-422": "the request wished for what cannot be had of it",
    "wish-504": "the request gave it too little time",
}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A page that was looked at, and what went out for it."""

    url: str
    client: str
    mark: str
    """The `X-Clean-Copy` header: the outcome, and the reason for it."""
    status: int
    seconds: float
    bytes: int
    answer: Answer

    @property
    def outcome(self) -> str:
        return self.mark.partition(";")[0]

    @property
    def reason(self) -> str:
        return self.mark.partition("reason=")[2]

    @property
    def why(self) -> str:
        """The reason in words."""
        return _REASONS.get(self.reason, "")

    def to_json(self) -> str:
        """One line."""
        times = {name: round(ms, 2) for name, ms in self.answer.times.items()}
        record = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "url": self.url,
            "client": self.client,
            "outcome": self.outcome,
            "reason": self.reason or None,
            "status": self.status,
            "ms": round(self.seconds * 1000, 1),
            "bytes": self.bytes,
            "removed": self.answer.removed,
            "ruleset": self.answer.ruleset_id or None,
            "stages": times,
        }
        return json.dumps(record)


class Chronicle:
    """The last pages by client and URL, without their bodies, and whoever else wants to hear of each."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[Passed], None]] = []
        self._pages: OrderedDict[tuple[str, str], Passed] = OrderedDict()
        self._busy: Counter[str] = Counter()
        self._busy_told = 0.0

    def add(self, passed: Passed) -> None:
        self._tell(passed)
        self._pages.pop((passed.client, passed.url), None)
        self._pages[passed.client, passed.url] = replace(passed, answer=replace(passed.answer, body=b""))
        while len(self._pages) > REMEMBERED or self._size() > MOST_REMEMBERED:
            self._pages.popitem(last=False)
        for listener in self.listeners:
            listener(passed)

    def find(self, client: str, url: str) -> Passed | None:
        """The last visit of a client to a page: what others visit is no business of theirs."""
        return self._pages.get((client, url))

    def has_cleaned(self, client: str, host: str) -> bool:
        """Whether a client has had a page of a host clean, not long ago."""
        pages = [passed for passed in self._pages.values() if passed.client == client]
        return any(passed.outcome == "cleaned" and host_of(passed.url) == host for passed in pages)

    def _size(self) -> int:
        return sum(len(passed.answer.ledger) for passed in self._pages.values())

    def _tell(self, passed: Passed) -> None:
        for note in passed.answer.notes:
            _log.warning(note)
        if passed.reason == "busy":
            self._tell_of_busy()
        elif passed.outcome == "failed-open":
            _log.warning(f"{passed.url!r} goes out untouched: {passed.why or passed.reason}.")

    def _tell_of_busy(self) -> None:
        """Not one by one: there is enough to do."""
        self._busy["pages"] += 1
        if time.monotonic() - self._busy_told >= BUSY_TOLD:
            self._busy_told = time.monotonic()
            _log.warning(f"{self._busy.pop('pages')} page(s) went out untouched: {_REASONS['busy']}.")
