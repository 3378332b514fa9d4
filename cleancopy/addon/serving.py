"""`cleancopy serve` is `mitmdump -s proxy_addon.py` with its arguments filled in."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from mitmproxy import certs
from mitmproxy.options import CONF_BASENAME, CONF_DIR, KEY_SIZE, Options
from mitmproxy.tools import dump
from mitmproxy.tools import main as mitmproxy_main

from cleancopy import resources
from cleancopy.addon.doorstep import LOOPBACK, PORT
from cleancopy.options import PREFIX


def serve(
    port: int = PORT,
    listen_host: str = LOOPBACK,
    rules: Sequence[str] = (),
    settings: Sequence[str] = (),
) -> int:
    """Run the proxy until it is stopped; gives its exit code. `settings` are mitmproxy's `OPTION=VALUE`."""
    objection = _why_not_listen(listen_host, port) or _why_no_authority(settings)
    if objection:
        sys.stderr.write(f"{objection}\n")
        return 1
    try:
        mitmproxy_main.mitmdump(_arguments(port, listen_host, rules, settings))
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return 0


def option_names() -> set[str]:
    """The names of mitmproxy's own options: it would itself say nothing of one that it does not know."""
    return asyncio.run(_option_names())


async def _option_names() -> set[str]:
    master = dump.DumpMaster(Options(), with_termlog=False)  # it wants a loop to be made in
    names = set(master.options.keys())
    await master.done()  # or it goes on to listen to the log
    return names


def _arguments(port: int, listen_host: str, rules: Sequence[str], settings: Sequence[str]) -> list[str]:
    chosen = [
        "termlog_verbosity=alert",
        "flow_detail=0",
        *(f"{PREFIX}rules={folder}" for folder in rules),
        *settings,
    ]
    return [
        "--listen-host", listen_host,
        "--listen-port", str(port),
        "--scripts", str(resources.shipped("proxy_addon.py")),
        *(argument for setting in chosen for argument in ("--set", setting)),
    ]  # fmt: skip


def _why_not_listen(host: str, port: int) -> str:
    """Tried beforehand, because mitmproxy says it in several lines."""
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return ""
    except OSError as error:
        number = error.errno or 0  # below zero it is the resolver's
        why = os.strerror(number).lower() if number >= 0 else "no such name is known"
        return f"Cannot listen on {host}:{port}: {why}."


def _why_no_authority(settings: Sequence[str]) -> str:
    """Tried beforehand, because mitmproxy says it in a traceback. Makes what is missing."""
    given = [
        value for name, _, value in (setting.partition("=") for setting in settings) if name == "confdir"
    ]
    folder = Path(given[-1] if given else CONF_DIR).expanduser()
    try:
        certs.CertStore.from_store(folder, CONF_BASENAME, KEY_SIZE)
    except (OSError, ValueError) as error:
        return f"The certificate and its key in {folder} cannot be used: {error}"
    return ""
