"""From an origin's page to what goes out in its place: the cache, the workers, and the border around both.

Whatever goes wrong, the original goes out, with the reason in its header and in the log.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace

from mitmproxy import http

from cleancopy import policy
from cleancopy.addon import answers
from cleancopy.addon.cache import Cache, digest, is_lasting
from cleancopy.addon.chronicle import Chronicle, Passed
from cleancopy.addon.control import Tokens
from cleancopy.addon.exchange import Exchange
from cleancopy.addon.following import follow
from cleancopy.errors import WishError, WorkerError
from cleancopy.joining import Place
from cleancopy.options import Options
from cleancopy.workers import Answer, Job, Pool

LARGE = 1 << 20  # bytes; to digest them takes over a millisecond, for which nobody else should wait

_log = logging.getLogger(__name__)


class Cleaner:
    """Cleans pages by one set of options."""

    def __init__(self, pool: Pool, options: Options, chronicle: Chronicle, tokens: Tokens) -> None:
        self.cache = Cache(options.cache * policy.MEGABYTE)
        self._tokens = tokens
        self._pool = pool
        self._options = options
        self._chronicle = chronicle

    async def clean(self, exchange: Exchange, origin: http.Response, asked: http.HTTPFlow) -> http.Response:
        """What goes out in the origin's place; the origin's own response whatever goes wrong."""
        started = time.perf_counter()
        try:
            response, answer = await self._tried(exchange, origin, asked)
        except (Exception, asyncio.CancelledError) as failure:  # noqa: BLE001  a flow must neither hang nor be lost
            answer = Answer(reason=_reason(failure))
            response = _instead(origin, answer, exchange)
            if answer.reason == "error":
                _log.warning(f"Could not clean {exchange.url!r}.", exc_info=True)
        self._chronicle.add(_passed(exchange, answer, response, time.perf_counter() - started))
        return response

    async def _tried(
        self, exchange: Exchange, origin: http.Response, asked: http.HTTPFlow
    ) -> tuple[http.Response, Answer]:
        started = time.perf_counter()
        job = self._job(exchange, origin, asked.client_conn.id)
        etag = await _etag(job)
        if policy.is_same_page(f'"{etag}"', exchange.if_none_match):
            return answers.not_modified(origin, etag, job.rules_id), Answer(ruleset_id=job.rules_id)
        answer = await self._answer(job, etag)
        if answer.reason or answer.error:
            return _instead(origin, answer, exchange), answer
        if answer.place is not None:
            left = max(0.0, job.seconds - (time.perf_counter() - started))
            job, answer = await self._with_more_pages(replace(job, seconds=left), answer, answer.place, asked)
            etag = await _etag(job)
            if policy.is_same_page(f'"{etag}"', exchange.if_none_match):
                return answers.not_modified(origin, etag, job.rules_id), answer
        return answers.cleaned(origin, answer, etag), answer

    async def _with_more_pages(
        self, first: Job, answer: Answer, place: Place, asked: http.HTTPFlow
    ) -> tuple[Job, Answer]:
        """An article of several pages as one; as its first page alone, where that fails."""
        started = time.perf_counter()
        job = await follow(first, place, asked, self._page)
        spent = time.perf_counter() - started
        try:
            joined = await self._page(replace(job, seconds=max(0.0, first.seconds - spent)))
        except WorkerError:
            joined = Answer(reason="late")
        if joined.reason or joined.error:
            return replace(first, missing_reason="late"), replace(answer, missing_reason="late")
        return job, replace(joined, times={"pages": spent * 1000, **joined.times})

    async def _page(self, job: Job) -> Answer:
        return await self._answer(job, await _etag(job))

    async def _answer(self, job: Job, etag: str) -> Answer:
        key = f"{etag} {job.gzip} {job.original_url}"
        known = None if job.wish.no_cache else self.cache.get(key)
        if known is not None:
            return replace(known, times={"cache": 0.0}, notes=())
        work = asyncio.Task(self._worked(job, key), loop=asyncio.get_running_loop(), eager_start=True)
        work.add_done_callback(_is_told)
        try:
            async with asyncio.timeout(job.seconds):
                return await asyncio.shield(work)
        except TimeoutError:
            raise WorkerError("deadline") from None

    async def _worked(self, job: Job, key: str) -> Answer:
        """In the time that the run allows, also for a client that waits for less.

        A page that is given up kills its worker, and another one takes a second to start.
        """
        seconds = job.seconds if job.wish.timeout is None else float(self._options.deadline)
        answer = await self._pool.run(replace(job, seconds=seconds), seconds)
        if is_lasting(answer) and answer.ruleset_id == job.rules_id:
            self.cache.put(key, answer)
        return answer

    def _job(self, exchange: Exchange, origin: http.Response, connection: str) -> Job:
        return Job(
            raw=origin.raw_content or b"",
            coding=origin.headers.get("content-encoding", ""),
            url=exchange.url,
            content_type=origin.headers.get("content-type", ""),
            connection=connection,
            wish=exchange.wish,
            options=policy.with_wish(self._options, exchange.wish),
            rules_id=self._pool.rules.id,
            gzip=exchange.gzip,
            original_url=self._original_url(exchange),
            seconds=policy.deadline(self._options, exchange.wish),
        )

    def _original_url(self, exchange: Exchange) -> str | None:
        if not (exchange.is_browser and exchange.is_at_a_proxy):
            return None
        return self._tokens.original_url(exchange.url, is_vouched=exchange.is_vouched)


async def _etag(job: Job) -> str:
    size = sum(len(one.raw) for one in (job, *job.more))
    return digest(job) if size < LARGE else await asyncio.to_thread(digest, job)


def _is_told(work: asyncio.Task[Answer]) -> None:
    """What it failed of is known to whoever waited; if nobody did any more, it is no matter."""
    if not work.cancelled():
        work.exception()


def _instead(origin: http.Response, answer: Answer, exchange: Exchange) -> http.Response:
    """What goes out for a page that was not cleaned: itself, or an error for a scraper with a wish."""
    reason = answer.reason or "selector"
    error = policy.error_for(exchange.wish, reason)
    if answer.error and policy.names_blocks(exchange.wish):
        error = WishError(*answer.error)
    if error is not None and not exchange.is_browser:
        return answers.refused(error, exchange.wish)
    return answers.marked(origin, policy.outcome(reason), reason)


def _reason(failure: BaseException) -> str:
    if isinstance(failure, WorkerError):
        return failure.reason
    return "crash" if isinstance(failure, asyncio.CancelledError) else "error"


def _passed(exchange: Exchange, answer: Answer, response: http.Response, seconds: float) -> Passed:
    return Passed(
        url=exchange.url,
        client=exchange.client,
        mark=response.headers.get(answers.MARK, ""),
        status=response.status_code,
        seconds=seconds,
        bytes=len(response.raw_content or b""),
        answer=answer,
    )
