"""Lets one reader read a corpus: in processes, page by page, with the peers' readings kept in a file."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path

from bench import readers
from bench.corpora import Page
from bench.readers import Reading

CACHE = Path(__file__).with_name(".cache")
CHUNK = 8  # pages a task: few enough that the processes end together
PATIENCE = 60  # seconds for one page, which none of the real pages comes near

type Readings = dict[str, Reading]


def read_all(reader: str, pages: Sequence[Page], *, jobs: int, target: str = readers.OURS) -> Readings:
    """What a reader makes of the pages; a peer's readings come from the cache where it has them."""
    known = {} if reader == "ours" else _load(reader, pages)
    missing = [page for page in pages if page.id not in known]
    if missing:
        known |= _read(reader, missing, jobs=jobs, target=target)
        if reader != "ours":
            _save(reader, pages[0].corpus, known)
    return {page.id: known[page.id] for page in pages}


def _read(reader: str, pages: Sequence[Page], *, jobs: int, target: str) -> Readings:
    read = partial(read_page, reader, target=target)
    return dict(zip((page.id for page in pages), in_processes(read, pages, jobs=jobs), strict=True))


def in_processes[T](work: Callable[[Page], T], pages: Sequence[Page], *, jobs: int) -> list[T]:
    """`work` done on every page, in the order of the pages."""
    if jobs == 1:
        return [work(page) for page in pages]
    context = multiprocessing.get_context("spawn")  # nobody's threads and caches are copied
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        return list(pool.map(work, pages, chunksize=CHUNK))


def read_page(reader: str, page: Page, target: str = readers.OURS) -> Reading:
    """One page, with whatever goes wrong in the reading."""
    read = _reader(reader, target)
    try:
        with patience():
            return read(page.read(), page.url)
    except Exception as error:  # noqa: BLE001  the border: one page's failure is a figure in the table
        return Reading(error=readers.last_line(error))


@cache
def _reader(reader: str, target: str) -> readers.Reader:
    return readers.ours(target) if reader == "ours" else readers.peer(reader)


@contextmanager
def patience() -> Iterator[None]:
    """Raises `TimeoutError` when what it guards takes too long."""

    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError(f"took longer than {PATIENCE} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _cache_file(reader: str, corpus: str) -> Path:
    return CACHE / f"{reader}-{readers.peer_version(reader)}" / f"{corpus}.json.gz"


def _load(reader: str, pages: Iterable[Page]) -> Readings:
    corpus = next(iter(pages)).corpus
    file = _cache_file(reader, corpus)
    if not file.is_file():
        return {}
    entries = json.loads(gzip.decompress(file.read_bytes()))
    return {name: Reading(**entry) for name, entry in entries.items()}


def _save(reader: str, corpus: str, readings: Readings) -> None:
    file = _cache_file(reader, corpus)
    file.parent.mkdir(parents=True, exist_ok=True)
    entries = {name: asdict(reading) for name, reading in readings.items()}
    aside = file.with_suffix(".new")
    aside.write_bytes(gzip.compress(json.dumps(entries).encode(), 3))
    aside.replace(file)
