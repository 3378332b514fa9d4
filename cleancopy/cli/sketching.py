"""What a site file could say, read off the site's pages: where the article is, and what recurs beside it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from cleancopy import decode, dom, parse, pipeline
from cleancopy.dom import Element
from cleancopy.model import Article, Source
from cleancopy.options import Options
from cleancopy.pipeline import StageTimes
from cleancopy.ruleset import Ruleset
from cleancopy.ruleset.lint import is_hashed
from cleancopy.ruleset.matching import compile_selectors

MOST_OF_THE_ARTICLE = 0.85  # of its blocks: less of them may stand elsewhere, as a standfirst does
MOST_WORDS_OF_A_BYLINE = 12
MOST_PROPOSALS = 20
SHOWN = 200  # characters of an example
MOST_PAGES = 0.5  # of a site's: what recurs on so many is furniture
FEWEST_PAGES = 3

_NAME = re.compile(r"-?[A-Za-z_][\w-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Block:
    """Something beside the article's text, and the selector that finds it."""

    selector: str
    text: str
    html: str


@dataclass(slots=True)
class Sketch:
    """One page as a rule author may see it."""

    article: Article
    fields: dict[str, str] = field(default_factory=dict)
    """Article field to the selector of its element."""
    paragraph: str = ""
    """A paragraph of the article, as HTML: what no rule should take."""
    beside: list[Block] = field(default_factory=list)


def sketch(source: Source, ruleset: Ruleset) -> Sketch:
    """Raises `PageError` for a page that cannot be read; one that is no article has no fields."""
    article = pipeline.clean_source(source, ruleset, Options(), StageTimes())
    document = parse.parse(decode.decode(source), url=source.url)
    ruleset.edit_page(document, Options())
    drawn = Sketch(article)
    kept = _kept_blocks(document.root, article)
    body = _body(document.root, kept)
    if article.is_article and body is not None:
        drawn.paragraph = _html(max(kept, key=lambda one: len(dom.text_of(one))))
        drawn.fields = {"body": selector_of(body), **_masthead(document.root, article)}
        drawn.beside = [*_beside(body, kept)]
    return drawn


def site_file(drawn: Sketch) -> dict[str, Any]:
    """A rule file with what one page shows."""
    rules = [_rule(block, "It stands beside the article's text.", drawn) for block in drawn.beside]
    return _file(drawn, rules[:MOST_PROPOSALS])


def mined_file(sketches: list[Sketch]) -> dict[str, Any]:
    """A rule file with what recurs on many pages of one site, each rule with the evidence."""
    seen: defaultdict[str, list[Block]] = defaultdict(list)
    for drawn in sketches:
        for selector, block in {block.selector: block for block in drawn.beside}.items():
            seen[selector].append(block)
    least = max(FEWEST_PAGES, MOST_PAGES * len(sketches))
    often = sorted((found for found in seen.values() if len(found) >= least), key=len, reverse=True)
    rules = [_rule(found[0], _evidence(found, len(sketches)), sketches[0]) for found in often]
    return _file(_commonest(sketches), rules[:MOST_PROPOSALS])


def _evidence(found: list[Block], pages: int) -> str:
    texts = Counter(block.text for block in found)
    text, times = texts.most_common(1)[0]
    same = f", {times} times with the text {text[:40]!r}" if text and times > 1 else ""
    return f"It stands beside the article's text on {len(found)} of {pages} pages{same}."


def _commonest(sketches: list[Sketch]) -> Sketch:
    """One sketch with the selectors that most pages agree on."""
    names = {name for drawn in sketches for name in drawn.fields}
    agreed = {name: Counter(drawn.fields.get(name, "") for drawn in sketches) for name in sorted(names)}
    fields = {name: counts.most_common(1)[0][0] for name, counts in agreed.items()}
    return Sketch(sketches[0].article, {name: selector for name, selector in fields.items() if selector})


def _file(drawn: Sketch, rules: list[dict[str, Any]]) -> dict[str, Any]:
    for rule, name in zip(rules, _distinct(rule["id"] for rule in rules), strict=True):
        rule["id"] = name
    return {"format": 1, **drawn.fields, **({"rules": rules} if rules else {})}


def _rule(block: Block, why: str, drawn: Sketch) -> dict[str, Any]:
    tests = {"removes": [block.html], "keeps": [drawn.paragraph]}
    return {
        "id": _id_of(block.selector),
        "why": why,
        "status": "trial",
        "remove": block.selector,
        "tests": tests,
    }


def _id_of(selector: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", selector.rpartition(" ")[2].lower())) or "block"


def _distinct(names: Iterable[str]) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for name in names:
        counts[name] += 1
        yield name if counts[name] == 1 else f"{name}-{counts[name]}"


def _kept_blocks(root: Element, article: Article) -> list[Element]:
    """The innermost blocks of the page whose text is a line of the article."""
    lines = {dom.fold_space(line) for line in article.text.splitlines()} - {""}
    innermost = (
        one for one in dom.blocks_below(root) if next(one.iterdescendants(*dom.BLOCK_TAGS), None) is None
    )
    return [block for block in innermost if dom.fold_space(dom.text_of(block)) in lines]


def _body(root: Element, kept: list[Element]) -> Element | None:
    """The innermost element around nearly all of the article."""
    counts = Counter(ancestor for block in kept for ancestor in block.iterancestors())
    around = [one for one, count in counts.items() if count >= MOST_OF_THE_ARTICLE * len(kept)]
    return max(around, key=lambda one: sum(1 for _ in one.iterancestors()), default=None)


def _masthead(root: Element, article: Article) -> dict[str, str]:
    fields: dict[str, str] = {}
    heading = _saying(root, ("h1", "h2"), article.title)
    if heading is not None:
        fields["title"] = selector_of(heading)
    for author in article.authors[:1]:
        byline = _holding(root, author)
        if byline is not None:
            fields["author"] = selector_of(byline)
    time = next(root.iter("time"), None)
    if time is not None and article.date and (time.get("datetime") or "").startswith(article.date[:10]):
        fields["date"] = selector_of(time)
    return fields


def _saying(root: Element, tags: tuple[str, ...], text: str | None) -> Element | None:
    wanted = dom.fold_space(text or "").casefold()
    told = (one for one in root.iter(*tags) if dom.fold_space(dom.text_of(one)).casefold() == wanted)
    return next(told, None) if wanted else None


def _holding(root: Element, text: str) -> Element | None:
    """The innermost named element of few words with a text in it."""
    found = None
    for element in root.iter("a", "span", "p", "div", "address"):
        words = dom.fold_space(dom.text_of(element))
        if text in words and len(words.split()) <= MOST_WORDS_OF_A_BYLINE and _name_of(element):
            found = element
    return found


def _beside(body: Element, kept: list[Element]) -> Iterator[Block]:
    """The outermost named elements in the body that hold none of the article."""
    holding = {*kept, *(ancestor for block in kept for ancestor in block.iterancestors())}
    inside = {inner for block in kept for inner in block.iterdescendants()}
    taken: set[Element] = set()
    selectors: set[str] = set()
    for element in body.iterdescendants("*"):
        parent = element.getparent()
        if parent in taken or element in holding or element in inside:
            taken.update({element} if parent in taken else ())
            continue
        text = dom.fold_space(dom.text_of(element))
        if element.tag in dom.BLOCK_TAGS and text and _name_of(element):
            taken.add(element)
            selector = selector_of(element)
            if selector not in selectors and not any(map(compile_selectors(selector), holding)):
                selectors.add(selector)
                yield Block(selector, text, _html(element))


def selector_of(element: Element) -> str:
    """The plainest selector for an element: its class or id, or its tag in the nearest element with one."""
    name = _name_of(element)
    if name:
        return f"{element.tag}{name}"
    around = next((one for one in element.iterancestors() if _name_of(one)), None)
    return f"{around.tag}{_name_of(around)} {element.tag}" if around is not None else str(element.tag)


def _name_of(element: Element) -> str:
    """`.class`, or `#id`, that a person gave; the longest class says most."""
    classes = [one for one in (element.get("class") or "").split() if _is_telling(one)]
    if classes:
        return f".{max(classes, key=len)}"
    name = element.get("id") or ""
    return f"#{name}" if _is_telling(name) else ""


def _is_telling(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and not is_hashed(name) and not re.search(r"\d{3}", name)


def _html(element: Element) -> str:
    """An element as an example: itself, with the start of its text."""
    text = dom.fold_space(dom.text_of(element))
    copied = etree.Element(str(element.tag))
    for name in ("id", "class"):
        if element.get(name):
            copied.set(name, element.get(name, ""))
    copied.text = text if len(text) <= SHOWN else text[:SHOWN].rpartition(" ")[0]
    return etree.tostring(copied, method="html", encoding="unicode")
