"""Filter lists of ad blockers, EasyList's and uBlock Origin's: what they hide becomes `remove` rules."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from cleancopy.ruleset.converted import Converted, Record, RefusedError
from cleancopy.ruleset.folders import is_host
from cleancopy.ruleset.procedural import rule_for

A_RULE = 500  # selectors: a page of such a file still reads

_COSMETIC = re.compile(r"^([^\s#]*?)(#@?[$%?]*#\^?|#@?\$\?#|\$@?\$)(.+)$")
_COMMENT = re.compile(r"^(!|\[[^\]]*\]$|#\s|#$|$)")
_UNHIDING = re.compile(r"@@\|\|([\w.-]+)\^?\$(?:(generichide|ghide)|elemhide|ehide)", re.ASCII)
_SCRIPTS = ("+js(", "script:inject(")
_REASONS = {
    "$": "is a style or a snippet for a browser",
    "%": "is a script for a browser",
}


@dataclass(frozen=True, slots=True)
class _Filter:
    """One line that hides something, or excepts it."""

    line: int
    text: str
    hosts: tuple[str, ...]
    without: tuple[str, ...]
    """The hosts on which it does not apply."""
    is_exception: bool
    selector: str


def convert_list(text: str, name: str) -> Converted:
    """The hiding filters of a list as rule files; `name` is that of the generic one, and of its rules."""
    converted = Converted()
    rules = _Rules(converted, name)
    filters: list[_Filter] = []
    conditions = 0
    for line, source in enumerate(text.splitlines(), 1):
        content = source.strip()
        conditions = max(0, conditions + content.startswith("!#if") - content.startswith("!#endif"))
        try:
            if content.startswith("!#include"):
                raise RefusedError("includes a list that is not read")
            if _COMMENT.match(content):
                converted.passed_over += 1
            elif conditions:
                raise RefusedError("stands under a condition (!#if) for other programs")
            elif (unhiding := _UNHIDING.fullmatch(content)) and is_host(unhiding[1]):
                rules.spare(unhiding[1].lower(), generic_only=bool(unhiding[2]))
            else:
                filters.append(_filter(line, content))
        except RefusedError as exc:
            converted.refuse(line, content, str(exc))
    rules.add(filters)
    converted.refusals.sort(key=lambda one: one.line)
    return converted


def _filter(line: int, text: str) -> _Filter:
    match = _COSMETIC.match(text)
    if match is None:
        raise RefusedError("blocks or allows requests; rules see pages only")
    domains, mark, selector = match.groups()
    for sign, reason in _REASONS.items():
        if sign in mark and mark not in {"$$", "$@$"}:
            raise RefusedError(reason)
    if selector.startswith(_SCRIPTS):
        raise RefusedError("is a script for a browser")
    if selector.startswith("responseheader("):
        raise RefusedError("takes out a header of the answer")
    names = [one.strip().lower() for one in domains.split(",") if one.strip() not in {"", "*"}]
    for one in names:
        if not is_host(one.removeprefix("~")):
            raise RefusedError(f"the domain {one!r} is no host's name")
    hosts = tuple(one for one in names if not one.startswith("~"))
    without = tuple(one[1:] for one in names if one.startswith("~"))
    return _Filter(line, text, hosts, without, "@" in mark, selector.strip())


def _is_within(host: str, other: str) -> bool:
    """Whether a host is another or a part of it; every host is within no host in particular."""
    return not other or host == other or host.endswith(f".{other}")


class _Rules:
    """The rules of a list: plain selectors many to a rule, and by itself each that has an exception."""

    def __init__(self, converted: Converted, name: str) -> None:
        self._converted = converted
        self._name = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "list"
        self._plain: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._numbers: defaultdict[str, int] = defaultdict(int)
        self._spared: dict[str, bool] = {}
        """The hosts on which filters for any site hide nothing (`True`), or no filter does (`False`)."""

    def spare(self, host: str, *, generic_only: bool) -> None:
        """Hide nothing on a host, or nothing but by filters for it."""
        self._spared[host] = generic_only and self._spared.get(host, True)
        self._converted.taken += 1

    def add(self, filters: Iterable[_Filter]) -> None:
        filters = list(filters)
        excepted = self._exceptions(filters)
        wholly = {host for host, generic_only in self._spared.items() if not generic_only}
        for one in filters:
            if not one.is_exception:
                try:
                    spared = wholly if one.hosts else set()
                    self._add(one, excepted.get(one.selector, set()) | {*one.without} | spared)
                    self._converted.taken += 1
                except RefusedError as exc:
                    self._converted.refuse(one.line, one.text, str(exc))
        for host, selectors in self._plain.items():
            self._write(host, list(selectors))
        for name in [self._name_of("", number + 1) for number in range(self._numbers[""])]:
            for host in self._spared:
                self._disable(host, name)

    def _exceptions(self, filters: list[_Filter]) -> dict[str, set[str]]:
        """Selector to the hosts on which it is excepted, `*` for all."""
        hidden = {one.selector for one in filters if not one.is_exception}
        excepted: dict[str, set[str]] = {}
        for one in filters:
            if one.is_exception and one.selector in hidden:
                excepted.setdefault(one.selector, set()).update(one.hosts or "*")
                self._converted.taken += 1
            elif one.is_exception:
                self._converted.refuse(one.line, one.text, "excepts a filter that is not in this list")
        return excepted

    def _add(self, one: _Filter, excepted: set[str]) -> None:
        record = rule_for(one.selector)
        if "*" in excepted:
            return
        is_plain = record.keys() == {"remove"} and isinstance(record["remove"], str)
        for host in one.hosts or ("",):
            if any(_is_within(host, other) for other in excepted):
                continue
            parts = [other for other in sorted(excepted) if _is_within(other, host)]
            if is_plain and not parts:
                self._plain[host][record["remove"]] = None
                continue
            name = self._append(host, record)
            for other in parts:
                self._disable(other, name)

    def _write(self, host: str, selectors: list[str]) -> None:
        for start in range(0, len(selectors), A_RULE):
            self._append(host, {"remove": selectors[start : start + A_RULE]})

    def _append(self, host: str, record: Record) -> str:
        """Add a rule under a new id."""
        self._numbers[host] += 1
        name = self._name_of(host, self._numbers[host])
        file = self._file(host)
        file.setdefault("rules", []).append({"id": name, "why": f"Hidden by {self._name}.", **record})
        return name

    def _name_of(self, host: str, number: int) -> str:
        return "-".join(filter(None, (self._name, host.replace(".", "-"), str(number))))

    def _disable(self, host: str, name: str) -> None:
        file = self._file(host)
        if name not in file.setdefault("disable", []):
            file["disable"].append(name)

    def _file(self, host: str) -> Record:
        return self._converted.file(f"sites/{host}.yaml" if host else f"generic/{self._name}.yaml")
