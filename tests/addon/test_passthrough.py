"""Hosts that are never opened, and clients that refuse our certificate."""

import pytest

from cleancopy.addon.passthrough import HANG_UPS, LASTS, MOMENT, Passthrough, Refusals, shipped_groups
from cleancopy.options import Options

PHONE, LAPTOP = "10.0.0.2", "10.0.0.3"


class Clock:
    """Time that passes when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("host", "group"),
    [
        ("www.paypal.com", "payment"),
        ("my.bank", "banks"),
        ("onlinebanking.savings.test", "banks"),
        ("sparkasse-anywhere.test", "banks"),
        ("mychart.hospital.test", "health"),
        ("eu.login.microsoftonline.com", "sign-in"),
        ("tlu.dl.delivery.mp.microsoft.com", "software-updates"),
        ("g.whatsapp.net", "pinned-apps"),
        ("ocsp.maker.test", "certificates"),
    ],
)
def test_private_hosts_are_on_the_list(host: str, group: str) -> None:
    assert [one.id for one in shipped_groups() if host in one] == [group]


@pytest.mark.parametrize("host", ["news.test", "burbank.test", "notpaypal.com", "apple.com"])
def test_others_are_not(host: str) -> None:
    assert Passthrough(Options()).why(PHONE, host) is None


def test_every_group_says_why() -> None:
    assert all(group.why.endswith(".") and group.hosts for group in shipped_groups())


def test_every_host_stands_once_and_is_one() -> None:
    hosts = [host for group in shipped_groups() for host in group.hosts]
    assert len(hosts) == len(set(hosts))
    assert all(host == host.lower() and not host.startswith(".") for host in hosts)


def test_the_settings_have_the_last_word() -> None:
    assert Passthrough(Options(passthrough=False)).why(PHONE, "paypal.com") is None
    assert Passthrough(Options(ignore_hosts=("news.test",))).why(PHONE, "www.news.test")
    assert Passthrough(Options(hosts=("news.test",))).why(PHONE, "other.test")
    assert Passthrough(Options(hosts=("news.test",))).why(PHONE, "www.news.test") is None


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("time.monotonic", clock)
    return clock


def test_a_refused_host_is_one_for_that_client_alone(clock: Clock) -> None:
    through = Passthrough(Options())
    through.refusals.refuse(PHONE, "pinned.test")
    clock.now += MOMENT
    assert through.why(PHONE, "pinned.test") == "The client refuses our certificate."
    assert through.why(LAPTOP, "pinned.test") is None


def test_a_browser_that_comes_again_at_once_is_not_given_up(clock: Clock) -> None:
    refusals = Refusals()
    refusals.refuse(PHONE, "news.test")
    assert (PHONE, "news.test") not in refusals
    refusals.trust(PHONE, "news.test")
    clock.now += MOMENT
    assert (PHONE, "news.test") not in refusals


def test_the_next_day_it_is_tried_again(clock: Clock) -> None:
    refusals = Refusals()
    refusals.refuse(PHONE, "pinned.test")
    clock.now += LASTS
    assert (PHONE, "pinned.test") not in refusals


def test_and_who_refuses_again_then_is_left_alone_for_another_day(clock: Clock) -> None:
    refusals = Refusals()
    refusals.refuse(PHONE, "pinned.test")
    clock.now += LASTS
    refusals.refuse(PHONE, "pinned.test")
    clock.now += MOMENT
    assert (PHONE, "pinned.test") in refusals


def test_what_a_client_refused_before_it_had_our_certificate_is_forgotten(clock: Clock) -> None:
    refusals = Refusals()
    refusals.refuse(PHONE, "news.test")
    refusals.refuse(LAPTOP, "news.test")
    refusals.trust(PHONE, "other.test")
    refusals.refuse(PHONE, "pinned.test")
    refusals.trust(PHONE, "third.test")
    clock.now += MOMENT
    assert refusals.of(PHONE) == ["pinned.test"]
    assert refusals.of(LAPTOP) == ["news.test"]


def test_who_hangs_up_again_and_again_refuses(clock: Clock) -> None:
    refusals = Refusals()
    for _ in range(HANG_UPS):
        refusals.hang_up(PHONE, "pinned.test")
    clock.now += MOMENT
    assert (PHONE, "pinned.test") in refusals


def test_who_hangs_up_now_and_then_does_not(clock: Clock) -> None:
    refusals = Refusals()
    for _ in range(2 * HANG_UPS):
        refusals.hang_up(PHONE, "news.test")
        refusals.trust(PHONE, "news.test")
    clock.now += MOMENT
    assert (PHONE, "news.test") not in refusals
