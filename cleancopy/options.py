"""Every setting, once. The addon (`clean_rules`), the command line (`--set rules=`) and the docs read it."""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields
from typing import Any, Literal, TypeAliasType, get_args

type View = Literal["reader", "off"]
type Images = Literal["all", "none", "alt"]
type Links = Literal["all", "none", "text"]


def _option(default: Any, description: str, *, choices: TypeAliasType | None = None) -> Any:
    named = get_args(choices.__value__) if choices is not None else ()
    return field(default=default, metadata={"help": description, "choices": named})


@dataclass(frozen=True, kw_only=True)
class Options:
    """The settings of one run; a wish of a client replaces some of them for one page."""

    rules: tuple[str, ...] = _option((), "Folders of your own rule files; later ones win over earlier ones.")
    view: View = _option("reader", "What an article becomes: the reading view, or untouched.", choices=View)
    images: Images = _option("all", "Pictures: keep all, none, or only their alt texts.", choices=Images)
    links: Links = _option("all", "Links: keep all, none, or only their texts.", choices=Links)
    deadline: int = _option(10, "Seconds a page may take before its original goes out.")
    memory: int = _option(1024, "Megabytes that a worker may take before its page goes out untouched.")
    workers: int = _option(0, "Processes that clean pages; 0 is one a core.")
    max_page: int = _option(20, "Megabytes: a larger page goes out untouched.")
    target_selector: str = _option("", "CSS: the article's body is what this matches.")
    remove_selector: str = _option("", "CSS: what this matches is removed first.")


def option_fields() -> tuple[Field[Any], ...]:
    """One dataclass field a setting, with `help` and `choices` in its metadata."""
    return fields(Options)
