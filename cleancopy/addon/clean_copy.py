"""The mitmproxy addon: guards, one computation, one assignment, last.

A hook that raises skips the addons after it and sends what it had changed by then; one that is cancelled
hangs its flow for ever. So all is computed first, behind one border, and whatever goes wrong there, the
original goes out.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import Path
from weakref import WeakKeyDictionary

from mitmproxy import ctx, exceptions, http, tls
from mitmproxy.addonmanager import Loader
from mitmproxy.log import ALERT
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

import cleancopy
from cleancopy import policy
from cleancopy.addon import answers, doorstep, exchange, settings
from cleancopy.addon.chronicle import Chronicle
from cleancopy.addon.cleaner import Cleaner
from cleancopy.addon.control import ControlHost, Metrics, Status, Tokens, is_ours
from cleancopy.addon.exchange import Exchange
from cleancopy.addon.originals import Originals
from cleancopy.addon.passthrough import Passthrough
from cleancopy.addon.watcher import RuleWatcher
from cleancopy.errors import RuleError
from cleancopy.options import PREFIX, Options
from cleancopy.policy import Reason
from cleancopy.workers import Pool, Rules

_log = logging.getLogger(__name__)

_SWITCHING_PROTOCOLS = 101
_POOL_OPTIONS = frozenset({f"{PREFIX}workers", f"{PREFIX}memory", f"{PREFIX}rules"})


class CleanCopy:
    """Turns the news pages that pass into clean copy."""

    def __init__(self) -> None:
        self._options = Options()
        self._watcher: RuleWatcher | None = None
        self._pool: Pool | None = None
        self._cleaner: Cleaner | None = None
        self._chronicle = Chronicle()
        self._passthrough = Passthrough(self._options)
        self._originals = Originals()
        self._metrics = Metrics(self._gauges())
        self._tokens: Tokens | None = None
        self._control: ControlHost | None = None
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
        ours = {name for name in updated if name.startswith(PREFIX)}
        if not ours:
            return
        try:
            self._options = self._passthrough.options = settings.read(ctx.options)
            if self._watcher is None or f"{PREFIX}rules" in ours:
                self._take_rules()
        except exceptions.OptionsError as error:
            doorstep.complain(error, at_start=not self._is_running)
        if self._is_running:
            self._take_workers(anew=not ours.isdisjoint(_POOL_OPTIONS))

    def running(self) -> None:
        """Not a coroutine: mitmproxy's reload of a script never recovers from one."""
        self._is_running = True
        self._tokens = Tokens(doorstep.authority())
        self._control = self._make_control(self._tokens)
        self._chronicle.listeners.append(self._metrics.page)
        self._take_workers(anew=True)
        doorstep.stream_what_is_too_large(self._options.max_page)
        self._watch()
        doorstep.announce()
        for line in settings.misspelt(ctx.options):
            _log.warning(line)

    def done(self) -> None:
        if self._pool is not None:
            self._pool.close()
        if self._watcher is not None:
            self._watcher.stop()

    def http_connect(self, flow: http.HTTPFlow) -> None:
        if flow.response is None and flow.request.host.lower() == doorstep.CONTROL_HOST:
            flow.response = http.Response.make(200)  # or mitmproxy would look for it elsewhere

    async def server_connect(self, data: ServerConnectionHookData) -> None:
        if data.server.address is not None and await doorstep.is_own(data.server.address):
            data.server.error = "This address leads back to the proxy itself."

    def tls_clienthello(self, data: tls.ClientHelloData) -> None:
        self._passthrough.look_at(data)

    def tls_established_client(self, data: tls.TlsData) -> None:
        self._passthrough.has_opened(data)

    def tls_failed_client(self, data: tls.TlsData) -> None:
        self._passthrough.has_failed(data)

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        if flow.response is not None or is_ours(flow):
            return
        decided = exchange.decide(flow, self._options, self._originals)
        self._exchanges[flow] = decided
        exchange.strip(flow)
        if decided.reason is None and decided.error is None:
            exchange.ask_for_a_whole_page(flow.request)

    def request(self, flow: http.HTTPFlow) -> None:
        decided = self._exchanges.get(flow)
        if flow.response is not None:
            return
        if decided is None and self._control is not None:
            flow.response = self._control.answer(flow)
        elif decided is not None and decided.error is not None:
            del self._exchanges[flow]
            accepts = policy.read_accept(exchange.fields_of(flow.request))
            flow.response = answers.refused(decided.error, accepts)

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        decided, response = self._exchanges.get(flow), flow.response
        if decided is None or response is None or response.raw_content is not None:
            return
        size = response.headers.get("content-length", "")
        reason = decided.reason or self._why_not(decided, response, int(size) if size.isdecimal() else None)
        if reason is not None:
            del self._exchanges[flow]
            answers.mark(response, "untouched", reason)
            self._metrics.streamed(reason)
            response.stream = response.status_code != _SWITCHING_PROTOCOLS

    async def response(self, flow: http.HTTPFlow) -> None:
        decided, response = self._exchanges.pop(flow, None), flow.response
        if decided is None or response is None or response.stream or response.raw_content is None:
            return
        reason = decided.reason or self._why_not(decided, response, len(response.raw_content))
        if reason is not None or self._cleaner is None:
            flow.response = answers.marked(response, "untouched", reason or "busy")
        else:
            flow.response = await self._cleaner.clean(decided, response)

    def _why_not(self, decided: Exchange, response: http.Response, size: int | None) -> Reason | None:
        record = policy.Response(response.status_code, exchange.fields_of(response), size)
        view = policy.view_for(self._options, decided.wish)
        return policy.why_not_response(record, max_page=self._options.max_page * policy.MEGABYTE, view=view)

    def _take_rules(self) -> None:
        try:
            watcher = RuleWatcher([Path(folder) for folder in self._options.rules])
        except RuleError as error:
            raise exceptions.OptionsError(f"The rules cannot be used:\n{error}") from error
        if self._watcher is not None:
            self._watcher.stop()
        self._watcher = watcher
        if self._is_running:
            self._watch()

    def _take_workers(self, *, anew: bool) -> None:
        if self._watcher is None:
            return
        if anew or self._pool is None:
            if self._pool is not None:
                self._pool.close()
            self._pool = Pool(self._options.workers, self._options.memory, self._watcher.rules)
            self._pool.start()
        if self._tokens is not None:
            self._cleaner = Cleaner(self._pool, self._options, self._chronicle, self._tokens)

    def _watch(self) -> None:
        if self._watcher is not None:
            self._watcher.start(partial(self._renew_soon, asyncio.get_running_loop()))

    def _renew_soon(self, loop: asyncio.AbstractEventLoop, rules: Rules) -> None:
        asyncio.run_coroutine_threadsafe(self._renew(rules), loop)

    async def _renew(self, rules: Rules) -> None:
        if self._pool is not None and await self._pool.take_rules(rules):
            _log.log(ALERT, f"New rules are in force, version {rules.id}.")

    def _make_control(self, tokens: Tokens) -> ControlHost:
        return ControlHost(
            status=self._status,
            chronicle=self._chronicle,
            originals=self._originals,
            refusals=self._passthrough.refusals,
            metrics=self._metrics,
            tokens=tokens,
            certificate=doorstep.certificate(),
        )

    def _status(self) -> Status:
        pool = self._pool
        facts = {
            "Version": cleancopy.__version__,
            "Rules": pool.rules.id if pool is not None else "none",
            "View": self._options.view,
            "Workers": f"{len(pool.worker_ids())} of {pool.count}" if pool is not None else "none",
            "Pages kept in memory": str(len(self._cleaner.cache)) if self._cleaner is not None else "0",
        }
        return Status(is_ready=pool is not None and pool.is_ready, facts=facts)

    def _gauges(self) -> dict[str, tuple[str, Callable[[], float]]]:
        return {
            "workers": ("Workers alive.", lambda: len(self._pool.worker_ids()) if self._pool else 0),
            "worker_deaths": ("Workers that died.", lambda: self._pool.deaths if self._pool else 0),
            "pages_waiting": ("Pages in work or waiting.", lambda: self._pool.waiting if self._pool else 0),
            "cache_bytes": ("Kept pages.", lambda: self._cleaner.cache.size if self._cleaner else 0),
        }
