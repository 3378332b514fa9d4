"""Safe HTML from an article's body, for any page, with or without a Content-Security-Policy behind it.

Two steps, and only the second is trusted. `tidy` works on the tree: URLs become absolute, wrappers that hold
nothing go, blocks and tables are put so that no word moves or runs into the next. Then `border` has nh3 parse
what was written, and lets through only the tags and attributes that it lists, each value by its own check.
"""

from __future__ import annotations

from lxml import etree

from cleancopy import dom
from cleancopy.options import Images, Links
from cleancopy.sanitize import border, tidy

__all__ = ["sanitize"]


def sanitize(body: dom.Element, *, base_url: str | None, images: Images, links: Links) -> str:
    """The contents of an article's `div` as HTML that is harmless anywhere. The tree is used up by it.

    Relative URLs are resolved against `base_url`; without one, relative links lose their target and keep
    their words, and relative pictures go. Ids stay where a link of the article leads to them, with a prefix.

    `images`: `alt` puts a picture's alt text in its place; `none` takes its caption along.
    `links`: `text` keeps the words alone. For `none`, Jina Reader says "no links" and leaves open what
    becomes of their words; here they go where links are all that a paragraph or list item says, and stay
    elsewhere.
    """
    tidy.tidy(body, base_url, images, links)
    html = etree.tostring(body, method="html", encoding="unicode", with_tail=False)
    return border.cleaner(with_images=images == "all", with_links=links == "all").clean(html)
