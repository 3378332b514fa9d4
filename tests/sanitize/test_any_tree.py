"""Whatever the tree: only what is listed comes out, and the words stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.dom import Element
from cleancopy.sanitize import border, sanitize
from sanitize.bodies import BASE, body, elements

# Written down once more, so that a slip in the room's own tables does not bless itself.
ALLOWED = {
    "a": "href rel", "abbr": "title", "audio": "src controls preload", "code": "class", "del": "datetime",
    "details": "open", "img": "src srcset sizes width height alt", "ins": "datetime", "li": "value",
    "ol": "start reversed type", "source": "src type", "td": "colspan rowspan", "th": "colspan rowspan scope",
    "time": "datetime", "video": "src poster width height controls preload",
}  # fmt: skip
FORBIDDEN_TAGS = frozenset({
    "script", "style", "svg", "math", "iframe", "object", "embed", "form", "input", "base", "meta", "link",
    "template",
})  # fmt: skip
GONE = frozenset({
    "script", "style", "noscript", "template", "textarea", "svg", "math", "object", "select", "iframe",
    "title",
})  # fmt: skip
SAFE_URL = re.compile(r"https?://[^\s@\\]+|mailto:\S+|tel:\S+|#a-\S+")

TAGS = [
    "p", "div", "span", "a", "b", "em", "h2", "ul", "li", "ol", "blockquote", "pre", "code", "table", "tr",
    "td", "th", "tbody", "caption", "figure", "figcaption", "section", "font", "center", "form", "dialog",
    "button", "details", "summary", "video", "audio", "abbr", "time", "x-note", "text", "fn", "ruby", "rt",
    "dl", "dd", "label", "picture", *sorted(GONE),
]  # fmt: skip
VOIDS = ["img", "source", "br", "hr", "input", "meta", "base", "link", "embed", "area", "col"]
NAMES = [
    "href", "src", "srcset", "id", "name", "style", "class", "onclick", "onerror", "action", "formaction",
    "poster", "background", "xlink:href", "srcdoc", "lang", "dir", "alt", "title", "width", "colspan",
    "datetime", "target", "type", "rel", "is", "sizes", "start", "data-x",
]  # fmt: skip
VALUES = [
    "javascript:run()", "JAVASCRIPT:run()", "java\tscript:run()", "data:text/html,x", "//other.example/x",
    "https://me@other.example/", "https://other.example/a b", "\\\\other.example", "/x", "#n", "n", "body",
    "12", "en", "rtl", "language-c x", "2024-01-02", "a.png 2x, javascript:run() 3x", "mailto:a@b.example",
    "tel:+1", "</style><img src=x onerror=run()>", '"><script>run()</script>', "<!--", "-->", "\u202ex",
    "position:fixed",
]  # fmt: skip


def attribute(name: str, value: str) -> str:
    return f"{name}='{value.replace("'", '')}'"


attributes = st.lists(st.builds(attribute, st.sampled_from(NAMES), st.sampled_from(VALUES)), max_size=3).map(
    " ".join
)
leaves = st.one_of(
    st.just(" WORD "),
    st.builds(lambda tag, found: f"<{tag} {found}>", st.sampled_from(VOIDS), attributes),
)
trees = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda tag, found, children: f"<{tag} {found}>{''.join(children)}</{tag}>",
        st.sampled_from(TAGS),
        attributes,
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


def numbered(html: str) -> str:
    """Each word another one, so that order can be told."""
    parts = html.split("WORD")
    return "".join(f"{part}w{number}" for number, part in enumerate(parts[:-1])) + parts[-1]


def words(text: str) -> list[str]:
    return re.findall(r"(?<!\S)w\d+(?!\S)", text)


def is_subsequence(few: list[str], many: list[str]) -> bool:
    rest = iter(many)
    return all(word in rest for word in few)


def texts(element: Element) -> Iterator[str]:
    """The texts that no sanitiser is bound to take."""
    if element.tag not in GONE:
        yield element.text or ""
        for child in element:
            yield from texts(child)
            yield child.tail or ""


@given(trees)
@settings(max_examples=300, deadline=None)
def test_only_what_is_listed_comes_out(html: str) -> None:
    for tag, found in elements(sanitize(body(html), base_url=BASE, images="all", links="all")):
        assert tag not in FORBIDDEN_TAGS
        assert set(found) <= {"id", "lang", "dir", *ALLOWED.get(tag, "").split()}
        for name in {"href", "src", "poster"} & set(found):
            assert SAFE_URL.fullmatch(found[name])
        for candidate in found.get("srcset", "https://x").split(", "):
            assert SAFE_URL.fullmatch(candidate.split(" ")[0])


@given(trees)
@settings(max_examples=200, deadline=None)
def test_the_border_alone_lets_nothing_else_out(html: str) -> None:
    for tag, found in elements(border.cleaner(with_images=True, with_links=True).clean(html)):
        assert tag not in FORBIDDEN_TAGS
        assert set(found) <= {"id", "lang", "dir", *ALLOWED.get(tag, "").split()}
        assert all(SAFE_URL.fullmatch(found[name]) for name in {"href", "src", "poster"} & set(found))


@given(trees)
@settings(max_examples=300, deadline=None)
def test_words_stay_in_their_order_and_none_is_lost(html: str) -> None:
    tree = body(numbered(html))
    source, bound_to_stay = words(" ".join(map(str, tree.itertext()))), words(" ".join(texts(tree)))
    kept = words(re.sub(r"<[^>]*>", " ", sanitize(tree, base_url=BASE, images="all", links="all")))
    assert is_subsequence(kept, source)
    assert is_subsequence(bound_to_stay, kept)
