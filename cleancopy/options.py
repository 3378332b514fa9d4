"""Every setting, once. The addon (`clean_rules`), the command line (`--set rules=`) and the docs read it."""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields
from typing import Any, Literal, TypeAliasType, get_args

type View = Literal["reader", "page", "off"]
type Images = Literal["all", "none", "alt"]
type Links = Literal["all", "none", "text"]
type Favor = Literal["balance", "precision", "recall"]

PREFIX = "clean_"
"""What the names carry among mitmproxy's own options."""


def _option(
    default: Any,
    description: str,
    *,
    choices: TypeAliasType | None = None,
    least: int = 0,
    proxy: bool = False,
    paths: bool = False,
) -> Any:
    """`least` bounds a number; `proxy`: it means nothing to a single page; `paths`: they must exist."""
    named = get_args(choices.__value__) if choices is not None else ()
    told = {"help": description, "choices": named, "least": least, "proxy": proxy, "paths": paths}
    return field(default=default, metadata=told)


@dataclass(frozen=True, kw_only=True)
class Options:
    """The settings of one run; a wish of a client replaces some of them for one page."""

    rules: tuple[str, ...] = _option(
        (), "Folders of your own rule files; later ones win over earlier ones.", paths=True
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
        (), "Hosts to clean, each with all below it; others are not even decrypted. None: all.", proxy=True
    )
    ignore_hosts: tuple[str, ...] = _option(
        (), "Hosts to leave alone, each with all below it; they are not decrypted.", proxy=True
    )
    ignore_paths: tuple[str, ...] = _option(
        (), "Paths to leave alone, such as /shop/* or example.com/games/*.", proxy=True
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
        paths=True,
    )
    log: str = _option("", "A file that gets a line of JSON for each page; - is standard output.", proxy=True)
    stop: int = _option(10, "Seconds that open requests have to end when the proxy is stopped.", proxy=True)
    target_selector: str = _option("", "CSS: the article's body is what this matches.")
    remove_selector: str = _option("", "CSS: what this matches is removed first.")


def option_fields() -> tuple[Field[Any], ...]:
    """One dataclass field a setting, with what `_option` was told in its metadata."""
    return fields(Options)
