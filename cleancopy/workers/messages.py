"""What travels between the proxy and a worker, and how it lies in the pipe.

To the worker go pickles, from somebody it trusts. What comes back is JSON and bytes: a worker reads what
strangers wrote with parsers in C, and whatever one of them makes of it must not be run by the proxy.
"""

from __future__ import annotations

import json
import pickle
import struct
from dataclasses import asdict, dataclass, field
from typing import IO, Any

from cleancopy.joining import Place
from cleancopy.model import PageLink
from cleancopy.options import Options
from cleancopy.policy import Wish

MOST_BODY = 1 << 30  # bytes of an answer; a longer one is no answer but a broken worker

_SIZE = struct.Struct(">I")
SIZES = struct.Struct(">II")
"""Before every answer: the bytes of its JSON and of its body."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A version of the rules: a pickled `Ruleset`, which is its files' text."""

    id: str
    pickled: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One page as it came over the wire."""

    raw: bytes = field(repr=False)
    coding: str = ""
    """The Content-Encoding header."""
    url: str
    content_type: str = ""
    connection: str = ""
    """Which of the proxy's clients asked for it, and waits for as long as it is there."""
    wish: Wish = field(default_factory=Wish)
    options: Options = field(default_factory=Options)
    rules_id: str = ""
    """The rules to go by; a worker that has them no longer goes by its newest."""
    gzip: bool = False
    """Whether the client reads gzip, and is far enough away for that to be worth the time."""
    original_url: str | None = None
    """Where the reading view finds the page as it came."""
    seconds: float = 60.0
    """After this time the process ends itself, should its parent not have killed it by then."""
    first_url: str | None = None
    """For a later page of an article, the address of the first."""
    more: tuple[Job, ...] = ()
    """The pages that are to be put after this one."""
    missing: PageLink | None = None
    """The page that comes then and could not be had."""
    missing_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of the page: a body, or the reason why there is none, or an error for the client."""

    body: bytes = field(default=b"", repr=False)
    media_type: str = ""
    """Empty for a page that has its own layout still: then it is the origin's."""
    coding: str = ""
    reason: str = ""
    error: tuple[int, str] | None = None
    removed: int = 0
    ruleset_id: str = ""
    times: dict[str, float] = field(default_factory=dict)
    """Stage to milliseconds."""
    place: Place | None = None
    """Of a page of several, or a later one of them: where it belongs and where it leads."""
    pages: int = 1
    missing_reason: str = ""
    """Why a page of the article is not in it."""
    ledger: str = "{}"
    """JSON: what was removed and what was skipped, each with the rule behind it."""
    notes: tuple[str, ...] = ()
    """What the worker has to say to the log."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The worker has these rules, and can go by them from now on."""

    rules_id: str


type ToWorker = Rules | Job
type FromWorker = Answer | Loaded


def to_worker(message: ToWorker) -> bytes:
    pickled = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _SIZE.pack(len(pickled)) + pickled


def read_from_parent(pipe: IO[bytes]) -> ToWorker | None:
    """The next message, or `None` when the parent has closed the pipe or is gone."""
    size = pipe.read(_SIZE.size)
    if len(size) < _SIZE.size:
        return None
    pickled = pipe.read(*_SIZE.unpack(size))
    message: ToWorker = pickle.loads(pickled)
    return message


def from_worker(message: FromWorker) -> bytes:
    fields = asdict(message)
    body: bytes = fields.pop("body", b"")
    header = json.dumps({type(message).__name__: fields}).encode()
    return b"".join((SIZES.pack(len(header), len(body)), header, body))


def read_answer(header: bytes, body: bytes) -> FromWorker:
    """Raises `ValueError` for what no worker of ours says."""
    try:
        told: dict[str, dict[str, Any]] = json.loads(header)
        match told:
            case {"Loaded": {"rules_id": str(rules_id)}}:
                return Loaded(rules_id)
            case {"Answer": {"error": error, "notes": notes, "place": place, **fields}}:
                fields |= {"error": tuple(error) if error else None, "notes": tuple(notes)}
                return Answer(body=body, place=_place(place), **fields)
    except (TypeError, KeyError, RecursionError) as error:
        raise ValueError("no worker of ours says this") from error
    raise ValueError("no worker of ours says this")


def _place(told: dict[str, Any] | None) -> Place | None:
    if told is None:
        return None
    links = {name: told[name] and PageLink(**told[name]) for name in ("next_page", "single_page")}
    return Place(**told | links)
