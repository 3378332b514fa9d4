"""From the arguments that `clean` and `explain` share to the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleancopy import pipeline, policy
from cleancopy.cli import sources
from cleancopy.cli.failures import Failure, log_in_lines
from cleancopy.cli.following import follow
from cleancopy.cli.sources import is_url
from cleancopy.errors import RuleError, WishError
from cleancopy.model import Article, Source
from cleancopy.options import Options
from cleancopy.pipeline import StageTimes
from cleancopy.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Walked:
    """A page and what came of it."""

    name: str
    """As the person at the keyboard calls it."""
    source: Source
    ruleset: Ruleset
    article: Article
    times: StageTimes


def walk(given: str | None, url: str | None, options: Options) -> Walked:
    """Raises `Failure`, and `click.UsageError` for a SOURCE that is not there.

    An article from the web that has more pages is fetched whole, but for one that is said to be at another
    address than it was found at.
    """
    name = sources.name_of(given)
    ruleset = load_rules(options.rules)
    source = sources.read(name, url, options.max_page * policy.MEGABYTE)
    times = StageTimes()
    try:
        with log_in_lines():
            article = pipeline.clean_source(source, ruleset, options, times)
            if article.is_article and (article.next_page or article.single_page) and not url and is_url(name):
                rest = follow(source, article, options, lambda page: _cleaned(page, ruleset, options))
                times = StageTimes()
                article = pipeline.clean_source(source, ruleset, options, times, rest)
    except WishError as error:
        raise Failure(f"{name}: not cleaned: {error}.") from error
    return Walked(name, source, ruleset, article, times)


def _cleaned(page: Source, ruleset: Ruleset, options: Options) -> Article:
    return pipeline.clean_source(page, ruleset, options, StageTimes())


def load_rules(folders: Sequence[str]) -> Ruleset:
    """Raises `Failure` with every mistake in the rule files, one a line."""
    try:
        return pipeline.load_ruleset(*folders)
    except RuleError as error:
        raise Failure(str(error)) from error
