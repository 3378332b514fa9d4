"""The reading view: the article as one page with a style sheet of ours, no script, nothing else of anybody's.

`reading_view.html.j2` has its markup and its words, `reading_view.css` its looks. Everything but the body
is escaped by the template; the body was sanitised before. The policy is for the response's header and knows
the style sheet by its hash.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cleancopy.model import Article, Image
from cleancopy.render.masthead import day, masthead
from cleancopy.render.safe_text import one_line, sendable, web_url

_HERE = Path(__file__).parent
_STYLE = (_HERE / "reading_view.css").read_text("utf-8").strip()
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; img-src https: http:; media-src https: http:; "
    f"style-src 'sha256-{_STYLE_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox allow-popups allow-top-navigation-by-user-activation"
)

_environment = Environment(
    loader=FileSystemLoader(_HERE),
    autoescape=True,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_environment.filters.update(day=day, line=one_line, web_url=web_url)
_environment.globals["style"] = _STYLE
_template = _environment.get_template("reading_view.html.j2")


def render_html(article: Article) -> str:
    """A whole document in HTML."""
    return sendable(_template.render(article=article, head=masthead(article), lead=_lead(article)))


def _lead(article: Article) -> Image | None:
    """The lead picture, unless the body has it, or starts with one: mostly the same in another cut."""
    image, html = article.image, article.html
    if image is None or not web_url(image.url):
        return None
    first_picture = html.find("<img")
    if first_picture < 0:
        return image
    starts_with_picture = first_picture < html.find("</p>") or "</p>" not in html
    return None if starts_with_picture or _file(image.url) in html else image


def _file(url: str) -> str:
    """The last part of a picture's path: sites ask for the same file in several sizes."""
    path = url.partition("?")[0].rstrip("/")
    return path[path.rfind("/") :]
