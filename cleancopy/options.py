"""Every setting, once. The addon (`clean_rules`), the command line (`--set rules=`) and the docs read it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, TypeAliasType, get_args

type View = Literal["reader", "page", "off"]
type Images = Literal["all", "none", "alt"]
type Links = Literal["all", "none", "text"]
type Favor = Literal["balance", "precision", "recall"]
type Kind = Literal["files", "hosts", "paths", "selector"]

PREFIX = "clean_"
"""What the names carry among mitmproxy's own options."""

_HOST = re.compile(r"(?:\*?\.)?[^\s/*:@.][^\s/*:@]*")


def _option(
    default: Any,
    description: str,
    *,
    choices: TypeAliasType | None = None,
    least: int = 0,
    proxy: bool = False,
    kind: Kind | None = None,
) -> Any:
    """`least` bounds a number; `proxy`: it means nothing to a single page; `kind`: what its texts are."""
    named = get_args(choices.__value__) if choices is not None else ()
    told = {"help": description, "choices": named, "least": least, "proxy": proxy, "kind": kind}
    return field(default=default, metadata=told)


@dataclass(frozen=True, kw_only=True)
class Options:
    """The settings of one run; a wish of a client replaces some of them for one page.

    Raises `ValueError` for a value that is none of a setting's choices.
    """

    rules: tuple[str, ...] = _option(
        (), "Folders of your own rule files; later ones win over earlier ones.", kind="files"
    )
    view: View = _option(
        "reader",
        "What an article becomes: the reading view; the page as it is without its ad slots; or untouched.",
        choices=View,
        proxy=True,
    )
    images: Images = _option("all", "Pictures: keep all, none, or only their alt texts.", choices=Images)
    links: Links = _option("all", "Links: keep all, none, or only their texts.", choices=Links)
    favor: Favor = _option(
        "balance",
        "What to do in doubt: leave out what may be none of the article (precision), or keep it (recall).",
        choices=Favor,
    )
    hosts: tuple[str, ...] = _option(
        (),
        "Hosts to clean, each with all below it; others are not even decrypted. None: all.",
        proxy=True,
        kind="hosts",
    )
    ignore_hosts: tuple[str, ...] = _option(
        (), "Hosts to leave alone, each with all below it; they are not decrypted.", proxy=True, kind="hosts"
    )
    ignore_paths: tuple[str, ...] = _option(
        (), "Paths to leave alone, such as /shop/* or example.com/games/*.", proxy=True, kind="paths"
    )
    passthrough: bool = _option(
        True, "Leave banks, health, payment, updates and the like undecrypted (hosts/*.yaml).", proxy=True
    )
    deadline: int = _option(10, "Seconds a page may take before its original goes out.", least=1, proxy=True)
    memory: int = _option(
        1024, "Megabytes that a page may take before its original goes out.", least=1, proxy=True
    )
    workers: int = _option(0, "Processes that clean pages; 0 is one a core.", proxy=True)
    max_page: int = _option(20, "Megabytes: a larger page goes out untouched.")
    max_pages: int = _option(
        10, "Pages of an article that are put together, fetched as its first was; 1 fetches none.", least=1
    )
    cache: int = _option(64, "Megabytes of cleaned pages to keep in memory; 0 keeps none.", proxy=True)
    ad_lists: tuple[str, ...] = _option(
        (),
        "Filter lists in EasyList's syntax: what they block is answered with nothing.",
        proxy=True,
        kind="files",
    )
    log: str = _option("", "A file that gets a line of JSON for each page; - is standard output.", proxy=True)
    stop: int = _option(10, "Seconds that open requests have to end when the proxy is stopped.", proxy=True)
    target_selector: str = _option("", "CSS: the article's body is what this matches.", kind="selector")
    remove_selector: str = _option("", "CSS: what this matches is removed first.", kind="selector")

    def __post_init__(self) -> None:
        for one in fields(self):
            choices, value = one.metadata["choices"], getattr(self, one.name)
            if choices and value not in choices:
                raise ValueError(f"{one.name} is one of {', '.join(choices)}, not {value!r}")


def option_fields() -> tuple[Field[Any], ...]:
    """One dataclass field a setting, with what `_option` was told in its metadata."""
    return fields(Options)


def objection(kind: Kind | None, text: str) -> str:
    """Why a text of a setting, but for a selector, can never match anything; empty where it may."""
    if kind == "files" and not Path(text).expanduser().exists():
        return f"there is no file or folder {text!r}"
    if kind == "hosts" and not (_HOST.fullmatch(text) or _is_number(text)):
        return f"{text!r} is no host, such as news.example, which means all below it, too"
    if kind == "paths" and "/" not in text and not text.startswith("*"):
        return f"{text!r} is no path, such as /shop/* or example.com/games/*"
    return ""


def _is_number(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False
