"""A page that the proxy itself asks for, as the client whose article it belongs to would.

The request is the client's own with another path: its cookies, its language, its name. It goes out as all
of the client's do, through mitmproxy and its addons, with the same settings for TLS and through the same
other proxy, to the same origin. Where nobody else looks the name up, it goes to the very address that the
first page came from, whatever the name may lead to by now.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urljoin, urlsplit

from mitmproxy import ctx, flow, http
from mitmproxy.addons.clientplayback import MockServer
from mitmproxy.connection import ConnectionState, Server
from mitmproxy.proxy import commands, events, layers, server
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import HTTPMode
from mitmproxy.proxy.layers.http._hooks import HttpErrorHook, HttpResponseHook
from mitmproxy.proxy.mode_specs import ReverseMode, UpstreamMode

from cleancopy.extract.addresses import on_site

MOST_REDIRECTS = 3  # a page has one address, and at most a prettier one

_MARK = "cleancopy-page-of"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def is_errand(flow: http.HTTPFlow) -> bool:
    """Whether a flow is one of ours, which is not cleaned on its way."""
    return _MARK in flow.metadata


async def fetch(address: str, asked: http.HTTPFlow) -> tuple[str, http.Response] | None:
    """What is at an address on the site of a flow, and where it was in the end; `None` without an answer."""
    for _ in range(1 + MOST_REDIRECTS):
        errand = _errand(address, asked)
        if errand is None:
            return None
        await _Handler(errand).run()
        response = errand.response
        if response is None or response.status_code not in _REDIRECTS:
            return (address, response) if response is not None else None
        target = on_site(urljoin(address, response.headers.get("location", "")), asked.request.url)
        if target is None:
            return None
        address = target
    return None


def _errand(address: str, asked: http.HTTPFlow) -> http.HTTPFlow | None:
    """A request that is to go where another went; `None` where that went nowhere, or was recorded."""
    way = _way(asked) if asked.live else None
    if way is None:
        return None
    client = asked.client_conn.copy()
    client.state = ConnectionState.OPEN
    errand = http.HTTPFlow(client, way)
    errand.is_replay = "request"  # the client has shown its password for the proxy
    errand.metadata[_MARK] = asked.request.url
    errand.request = asked.request.copy()
    parts = urlsplit(address)
    errand.request.path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    errand.request.headers["Referer"] = asked.request.url
    return errand


def _way(asked: http.HTTPFlow) -> Server | None:
    taken, request = asked.server_conn, asked.request
    is_by_name = taken.via is not None or isinstance(asked.client_conn.proxy_mode, ReverseMode)
    host = request.host if is_by_name else taken.peername[0] if taken.peername else None
    if host is None:
        return None
    way = Server(address=(host, request.port), via=taken.via)
    if request.scheme == "https":
        way.tls = True
        way.sni = taken.sni or request.pretty_host
    return way


class _Handler(server.ConnectionHandler):
    """mitmproxy's own way of repeating a request, for one that may be called off."""

    layer: layers.HttpLayer

    def __init__(self, errand: http.HTTPFlow) -> None:
        context = Context(errand.client_conn, ctx.options)
        context.server = errand.server_conn
        super().__init__(context)
        is_upstream = isinstance(errand.client_conn.proxy_mode, UpstreamMode)
        self.layer = layers.HttpLayer(context, HTTPMode.upstream if is_upstream else HTTPMode.transparent)
        self.layer.connections[errand.client_conn] = MockServer(errand, context.fork())
        self._is_over = asyncio.Event()

    async def run(self) -> None:
        """Until there is an answer or an error; what is open then, or when this is cancelled, is closed."""
        try:
            await self.server_event(events.Start())
            await self._is_over.wait()
        finally:
            running = [one.handler for one in self.transports.values() if one.handler]
            for task in (*running, *self.wakeup_timer):
                task.cancel()

    async def handle_hook(self, hook: commands.StartHook) -> None:
        (data,) = hook.args()
        await ctx.master.addons.handle_lifecycle(hook)
        if isinstance(data, flow.Flow):
            await data.wait_for_resume()
        if isinstance(hook, HttpResponseHook | HttpErrorHook):
            self._is_over.set()
