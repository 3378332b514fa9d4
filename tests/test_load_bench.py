"""The load bench, on next to nothing: that it measures what it says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from rich.console import Console

from bench import load, proxies, traffic

pytestmark = pytest.mark.world


@pytest.fixture
def url() -> Iterator[str]:
    with traffic.origin({"/picture": ("image/png", b"picture")}) as (port, _):
        yield f"http://127.0.0.1:{port}/picture"


async def ask(port: int, url: str, **more: float) -> traffic.Tally:
    return await traffic.ask(port, iter([url] * 10_000), connections=2, seconds=0.5, **more)


def test_a_bench_from_its_start_to_its_end() -> None:
    console = Console(record=True, width=200)
    load.report(console, count=2, rounds=1, seconds=0.5, crowd=4, long=0.5)
    lines = console.export_text().splitlines()
    assert sum(line.startswith(("\u2502 as fast", "\u2502 at a third")) for line in lines) == 4
    assert any("failed" in line and " 0 " in line for line in lines)


def test_a_rate_is_not_exceeded(url: str) -> None:
    with proxies.plain_and_ours() as both:
        for proxy in both:
            asyncio.run(ask(proxy.port, url))  # its first answers take their time
            tally = asyncio.run(ask(proxy.port, url, rate=40))
            assert tally.failures == 0
            assert 0 < len(tally.latencies) <= 21


def test_what_fails_is_counted(url: str) -> None:
    tally = asyncio.run(ask(1, url, rate=20))
    assert (tally.latencies, tally.failures > 0) == ([], True)
