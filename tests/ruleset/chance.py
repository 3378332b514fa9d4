"""Random trees, and random selectors that find something in them."""

from __future__ import annotations

from hypothesis import strategies as st
from lxml import etree

from cleancopy.dom import Element

TAGS = ("div", "p", "a", "b")
NAMES = ("ad", "ad-box", "box", "x")
TEXTS = ("", "ad", "Box x", "more words")

_attributes = st.fixed_dictionaries(
    {},
    optional={
        "class": st.lists(st.sampled_from(NAMES), max_size=3).map(" ".join),
        "id": st.sampled_from(NAMES),
        "href": st.sampled_from(("https://ad/box", "ad", "x-ad", "")),
    },
)
_parts = st.tuples(st.sampled_from(TAGS), _attributes, st.sampled_from(TEXTS), st.integers(0, 3))


def _tree(parts: list[tuple[str, dict[str, str], str, int]]) -> Element:
    """Each part goes into the element so many levels above the one before."""
    root = etree.Element("html")
    here = body = etree.SubElement(root, "body")
    for tag, attributes, text, up in parts:
        for _ in range(up):
            parent = here.getparent()
            here = here if here is body or parent is None else parent
        here = etree.SubElement(here, tag, attributes)
        here.text = here.tail = text
    return root


trees = st.lists(_parts, min_size=1, max_size=25).map(_tree)

_name = st.sampled_from(NAMES)
simple = st.one_of(
    st.sampled_from(TAGS),
    st.just("*"),
    _name.map(".{}".format),
    _name.map("#{}".format),
    st.builds(
        "[{}{}'{}']".format,
        st.sampled_from(("class", "id", "href")),
        st.sampled_from(("=", "^=", "$=", "*=", "~=", "|=", "!=")),
        _name,
    ),
    st.sampled_from(
        (
            "[href]",
            ":first-child",
            ":last-child",
            ":nth-child(2n+1)",
            ":nth-last-child(2)",
            ":nth-child(-n+2)",
        )
    ),
    st.sampled_from(
        (
            "p:first-of-type",
            "a:nth-of-type(2)",
            "b:nth-last-of-type(odd)",
            "p:nth-of-type(-n+1)",
            "div:only-child",
        )
    ),
)
compound = st.one_of(
    simple,
    st.builds("{}:not({})".format, simple, simple),
    st.builds("div{}{}".format, _name.map(".{}".format), st.sampled_from(("[href]", "", ":first-child"))),
)
_combinator = st.sampled_from((" ", " > ", " + ", " ~ "))
selectors = st.one_of(
    compound,
    st.builds("{}{}{}".format, compound, _combinator, compound),
    st.builds("{}{}{}{}{}".format, simple, _combinator, simple, _combinator, simple),
)
"""What cssselect understands, too."""

functions = st.one_of(
    st.builds("{}:has({}{})".format, simple, st.sampled_from(("", "> ", "+ ", "~ ")), selectors),
    st.builds("{}:is({}, {})".format, simple, selectors, selectors),
    st.builds(":is({}, {}){}{}".format, simple, simple, _combinator, compound),
    st.builds("{} {}:is({}, {})".format, simple, simple, simple, selectors),
    st.builds("{}:not({}, {})".format, simple, selectors, simple),
    st.builds("{}:contains('{}')".format, simple, st.sampled_from(("AD", "box X", "words"))),
    st.builds("{}, {}".format, selectors, selectors),
)
