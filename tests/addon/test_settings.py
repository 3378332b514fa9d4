"""The settings as options of mitmproxy: every mistake in them has its line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mitmproxy import exceptions
from mitmproxy.test import taddons

from cleancopy.addon import CleanCopy, settings
from cleancopy.options import Options, option_fields


@pytest.fixture
def context() -> Iterator[taddons.context]:
    addon = CleanCopy()
    with taddons.context(addon) as context:
        yield context
        addon.done()


def configure(context: taddons.context, **options: Any) -> None:
    context.configure(context.master.addons.get("cleancopy"), **options)


def test_every_setting_is_an_option_with_its_default(context: taddons.context) -> None:
    assert settings.read(context.options) == Options()
    assert {f"clean_{field.name}" for field in option_fields()} <= set(context.options.keys())


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"clean_view": "raeder"}, r"clean_view .*did you mean reader\?"),
        ({"clean_images": "some"}, "clean_images is one of all, none, alt"),
        ({"clean_deadline": 0}, "clean_deadline is a number from 1 on, not 0"),
        ({"clean_workers": -1}, "clean_workers is a number from 0 on"),
        ({"clean_rules": ["/no/such/folder"]}, "clean_rules: there is no file or folder '/no/such/folder'"),
        ({"clean_hosts": ["https://news.example/"]}, "clean_hosts: 'https://news.example/' is no host"),
        ({"clean_ignore_hosts": ["news.*"]}, r"clean_ignore_hosts: 'news\.\*' is no host"),
        ({"clean_ignore_paths": ["shop"]}, "clean_ignore_paths: 'shop' is no path"),
        ({"clean_target_selector": "p["}, r"clean_target_selector: in the selector 'p\['"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(
    context: taddons.context, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(exceptions.OptionsError, match=told):
        configure(context, **options)


def test_hosts_may_be_written_in_other_ways(context: taddons.context) -> None:
    configure(context, clean_hosts=["News.Example", "*.news.example", ".news.example", "192.0.2.7", "::1"])
    names = ("news.example", "news.example", "news.example", "192.0.2.7", "::1")
    assert settings.read(context.options).hosts == names


def test_broken_rules_are_refused_with_their_place(context: taddons.context, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("format: 1\nrulse: []\n")
    with pytest.raises(exceptions.OptionsError, match=r"mine\.yaml:2:1: .*rulse"):
        configure(context, clean_rules=[str(tmp_path)])


def test_a_misspelt_option_has_a_suggestion(context: taddons.context) -> None:
    context.options.set("clean_dedline=3", defer=True)
    assert settings.misspelt(context.options) == [
        "There is no option clean_dedline (did you mean clean_deadline?)."
    ]


def test_the_proxy_keeps_to_this_machine_unless_told_otherwise(context: taddons.context) -> None:
    assert context.options.listen_host == "127.0.0.1"
