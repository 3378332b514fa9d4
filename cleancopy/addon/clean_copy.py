"""The mitmproxy addon: guards, one computation, one assignment, last.

A hook that raises skips the addons after it and sends what it had changed by then; one that is cancelled
hangs its flow for ever. So all is computed first, behind one border, and whatever goes wrong there, the
original goes out.
"""

from __future__ import annotations

import logging
from collections.abc import Set as AbstractSet

from mitmproxy import connection, ctx, exceptions, http, tls
from mitmproxy.addonmanager import Loader
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from cleancopy import policy
from cleancopy.addon import answers, doorstep, exchange, settings
from cleancopy.addon.bystanders import Bystanders
from cleancopy.addon.control import is_ours
from cleancopy.addon.errand import is_errand
from cleancopy.addon.exchange import Exchange
from cleancopy.addon.originals import host_of
from cleancopy.addon.stopping import SoftStop
from cleancopy.addon.works import Works
from cleancopy.options import PREFIX
from cleancopy.policy import Reason

_log = logging.getLogger(__name__)

_SWITCHING_PROTOCOLS = 101
_INTERIM = frozenset(range(100, 200)) - {_SWITCHING_PROTOCOLS}


class CleanCopy:
    """Turns the news pages that pass into clean copy."""

    def __init__(self) -> None:
        self.works = Works()
        self._is_running = False
        self._exchanges: dict[str, Exchange | None] = {}
        """Every open request, by its flow's id; without an exchange where there is nothing left to decide."""
        self._bystanders = Bystanders()
        self._stop = SoftStop(lambda: self.works.options.stop, lambda: len(self._exchanges))

    def load(self, loader: Loader) -> None:
        settings.add_options(loader)
        try:
            settings.take_given(ctx.options)
        except exceptions.OptionsError as error:
            doorstep.complain(error, at_start=True)
        doorstep.keep_to_loopback()

    def configure(self, updated: AbstractSet[str]) -> None:
        self._bystanders.configure(updated)
        ours = {name for name in updated if name.startswith(PREFIX)}
        if not ours:
            return
        try:
            self.works.configure(ours)
        except exceptions.OptionsError as error:
            doorstep.complain(error, at_start=not self._is_running)

    def running(self) -> None:
        """Not a coroutine: mitmproxy's reload of a script never recovers from one."""
        self._is_running = True
        self.works.start()
        self._stop.install()
        doorstep.stream_what_is_too_large(self.works.options.max_page)
        self._bystanders.set_aside()
        doorstep.announce()
        for line in settings.misspelt(ctx.options):
            _log.warning(line)

    def done(self) -> None:
        self._bystanders.let_in()
        self.works.stop()

    def http_connect(self, flow: http.HTTPFlow) -> None:
        if flow.response is not None:
            return
        if flow.request.host.lower() == doorstep.CONTROL_HOST:
            flow.response = http.Response.make(200)  # or mitmproxy would look for it elsewhere
        elif self.works.ads is not None:
            flow.response = self.works.ads.turn_away_connection(flow)

    async def server_connect(self, data: ServerConnectionHookData) -> None:
        if data.server.address is not None and await doorstep.is_own(data.server.address):
            data.server.error = "This address leads back to the proxy itself."

    def client_disconnected(self, client: connection.Client) -> None:
        if self.works.pool is not None:
            self.works.pool.forget(client.id)

    def tls_clienthello(self, data: tls.ClientHelloData) -> None:
        self.works.passthrough.look_at(data)

    def tls_established_client(self, data: tls.TlsData) -> None:
        self.works.passthrough.has_opened(data)

    def tls_failed_client(self, data: tls.TlsData) -> None:
        self.works.passthrough.has_failed(data)

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        if (flow.live and flow.response is not None) or is_ours(flow) or is_errand(flow):
            return  # a recording that is replayed has its response from the start
        decided = exchange.decide(flow, self.works.options, self.works.originals)
        self._exchanges[flow.id] = decided
        exchange.strip(flow)
        if decided.reason is None and decided.error is None:
            exchange.ask_for_a_whole_page(flow.request)

    def request(self, flow: http.HTTPFlow) -> None:
        if flow.response is None:
            flow.response = self._own_answer(flow)

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        decided, response = self._exchanges.get(flow.id), flow.response
        if decided is None or response is None or response.raw_content is not None:
            return
        size = response.headers.get("content-length", "")
        reason = decided.reason or self._why_not(decided, response, int(size) if size.isdecimal() else None)
        if reason is not None:
            self._exchanges[flow.id] = None
            answers.mark(response, "untouched", reason)
            self.works.metrics.streamed(reason)
            response.stream = response.status_code != _SWITCHING_PROTOCOLS

    async def response(self, flow: http.HTTPFlow) -> None:
        decided = self._exchanges.get(flow.id)
        try:
            if flow.response is not None and flow.response.status_code in _INTERIM:
                flow.response = answers.not_final(flow.response)
            elif decided is not None and flow.response is not None:
                flow.response = await self._cleaned(decided, flow.response, flow)
        finally:
            self._exchanges.pop(flow.id, None)

    def error(self, flow: http.HTTPFlow) -> None:
        self._exchanges.pop(flow.id, None)

    def _own_answer(self, flow: http.HTTPFlow) -> http.Response | None:
        """An answer for which the origin is not asked."""
        answer: http.Response | None
        if flow.id not in self._exchanges:
            return self.works.control.answer(flow) if self.works.control is not None else None
        decided = self._exchanges[flow.id]
        if decided is not None and decided.error is not None:
            answer = answers.refused(decided.error, policy.read_accept(exchange.fields_of(flow.request)))
        elif decided is not None and self._shows_old_pages(decided, flow.request):
            answer = answers.farewell()
        else:
            answer = self.works.ads.turn_away(flow) if self.works.ads is not None else None
        if answer is not None:
            self._exchanges[flow.id] = None
        return answer

    def _shows_old_pages(self, decided: Exchange, request: http.Request) -> bool:
        """Whether this asks for the service worker of a site that the client reads in the reading view."""
        if request.headers.get("service-worker") != "script" or self.works.options.view != "reader":
            return False
        if self.works.originals.covers(decided.client, decided.url):
            return False
        return self.works.chronicle.has_cleaned(decided.client, host_of(decided.url))

    async def _cleaned(
        self, decided: Exchange, response: http.Response, flow: http.HTTPFlow
    ) -> http.Response:
        if response.stream or response.raw_content is None:
            return response
        reason = decided.reason or self._why_not(decided, response, len(response.raw_content))
        if reason is not None or self.works.cleaner is None:
            return answers.marked(response, "untouched", reason or "view-off")
        return await self.works.cleaner.clean(decided, response, flow)

    def _why_not(self, decided: Exchange, response: http.Response, size: int | None) -> Reason | None:
        options = self.works.options
        record = policy.Response(response.status_code, exchange.fields_of(response), size)
        view = policy.view_for(options, decided.wish)
        return policy.why_not_response(record, max_page=options.max_page * policy.MEGABYTE, view=view)
