"""From the first page of an article to all of it, as far as its time goes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from mitmproxy import http

from cleancopy import policy
from cleancopy.addon import errand, exchange
from cleancopy.errors import WorkerError
from cleancopy.joining import Place, Reason, Trail
from cleancopy.workers import Answer, Job

TIME_TO_FETCH = 0.6  # of a page's time; the rest is for putting the pages together

type Clean = Callable[[Job], Awaitable[Answer]]


async def follow(first: Job, place: Place, asked: http.HTTPFlow, clean: Clean) -> Job:
    """The job of an article with its later pages, and with the link to one that could not be had."""
    trail = Trail(first.url, place, first.options.max_pages)
    more: list[Job] = []
    try:
        async with asyncio.timeout(first.seconds * TIME_TO_FETCH):
            while trail.link is not None:
                left = first.options.max_page * policy.MEGABYTE - sum(len(job.raw) for job in (first, *more))
                page = await _fetched(trail.link.address, first, asked, left)
                if not isinstance(page, Job):
                    trail.fail(page)
                elif trail.add(_place(await clean(page))):
                    more.append(page)
    except (TimeoutError, WorkerError):
        trail.fail("late")
    return replace(first, more=tuple(more), missing=trail.missing, missing_reason=trail.reason or "")


async def _fetched(address: str, first: Job, asked: http.HTTPFlow, most: int) -> Job | Reason:
    """A later page as a job of its own, or why there is none."""
    found = await errand.fetch(address, asked)
    if found is None:
        return "fetch"
    address, response = found
    if response.stream or response.raw_content is None:
        return "too-large"
    record = policy.Response(response.status_code, exchange.fields_of(response), len(response.raw_content))
    reason = policy.why_not_response(record, max_page=most, view="reader")
    if reason is not None:
        return "too-large" if reason == "too-large" else "fetch"
    return replace(
        first,
        raw=response.raw_content,
        coding=response.headers.get("content-encoding", ""),
        content_type=response.headers.get("content-type", ""),
        url=address,
        first_url=first.url,
        original_url=None,
        gzip=False,
    )


def _place(answer: Answer) -> Place:
    """Nowhere, for a page that could not be read, or has not what the client selects."""
    return answer.place or Place(reason=answer.reason or "selector")
