"""The settings as mitmproxy options: `clean_deadline` and so on, made from the one table of settings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mitmproxy import exceptions, optmanager
from mitmproxy.addonmanager import Loader

from cleancopy.options import PREFIX, Options, objection, option_fields
from cleancopy.ruleset.matching import why_no_selector
from cleancopy.ruleset.selectors import nearest

_KINDS = {field.name: field.metadata["kind"] for field in option_fields()}


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
    return Options(**{name: _taken(name, value) for name, value in values.items()})


def misspelt(options: optmanager.OptManager) -> list[str]:
    """A line for each option of ours that does not exist; mitmproxy itself keeps quiet about them."""
    known = [PREFIX + field.name for field in option_fields()]
    given = [name for name in options.deferred if name.startswith("clean")]
    return [f"There is no option {name}{nearest(name, known)}." for name in given]


def _check_choices(values: dict[str, Any]) -> None:
    for field in option_fields():
        choices, value = field.metadata["choices"], values[field.name]
        if choices and value not in choices:
            hint = nearest(value, choices)
            raise exceptions.OptionsError(
                f"{PREFIX}{field.name} is one of {', '.join(choices)}, not {value!r}{hint}."
            )


def _check_numbers(values: dict[str, Any]) -> None:
    for field in option_fields():
        least, value = field.metadata["least"], values[field.name]
        if isinstance(value, int) and value < least:
            raise exceptions.OptionsError(f"{PREFIX}{field.name} is a number from {least} on, not {value}.")


def _taken(name: str, value: Any) -> Any:
    """A list as the record wants it, its files where they are wherever the process is."""
    if isinstance(value, str):
        return _text(name, value)
    return tuple(_text(name, one) for one in value) if isinstance(value, Sequence) else value


def _text(name: str, text: str) -> str:
    kind = _KINDS[name]
    why_not = why_no_selector(text) if kind == "selector" and text else objection(kind, text)
    if why_not:
        raise exceptions.OptionsError(f"{PREFIX}{name}: {why_not}.")
    if kind == "files":
        return str(Path(text).expanduser().resolve())
    return text.lower().lstrip("*.") if kind == "hosts" else text
