"""What a worker does: one page in, one answer out."""

from __future__ import annotations

import dataclasses
import gzip
import json
from collections.abc import Sequence
from typing import Any

from cleancopy import decode, pipeline, policy, render
from cleancopy.errors import PageError, WishError
from cleancopy.joining import place_of
from cleancopy.model import Removal, Rest, Skipped, Source
from cleancopy.pipeline import StageTimes
from cleancopy.ruleset import Ruleset
from cleancopy.workers.messages import Answer, Job

GZIP_FROM = 1400  # bytes; less goes in one packet either way
QUICKLY = 1  # gzip's level: half a millisecond for a page, and two thirds of it gone
MOST_LINES = 500  # of the ledger; a hostile page could have a million


def clean(job: Job, ruleset: Ruleset) -> Answer:
    """Clean one page. Raises what went wrong beyond the page itself."""
    times = StageTimes()
    try:
        source = _source(job)
        times.stage_done("coding")
        work = _without_ads if job.options.view == "page" else _article
        return work(source, job, ruleset, times)
    except PageError as error:
        return Answer(reason=error.reason, ruleset_id=ruleset.id, times=times.ms)
    except WishError as error:
        return Answer(error=(error.status, str(error)), ruleset_id=ruleset.id, times=times.ms)


def _source(job: Job) -> Source:
    body = decode.undo_coding(job.raw, job.coding, job.options.max_page * policy.MEGABYTE)
    return Source(body, job.url, job.content_type, job.first_url)


def _article(source: Source, job: Job, ruleset: Ruleset, times: StageTimes) -> Answer:
    rest = Rest(tuple(map(_source, job.more)), job.missing, job.missing_reason)
    article = pipeline.clean_source(source, ruleset, job.options, times, rest)
    ledger = _ledger(article.removed, article.skipped, article.judged_by)
    is_one_of_several = job.first_url or article.next_page or article.single_page
    place = place_of(article) if is_one_of_several else None
    if not article.is_article:
        reason = article.reason or "not-an-article"
        return Answer(
            reason=reason, place=place, ruleset_id=article.ruleset_id, times=times.ms, ledger=ledger
        )
    wished = policy.format_of(job.wish, article.kind)
    named = dataclasses.replace(article, original_url=job.original_url)
    body = render.RENDERERS[wished](named).encode("utf-8", "replace")
    times.stage_done("render")
    return _sent(
        body,
        job,
        media_type=render.MEDIA_TYPES[wished],
        place=place,
        pages=1 + len(job.more),
        missing_reason=job.missing_reason,
        removed=len(article.removed),
        ruleset_id=article.ruleset_id,
        times=times.ms,
        ledger=ledger,
    )


def _without_ads(source: Source, job: Job, ruleset: Ruleset, times: StageTimes) -> Answer:
    edited = pipeline.take_out_ads(source, ruleset, job.options, times)
    ledger = _ledger(edited.removed, edited.skipped)
    if not edited.cuts:
        return Answer(reason="nothing-to-remove", ruleset_id=ruleset.id, times=times.ms, ledger=ledger)
    cuts, rules = edited.cuts, edited.ruleset_id
    return _sent(edited.body, job, removed=cuts, ruleset_id=rules, times=times.ms, ledger=ledger)


def _sent(body: bytes, job: Job, **more: Any) -> Answer:
    packed = job.gzip and len(body) >= GZIP_FROM
    return Answer(
        body=gzip.compress(body, QUICKLY, mtime=0) if packed else body,
        coding="gzip" if packed else "",
        **more,
    )


def _ledger(removed: Sequence[Removal], skipped: Sequence[Skipped], judged_by: str | None = None) -> str:
    return json.dumps({"judged_by": judged_by, "removed": _lines(removed), "skipped": _lines(skipped)})


def _lines(records: Sequence[Removal | Skipped]) -> list[dict[str, Any]]:
    return [dataclasses.asdict(record) for record in records[:MOST_LINES]]
