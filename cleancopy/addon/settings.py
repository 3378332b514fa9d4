"""The settings as mitmproxy options: `clean_deadline` and so on, made from the one table of settings."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mitmproxy import exceptions, optmanager
from mitmproxy.addonmanager import Loader

from cleancopy.options import Options, option_fields

PREFIX = "clean_"
_POSITIVE = ("deadline", "memory", "max_page")


def add_options(loader: Loader) -> None:
    for field in option_fields():
        several = isinstance(field.default, tuple)
        loader.add_option(
            PREFIX + field.name,
            Sequence[str] if several else type(field.default),
            [] if several else field.default,
            field.metadata["help"],
            choices=list(field.metadata["choices"]) or None,
        )


def take_given(options: optmanager.OptManager) -> None:
    """Take what was given before the options existed. Raises `OptionsError` for a value of the wrong type.

    mitmproxy would do it itself after `load`, but there such an error is lost with the task that met it, and
    the proxy runs on without the addon.
    """
    try:
        options.process_deferred()
    except (exceptions.OptionsError, TypeError) as error:
        for field in option_fields():
            options.deferred.pop(PREFIX + field.name, None)
        raise exceptions.OptionsError(str(error)) from error


def read(options: optmanager.OptManager) -> Options:
    """The settings as given, checked. Raises mitmproxy's `OptionsError`, naming the option."""
    values = {field.name: getattr(options, PREFIX + field.name) for field in option_fields()}
    _check_choices(values)
    _check_numbers(values)
    values["rules"] = tuple(str(_folder(name)) for name in values["rules"])
    return Options(**values)


def misspelt(options: optmanager.OptManager) -> list[str]:
    """A line for each option of ours that does not exist; mitmproxy itself keeps quiet about them."""
    known = [PREFIX + field.name for field in option_fields()]
    return [_did_you_mean(name, known) for name in options.deferred if name.startswith("clean")]


def _check_choices(values: dict[str, Any]) -> None:
    for field in option_fields():
        choices, value = field.metadata["choices"], values[field.name]
        if choices and value not in choices:
            raise exceptions.OptionsError(
                f"{PREFIX}{field.name} is one of {', '.join(choices)}, not {value!r}{_hint(value, choices)}."
            )


def _check_numbers(values: dict[str, Any]) -> None:
    for name in _POSITIVE:
        if values[name] <= 0:
            raise exceptions.OptionsError(f"{PREFIX}{name} is a number above 0, not {values[name]}.")
    if values["workers"] < 0:
        raise exceptions.OptionsError(
            f"{PREFIX}workers is 0 (one a core) or a number above, not {values['workers']}."
        )


def _folder(name: str) -> Path:
    path = Path(name).expanduser()
    if not path.exists():
        raise exceptions.OptionsError(f"{PREFIX}rules: there is no folder {name!r}.")
    return path.resolve()


def _did_you_mean(name: str, known: Sequence[str]) -> str:
    return f"There is no option {name}{_hint(name, known)}."


def _hint(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean {near[0]}?)" if near else ""
