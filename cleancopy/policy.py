"""May this exchange be cleaned, and what did the client ask for?

Pure decisions over small records: nothing here knows mitmproxy or looks into a body. Each "no" has a word
that stands in the `X-Clean-Copy` header, so that a person sees why a page came as it was.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Literal, get_args
from urllib.parse import urlsplit

from cleancopy.errors import WishError
from cleancopy.model import Format, PageKind
from cleancopy.options import Images, Links, Options, View

type Reason = Literal[
    "view-off", "method", "upgrade", "no-transform", "not-a-navigation", "accept", "host", "path", "original",
    "status", "type", "attachment", "range", "too-large", "empty",
]  # fmt: skip
type Outcome = Literal["untouched", "failed-open"]

WISH_HEADERS = frozenset(
    {
        "x-return-format",
        "x-respond-with",
        "x-target-selector",
        "x-remove-selector",
        "x-retain-images",
        "x-retain-links",
        "x-timeout",
        "x-no-cache",
    }
)
CODINGS = ("gzip", "br", "zstd")  # what an origin may send; `decode` knows more, but nobody needs them
MOST_SELECTOR = 2000  # characters; a wish is a header, and a longer one is an attack on the selector's parser
MEGABYTE = 1 << 20

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_CLEANED_TYPES = {"reader": _HTML_TYPES | {"text/plain"}, "page": _HTML_TYPES, "off": frozenset[str]()}
_ACCEPTED: dict[str, Format] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/plain": "txt",
    "application/json": "json",
    "application/ld+json": "jsonld",
}
_FORMATS: dict[str, Format] = {
    "html": "html",
    "markdown": "markdown",
    "text": "txt",
    "json": "json",
    "jsonld": "jsonld",
}
_ALSO = {"md": "markdown", "txt": "text"}
_ORIGINAL = "original"
_VERDICTS = frozenset({"empty", "not-html", "not-an-article", "nothing-to-remove", "too-large", "left"})
"""Reasons of a page that is none of ours, or is nobody's any more; any other is a failure."""


@dataclass(frozen=True, slots=True)
class Headers:
    """Header fields in their order; names compare without case."""

    fields: Sequence[tuple[str, str]] = ()

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key.lower() == name]

    def get(self, name: str) -> str:
        """All fields of this name as one list value; empty where there is none."""
        return ", ".join(self.all(name))

    def tokens(self, name: str) -> set[str]:
        """The members of a list header, lower case, without their parameters."""
        members = (member.partition(";")[0] for member in self.get(name).split(","))
        return {member.strip().lower() for member in members} - {""}

    def __contains__(self, name: str) -> bool:
        return bool(self.all(name))


@dataclass(frozen=True, slots=True)
class Request:
    """What of a request decides."""

    method: str
    url: str
    headers: Headers = Headers()


@dataclass(frozen=True, slots=True)
class Response:
    """What of a response decides."""

    status: int
    headers: Headers = Headers()
    size: int | None = None
    """Bytes of the body as sent; `None` while they are not known."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the client asked for, beside the page itself."""

    format: Format | None = None
    """`None` where the client left it to us: the reading view, or text for text."""
    original: bool = False
    strict: bool = False
    """An answer in another format than `format` is an error."""
    target_selector: str = ""
    remove_selector: str = ""
    images: Images | None = None
    links: Links | None = None
    timeout: float | None = None
    no_cache: bool = False


def why_not_request(request: Request, options: Options) -> Reason | None:
    """Why no answer to this request may be cleaned; `None` if it may become an article."""
    headers = request.headers
    if options.view == "off":
        return "view-off"
    if request.method != "GET":
        return "method"
    if "upgrade" in headers or "upgrade" in headers.tokens("connection"):
        return "upgrade"
    if "no-transform" in headers.tokens("cache-control"):
        return "no-transform"
    return _why_not_asked(headers) or _why_not_address(request.url, options)


def is_among(host: str, hosts: Collection[str]) -> bool:
    """Whether a host, or a domain that it is in, is one of these."""
    while host and host not in hosts:
        host = host.partition(".")[2]
    return bool(host)


def is_left_alone(host: str, options: Options) -> bool:
    """Whether the settings say to keep off a host."""
    return is_among(host, options.ignore_hosts) or bool(options.hosts and not is_among(host, options.hosts))


def why_not_response(response: Response, *, max_page: int, view: View) -> Reason | None:
    """Why this response may not be cleaned; `max_page` is in bytes. A size of 0 is an empty page."""
    headers = response.headers
    if response.status not in {200, 203}:
        return "status"
    if "content-range" in headers:
        return "range"
    if media_type(headers.get("content-type")) not in _CLEANED_TYPES[view]:
        return "type"
    if "attachment" in headers.tokens("content-disposition"):
        return "attachment"
    if "no-transform" in headers.tokens("cache-control"):
        return "no-transform"
    if response.size is None:
        return None
    return "too-large" if response.size > max_page else None if response.size else "empty"


def outcome(reason: str) -> Outcome:
    """Whether a page that was not cleaned was left alone, or could not be done."""
    return "untouched" if reason in _VERDICTS else "failed-open"


def is_browser(headers: Headers) -> bool:
    """Browsers say where a request comes from, or, over plain HTTP, that they would rather not use it."""
    return "sec-fetch-dest" in headers or "upgrade-insecure-requests" in headers


def read_wish(headers: Headers) -> Wish:
    """The client's wish. Raises `WishError` for one that nobody could meet, in words for the client."""
    wish = _wished_format(headers)
    return replace(
        wish,
        target_selector=_selector(headers, "x-target-selector"),
        remove_selector=_selector(headers, "x-remove-selector"),
        images=_choice(headers, "x-retain-images", get_args(Images.__value__)),
        links=_choice(headers, "x-retain-links", get_args(Links.__value__)),
        timeout=_seconds(headers, "x-timeout"),
        no_cache=headers.get("x-no-cache").strip().lower() not in {"", "0", "false"},
    )


def read_accept(headers: Headers) -> Wish:
    """The wish that `Accept` alone says: the named type of the highest quality, the first of equals.

    `*/*` and HTML leave the choice to us.
    """
    ranges = _accept(headers.get("accept"))
    named = [(quality, _ACCEPTED[name]) for name, quality in ranges if quality and name in _ACCEPTED]
    if not named:
        return Wish()
    quality, best = max(named, key=lambda pair: pair[0])
    html = _quality("text/html", ranges)
    if best == "html" or html > quality:
        return Wish()
    return Wish(format=best, strict=not html)


def with_wish(options: Options, wish: Wish) -> Options:
    """The settings for one page: the client's wish over those of the run."""
    return replace(
        options,
        view=view_for(options, wish),
        images=wish.images or options.images,
        links=wish.links or options.links,
        target_selector=wish.target_selector or options.target_selector,
        remove_selector=wish.remove_selector or options.remove_selector,
    )


def view_for(options: Options, wish: Wish) -> View:
    """Who asks for a format, or for a part of the page, wants the article in any view."""
    return "reader" if options.view == "page" and (wish.format or names_blocks(wish)) else options.view


def deadline(options: Options, wish: Wish) -> float:
    """Seconds for one page: a client may ask for less time than the run allows, never for more."""
    return float(options.deadline) if wish.timeout is None else min(wish.timeout, options.deadline)


def format_of(wish: Wish, kind: PageKind) -> Format:
    """The format to answer in: what was wished, else text for text and the reading view for HTML."""
    return wish.format or ("txt" if kind == "text" else "html")


def names_blocks(wish: Wish) -> bool:
    """Whether a selector that matches nothing is the client's own, not one of the proxy's settings."""
    return bool(wish.target_selector or wish.remove_selector)


def error_for(wish: Wish, reason: str) -> WishError | None:
    """The error that a client with a wish of its own gets for a page that was not cleaned, if it gets one."""
    if reason == "deadline" and (wish.strict or wish.timeout is not None):
        return WishError(504, "The page could not be cleaned within its time.")
    if reason == "gutted" and wish.remove_selector:
        return WishError(422, "X-Remove-Selector and the rules leave too little of the page (gutted).")
    if reason in _VERDICTS and wish.strict and wish.format not in {None, "html"}:
        return WishError(422, f"The page is not an article ({reason}), so there is no {wish.format} of it.")
    return None


def upstream_accept(headers: Headers) -> str | None:
    """An `Accept` under which the origin gives us its page; `None` where the client's own will do."""
    ranges = _accept(headers.get("accept"))
    asks = any(_ACCEPTED.get(name) and quality for name, quality in ranges)
    if not asks or _quality("text/html", ranges):
        return None
    return f"{headers.get('accept')}, text/html;q=0.5"


def upstream_codings(headers: Headers) -> str:
    """`Accept-Encoding` narrowed to what we can undo, never widened: a page may go out as it came."""
    members = [member.strip() for member in headers.get("accept-encoding").split(",")]
    kept = [member for member in members if member.partition(";")[0].strip().lower() in CODINGS]
    return ", ".join(kept) or "identity"


def reads_gzip(headers: Headers) -> bool:
    """Whether the client may be sent gzip, which it can also name to refuse it."""
    return dict(_accept(headers.get("accept-encoding"))).get("gzip", 0.0) > 0


def is_same_page(etag: str, if_none_match: str) -> bool:
    """RFC 9110, 13.1.2: the weak comparison."""
    given = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag.removeprefix("W/") in given or given == {"*"}


def media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _why_not_address(url: str, options: Options) -> Reason | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "host"
    host = parts.hostname or ""
    if is_left_alone(host, options):
        return "host"
    names = (parts.path or "/", host + parts.path)
    ignored = any(fnmatchcase(name, glob) for glob in options.ignore_paths for name in names)
    return "path" if ignored else None


def _why_not_asked(headers: Headers) -> Reason | None:
    """Over plain HTTP browsers do not say what a request is for; then its other headers must do."""
    if "sec-fetch-dest" in headers:
        return None if _is_navigation(headers) else "not-a-navigation"
    if "origin" in headers or headers.get("x-requested-with").lower() == "xmlhttprequest":
        return "not-a-navigation"
    named = {name for name, quality in _accept(headers.get("accept")) if quality and "*" not in name}
    if named.isdisjoint(_ACCEPTED) and (named or "range" in headers):
        return "accept" if named else "range"
    return None if "accept" not in headers or _accepts_a_page(headers) else "accept"


def _is_navigation(headers: Headers) -> bool:
    """What Chromium sends for a page that a person will look at, service workers and prefetching included."""
    if headers.get("sec-fetch-mode") == "navigate":
        return headers.get("sec-fetch-dest") in {"document", "empty"}
    return "prefetch" in headers.tokens("sec-purpose") and "text/html" in headers.tokens("accept")


def _accepts_a_page(headers: Headers) -> bool:
    ranges = _accept(headers.get("accept"))
    return any(_quality(name, ranges) for name in _ACCEPTED)


def _accept(header: str) -> list[tuple[str, float]]:
    """Media ranges with their qualities, in the header's order."""
    members = (member.split(";") for member in header.split(","))
    return [(name.strip().lower(), _q(parameters)) for name, *parameters in members if name.strip()]


def _q(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            return _number(value.strip()) or 0.0
    return 1.0


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number > 0 else None


def _quality(name: str, ranges: list[tuple[str, float]]) -> float:
    """The quality that the most specific matching range gives a media type."""
    given = dict(ranges)
    for candidate in (name, name.partition("/")[0] + "/*", "*/*"):
        if candidate in given:
            return given[candidate]
    return 0.0


def _wished_format(headers: Headers) -> Wish:
    name = (headers.get("x-return-format") or headers.get("x-respond-with")).strip().lower()
    if not name:
        return read_accept(headers)
    if name == _ORIGINAL:
        return Wish(original=True)
    name = _ALSO.get(name, name)
    if name not in _FORMATS:
        known = ", ".join([*_FORMATS, _ORIGINAL])
        raise WishError(406, f"There is no format {name[:40]!r}. The formats are: {known}.")
    return Wish(format=_FORMATS[name], strict=True)


def _selector(headers: Headers, name: str) -> str:
    selector = headers.get(name).strip()
    if len(selector) > MOST_SELECTOR:
        raise WishError(422, f"{name} is longer than {MOST_SELECTOR} characters.")
    return selector


def _choice[T: str](headers: Headers, name: str, choices: Sequence[T]) -> T | None:
    value = headers.get(name).strip().lower()
    chosen = next((choice for choice in choices if choice == value), None)
    if value and chosen is None:
        raise WishError(422, f"{name} is one of {', '.join(choices)}, not {value[:40]!r}.")
    return chosen


def _seconds(headers: Headers, name: str) -> float | None:
    value = headers.get(name).strip()
    seconds = _number(value)
    if value and seconds is None:
        raise WishError(422, f"{name} is a number of seconds above 0, not {value[:40]!r}.")
    return seconds
