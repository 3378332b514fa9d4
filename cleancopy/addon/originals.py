"""What a client wants to see as it came: single pages, or all of a host."""

from __future__ import annotations

from collections import OrderedDict
from urllib.parse import urlsplit

MOST = 10_000


class Originals:
    """By client, so that nobody switches cleaning off for somebody else."""

    def __init__(self) -> None:
        self._shown: OrderedDict[tuple[str, str], None] = OrderedDict()

    def show(self, client: str, what: str) -> None:
        """From now on; `what` is a URL or a host."""
        self._shown[client, what] = None
        while len(self._shown) > MOST:
            self._shown.popitem(last=False)

    def clean(self, client: str, what: str) -> None:
        self._shown.pop((client, what), None)

    def of(self, client: str) -> list[str]:
        return [what for one, what in self._shown if one == client]

    def covers(self, client: str, url: str) -> bool:
        return bool(self._shown) and ((client, url) in self._shown or (client, host_of(url)) in self._shown)


def host_of(url: str) -> str:
    """Empty for what is no web address."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") if parts.scheme in {"http", "https"} else ""
    except ValueError:
        return ""
