"""Worker processes that hang, die and run out of memory, and the pages after them."""

import asyncio
import os
import pickle
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pebble import ProcessExpired

from addon.pages import ARTICLE
from cleancopy import ruleset
from cleancopy.addon.pool import QUEUED_PER_WORKER, BusyError, Pool
from cleancopy.addon.worker import Answer, Job, Rules
from cleancopy.options import Options
from cleancopy.policy import Wish

PATIENCE = 30.0  # seconds for a page when the machine is busy; no test waits for it to pass


class Calls:
    """Pickled, a call: rules that do something to the process that loads them."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self._call = function, arguments

    def __reduce__(self) -> Any:
        return self._call


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    path = tmp_path_factory.mktemp("rules") / "good"
    loaded = ruleset.load()
    path.write_bytes(pickle.dumps(loaded))
    return Rules(loaded.id, path)


@pytest.fixture(scope="module")
def pool(rules: Rules) -> Iterator[Pool]:
    pool = Pool(1, 256, rules)
    pool.warm()
    yield pool
    pool.close()


def job(rules: Rules) -> Job:
    return Job(
        raw=ARTICLE,
        coding="",
        url="http://news.test/",
        content_type="text/html",
        wish=Wish(),
        options=Options(),
        rules=rules,
    )


def clean(pool: Pool, rules: Rules, seconds: float = PATIENCE) -> Answer:
    return asyncio.run(pool.run(job(rules), seconds))


def bad_rules(folder: Path, call: Calls) -> Rules:
    path = folder / "bad"
    path.write_bytes(pickle.dumps(call))
    return Rules("bad", path)


def test_a_page_is_cleaned_in_another_process(pool: Pool, rules: Rules) -> None:
    answer = clean(pool, rules)
    assert b"steam crane" in answer.body
    assert answer.ruleset_id == rules.id


def test_a_worker_out_of_time_is_killed(pool: Pool, rules: Rules, tmp_path: Path) -> None:
    endless = tmp_path / "endless"
    os.mkfifo(endless)
    clean(pool, rules)
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        clean(pool, Rules("endless", endless), 0.5)
    assert time.monotonic() - started < 5
    assert clean(pool, rules).body


def test_a_worker_that_dies_at_a_page_costs_that_page_alone(pool: Pool, rules: Rules, tmp_path: Path) -> None:
    with pytest.raises(ProcessExpired):
        clean(pool, bad_rules(tmp_path, Calls(os._exit, 3)))
    assert clean(pool, rules).body


def test_an_idle_worker_that_is_killed_is_replaced(pool: Pool, rules: Rules, tmp_path: Path) -> None:
    clean(pool, rules)
    for worker in pool.worker_ids():
        os.kill(worker, signal.SIGKILL)
    assert clean(pool, rules).body


def test_a_worker_starts_though_its_first_rules_are_gone(rules: Rules, tmp_path: Path) -> None:
    pool = Pool(1, 256, Rules("gone", tmp_path / "gone"))
    try:
        assert clean(pool, rules).body
    finally:
        pool.close()


def test_a_closed_pool_stays_closed(rules: Rules) -> None:
    pool = Pool(1, 256, rules)
    pool.close()
    with pytest.raises(BusyError):
        clean(pool, rules)


def test_a_worker_has_a_limit_on_its_memory(pool: Pool, rules: Rules, tmp_path: Path) -> None:
    with pytest.raises(MemoryError):
        clean(pool, bad_rules(tmp_path, Calls(bytearray, 1 << 30)))
    assert clean(pool, rules).body


def test_more_pages_than_the_queue_holds_are_turned_away(pool: Pool, rules: Rules) -> None:
    async def crowd() -> list[Answer | BaseException]:
        pages = [pool.run(job(rules), PATIENCE) for _ in range(QUEUED_PER_WORKER + 5)]
        return await asyncio.gather(*pages, return_exceptions=True)

    answers = asyncio.run(crowd())
    assert sum(isinstance(answer, BusyError) for answer in answers) == 4
    assert sum(isinstance(answer, Answer) for answer in answers) == QUEUED_PER_WORKER + 1
