"""Site patterns of Full-Text RSS: a file a host, a key and a value a line, XPath mostly."""

from __future__ import annotations

import re
from collections.abc import Callable

from cleancopy.ruleset import finders
from cleancopy.ruleset.converted import Converted, Record, RefusedError
from cleancopy.ruleset.folders import is_host
from cleancopy.ruleset.rulefile import WRAPPERS
from cleancopy.ruleset.selectors import SelectorError

_LINE = re.compile(r"([a-z_]+)(?:\((.*?)\))?\s*:\s*(.*)")
_FIELDS = {
    "title": "title",
    "body": "body",
    "author": "author",
    "date": "date",
    "next_page_link": "next_page",
    "single_page_link": "single_page",
}
_SAYS_NOTHING = frozenset(
    {"tidy", "prune", "autodetect_on_failure", "autodetect_next_page", "parser", "test_contains"}
    | {"skip_json_ld", "convert_double_br_tags", "insert_detected_image", "strip_comments"}
    | {"footnotes", "dissolve"}
)
_NOT_HERE = {
    "http_header": "changes the request; the page has come already",
    "single_page_link_in_feed": "is for feeds",
    "if_page_contains": "makes a condition of the line before it",
    "native_ad_clue": "marks a page, and takes nothing out",
    "strip_attr": "takes an attribute out; the reading view has none of the page's own",
    "requires_login": "logs in",
}


class _Site:
    """One site's file while its lines are read."""

    def __init__(self, converted: Converted, host: str) -> None:
        self.converted = converted
        self.host = host
        self.file: Record = {"format": 1}
        self.rules: list[Record] = []
        self.find: str | None = None
        self.tests: list[str] = []

    def add_rule(self, kind: str, verb: str, found: object, **keys: str) -> None:
        number = sum(rule["id"].startswith(f"{kind}-") for rule in self.rules) + 1
        why = f"From the site pattern of {self.host}."
        rule: Record = {"id": f"{kind}-{number}", "why": why, verb: found, **keys}
        if self.tests:
            rule["references"] = [*self.tests]
        self.rules.append(rule)

    def name_field(self, key: str, value: str) -> None:
        expression = _xpath(value)
        self.file.setdefault(_FIELDS[key], []).append(expression)


def convert_pattern(text: str, host: str) -> Converted:
    """One site's pattern as a rule file; `host` is its file's name without `.txt`."""
    converted = Converted()
    host = host.lower().removeprefix("www.").removeprefix(".")
    if not is_host(host):
        converted.refuse(0, host, "the file's name is no host's, such as example.com.txt")
        return converted
    site = _Site(converted, host)
    lines = [*enumerate(map(str.strip, text.splitlines()), 1)]
    site.tests = [line.partition(":")[2].strip() for _, line in lines if line.startswith("test_url:")]
    for number, line in lines:
        try:
            _add(site, line)
        except RefusedError as exc:
            converted.refuse(number, line, str(exc))
    if site.rules:
        site.file["rules"] = site.rules
    if len(site.file) > 1:
        converted.files[f"sites/{host}.yaml"] = site.file
    return converted


def _add(site: _Site, line: str) -> None:
    match = _LINE.fullmatch(line)
    if not line or line.startswith("#"):
        site.converted.passed_over += 1
        return
    if match is None:
        raise RefusedError("is no key with a value")
    key, argument, value = match.groups()
    if key in _SAYS_NOTHING or not value:
        site.converted.passed_over += 1
        return
    if key in _NOT_HERE:
        raise RefusedError(_NOT_HERE[key])
    if key not in _KEYS:
        raise RefusedError(f"the key {key} is not known")
    _KEYS[key](site, key, argument or "", value)
    site.converted.taken += 1


def _field(site: _Site, key: str, argument: str, value: str) -> None:
    site.name_field(key, value)


def _strip(site: _Site, key: str, argument: str, value: str) -> None:
    site.add_rule("strip", "remove", {"xpath": _xpath(value)})


def _strip_id_or_class(site: _Site, key: str, argument: str, value: str) -> None:
    """There it is a part of a class or an id, as here."""
    part = _part(value, "a class or an id")
    site.add_rule("strip-name", "remove", [f'[class*="{part}"]', f'[id*="{part}"]'])


def _strip_image(site: _Site, key: str, argument: str, value: str) -> None:
    part = _part(value, "a picture's address")
    site.add_rule("strip-picture", "remove", f'img[src*="{part}"]')


def _part(value: str, what: str) -> str:
    part = value.strip("'\"")
    if not part or any(character in part for character in "\"'\\"):
        raise RefusedError(f"is no part of {what}")
    return part


def _wrap(site: _Site, key: str, argument: str, value: str) -> None:
    if argument not in WRAPPERS:
        raise RefusedError(f"wraps into <{argument}>, which is not one of {', '.join(sorted(WRAPPERS))}")
    site.add_rule("wrap", "wrap", {"xpath": _xpath(value)}, **{"with": argument})


def _lazy(site: _Site, key: str, argument: str, value: str) -> None:
    if not re.fullmatch(r"[a-z][\w:.-]*", value):
        raise RefusedError("is no name of an attribute")
    site.add_rule("lazy", "set", f"img[{value}]", **{"attribute": "src", "from": value})


def _find(site: _Site, key: str, argument: str, value: str) -> None:
    site.find = value


def _replace(site: _Site, key: str, argument: str, value: str) -> None:
    find, site.find = argument or site.find, None
    if not find:
        raise RefusedError("replaces nothing: there is no find_string before it")
    if "<" in find or ">" in find or "<" in value:
        raise RefusedError("changes the page's markup before it is read; rules change the text only")
    instead = value.replace("\\", "\\\\")
    site.add_rule("replace", "replace", "body", **{"find": re.escape(find), "with": instead})


def _test(site: _Site, key: str, argument: str, value: str) -> None:
    """It stands among the references of every rule."""


def _xpath(expression: str) -> str:
    if not finders.is_xpath(expression):
        raise RefusedError("is no XPath that begins with / or with a function of texts")
    try:
        finders.compile_xpath(expression)
    except SelectorError as exc:
        raise RefusedError(str(exc)) from exc
    return expression


_KEYS: dict[str, Callable[[_Site, str, str, str], None]] = {
    **dict.fromkeys(_FIELDS, _field),
    "strip": _strip,
    "strip_id_or_class": _strip_id_or_class,
    "strip_image_src": _strip_image,
    "wrap_in": _wrap,
    "src_lazy_load_attr": _lazy,
    "find_string": _find,
    "replace_string": _replace,
    "test_url": _test,
}
