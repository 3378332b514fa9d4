"""When Python looks for garbage: everything stands still meanwhile, and it counts objects, not bytes.

mitmproxy and the rules are 130,000 objects that live as long as the process. To look through them takes 60 to
100 ms, every few hundred requests; left out, the rest takes two. And a request that has ended hangs in a
circle with its page. If it was open when the young were looked through, it is found only with the old, after
thousands of requests: at 200 connections a hundred megabytes of pages wait for that.
"""

from __future__ import annotations

import gc

from cleancopy.addon.chronicle import Passed

MOST = 16 << 20  # bytes of pages in requests that have ended; half a second of them at 200 connections


class Garbage:
    """Looked for among what is younger than the start, also when enough bytes have passed."""

    def __init__(self) -> None:
        self._passed = 0

    def leave_out_what_there_is(self) -> None:
        gc.collect()
        gc.freeze()

    def let_in(self) -> None:
        """After a reload of the script, what was there before is garbage."""
        gc.unfreeze()

    def page(self, passed: Passed) -> None:
        self._passed += passed.bytes
        if self._passed > MOST:
            self._passed = 0
            gc.collect()
