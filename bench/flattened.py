"""How other tools make a page a text, which is what Clean Copy gets from those who use them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, get_args

from bench.corpora import Page
from cleancopy import decode
from cleancopy.model import Source

type Tool = Literal["resiliparse", "resiliparse-main", "html_text"]

TOOLS: tuple[Tool, ...] = get_args(Tool.__value__)


def flatten(page: Page, tool: Tool) -> str:
    """The page's text as the tool gives it."""
    markup = decode.decode(Source(page.read(), page.url)).body.decode("utf-8")
    return _FLATTENERS[tool](markup)


def _resiliparse(*, main_content: bool) -> Callable[[str], str]:
    def flatten(markup: str) -> str:
        from resiliparse.extract.html2text import extract_plain_text

        return str(extract_plain_text(markup, main_content=main_content))

    return flatten


def _html_text(markup: str) -> str:
    import html_text

    return str(html_text.extract_text(markup))


_FLATTENERS: Mapping[Tool, Callable[[str], str]] = {
    "resiliparse": _resiliparse(main_content=False),
    "resiliparse-main": _resiliparse(main_content=True),
    "html_text": _html_text,
}
