"""Processor time of several functions on the same pages, fair on a noisy machine.

Every function runs on a page before the next page comes, each round in another order, and a page's time is
the least of all rounds. Only the ratios within one run mean something.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from bench.corpora import Page, own_pages, pages, present, spread

type Work = Callable[[bytes, str | None], object]
type Times = dict[str, list[float]]


def sample(count: int) -> list[Page]:
    """Pages of all corpora, evenly spread; the project's own test pages where there are no corpora."""
    every = tuple(page for corpus in present() for page in pages(corpus)) or own_pages()
    return list(spread(every, count))


def processor_time(work: Callable[[], object]) -> float:
    """Milliseconds of processor time that one call takes."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


@contextmanager
def no_collection() -> Iterator[None]:
    """Without the garbage collector, which would charge one function for another's garbage."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def interleaved(
    works: Mapping[str, Work], inputs: Sequence[tuple[bytes, str | None]], *, rounds: int
) -> Times:
    """Name to the least milliseconds on each input."""
    best = {name: [float("inf")] * len(inputs) for name in works}
    names = list(works)
    for turn in range(rounds):
        for place, (body, url) in enumerate(inputs):
            for name in _rotated(names, turn + place):
                with no_collection():
                    taken = processor_time(partial(works[name], body, url))
                best[name][place] = min(best[name][place], taken)
    return best


def _rotated(names: Sequence[str], by: int) -> list[str]:
    start = by % len(names)
    return [*names[start:], *names[:start]]


def ratios(times: Sequence[float], base: Sequence[float]) -> list[float]:
    """Page by page: how many times the base each took."""
    return sorted(taken / unit for taken, unit in zip(times, base, strict=True))


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
