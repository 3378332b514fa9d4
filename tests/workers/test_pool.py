"""Worker processes that hang, die and run out of memory, and the pages after them."""

import asyncio
import gzip
import itertools
import os
import pickle
import resource
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from cleancopy import ruleset
from cleancopy.errors import WorkerError
from cleancopy.options import Options
from cleancopy.ruleset import Ruleset
from cleancopy.ruleset.folders import SourceFile
from cleancopy.workers import Answer, Job, Pool, Rules
from cleancopy.workers.pool import QUEUED_PER_WORKER
from workers.pages import ARTICLE

PATIENCE = 30.0  # seconds for a page when the machine is busy; no test waits for it to pass
ENDLESS = ARTICLE.replace(b"<article>", b"<article id=endless>" + b"<i></i>" * 3000)
BOMB = gzip.compress(bytes(1 << 29))
RULE = "format: 1\nrules:\n  - id: mine\n    why: A trap for one page.\n    remove: {what}\n"
TRAP = RULE.format(what="\"//*[@id = 'endless']//*[count(//*[count(//*) > 1]) > 99999999]\"")

type Clean = Callable[..., Answer]


def with_rule(text: str) -> Rules:
    mine = SourceFile("mine.yaml", "mine.yaml", "generic", 4, text)
    loaded = Ruleset([*ruleset.load().sources, mine])
    return Rules(loaded.id, pickle.dumps(loaded))


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def pool(runner: asyncio.Runner) -> Iterator[Pool]:
    pool = Pool(1, 256, with_rule(TRAP))
    runner.run(start(pool))
    yield pool
    runner.run(stop(pool))


async def start(pool: Pool) -> None:
    pool.start()


async def stop(pool: Pool) -> None:
    pool.close()


@pytest.fixture
def clean(pool: Pool, runner: asyncio.Runner) -> Clean:
    def clean(page: bytes = ARTICLE, *, within: float = PATIENCE, **more: object) -> Answer:
        return runner.run(pool.run(job(page, **more), within))

    return clean


def job(page: bytes = ARTICLE, **more: object) -> Job:
    return replace(Job(raw=page, url="http://news.test/", content_type="text/html"), **more)


async def at_work(pool: Pool) -> int:
    """The process of the worker that has just been given a page."""
    await asyncio.sleep(0.3)
    return pool.worker_ids()[0]


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.01)


def test_a_page_is_cleaned_in_another_process(pool: Pool, clean: Clean) -> None:
    answer = clean()
    assert b"steam crane" in answer.body
    assert answer.ruleset_id == pool.rules.id
    assert os.getpid() not in pool.worker_ids()


def test_a_client_far_away_gets_it_packed(clean: Clean) -> None:
    answer = clean(gzip=True)
    assert answer.coding == "gzip"
    assert gzip.decompress(answer.body) == clean().body


def test_in_the_page_view_a_page_keeps_all_but_its_ads(clean: Clean) -> None:
    ad = b"<ins class=adsbygoogle>Buy a hat.</ins>"
    page = b"<!DOCTYPE html><title>Shop\xe9</title><nav>Hats</nav>" + ad + b"<script>run('</p>')</script>"
    answer = clean(page, options=Options(view="page"))
    assert answer.body == page.replace(ad, b"")
    assert (answer.removed, answer.media_type) == (1, "")


def test_a_page_without_ads_is_left_alone_in_the_page_view(clean: Clean) -> None:
    assert clean(ARTICLE, options=Options(view="page")).reason == "nothing-to-remove"


def test_a_worker_out_of_time_is_killed(pool: Pool, clean: Clean) -> None:
    clean()
    before, started = pool.worker_ids(), time.monotonic()
    with pytest.raises(WorkerError, match="deadline"):
        clean(ENDLESS, within=0.5)
    assert time.monotonic() - started < 5
    assert clean().body
    assert pool.worker_ids() != before


def test_a_worker_that_nobody_kills_ends_itself(clean: Clean) -> None:
    with pytest.raises(WorkerError, match="crash"):
        clean(ENDLESS, seconds=0.1)
    assert clean().body


def test_a_worker_that_is_killed_costs_its_page_alone(
    pool: Pool, clean: Clean, runner: asyncio.Runner, caplog: pytest.LogCaptureFixture
) -> None:
    async def killed() -> list[Answer | BaseException]:
        pages = (pool.run(job(page), PATIENCE) for page in (ENDLESS, ARTICLE))
        answers = asyncio.gather(*pages, return_exceptions=True)
        os.kill(await at_work(pool), signal.SIGKILL)
        await until(lambda: pool.deaths > 0)
        return await answers

    clean()
    lost, after = runner.run(killed())
    assert str(lost) == "crash"
    assert isinstance(after, Answer)
    assert after.body
    assert "A worker died (Killed); another one takes its place." in caplog.messages


def test_an_idle_worker_that_is_killed_costs_nothing(
    pool: Pool, clean: Clean, runner: asyncio.Runner
) -> None:
    async def killed() -> None:
        process = await at_work(pool)
        os.kill(process, signal.SIGKILL)
        await until(lambda: process not in pool.worker_ids())

    clean()
    runner.run(killed())
    assert clean().body


def test_a_worker_that_is_stopped_is_out_of_time(pool: Pool, clean: Clean, runner: asyncio.Runner) -> None:
    clean()
    os.kill(runner.run(at_work(pool)), signal.SIGSTOP)
    with pytest.raises(WorkerError, match="deadline"):
        clean(within=0.5)
    assert clean().body


def test_a_page_has_a_limit_on_its_memory(pool: Pool, clean: Clean) -> None:
    clean()
    before = pool.worker_ids()
    assert clean(BOMB, coding="gzip", options=Options(max_page=2000)).reason == "memory"
    assert clean().body
    assert pool.worker_ids() != before


def test_more_pages_than_the_queue_holds_are_turned_away_at_once(pool: Pool, runner: asyncio.Runner) -> None:
    async def crowd() -> list[Answer | BaseException]:
        pages = [pool.run(job(), PATIENCE) for _ in range(QUEUED_PER_WORKER + 5)]
        return await asyncio.gather(*pages, return_exceptions=True)

    answers = runner.run(crowd())
    assert sum(str(answer) == "busy" for answer in answers) == 4
    assert sum(isinstance(answer, Answer) for answer in answers) == QUEUED_PER_WORKER + 1


def test_a_page_that_nobody_waits_for_leaves_the_queue(pool: Pool, runner: asyncio.Runner) -> None:
    async def crowd() -> list[Answer | BaseException]:
        pages = [pool.run(job(connection=name), PATIENCE) for name in ("gone", "here", "gone")]
        answers = asyncio.gather(*pages, return_exceptions=True)
        await asyncio.sleep(0)
        pool.forget("gone")
        return await answers

    runner.run(crowd())  # it may start the worker
    in_work, here, queued = runner.run(crowd())
    assert isinstance(in_work, Answer)
    assert isinstance(here, Answer)
    assert str(queued) == "left"
    assert pool.waiting == 0


def test_a_page_may_run_out_of_time_as_its_reader_goes(
    pool: Pool, clean: Clean, runner: asyncio.Runner
) -> None:
    async def both_at_once() -> list[Answer | BaseException]:
        pages = [pool.run(job(), PATIENCE), pool.run(job(connection="gone"), 0.05)]
        answers = asyncio.gather(*pages, return_exceptions=True)
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(0.05, lambda: forgotten.append(pool.forget("gone")))
        time.sleep(0.1)  # the loop comes back to a page that is late and a reader who has gone
        return await answers

    clean()
    forgotten: list[None] = []
    done, late = runner.run(both_at_once())
    assert forgotten == [None]
    assert isinstance(done, Answer)
    assert str(late) == "deadline"


def test_what_a_worker_says_to_the_log_comes_with_the_answer(clean: Clean) -> None:
    answer = clean(url=7)
    assert answer.reason == "error"
    assert "Could not clean" in answer.notes[0]


def test_new_rules_are_in_force_while_pages_go_on(pool: Pool, clean: Clean, runner: asyncio.Runner) -> None:
    async def renew(rules: Rules) -> list[Answer]:
        loading = asyncio.create_task(pool.take_rules(rules))
        answers = []
        while not loading.done():
            answers.append(await pool.run(job(), PATIENCE))
        return answers

    clean()
    workers, old = pool.worker_ids(), pool.rules
    new = with_rule(RULE.format(what="p:first-of-type"))
    during = runner.run(renew(new))
    assert len(during) > 1
    assert {answer.ruleset_id for answer in during[:-1]} == {old.id}
    assert clean().ruleset_id == new.id
    runner.run(pool.take_rules(old))
    assert pool.worker_ids() == workers


def test_of_two_edits_the_later_is_in_force(pool: Pool, clean: Clean, runner: asyncio.Runner) -> None:
    async def twice() -> list[bool]:
        return await asyncio.gather(pool.take_rules(other), pool.take_rules(old))

    clean()
    old, other = pool.rules, with_rule(RULE.format(what="p:last-of-type"))
    assert runner.run(twice()) == [False, True]
    assert clean().ruleset_id == old.id


def test_rules_that_come_while_a_worker_starts_reach_it(runner: asyncio.Runner) -> None:
    async def renewed(pool: Pool, new: Rules) -> None:
        pool.start()
        await asyncio.sleep(0)
        await pool.take_rules(new)
        async with asyncio.timeout(PATIENCE):
            while (await pool.run(job(), PATIENCE)).ruleset_id != new.id:
                pass
        pool.close()

    runner.run(renewed(Pool(1, 256, with_rule(TRAP)), with_rule(RULE.format(what="p:first-of-type"))))


def test_a_worker_that_cannot_be_started_costs_the_others_no_page(runner: asyncio.Runner) -> None:
    async def bereft(pool: Pool) -> Answer:
        pool.start()
        await until(lambda: len(pool.worker_ids()) == 2)
        await pool.take_rules(pool.rules)
        files = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, files[1]))
        try:
            os.kill(pool.worker_ids()[0], signal.SIGKILL)
            await until(lambda: pool.does_not_start)
            return await pool.run(job(), PATIENCE)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, files)
            pool.close()

    assert runner.run(bereft(Pool(2, 256, with_rule(TRAP)))).body


def test_rules_that_kill_a_worker_leave_pages_to_go_out_untouched(runner: asyncio.Runner) -> None:
    async def crowd(pool: Pool) -> None:
        pool.start()
        while not pool.does_not_start:
            await asyncio.sleep(0.05)
        with pytest.raises(WorkerError, match="crash"):
            await pool.run(job(), PATIENCE)
        pool.close()

    runner.run(crowd(Pool(1, 256, Rules("none", b"no pickle"))))


def test_a_clock_that_is_set_costs_no_page(clean: Clean, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forwards by a day with each look at it."""
    days = itertools.count(time.time(), 86_400.0)
    monkeypatch.setattr("time.time", lambda: next(days))
    assert clean(within=5).body
    assert clean(within=5).body


def test_a_closed_pool_turns_pages_away(runner: asyncio.Runner) -> None:
    async def closed() -> None:
        pool = Pool(1, 256, with_rule(TRAP))
        pool.start()
        pool.close()
        await pool.run(job(), PATIENCE)

    with pytest.raises(WorkerError, match="busy"):
        runner.run(closed())
