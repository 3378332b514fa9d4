"""Pages that are small on the wire and enormous unpacked, beside honest pages in the same codings."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Callable, Mapping
from itertools import repeat

import brotli
import zstandard
from rich.table import Table

from bench import synthetic
from cleancopy import decode
from cleancopy.errors import PageError

LIMIT = 20 << 20  # bytes: the largest page by default
BLOCK = bytes(1 << 24)
ROUNDS = 3


def _deflate(format_bits: int) -> bytes:
    """Ten megabytes that become ten gigabytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, format_bits)
    start = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    bare = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return start + (bare.compress(BLOCK) + bare.flush(zlib.Z_FULL_FLUSH)) * 600


def _brotli() -> bytes:
    """A gigabyte; what comes after the first twenty megabytes is not looked at."""
    packer = brotli.Compressor(quality=1)
    return b"".join(map(packer.process, repeat(BLOCK, 64))) + packer.finish()


BOMBS: Mapping[str, Callable[[], bytes]] = {
    "gzip": lambda: _deflate(16 + zlib.MAX_WBITS),
    "deflate": lambda: _deflate(zlib.MAX_WBITS),
    "br": _brotli,
    "zstd": lambda: zstandard.compress(BLOCK * 8) * 80,
    "gzip, gzip": lambda: gzip.compress(_deflate(16 + zlib.MAX_WBITS)),
    "deflate, br": lambda: brotli.compress(_deflate(zlib.MAX_WBITS), quality=4),
}
"""By their Content-Encoding."""
_PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: brotli.compress(body, quality=4),
    "zstd": zstandard.compress,
}


def table() -> Table:
    """What it takes to see that a page is too large, and what to unpack one that just is not."""
    table = Table(title="bombs", title_justify="left", title_style="bold")
    table.add_column("coding", no_wrap=True)
    for column in ("KB", "ms", "an honest page of 20 MB, ms", "ratio", "what became of it"):
        table.add_column(column, justify="right")
    page = synthetic.page(LIMIT)[:LIMIT]
    for coding, make in BOMBS.items():
        bomb, packed = make(), page
        for name in coding.split(", "):
            packed = _PACKERS[name](packed)
        taken, outcome = _unpacked(bomb, coding)
        honest, _ = _unpacked(packed, coding)
        table.add_row(
            coding,
            f"{len(bomb) / 1000:,.1f}",
            *(f"{ms:.0f}" for ms in (taken, honest)),
            f"{taken / honest:.2f}",
            outcome,
        )
    return table


def _unpacked(raw: bytes, coding: str) -> tuple[float, str]:
    """The least milliseconds of processor time, and the reason why it was refused."""
    least, outcome = float("inf"), ""
    for _ in range(ROUNDS):
        begun = time.process_time()
        try:
            decode.undo_coding(raw, coding, LIMIT)
        except PageError as error:
            outcome = error.reason
        least = min(least, 1000 * (time.process_time() - begun))
    return least, outcome
