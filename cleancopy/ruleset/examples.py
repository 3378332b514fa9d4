"""The examples in rule files: what a rule says it removes and what it leaves, tried on that rule alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree
from lxml.html import soupparser

from cleancopy import dom
from cleancopy.dom import Element
from cleancopy.errors import Problem
from cleancopy.model import Document, Draft, Metadata
from cleancopy.options import Options
from cleancopy.ruleset.article import edit_article
from cleancopy.ruleset.compiled import Compiled
from cleancopy.ruleset.folders import read_folders
from cleancopy.ruleset.page import edit_page
from cleancopy.ruleset.plan import plan
from cleancopy.ruleset.reading import Parsed, parse_files
from cleancopy.ruleset.rulefile import ARTICLE_FINDERS, Finder, Rule, RuleFile


@dataclass(frozen=True, slots=True)
class Report:
    """What came of the examples of some rule files."""

    rules: int
    """Rules with examples."""
    examples: int
    problems: tuple[Problem, ...]
    """One for each example that failed, and those of files that cannot be read."""


def run_tests(paths: list[Path]) -> Report:
    """Try every example in the rule files of folders or single files."""
    sources, problems = read_folders(paths)
    parsed, more = parse_files(sources)
    return try_examples(parsed, [*problems, *more])


def try_examples(files: list[Parsed], problems: list[Problem]) -> Report:
    failures = list(problems)
    rules = examples = 0
    for parsed in files:
        for number, rule in enumerate(parsed.file.rules):
            if rule.tests is not None:
                rules += 1
                examples += len(rule.tests.removes) + len(rule.tests.keeps)
                failures += _failures(parsed, number, rule)
    return Report(rules, examples, tuple(sorted(failures)))


def _failures(parsed: Parsed, number: int, rule: Rule) -> Iterator[Problem]:
    alone = _alone(parsed, rule)
    for key, message in (("removes", _NOT_HIT), ("keeps", _NOT_SPARED)):
        for place, fragment in enumerate(getattr(rule.tests, key)):
            if _takes(alone, rule, fragment) is not (key == "removes"):
                line, column = parsed.yaml.place(("rules", number, "tests", key, place))
                text = message[rule.verb == "keep"].format(rule.id)
                yield Problem(parsed.source.path, line, column, text)


_NOT_HIT = ("{} does not change this example", "{} protects this example, which it should not")
_NOT_SPARED = ("{} changes this example, which it should leave", "{} does not protect this example")


def _alone(parsed: Parsed, rule: Rule) -> Compiled:
    """The rule without what a whole page decides; one that keeps, against one that removes everything."""
    rules = [rule.model_copy(update=_ANYWHERE)]
    if rule.verb == "keep":
        rules.append(_EVERY_BLOCK if rule.finder.kind in ARTICLE_FINDERS else _EVERY_ELEMENT)
    source = replace(parsed.source, kind="generic", host="")
    file = RuleFile(format=1, rules=rules)
    return Compiled([(source, plan(file, [0] * len(rules)))])


_ANYWHERE = {"status": "stable", "paths": None, "valid": None, "view": None}
_EVERY_BLOCK = Rule(id="every-block", remove=Finder(pattern="(?s).*"))
_EVERY_ELEMENT = Rule(id="every-element", remove="body *")


def _takes(alone: Compiled, rule: Rule, fragment: str) -> bool:
    """Whether the fragment is changed; for a `keep` rule, whether it is lost to one that removes all."""
    root, body = _page_of(fragment)
    before = etree.tostring(root)
    document = Document(root, "html")
    findings = edit_page(alone, document, Options(), guarded=False)
    edit_article(alone, Draft(body, Metadata(), True, 1.0), document, findings, guarded=False)
    if rule.verb == "keep":
        return not len(body)
    return bool(findings.fields) or etree.tostring(root) != before


def _page_of(fragment: str) -> tuple[Element, Element]:
    """A page with nothing but the fragment, and its body."""
    text = fragment if fragment.lstrip()[:5].lower() == "<html" else f"<html><body>{fragment}</body></html>"
    root = soupparser.fromstring(text, features="html.parser", makeelement=etree.Element)
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    if not len(body) and dom.fold_space(body.text or ""):
        etree.SubElement(body, "p").text, body.text = body.text, None
    return root, body
