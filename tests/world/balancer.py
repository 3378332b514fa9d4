"""A balancer as simple as can be: each connection goes to the next of several ports that takes it."""

import contextlib
import itertools
import socket
import threading
from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import Self


class Balancer:
    def __init__(self, ports: Sequence[int]) -> None:
        self.served: Counter[int] = Counter()
        self._ports = itertools.cycle(ports)
        self._count = len(ports)
        self._listener = socket.create_server(("127.0.0.1", 0))

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = self._connected()
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=_pump, args=ends, daemon=True).start()

    def _connected(self) -> socket.socket:
        for _ in range(self._count):
            port = next(self._ports)
            with contextlib.suppress(OSError):
                server = socket.create_connection(("127.0.0.1", port))
                self.served[port] += 1
                return server
        raise OSError("nobody is there")


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
