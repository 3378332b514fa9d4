"""What runs in a worker process: one job in, one answer out.

Importable by name, because a spawned process gets its work that way. Only plain values travel, both ways.
"""

from __future__ import annotations

import contextlib
import pickle
import sys
from dataclasses import dataclass, field
from pathlib import Path

from cleancopy import decode, pipeline, policy, render
from cleancopy.errors import PageError, WishError
from cleancopy.model import Article, Source
from cleancopy.options import Options
from cleancopy.pipeline import StageTimes
from cleancopy.policy import Wish
from cleancopy.ruleset import Ruleset

MEGABYTE = 1 << 20

_WARM_UP = b"<html><body><article><h1>A title</h1><p>One paragraph, by nobody.</p></article></body></html>"


@dataclass(frozen=True, slots=True)
class Rules:
    """A version of the rules, and the file in which the proxy keeps it for its workers."""

    id: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One page as it came over the wire."""

    raw: bytes
    coding: str
    """The Content-Encoding header."""
    url: str
    content_type: str
    wish: Wish
    options: Options
    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of the page: a body, or the reason why there is none, or an error for the client."""

    body: bytes = b""
    media_type: str = ""
    reason: str = ""
    error: tuple[int, str] | None = None
    removed: int = 0
    ruleset_id: str = ""
    times: dict[str, float] = field(default_factory=dict)


_loaded: dict[str, Ruleset] = {}  # one entry at most: the rules of this process


def start(memory: int, rules: Rules) -> None:
    """Prepare a fresh process: everything imported and used once, then the limit on its memory set."""
    with contextlib.suppress(FileNotFoundError):  # newer rules are in force, and the first page brings them
        run(_warm_up(rules))
    _limit_memory(memory)


def run(job: Job) -> Answer:
    """Clean one page. Raises what went wrong beyond the page itself; the proxy catches that."""
    times = StageTimes()
    ruleset = _ruleset(job.rules)
    times.stage_done("ruleset")
    try:
        body = decode.undo_coding(job.raw, job.coding, job.options.max_page * MEGABYTE)
        times.stage_done("coding")
        source = Source(body, job.url, job.content_type)
        article = pipeline.clean_source(source, ruleset, job.options, times)
    except PageError as error:
        return Answer(reason=error.reason, ruleset_id=ruleset.id, times=times.ms)
    except WishError as error:
        return Answer(error=(error.status, str(error)), ruleset_id=ruleset.id, times=times.ms)
    return _rendered(article, job.wish, times)


def _warm_up(rules: Rules) -> Job:
    return Job(
        raw=_WARM_UP,
        coding="",
        url="http://warm-up.invalid/",
        content_type="text/html",
        wish=Wish(),
        options=Options(),
        rules=rules,
    )


def _rendered(article: Article, wish: Wish, times: StageTimes) -> Answer:
    if not article.is_article:
        reason = article.reason or "not-an-article"
        return Answer(reason=reason, ruleset_id=article.ruleset_id, times=times.ms)
    wished = policy.format_of(wish, article.kind)
    body = render.RENDERERS[wished](article).encode("utf-8", "replace")
    times.stage_done("render")
    return Answer(
        body=body,
        media_type=render.MEDIA_TYPES[wished],
        removed=len(article.removed),
        ruleset_id=article.ruleset_id,
        times=times.ms,
    )


def _ruleset(rules: Rules) -> Ruleset:
    """The rules of this version, loaded anew when a job wants other ones than the last did."""
    if rules.id not in _loaded:
        ruleset = pickle.loads(rules.path.read_bytes())
        _loaded.clear()
        _loaded[rules.id] = ruleset
    return _loaded[rules.id]


def _limit_memory(megabytes: int) -> None:
    """Bound what a page may take, above what the process has mapped by now."""
    if not sys.platform.startswith("linux"):
        return
    import resource  # only there is a limit that holds

    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = mapped + megabytes * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
