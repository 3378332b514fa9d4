"""`cleancopy serve`: the proxy, as `mitmdump -s proxy_addon.py` runs it."""

from __future__ import annotations

from collections.abc import Sequence

import click

from cleancopy.cli.settings import (
    ALL,
    CommandWithSettings,
    Setting,
    checked,
    own_name,
    rules_option,
    set_option,
    unknown,
)
from cleancopy.options import PREFIX

_EXAMPLES = """
\b
Examples:
  cleancopy serve
  cleancopy serve --port 9090 --rules my-rules/
  cleancopy serve --set deadline=5 --set upstream_cert=false
"""


@click.command(name="serve", cls=CommandWithSettings, names=ALL, epilog=_EXAMPLES)
@click.option(
    "--port",
    metavar="PORT",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Where it listens.",
)
@click.option(
    "--listen-host",
    default="127.0.0.1",
    show_default=True,
    help="The address that it listens on; anything but this machine's own lets others in.",
)
@rules_option
@set_option
@click.pass_context
def command(
    context: click.Context, port: int, listen_host: str, folders: Sequence[str], settings: Sequence[Setting]
) -> None:
    """Start the proxy. The first line printed says where to point the browser and where the certificate is.

    Your rule files are read again whenever you save one. Ctrl-C stops the proxy. Beside the settings below,
    --set takes every option of mitmproxy; `mitmdump --options` lists them.

    \b
    Exit codes:
      0  it was stopped
      1  it could not start
      2  the command was not understood
    """
    chosen = [f"{name}={value}" for name, value in proxy_settings(settings)]
    from cleancopy.addon import serve  # here, because mitmproxy's import takes as long as all of `clean`

    context.exit(serve(port, listen_host, folders, chosen))


def proxy_settings(settings: Sequence[Setting]) -> list[Setting]:
    """The settings under the names that the proxy has for them. Raises `click.BadParameter`."""
    foreign = [name for name, _ in settings if own_name(name) is None]
    if not foreign:
        return [_proxy_setting(name, value) for name, value in settings]
    from cleancopy.addon import option_names  # here, for the same reason

    known = option_names()
    for name in foreign:
        if name not in known:
            raise unknown(name, [*ALL, *known])
    return [_proxy_setting(name, value) for name, value in settings]


def _proxy_setting(name: str, value: str) -> Setting:
    own = own_name(name)
    if own is None:
        return name, value
    checked(own, value)
    return PREFIX + own, value
