"""One request and what was decided about it, for its response."""

from __future__ import annotations

import ipaddress
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from mitmproxy import http
from mitmproxy.proxy.mode_specs import ReverseMode, UpstreamMode

from cleancopy import policy
from cleancopy.addon.originals import Originals
from cleancopy.errors import WishError
from cleancopy.options import Options
from cleancopy.policy import Reason, Wish

_CONDITIONALS = frozenset(
    {"if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "if-range", "range"}
)
_LOOPBACK = ("127.", "::1", "::ffff:127.")


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was decided about a request."""

    url: str
    client: str
    """The address that it comes from."""
    reason: Reason | None = None
    """Why the response goes through untouched."""
    wish: Wish = field(default_factory=Wish)
    error: WishError | None = None
    is_browser: bool = False
    is_vouched: bool = False
    """The browser itself says that a person went there; no script can say so in its place."""
    is_at_a_proxy: bool = True
    """The control host's name leads to us; for who reads a site through us it leads out to the web."""
    if_none_match: str = ""
    gzip: bool = False


def decide(flow: http.HTTPFlow, options: Options, originals: Originals) -> Exchange:
    request, headers = flow.request, fields_of(flow.request)
    url, client = url_of(request), address_of(flow)
    reason = policy.why_not_request(policy.Request(request.method, url, headers), options)
    if reason is not None:
        return Exchange(url, client, reason)
    is_browser = policy.is_browser(headers)
    try:
        wish = policy.read_wish(headers)
    except WishError as error:
        return Exchange(url, client, "original") if is_browser else Exchange(url, client, error=error)
    if wish.original or (is_browser and originals.covers(client, url)):
        return Exchange(url, client, "original")
    return Exchange(
        url,
        client,
        wish=wish,
        is_browser=is_browser,
        is_vouched="sec-fetch-dest" in headers,
        is_at_a_proxy=not isinstance(flow.client_conn.proxy_mode, ReverseMode),
        if_none_match=headers.get("if-none-match"),
        gzip=policy.reads_gzip(headers) and not client.startswith(_LOOPBACK),
    )


def strip(flow: http.HTTPFlow) -> None:
    """What is between the client and us does not concern the origin."""
    headers = flow.request.headers
    if "x-no-cache" in headers:
        headers["Cache-Control"] = "no-cache"
    drop(headers, policy.WISH_HEADERS)
    if not (flow.request.is_http2 and flow.server_conn.alpn == b"h2"):
        drop(headers, {"te"})  # mitmproxy cannot pass trailers on from or to HTTP/1.1, and hangs
    if not isinstance(flow.client_conn.proxy_mode, UpstreamMode):
        drop(headers, {"proxy-authorization"})


def ask_for_a_whole_page(request: http.Request) -> None:
    """A 304 or a part of a page cannot be cleaned, nor can a coding that we do not know."""
    headers = fields_of(request)
    drop(request.headers, _CONDITIONALS)
    if "accept-encoding" in headers:
        request.headers["Accept-Encoding"] = policy.upstream_codings(headers)
    accept = policy.upstream_accept(headers)
    if accept is not None:
        request.headers["Accept"] = accept


def drop(headers: http.Headers, names: AbstractSet[str]) -> None:
    """Take out fields by their lower-case names. mitmproxy's own way reads all fields anew for each name."""
    kept = tuple(
        (name, value) for name, value in headers.fields if name.lower().decode("latin-1") not in names
    )
    if len(kept) < len(headers.fields):
        headers.fields = kept


def url_of(request: http.Request) -> str:
    """The address as the client knows it.

    A connection that was caught on its way is to a mere number; the name is in the Host header then.
    """
    try:
        ipaddress.ip_address(request.host.strip("[]"))
    except ValueError:
        return request.url
    return request.pretty_url


def fields_of(message: http.Message) -> policy.Headers:
    return policy.Headers(tuple(message.headers.items(multi=True)))


def address_of(flow: http.HTTPFlow) -> str:
    """The client's IP address; empty for one that is replayed from a file."""
    return flow.client_conn.peername[0] if flow.client_conn.peername else ""
