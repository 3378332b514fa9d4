"""The mitmproxy addon: guards, one computation, one assignment, last.

A hook that raises skips the addons after it and sends what it had changed by then; one that is cancelled
hangs its flow for ever. So all is computed first, behind one border, and whatever goes wrong there, the
original goes out.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from weakref import WeakKeyDictionary

from mitmproxy import ctx, exceptions, http
from mitmproxy.addonmanager import Loader
from mitmproxy.log import ALERT
from mitmproxy.proxy.mode_specs import UpstreamMode
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from cleancopy import policy
from cleancopy.addon import answers, doorstep, settings
from cleancopy.addon.watcher import RuleWatcher
from cleancopy.errors import RuleError, WishError, WorkerError
from cleancopy.options import PREFIX, Options
from cleancopy.policy import Reason, Wish
from cleancopy.workers import Answer, Job, Pool, Rules

_log = logging.getLogger(__name__)

_CONDITIONALS = (
    "if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "if-range", "range", "te",
)  # fmt: skip
_SWITCHING_PROTOCOLS = 101
_POOL_OPTIONS = frozenset({f"{PREFIX}workers", f"{PREFIX}memory"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was decided about a request, for its response."""

    reason: Reason | None = None
    """Why the response goes through untouched."""
    wish: Wish = field(default_factory=Wish)
    error: WishError | None = None
    is_browser: bool = False
    if_none_match: str = ""


class CleanCopy:
    """Turns the news pages that pass into clean copy."""

    def __init__(self) -> None:
        self._options = Options()
        self._watcher: RuleWatcher | None = None
        self._pool: Pool | None = None
        self._is_running = False
        self._exchanges: WeakKeyDictionary[http.HTTPFlow, Exchange] = WeakKeyDictionary()

    def load(self, loader: Loader) -> None:
        settings.add_options(loader)
        try:
            settings.take_given(ctx.options)
        except exceptions.OptionsError as error:
            doorstep.complain(error, at_start=True)
        doorstep.keep_to_loopback()

    def configure(self, updated: AbstractSet[str]) -> None:
        if not any(name.startswith(PREFIX) for name in updated):
            return
        try:
            self._options = settings.read(ctx.options)
            if self._watcher is None or f"{PREFIX}rules" in updated:
                self._take_rules()
        except exceptions.OptionsError as error:
            doorstep.complain(error, at_start=not self._is_running)
        if self._is_running and not _POOL_OPTIONS.isdisjoint(updated):
            self._take_workers()

    def running(self) -> None:
        """Not a coroutine: mitmproxy's reload of a script never recovers from one."""
        self._is_running = True
        self._take_workers()
        doorstep.stream_what_is_too_large(self._options.max_page)
        self._watch()
        doorstep.announce()
        for line in settings.misspelt(ctx.options):
            _log.warning(line)

    def done(self) -> None:
        if self._pool is not None:
            self._pool.close()  # first: a worker that just starts reads what the watcher keeps
        if self._watcher is not None:
            self._watcher.stop()

    async def server_connect(self, data: ServerConnectionHookData) -> None:
        if data.server.address is not None and await doorstep.is_own(data.server.address):
            data.server.error = "This address leads back to the proxy itself."

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        if flow.response is not None:
            return
        exchange = _decide(flow.request, self._options)
        self._exchanges[flow] = exchange
        _strip(flow)
        if exchange.reason is None and exchange.error is None:
            _ask_for_a_whole_page(flow.request)

    def request(self, flow: http.HTTPFlow) -> None:
        exchange = self._exchanges.get(flow)
        if exchange is None or flow.response is not None:
            return
        if exchange.error is not None:
            del self._exchanges[flow]
            accepts = policy.read_accept(_headers(flow.request))
            flow.response = answers.refused(exchange.error, accepts)

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        exchange, response = self._exchanges.get(flow), flow.response
        if exchange is None or response is None or response.raw_content is not None:
            return
        size = response.headers.get("content-length", "")
        reason = exchange.reason or self._why_not(response, int(size) if size.isdecimal() else None)
        if reason is not None:
            del self._exchanges[flow]
            answers.mark(response, "untouched", reason)
            response.stream = response.status_code != _SWITCHING_PROTOCOLS

    async def response(self, flow: http.HTTPFlow) -> None:
        exchange, response = self._exchanges.pop(flow, None), flow.response
        if exchange is None or response is None or response.stream or response.raw_content is None:
            return
        reason = exchange.reason or self._why_not(response, len(response.raw_content))
        if reason is None:
            flow.response = await self._answered(flow.request.url, response, exchange)
        else:
            flow.response = answers.marked(response, "untouched", reason)

    def _why_not(self, response: http.Response, size: int | None) -> Reason | None:
        record = policy.Response(response.status_code, _headers(response), size)
        return policy.why_not_response(record, max_page=self._options.max_page * policy.MEGABYTE)

    async def _answered(self, url: str, origin: http.Response, exchange: Exchange) -> http.Response:
        """The border: what goes out in the origin's place; the origin's own response whatever goes wrong."""
        try:
            answer = await self._work(url, origin, exchange.wish)
            for note in answer.notes:
                _log.warning(note)
            if not (answer.reason or answer.error):
                return answers.cleaned(origin, answer, exchange.if_none_match)
        except (Exception, asyncio.CancelledError) as failure:  # noqa: BLE001  a flow must neither hang nor be lost
            answer = Answer(reason=_reason(failure))
            if answer.reason == "error":
                _log.warning(f"Could not clean {url}; it goes out untouched.", exc_info=True)
        return _instead(origin, answer, exchange)

    async def _work(self, url: str, origin: http.Response, wish: Wish) -> Answer:
        if self._pool is None or self._watcher is None:
            raise WorkerError("busy")
        seconds = policy.deadline(self._options, wish)
        job = Job(
            raw=origin.raw_content or b"",
            coding=origin.headers.get("content-encoding", ""),
            url=url,
            content_type=origin.headers.get("content-type", ""),
            wish=wish,
            options=policy.with_wish(self._options, wish),
            seconds=seconds,
        )
        return await self._pool.run(job, seconds)

    def _take_rules(self) -> None:
        try:
            watcher = RuleWatcher([Path(folder) for folder in self._options.rules])
        except RuleError as error:
            raise exceptions.OptionsError(f"The rules cannot be used:\n{error}") from error
        if self._watcher is not None:
            self._watcher.stop()
        self._watcher = watcher
        if self._is_running:
            self._take_workers()
            self._watch()

    def _take_workers(self) -> None:
        if self._pool is not None:
            self._pool.close()
        if self._watcher is not None:
            self._pool = Pool(self._options.workers, self._options.memory, self._watcher.rules)
            self._pool.start()

    def _watch(self) -> None:
        if self._watcher is not None:
            self._watcher.start(partial(self._renew_soon, asyncio.get_running_loop()))

    def _renew_soon(self, loop: asyncio.AbstractEventLoop, rules: Rules) -> None:
        asyncio.run_coroutine_threadsafe(self._renew(rules), loop)

    async def _renew(self, rules: Rules) -> None:
        if self._pool is not None and await self._pool.take_rules(rules):
            _log.log(ALERT, f"New rules are in force, version {rules.id}.")


def _decide(request: http.Request, options: Options) -> Exchange:
    headers = _headers(request)
    reason = policy.why_not_request(policy.Request(request.method, request.url, headers), view=options.view)
    if reason is not None:
        return Exchange(reason)
    is_browser = policy.is_browser(headers)
    try:
        wish = policy.read_wish(headers)
    except WishError as error:
        return Exchange("original") if is_browser else Exchange(error=error)
    if wish.original:
        return Exchange("original")
    return Exchange(wish=wish, is_browser=is_browser, if_none_match=headers.get("if-none-match"))


def _strip(flow: http.HTTPFlow) -> None:
    """What is between the client and us does not concern the origin."""
    if "x-no-cache" in flow.request.headers:
        flow.request.headers["Cache-Control"] = "no-cache"
    for name in policy.WISH_HEADERS:
        flow.request.headers.pop(name, None)
    if not isinstance(flow.client_conn.proxy_mode, UpstreamMode):
        flow.request.headers.pop("proxy-authorization", None)


def _ask_for_a_whole_page(request: http.Request) -> None:
    """A 304 or a part of a page cannot be cleaned, nor can a coding that we do not know."""
    headers = _headers(request)
    for name in _CONDITIONALS:
        request.headers.pop(name, None)
    if "accept-encoding" in headers:
        request.headers["Accept-Encoding"] = policy.upstream_codings(headers)
    accept = policy.upstream_accept(headers)
    if accept is not None:
        request.headers["Accept"] = accept


def _instead(origin: http.Response, answer: Answer, exchange: Exchange) -> http.Response:
    """What goes out for a page that was not cleaned: itself, or an error for a scraper with a wish."""
    reason = answer.reason or "selector"
    error = policy.error_for(exchange.wish, reason)
    if answer.error and policy.names_blocks(exchange.wish):
        error = WishError(*answer.error)
    if error is not None and not exchange.is_browser:
        return answers.refused(error, exchange.wish)
    return answers.marked(origin, policy.outcome(reason), reason)


def _headers(message: http.Message) -> policy.Headers:
    fields = message.headers.items(multi=True)
    return policy.Headers(tuple(fields))


def _reason(failure: BaseException) -> str:
    if isinstance(failure, WorkerError):
        return failure.reason
    return "crash" if isinstance(failure, asyncio.CancelledError) else "error"
