"""Which connections pass through encrypted: those to hosts on a list, and those whose clients refuse us."""

from __future__ import annotations

import logging
import time
from collections import Counter, OrderedDict
from dataclasses import dataclass
from functools import cache

from mitmproxy import tls
from mitmproxy.log import ALERT
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.mode_specs import ReverseMode

from cleancopy import policy, resources
from cleancopy.addon.doorstep import CONTROL_HOST
from cleancopy.options import Options
from cleancopy.ruleset.strict_yaml import read_yaml

MOMENT = 1.0  # seconds; browsers take 0.1 to come again when a certificate error is to be ignored
LASTS = 24 * 3600.0  # seconds that a refusal is remembered: the next day the client may have our certificate
MOST = 10_000  # refusals remembered
HANG_UPS = (
    3  # in a row, without a word, are a refusal; browsers hang up on connections that they made to be sure
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Group:
    """Hosts that are left alone for one reason."""

    id: str
    why: str
    hosts: frozenset[str]
    words: frozenset[str]

    def __contains__(self, host: str) -> bool:
        return policy.is_among(host, self.hosts) or not self.words.isdisjoint(_words(host))


@cache
def shipped_groups() -> tuple[Group, ...]:
    """What `hosts/passthrough.yaml` says. Raises `ValueError` for a file that cannot be read."""
    path = resources.shipped("hosts") / "passthrough.yaml"
    read = read_yaml(path.read_text("utf-8"), str(path))
    if read.problems:
        raise ValueError("\n".join(map(str, read.problems)))
    return tuple(
        Group(
            id=group["id"],
            why=group["why"],
            hosts=frozenset(group["hosts"]),
            words=frozenset(group.get("words", ())),
        )
        for group in read.value["groups"]
    )


class Refusals:
    """Which hosts' certificates, as we make them, which client refuses.

    A browser whose user overrides the warning refuses one first and then takes it, so a refusal counts after
    a moment. A client that has not got our certificate yet refuses every one, so what it refused is forgotten
    when it first takes one: then it has got it.
    """

    def __init__(self) -> None:
        self._since: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._hung_up: Counter[tuple[str, str]] = Counter()
        self._trusting: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, pair: tuple[str, str]) -> bool:
        """A client and a host."""
        since = self._since.get(pair)
        return since is not None and MOMENT <= time.monotonic() - since < LASTS

    def of(self, client: str) -> list[str]:
        return [host for one, host in self._since if one == client and (one, host) in self]

    def refuse(self, client: str, host: str) -> None:
        """Counts from the first time on, or from now where that has lasted long enough."""
        now = time.monotonic()
        if now - self._since.get((client, host), now) >= LASTS:
            del self._since[client, host]
        self._since.setdefault((client, host), now)
        _shorten(self._since)

    def hang_up(self, client: str, host: str) -> None:
        """It has hung up in the middle. Time and again, that is a refusal, too."""
        if len(self._hung_up) > MOST:
            self._hung_up.clear()
        self._hung_up[client, host] += 1
        if self._hung_up[client, host] >= HANG_UPS:
            self.refuse(client, host)

    def trust(self, client: str, host: str) -> None:
        """It has taken our certificate for a host."""
        self._hung_up.pop((client, host), None)
        self._since.pop((client, host), None)
        if client not in self._trusting:
            self.forget(client)
        self._trusting[client] = None
        self._trusting.move_to_end(client)
        _shorten(self._trusting)

    def forget(self, client: str) -> None:
        for pair in [pair for pair in self._since if pair[0] == client]:
            del self._since[pair]


class Passthrough:
    """Decides about each TLS connection before it is opened, and learns from those that fail."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.refusals = Refusals()
        self._told: set[tuple[str, str]] = set()

    def why(self, client: str, host: str) -> str | None:
        """The reason why a connection is not opened; `None` if it is."""
        if policy.is_left_alone(host, self.options):
            return "The settings say so."
        if (client, host) in self.refusals:
            return "The client refuses our certificate."
        groups = shipped_groups() if self.options.passthrough else ()
        return next((group.why for group in groups if host in group), None)

    def look_at(self, data: tls.ClientHelloData) -> None:
        """Leave a connection as it is, if it is to be."""
        if isinstance(data.context.client.proxy_mode, ReverseMode):
            return  # whoever put us before a site wants it opened
        host = _host(data.context, data.client_hello.sni)
        why = self.why(_address(data.context), host) if host else None
        if why is not None:
            data.ignore_connection = True
            self._tell(_address(data.context), host, why)

    def has_opened(self, data: tls.TlsData) -> None:
        host = _host(data.context, data.context.client.sni)
        if host:
            self.refusals.trust(_address(data.context), host)

    def has_failed(self, data: tls.TlsData) -> None:
        client, host = _address(data.context), _host(data.context, data.context.client.sni)
        error = data.conn.error or ""
        if not host:
            return
        if "disconnected" in error:
            self.refusals.hang_up(client, host)
        elif "trust" in error:
            self.refusals.refuse(client, host)

    def _tell(self, client: str, host: str, why: str) -> None:
        if (client, host) not in self.refusals:
            _log.info(f"{host} passes through undecrypted: {why}")
        elif (client, host) not in self._told:
            if len(self._told) > MOST:
                self._told.clear()
            self._told.add((client, host))
            _log.log(
                ALERT,
                f"{client} refuses our certificate for {host}: from now on it passes through undecrypted. "
                f"If that is a browser, get it the certificate from http://{CONTROL_HOST}/.",
            )


def _host(context: Context, sni: str | None) -> str:
    """The host that a client wants: by its own word, else by the address."""
    name = sni or (context.server.address[0] if context.server.address else "")
    return name.lower().rstrip(".")


def _address(context: Context) -> str:
    return context.client.peername[0] if context.client.peername else ""


def _words(host: str) -> set[str]:
    labels = host.split(".")[:-1]
    return {*labels, *(part for label in labels for part in label.split("-"))}


def _shorten(remembered: OrderedDict[tuple[str, str], float] | OrderedDict[str, None]) -> None:
    while len(remembered) > MOST:
        remembered.popitem(last=False)
