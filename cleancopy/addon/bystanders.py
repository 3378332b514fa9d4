"""mitmproxy's own addons that have nothing to do are not asked, which saves a third of what a request costs.

Every event is offered to every addon, a dozen events a request, and most addons wait for an option that is
not set. Those are taken out of the row for as long as that is so; their commands and their names stay.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

from mitmproxy import ctx, hooks

IDLE_WITHOUT = {
    "anticache": "anticache",
    "anticomp": "anticomp",
    "blocklist": "block_list",
    "clientplayback": "client_replay",
    "dumper": "flow_detail",
    "maplocal": "map_local",
    "mapremote": "map_remote",
    "modifybody": "modify_body",
    "modifyheaders": "modify_headers",
    "proxyauth": "proxyauth",
    "readfilestdin": "rfile",
    "save": "save_stream_file",
    "savehar": "hardump",
    "serverplayback": "server_replay",
    "stickyauth": "stickyauth",
    "stickycookie": "stickycookie",
    "upstreamauth": "upstream_auth",
}
"""An addon's name to the option without which it does nothing."""
WITHOUT_EVENTS = frozenset({"browser", "commandhistory", "comment", "cut", "export"})
"""They are there for their commands alone."""


class Bystanders:
    """Those that stand aside. Nothing happens before the first call of `set_aside`."""

    def __init__(self) -> None:
        self._row: list[Any] = []
        """All addons in mitmproxy's order, from when they were last looked at."""
        self._aside: list[Any] = []

    def set_aside(self) -> None:
        """Have those that have nothing to do, as the options are now, not be asked."""
        manager = ctx.master.addons
        known = [addon for addon in self._row if addon in self._aside or addon in manager.chain]
        self._row = known + [addon for addon in manager.chain if addon not in known]
        idle = [manager.get(name) for name in _idle_names()]
        self._aside = [addon for addon in self._row if addon in idle]
        manager.chain = [addon for addon in self._row if addon not in idle]

    def configure(self, updated: AbstractSet[str]) -> None:
        """Tell them what mitmproxy tells those in the row, and let them in where there is work now."""
        if not self._row:
            return
        for addon in self._aside:
            ctx.master.addons.invoke_addon_sync(addon, hooks.ConfigureHook(set(updated)))
        self.set_aside()

    def let_in(self) -> None:
        """All of them, at the end of the row: mitmproxy goes along it at this moment to tell of the end."""
        ctx.master.addons.chain.extend(self._aside)
        self._row, self._aside = [], []


def _idle_names() -> list[str]:
    options = ctx.options
    waiting = [
        name for name, option in IDLE_WITHOUT.items() if option in options and not getattr(options, option)
    ]
    return [*waiting, *WITHOUT_EVENTS]
