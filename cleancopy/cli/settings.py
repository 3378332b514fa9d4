"""`--set OPTION=VALUE` and `--rules DIR`: the one table of settings, every slip refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import Field
from pathlib import Path
from typing import Any

import click

from cleancopy.options import PREFIX, Options, objection, option_fields
from cleancopy.ruleset.matching import why_no_selector
from cleancopy.ruleset.selectors import nearest

type Setting = tuple[str, str]
type Command = Callable[..., Any]

_FIELDS: dict[str, Field[Any]] = {field.name: field for field in option_fields()}

ALL = tuple(_FIELDS)
PROXY_ONLY = frozenset(name for name, field in _FIELDS.items() if field.metadata["proxy"])
FOR_A_PAGE = tuple(name for name in _FIELDS if name not in PROXY_ONLY)


class CommandWithSettings(click.Command):
    """A command whose help lists the settings that its `--set` takes."""

    def __init__(self, *args: Any, names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = names

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(context, formatter)
        with formatter.section("Settings for --set"):
            formatter.write_dl([(name, _described(_FIELDS[name])) for name in self._names])


def rules_option(command: Command) -> Command:
    return click.option(
        "--rules",
        "folders",
        metavar="DIR",
        multiple=True,
        type=click.Path(exists=True),
        help="A folder of your own rule files, or one file; they win over the shipped ones. May be repeated.",
    )(command)


def set_option(command: Command) -> Command:
    return click.option(
        "--set",
        "settings",
        metavar="OPTION=VALUE",
        multiple=True,
        callback=_split,
        help="One of the settings below. May be repeated.",
    )(command)


def page_options(settings: Sequence[Setting], folders: Sequence[str]) -> Options:
    """The settings for one page. Refuses what concerns the proxy alone: it would be without effect."""
    values: dict[str, Any] = {"rules": tuple(folders)}
    for name, text in settings:
        known = own_name(name)
        if known is None:
            raise unknown(name, FOR_A_PAGE)
        if known in PROXY_ONLY:
            raise _slip(f"{known} is a setting of the proxy; see `cleancopy serve`.")
        value = checked(known, text)
        values[known] = values[known] + value if known == "rules" else value
    return Options(**values)


def own_name(name: str) -> str | None:
    """The name in the table of settings, with or without the prefix; `None` where it is not there."""
    bare = name.removeprefix(PREFIX)
    return bare if bare in _FIELDS else None


def checked(name: str, text: str) -> Any:
    """A setting's value. Raises `click.BadParameter` for one that makes no sense."""
    choices = _FIELDS[name].metadata["choices"]
    if choices and text not in choices:
        raise _slip(f"{name} is one of {', '.join(choices)}, not {text!r}{nearest(text, choices)}.")
    default = _FIELDS[name].default
    if isinstance(default, bool):
        return _yes_or_no(name, text)
    if isinstance(default, int):
        return _number(name, text)
    value = _text(name, text)
    return value if isinstance(default, str) else (value,)


def unknown(name: str, known: Sequence[str]) -> click.BadParameter:
    return _slip(f"there is no setting {name!r}{nearest(name.removeprefix(PREFIX), known)}.")


def _slip(message: str) -> click.BadParameter:
    return click.BadParameter(message, param_hint="--set")


def _split(context: click.Context, parameter: click.Parameter, values: Sequence[str]) -> list[Setting]:
    pairs = [value.partition("=") for value in values]
    for name, equals, _ in pairs:
        if not (name and equals):
            raise click.BadParameter(f"{name!r} is not OPTION=VALUE.", context, parameter)
    return [(name.strip(), text) for name, _, text in pairs]


def _number(name: str, text: str) -> int:
    least = _FIELDS[name].metadata["least"]
    if not text.isdecimal() or int(text) < least:
        raise _slip(f"{name} is a whole number from {least} on, not {text!r}.")
    return int(text)


def _yes_or_no(name: str, text: str) -> bool:
    if text not in {"true", "false"}:
        raise _slip(f"{name} is true or false, not {text!r}.")
    return text == "true"


def _text(name: str, text: str) -> str:
    kind = _FIELDS[name].metadata["kind"]
    why_not = why_no_selector(text) if kind == "selector" and text else objection(kind, text)
    if why_not:
        raise _slip(f"{name}: {why_not}.")
    return str(Path(text).expanduser()) if kind == "files" else text


def _described(field: Field[Any]) -> str:
    told = [f"default: {field.default}"] if field.default not in ("", ()) else []
    if field.metadata["choices"]:
        told.append("one of " + ", ".join(field.metadata["choices"]))
    return " ".join([field.metadata["help"], *([f"[{'; '.join(told)}]"] if told else [])])
