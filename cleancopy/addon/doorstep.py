"""Where the proxy listens, and what it says to the person who started it."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from pathlib import Path

from mitmproxy import ctx, exceptions
from mitmproxy.proxy.mode_specs import ProxyMode, RegularMode, ReverseMode, Socks5Mode, UpstreamMode
from mitmproxy.utils import asyncio_utils

_log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
PORT = 8080
CONTROL_HOST = "clean.copy"


def keep_to_loopback() -> None:
    """mitmproxy listens on all interfaces unless told otherwise, an open proxy for the whole network.

    Its servers have begun to start when a script is loaded, so they are started anew.
    """
    if ctx.options.listen_host:
        return
    ctx.options.update(listen_host=LOOPBACK)
    if ctx.master.addons.get("proxyserver") is not None:
        asyncio_utils.create_task(_listen_anew(), name="listen on loopback only", keep_ref=True)


def stream_what_is_too_large(megabytes: int) -> None:
    """A page without a length that turns out too large is passed on from there, not gathered in memory."""
    if ctx.options.stream_large_bodies is None:
        ctx.options.update(stream_large_bodies=f"{megabytes}m")


def announce() -> None:
    """On standard output, whatever the log's level: the first thing that anybody needs to know."""
    if not ctx.options.server:
        return  # a recording is read, and nobody is let in
    host = ctx.options.listen_host or LOOPBACK
    address = f"[{host}]:{_port()}" if ":" in host else f"{host}:{_port()}"
    modes = [ProxyMode.parse(mode) for mode in ctx.options.mode]
    proxies = [mode for mode in modes if isinstance(mode, RegularMode | UpstreamMode)]
    sys.stdout.write(_for_browsers(address) if proxies else _for_others(modes[0], address))
    sys.stdout.flush()


def _for_browsers(address: str) -> str:
    return (
        f"Clean Copy: point the browser's HTTP and HTTPS proxy at {address}; "
        f"the certificate is {certificate()}\n"
        f"  To trust it: open http://{CONTROL_HOST}/ through the proxy and follow the steps; or try\n"
        f"  curl --proxy http://{address} --cacert {certificate()} https://example.com/\n"
    )


def _for_others(mode: ProxyMode, address: str) -> str:
    """Who comes by another way is at no proxy of HTTP, and most find no control host."""
    if isinstance(mode, ReverseMode):
        return f"Clean Copy: open http://{address}/ in place of {mode.data}\n"
    what = "point the browser's SOCKS proxy at" if isinstance(mode, Socks5Mode) else f"{mode.description} at"
    return f"Clean Copy: {what} {address}; the certificate is {certificate()}\n"


def certificate() -> Path:
    """Our authority's certificate: what clients have to trust."""
    return Path(ctx.options.confdir).expanduser().absolute() / "mitmproxy-ca-cert.pem"


def authority() -> Path:
    """Its certificate together with its private key."""
    return certificate().with_name("mitmproxy-ca.pem")


async def is_own(address: tuple[str, int]) -> bool:
    """Whether connecting there would lead back to us, and so on until no file is left to open.

    mitmproxy compares names; an address has more names than one (127.1, or any domain that resolves to it).
    """
    proxyserver = ctx.master.addons.get("proxyserver")
    ports = {own[1] for own in proxyserver.listen_addrs()} if proxyserver is not None else set()
    host, port = address[:2]
    if port not in ports:
        return False
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port)
    except OSError:
        return False  # the connection will fail, and mitmproxy says why
    return any(_is_here(str(entry[4][0])) for entry in found)


def complain(error: exceptions.OptionsError, *, at_start: bool) -> None:
    """Tell a mistake in the options: mitmdump ends on an error logged at its start, without a traceback.

    Anywhere else the error is raised, and whoever set the option gets it.
    """
    if not at_start or ctx.master.addons.get("errorcheck") is None:
        raise error
    _log.error(str(error))


def _is_here(number: str) -> bool:
    """Whether an address is this machine's: nobody can listen on another's."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in number else socket.AF_INET) as here:
            here.bind((number, 0))
    except OSError:
        return False
    return True


async def _listen_anew() -> None:
    proxyserver = ctx.master.addons.get("proxyserver")
    while proxyserver.servers.is_updating:
        await asyncio.sleep(0)
    if not proxyserver.listen_addrs():
        return  # it could not listen, and has said so
    await proxyserver.servers.update([])
    await proxyserver.setup_servers()


def _port() -> int:
    """The port that was asked for; where any would do, the one that was found."""
    proxyserver = ctx.master.addons.get("proxyserver")
    found = [address[1] for address in proxyserver.listen_addrs()] if proxyserver is not None else []
    return ctx.options.listen_port or (found[0] if found else PORT)
