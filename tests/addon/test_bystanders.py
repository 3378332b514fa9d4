"""Which of mitmproxy's addons are asked, and that they come back when there is work for them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from mitmproxy.options import Options
from mitmproxy.tools.dump import DumpMaster

from cleancopy.addon.bystanders import IDLE_WITHOUT, WITHOUT_EVENTS, Bystanders


class Late:
    """An addon that another one adds while the proxy runs."""


@pytest.fixture
def master() -> Iterator[DumpMaster]:
    with asyncio.Runner() as runner:
        master = runner.run(_made())
        yield master
        runner.run(master.done())


async def _made() -> DumpMaster:
    return DumpMaster(Options(), with_termlog=False)


@pytest.fixture
def bystanders(master: DumpMaster) -> Bystanders:
    bystanders = Bystanders()
    bystanders.set_aside()
    return bystanders


def names(master: DumpMaster) -> list[str]:
    """Of those that are asked, in their order."""
    by_addon = {id(addon): name for name, addon in master.addons.lookup.items()}
    return [by_addon[id(addon)] for addon in master.addons.chain]


def test_all_that_it_knows_are_there(master: DumpMaster) -> None:
    """A new mitmproxy may name them in another way."""
    assert {*IDLE_WITHOUT, *WITHOUT_EVENTS} <= {*master.addons.lookup}
    assert {*IDLE_WITHOUT.values()} <= {*master.options.keys()}


def test_those_without_work_are_not_asked(master: DumpMaster, bystanders: Bystanders) -> None:
    assert "stickycookie" not in names(master)
    assert {"tlsconfig", "nextlayer", "proxyserver", "dumper"} <= {*names(master)}
    assert master.addons.get("stickycookie") is not None


def test_an_option_brings_its_addon_back_where_it_was(master: DumpMaster, bystanders: Bystanders) -> None:
    master.options.update(stickycookie=".*", flow_detail=0)
    bystanders.configure({"stickycookie", "flow_detail"})
    asked = names(master)
    assert asked.index("nextlayer") < asked.index("stickycookie") < asked.index("tlsconfig")
    assert master.addons.get("stickycookie").flt is not None
    assert "dumper" not in asked


def test_who_comes_later_is_asked(master: DumpMaster, bystanders: Bystanders) -> None:
    late = Late()
    master.addons.add(late)
    bystanders.set_aside()
    assert master.addons.chain[-1] is late
    master.addons.remove(late)
    bystanders.set_aside()
    assert late not in master.addons.chain


def test_at_the_end_all_are_asked(master: DumpMaster, bystanders: Bystanders) -> None:
    bystanders.let_in()
    assert {*names(master)} == {*master.addons.lookup}


def test_before_the_start_nobody_is_set_aside(master: DumpMaster) -> None:
    before = names(master)
    Bystanders().configure({"stickycookie"})
    assert names(master) == before
