"""The later pages of an article from the web, fetched one after the other."""

from __future__ import annotations

from collections.abc import Callable

import click

from cleancopy import policy
from cleancopy.cli import fetching
from cleancopy.cli.failures import Failure
from cleancopy.errors import PageError
from cleancopy.joining import Trail, place_of
from cleancopy.model import Article, Rest, Source
from cleancopy.options import Options

type Clean = Callable[[Source], Article]


def follow(first: Source, article: Article, options: Options, clean: Clean) -> Rest:
    """What comes after the first page; what cannot be had is told on standard error."""
    url = first.url or ""
    trail = Trail(url, place_of(article), options.max_pages)
    pages: list[Source] = []
    may_be_asked = fetching.keeper_of(url)
    while trail.link is not None:
        left = options.max_page * policy.MEGABYTE - sum(len(page.body) for page in (first, *pages))
        try:
            page = fetching.fetch(trail.link.address, None, left, check=may_be_asked)
        except PageError as error:
            trail.fail("too-large" if error.reason == "too-large" else "fetch")
        except Failure as failure:
            click.echo(f"warning: {failure.message}", err=True)
            trail.fail("fetch")
        else:
            page = Source(page.body, page.url, page.content_type, first_url=url)
            if trail.add(place_of(clean(page))):
                pages.append(page)
    return Rest(tuple(pages), trail.missing, trail.reason or "")
