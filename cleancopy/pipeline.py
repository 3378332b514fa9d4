"""The walk: one page through every room, in order."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from cleancopy import cut, decode, dom, extract, joining, parse, render, sanitize
from cleancopy import ruleset as rulesets
from cleancopy.errors import PageError, PageReason, WishError
from cleancopy.extract import second_opinion
from cleancopy.extract.second_opinion import Found
from cleancopy.joining import EditedPage, Joined
from cleancopy.model import Article, Decoded, Document, Draft, Findings, Removal, Rest, Skipped, Source
from cleancopy.options import Options
from cleancopy.ruleset import Ruleset

WORDS_PER_MINUTE = 238  # silent reading of English non-fiction, the mean of 190 studies: Brysbaert 2019
LEAST_KEPT = 0.4  # of the extracted words; when article-scope rules leave less, the page goes out untouched
WHOLE = Rest()  # nothing follows
AD_FILES = frozenset({"generic/ad-slots.yaml"})  # the rules that go for pages that keep their layout

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class StageTimes:
    """Milliseconds that each stage took, all pages together, in the order of the walk: `Server-Timing`."""

    ms: dict[str, float] = field(default_factory=dict)
    _since: float = field(default_factory=time.perf_counter)

    def stage_done(self, name: str) -> None:
        now = time.perf_counter()
        self.ms[name] = self.ms.get(name, 0.0) + (now - self._since) * 1000
        self._since = now


def walk(
    source: Source, ruleset: Ruleset, options: Options, times: StageTimes, rest: Rest = WHOLE
) -> Article:
    """Take one page, and those that follow it, through every room.

    Raises `PageError` for a page that must go out untouched.
    """
    first = _edited(source, ruleset, options, times)
    joined = joining.join(first, [_edited(page, ruleset, options, times) for page in rest.pages], rest)
    html = [
        sanitize.sanitize(page.draft.body, base_url=page.base_url, images=options.images, links=options.links)
        for page in joined.pages
    ]
    times.stage_done("sanitize")
    return _article(first, joined, html="".join(html), ruleset_id=ruleset.id)


def _edited(source: Source, ruleset: Ruleset, options: Options, times: StageTimes) -> EditedPage:
    """One page on its own, as far as to where it may be put together with others."""
    decoded = decode.decode(source)
    times.stage_done("decode")
    document = parse.parse(decoded, url=source.url)
    times.stage_done("parse")
    offered = extract.offers(document)
    findings = ruleset.edit_page(document, options)
    links = extract.page_links(offered, document, findings, source.first_url)
    times.stage_done("rules")
    draft = extract.extract(document, findings, options.favor)
    times.stage_done("extract")
    words = dom.count_words(dom.text_of(draft.body))
    if decoded.kind == "html" and second_opinion.is_wanted(words) and not options.target_selector:
        document, findings, draft = _read_again(decoded, Reading(document, findings, draft), ruleset, options)
        words = dom.count_words(dom.text_of(draft.body))
        times.stage_done("page-data")
    ledger = ruleset.edit_article(draft, document, findings)
    times.stage_done("article-rules")
    kept = dom.count_words(dom.text_of(draft.body)) if ledger.removed else words
    return EditedPage(
        draft=draft,
        kind=decoded.kind,
        url=source.url,
        base_url=document.base_url,
        links=links,
        words=kept,
        reason="gutted" if kept < words * LEAST_KEPT else draft.reason,
        removed=(*findings.removed, *draft.removed, *ledger.removed),
        skipped=(*findings.skipped, *ledger.skipped),
    )


class Reading(NamedTuple):
    """A page as far as its draft."""

    document: Document
    findings: Findings
    draft: Draft


def _read_again(decoded: Decoded, first: Reading, ruleset: Ruleset, options: Options) -> Reading:
    """The page with the text that it has beside its markup, where that is better; else the first reading."""
    url = first.document.url
    for found in second_opinion.find(parse.parse(decoded, url=url), first.draft):
        try:
            page = _with_text(parse.parse(decoded, url=url), found)
        except PageError as error:
            _log.debug("The text in %s cannot be parsed: %s", found.place, error)
            continue
        findings = ruleset.edit_page(page, options)
        second = Reading(page, findings, extract.extract(page, findings, options.favor))
        if second_opinion.is_better(first.draft, second.draft):
            return _joined(found, first, second)
    return first


def _with_text(page: Document, found: Found) -> Document:
    if found.html:
        second_opinion.put(page, parse.parse_html(found.html.encode("utf-8", "replace")))
    else:
        second_opinion.open_holders(page, found.place)
    return page


def _joined(found: Found, first: Reading, second: Reading) -> Reading:
    """The second reading with the ledger of both, as far as they are of different texts."""
    draft, findings = second_opinion.joined(found, first.draft, second.draft), second.findings
    if found.html:
        removed = (*first.findings.removed, *findings.removed)
        skipped = (*first.findings.skipped, *findings.skipped)
        findings = replace(findings, removed=removed, skipped=skipped)
    return Reading(second.document, findings, draft)


@dataclass(frozen=True, slots=True)
class Edited:
    """A page with its own layout, less its ad slots."""

    body: bytes
    """In the page's own encoding; every byte that is left is the page's."""
    cuts: int
    """Stretches left out."""
    removed: tuple[Removal, ...]
    skipped: tuple[Skipped, ...]
    ruleset_id: str


def take_out_ads(source: Source, ruleset: Ruleset, options: Options, times: StageTimes) -> Edited:
    """Take the ad slots out of any page, and leave the rest as it is. Raises `PageError` and `WishError`."""
    numbered = cut.number(source.body)
    decoded = decode.decode(replace(source, body=numbered.body))
    times.stage_done("decode")
    document = parse.parse(decoded, url=source.url)
    times.stage_done("parse")
    before = cut.numbers_in(document.root)
    findings = _ad_rules(ruleset).edit_page(document, replace(options, target_selector=""))
    times.stage_done("rules")
    body, cuts = cut.without(numbered, before, cut.numbers_in(document.root).keys())
    times.stage_done("cut")
    return Edited(body, cuts, findings.removed, findings.skipped, ruleset.id)


def clean(
    page: bytes | str,
    *,
    url: str | None = None,
    content_type: str | None = None,
    ruleset: Ruleset | None = None,
    options: Options | None = None,
) -> Article:
    """Clean one page.

    Never raises on a page, however broken: then `is_article` is false and `reason` says why. Raises
    `TypeError` on wrong arguments and `WishError` for a `target_selector` that is no selector or matches
    nothing. Rule files of your own come in as `ruleset`, by `load_ruleset`; `options.rules` is for the proxy.
    """
    _check_types(url=(url, str), content_type=(content_type, str))
    _check_types(ruleset=(ruleset, Ruleset), options=(options, Options))
    source = _source(page, url, content_type)
    rules = default_ruleset() if ruleset is None else ruleset
    return clean_source(source, rules, options or Options(), StageTimes())


def clean_source(
    source: Source, ruleset: Ruleset, options: Options, times: StageTimes, rest: Rest = WHOLE
) -> Article:
    """The walk behind its border: a failure, but for a `WishError`, is an untouched article with a reason."""
    try:
        return walk(source, ruleset, options, times, rest)
    except PageError as error:
        return _untouched(source, error.reason, ruleset)
    except WishError:
        raise
    except MemoryError:
        return _untouched(source, "memory", ruleset)
    except Exception:  # noqa: BLE001  the border: whatever is wrong with the page, the page is not lost
        _log.warning("Could not clean %s; it goes out untouched.", source.url or "a page", exc_info=True)
        return _untouched(source, "error", ruleset)


def load_ruleset(*dirs: str | Path) -> Ruleset:
    """The shipped rules with the rule files of `dirs` over them, later ones winning. Raises `RuleError`."""
    return rulesets.load(*(Path(folder) for folder in dirs))


@cache
def default_ruleset() -> Ruleset:
    """The shipped rules alone, loaded once a process."""
    return rulesets.load()


@lru_cache(maxsize=2)
def _ad_rules(ruleset: Ruleset) -> Ruleset:
    return Ruleset(source for source in ruleset.sources if source.name in AD_FILES)


def _source(page: bytes | str, url: str | None, content_type: str | None) -> Source:
    if isinstance(page, str):
        return Source(page.encode("utf-8", "replace"), url, f"{_media_type(content_type)}; charset=utf-8")
    if isinstance(page, bytes | bytearray | memoryview):
        return Source(bytes(page), url, content_type)
    raise TypeError(f"a page is bytes or str, not {type(page).__name__}")


def _check_types(**given: tuple[object, type]) -> None:
    for name, (value, kind) in given.items():
        if value is not None and not isinstance(value, kind):
            raise TypeError(f"{name} is {kind.__name__}, not {type(value).__name__}")


def _media_type(content_type: str | None) -> str:
    return (content_type or "text/html").partition(";")[0]


def _article(first: EditedPage, joined: Joined, *, html: str, ruleset_id: str) -> Article:
    """What the first page says of itself, with what all have to say."""
    words = sum(page.words for page in joined.pages)
    images = [image for page in joined.pages for image in page.draft.metadata.images]
    return Article(
        **vars(replace(first.draft.metadata, images=tuple(dict.fromkeys(images)))),
        kind=first.kind,
        html=html,
        word_count=words,
        reading_time_minutes=max(1, round(words / WORDS_PER_MINUTE)),
        is_article=first.draft.is_article and first.reason is None,
        confidence=first.draft.confidence,
        judged_by=first.draft.judged_by,
        reason=first.reason,
        next_page=first.links.next_page,
        single_page=first.links.single_page,
        removed=tuple(joined.removed),
        skipped=tuple(joined.skipped),
        ruleset_id=ruleset_id,
        renderers=render.RENDERERS,
    )


def _untouched(source: Source, reason: PageReason, ruleset: Ruleset) -> Article:
    return Article(
        url=source.url,
        hostname=_hostname(source.url),
        reason=reason,
        ruleset_id=ruleset.id,
        renderers=render.RENDERERS,
    )


def _hostname(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:  # half a bracket of an IPv6 address
        return None
