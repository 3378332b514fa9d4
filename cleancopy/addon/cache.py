"""Cleaned pages kept for the next reader: by what decides about them, bounded by their bytes.

A page is known by its content, so that an old copy of it can never be taken for a new one. The same digest is
the copy's ETag: a browser that has it already needs no worker, whichever of several proxies it asks.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict

import cleancopy
from cleancopy import policy
from cleancopy.workers import Answer, Job

OVERHEAD = 2048  # bytes of an entry beside its body and its ledger
LARGEST_SHARE = 8  # one page may take an eighth of it


def digest(job: Job) -> str:
    """Of everything that decides what becomes of a page: its bytes, the rules, the settings, the wish.

    And the bytes of the pages that are put after it.
    """
    options, wish = job.options, job.wish
    rest = (job.first_url, job.missing, job.missing_reason, *map(digest, job.more))
    wished = (wish.format, options.target_selector, options.remove_selector, options.images, options.links)
    page = (job.url, job.content_type, job.coding, options.view, options.favor, options.max_pages)
    known = (cleancopy.__version__, job.rules_id, *page, wished, rest)
    hashed = hashlib.blake2b(repr(known).encode("utf-8", "surrogateescape"), digest_size=16)
    hashed.update(job.raw)
    return hashed.hexdigest()


def is_lasting(answer: Answer) -> bool:
    """Whether the same page would have the same answer again; a failure has another chance."""
    return answer.error is None and (not answer.reason or policy.outcome(answer.reason) == "untouched")


class Cache:
    """Answers, the longest unused forgotten first."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        """In bytes."""
        self.size = 0
        self._answers: OrderedDict[str, Answer] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: str) -> Answer | None:
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def put(self, key: str, answer: Answer) -> None:
        self._drop(key)
        if _size(answer) * LARGEST_SHARE > self.limit:
            return
        self._answers[key] = answer
        self.size += _size(answer)
        while self.size > self.limit:
            self._drop(next(iter(self._answers)))

    def _drop(self, key: str) -> None:
        dropped = self._answers.pop(key, None)
        if dropped is not None:
            self.size -= _size(dropped)


def _size(answer: Answer) -> int:
    return len(answer.body) + len(answer.ledger) + OVERHEAD
