"""Three machines on this one: a client, a gateway with the proxy, and an origin; network namespaces of Linux.

What opens a socket inside a machine may hand it on: a socket belongs to the machine that it was opened in.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

GATEWAY, CLIENT = "10.77.1.1", "10.77.1.2"
TO_ORIGIN, ORIGIN = "10.77.2.1", "10.77.2.2"


@dataclass(frozen=True)
class Machine:
    """One of them, by its name."""

    name: str

    @property
    def within(self) -> list[str]:
        """The start of a command line that runs on it."""
        return ["ip", "netns", "exec", self.name]

    def run(self, command: str, told: str = "") -> None:
        subprocess.run([*self.within, *command.split()], input=told, text=True, check=True, timeout=30)

    def do[T](self, work: Callable[[], T]) -> T:
        """Do something on it in this process."""

        def entered() -> T:
            with Path("/run/netns", self.name).open() as namespace:
                os.setns(namespace.fileno(), os.CLONE_NEWNET)
            return work()

        with ThreadPoolExecutor(1) as pool:  # a thread enters for good
            return pool.submit(entered).result()


@dataclass(frozen=True)
class Machines:
    client: Machine
    gateway: Machine
    origin: Machine


@contextmanager
def machines() -> Iterator[Machines]:
    """The client and the origin know no more than the way to the gateway between them."""
    client, gateway, origin = (Machine(f"cleancopy-{os.getpid()}-{name}") for name in "cgo")
    try:
        for machine in (client, gateway, origin):
            subprocess.run(["ip", "netns", "add", machine.name], check=True)
            machine.run("ip link set lo up")
        _join(gateway, GATEWAY, client, CLIENT)
        _join(gateway, TO_ORIGIN, origin, ORIGIN)
        client.run(f"ip route add default via {GATEWAY}")
        yield Machines(client, gateway, origin)
    finally:
        for machine in (client, gateway, origin):
            subprocess.run(["ip", "netns", "delete", machine.name], check=False)


def _join(gateway: Machine, near: str, other: Machine, far: str) -> None:
    """A cable between two machines; at the gateway its end has the last letter of the other's name."""
    end = other.name[-1]
    gateway.run(f"ip link add {end} type veth peer name g netns {other.name}")
    for machine, device, address in ((gateway, end, near), (other, "g", far)):
        machine.run(f"ip address add {address}/24 dev {device}")
        machine.run(f"ip link set {device} up")
