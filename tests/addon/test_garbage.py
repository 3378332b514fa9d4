"""What is garbage, and when it is looked for."""

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest
from mitmproxy.test import taddons

from addon.test_chronicle import passed
from cleancopy.addon import CleanCopy
from cleancopy.addon.garbage import MOST, Garbage


class Request:
    """It hangs in a circle with its page, as mitmproxy's do."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def garbage() -> Iterator[Garbage]:
    garbage = Garbage()
    gc.disable()
    yield garbage
    garbage.let_in()
    gc.enable()


def ended_request() -> weakref.ref[Request]:
    """One that was open when all objects were looked through."""
    request = Request()
    gc.collect()
    return weakref.ref(request)


def test_pages_of_requests_that_have_ended_do_not_pile_up(garbage: Garbage) -> None:
    ended = ended_request()
    garbage.page(passed(size=MOST))
    assert ended() is not None
    garbage.page(passed(size=1))
    assert ended() is None


def test_what_was_there_at_the_start_is_not_looked_through(garbage: Garbage) -> None:
    everything = len(gc.get_objects())
    garbage.leave_out_what_there_is()
    assert len(gc.get_objects()) < everything / 100
    garbage.let_in()
    assert len(gc.get_objects()) > everything / 2


def test_what_is_younger_than_the_start_is_looked_through(garbage: Garbage) -> None:
    garbage.leave_out_what_there_is()
    ended = ended_request()
    garbage.page(passed(size=MOST + 1))
    assert ended() is None


def test_a_running_proxy_has_left_out_its_start_until_it_ends() -> None:
    async def frozen() -> tuple[bool, bool]:
        addon = CleanCopy()
        with taddons.context(addon) as context:
            context.configure(addon, clean_rules=[])
            addon.works.start()
            while addon.works.pool is None or not addon.works.pool.is_ready:
                await asyncio.sleep(0.05)
            during = gc.get_freeze_count() > 0
            addon.done()
            return during, gc.get_freeze_count() > 0

    assert asyncio.run(frozen()) == (True, False)
