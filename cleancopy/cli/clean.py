"""`cleancopy clean`: one page in, its article out."""

from __future__ import annotations

from collections.abc import Sequence

import click

from cleancopy import render
from cleancopy.cli import outputs
from cleancopy.cli.failures import Failure, in_words
from cleancopy.cli.settings import (
    FOR_A_PAGE,
    CommandWithSettings,
    Setting,
    page_options,
    rules_option,
    set_option,
)
from cleancopy.cli.sources import url_option
from cleancopy.cli.walking import walk
from cleancopy.model import Article, Format
from cleancopy.options import Favor

_EXAMPLES = """
\b
Examples:
  cleancopy clean https://news.example/story
  cleancopy clean story.html.gz -u https://news.example/story -o story.md
  curl -s https://news.example/story | cleancopy clean -f json
  cleancopy clean story.html --rules my-rules/ --set images=none
"""


@click.command(name="clean", cls=CommandWithSettings, names=FOR_A_PAGE, epilog=_EXAMPLES)
@click.argument("source", required=False)
@url_option
@click.option("-f", "--format", "wished", type=outputs.FormatName(), help="What to write.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default=outputs.STDOUT,
    help="Write there; its ending says the format, if it is .md, .html, .txt, .json or .jsonld.",
)
@click.option(
    "--precision", "favor", flag_value="precision", help="In doubt leave it out: --set favor=precision."
)
@click.option("--recall", "favor", flag_value="recall", help="In doubt keep it: --set favor=recall.")
@rules_option
@set_option
def command(
    source: str | None,
    url: str | None,
    wished: Format | None,
    output: str,
    favor: Favor | None,
    folders: Sequence[str],
    settings: Sequence[Setting],
) -> None:
    """Clean one page and write its article.

    SOURCE is a file (.html, .txt, also .gz), a web address, or - for standard input, which may be left out
    when a page is piped in. Written is Markdown, or text when the page is a text, unless you say otherwise.

    \b
    Exit codes:
      0  cleaned
      1  not an article, or it failed; standard error says why, and nothing is written
      2  the command was not understood, or SOURCE is not there
    """
    options = page_options([*settings, *([("favor", favor)] if favor else [])], folders)
    outputs.check(output)
    walked = walk(source, url, options)
    if not walked.article.is_article:
        reason = walked.article.reason or "not-an-article"
        raise Failure(f"{walked.name}: not cleaned: {in_words(reason)}.")
    chosen = wished or outputs.format_by_ending(output) or _format_of(walked.article)
    outputs.write(output, render.RENDERERS[chosen](walked.article))


def _format_of(article: Article) -> Format:
    return "txt" if article.kind == "text" else "markdown"
