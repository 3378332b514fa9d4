"""What may go out: nh3 with a narrow list of tags and attributes, and a check for each attribute's value.

Nothing here knows or trusts what was done to the tree before.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import nh3

from cleancopy.sanitize import urls

type Check = Callable[[str], str | None]

PROSE = frozenset({
    "p", "div", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "figure", "figcaption", "pre",
    "h1", "h2", "h3", "h4", "h5", "h6",
})  # fmt: skip
INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var",
})  # fmt: skip
TABLE = frozenset({"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"})
OTHER = frozenset({
    "br", "hr", "wbr", "img", "video", "audio", "source", "details", "summary", "ruby", "rt", "rp",
})  # fmt: skip

# What goes with its content.
GONE = frozenset({
    "applet", "area", "base", "col", "datalist", "frame", "iframe", "input", "link", "math", "meta",
    "noembed", "noframes", "noscript", "object", "param", "script", "select", "style", "svg", "template",
    "textarea", "title",
})  # fmt: skip

ON_ANY = frozenset({"id", "lang", "dir"})
_ATTRIBUTES = {
    "*": ON_ANY,
    "a": {"href"},
    "abbr": {"title"},
    "audio": {"src", "controls", "preload"},
    "code": {"class"},
    "del": {"datetime"},
    "details": {"open"},
    "img": {"src", "srcset", "sizes", "width", "height", "alt"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"src", "poster", "width", "height", "controls", "preload"},
}

_REL = "noopener noreferrer nofollow"
_ID_PREFIX = "a-"  # so that no name of the page's stands for one of ours, or for a property of `document`
_BIDI_CONTROLS = dict.fromkeys(
    map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)


@cache
def cleaner(*, with_images: bool, with_links: bool) -> nh3.Cleaner:
    """The sanitiser for a setting, built once a process."""
    tags = PROSE | INLINE | TABLE | OTHER
    attributes = {tag: set(names) for tag, names in _ATTRIBUTES.items()}
    if not with_images:
        tags -= {"img"}
        attributes["video"].remove("poster")
    if not with_links:
        tags -= {"a"}
    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags=set(GONE),
        attributes=attributes,
        attribute_filter=_checked,
        link_rel=_REL,
        url_schemes={"http", "https", "mailto", "tel"},
    )


def _checked(_tag: str, name: str, value: str) -> str | None:
    # Must never raise: some releases of nh3 then let the value through as it came.
    check = _CHECKS.get(name)
    return check(value) if check else None


def plain(text: str) -> str:
    """Text that shows in the order in which it was written."""
    return text.translate(_BIDI_CONTROLS)


def _matching(pattern: str) -> Check:
    matches = re.compile(pattern, re.ASCII).fullmatch
    return lambda value: value if matches(value) else None


def _always(constant: str) -> Check:
    return lambda _: constant


def _id(value: str) -> str | None:
    return _ID_PREFIX + value if urls.is_id(value) else None


def _web(value: str) -> str | None:
    value = urls.readable_host(value)
    return value if urls.is_web(value) else None


def _href(value: str) -> str | None:
    if value.startswith("#"):
        name = _id(value[1:])
        return name and f"#{name}"
    return value if urls.is_contact(value) else _web(value)


def _srcset(value: str) -> str | None:
    return value if urls.is_srcset(value) else None


_LANGUAGE_CLASS = re.compile(r"(?<!\S)language-[-+#.\w]{1,30}(?!\S)", re.ASCII)


def _code_language(value: str) -> str | None:
    found = _LANGUAGE_CLASS.search(value)
    return found and found[0]


_CHECKS: dict[str, Check] = {
    "alt": plain,
    "class": _code_language,
    "colspan": _matching(r"[1-9]\d{0,2}"),
    "controls": _always(""),
    "datetime": _matching(r"[-+:., 0-9TZPYMWDHS]{1,40}"),
    "dir": _matching(r"(?i:ltr|rtl|auto)"),
    "height": _matching(r"\d{1,5}"),
    "href": _href,
    "id": _id,
    "lang": _matching(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,8}"),
    "open": _always(""),
    "poster": _web,
    "preload": _always("none"),
    "rel": _always(_REL),
    "reversed": _always(""),
    "rowspan": _matching(r"[1-9]\d{0,2}"),
    "scope": _matching(r"(?:row|col)(?:group)?"),
    "sizes": _matching(r"[-+*/.,:()<>=% \w]{1,500}"),
    "src": _web,
    "srcset": _srcset,
    "start": _matching(r"-?\d{1,9}"),
    "title": plain,
    "type": _matching(r"[1aAiI]|(?:audio|video|application)/[-+.\w]{1,60}"),
    "value": _matching(r"-?\d{1,9}"),
    "width": _matching(r"\d{1,5}"),
}
