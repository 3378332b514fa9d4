"""A stop that loses nothing: nobody new is let in, and requests that are open have some time to end."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable

from mitmproxy import ctx
from mitmproxy.log import ALERT

LAST_BYTES = 0.3  # seconds for what was answered to leave

_log = logging.getLogger(__name__)


class SoftStop:
    """Takes the place of mitmproxy's own stop, which cuts off whoever is being answered."""

    def __init__(self, seconds: Callable[[], float], open_requests: Callable[[], int]) -> None:
        self._seconds = seconds
        self._open_requests = open_requests
        self._stopping: asyncio.Task[None] | None = None

    def install(self) -> None:
        """For the signals that stop a program; a second one stops it at once."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop)

    def _stop(self) -> None:
        if self._stopping is not None:
            ctx.master.shutdown()
        else:
            self._stopping = asyncio.create_task(self._wind_down())

    async def _wind_down(self) -> None:
        try:
            await ctx.master.addons.get("proxyserver").servers.update([])
            async with asyncio.timeout(self._seconds()):
                await self._until_all_is_answered()
        except TimeoutError:
            _log.warning(f"{self._open_requests()} request(s) are cut off: they took too long to end.")
        finally:
            ctx.master.shutdown()

    async def _until_all_is_answered(self) -> None:
        if self._open_requests():
            _log.log(ALERT, f"Stopping when {self._open_requests()} open request(s) have ended.")
            while self._open_requests():
                await asyncio.sleep(0.05)
            await asyncio.sleep(LAST_BYTES)
