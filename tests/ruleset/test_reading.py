"""Mistakes in rule files: each is told with its place, and says what to do. Also: what is no mistake."""

from __future__ import annotations

import pytest

from cleancopy.ruleset.folders import Kind, SourceFile
from cleancopy.ruleset.reading import parse_files
from cleancopy.ruleset.strict_yaml import LARGEST

RULE = "format: 1\nrules:\n  - id: one\n    "  # the rule's next key stands on line 4, column 5


def problems(text: str, kind: Kind = "generic", host: str = "") -> list[str]:
    found = parse_files([SourceFile("a.yaml", "a.yaml", kind, 0, text, host)])[1]
    return [str(problem).removeprefix("a.yaml:") for problem in found]


VERBS = (
    "a rule has one of the verbs remove, keep, unwrap, wrap, replace, set, move, cut_after, cut_before,"
    " and only one; here"
)
FINDERS = "one of css, xpath, text, pattern, words is needed here, and only one; here"
QUOTES = "a text that begins with * & @ % ` , ] } > or | needs quotes"
BACKSLASH = "a backslash in double quotes: put the text in single quotes"
SQUARE = "a bracket [ that is not closed; a text that begins with [ needs quotes"
CURLY = "a bracket { that is not closed; a text that begins with { needs quotes"
BRACKETS = "a text that begins with [ or { needs quotes"
NO_VALUE = "has no value; a text that begins with # needs quotes"
DASHES = "must be a list (lines that begin with a dash)"
NO_RE2 = "RE2 has no look-around and no back-references"
BEGINS = "begins with `format: 1`"
COLON = "a colon inside a text: put the text in quotes, or check the indentation"
TAGS = "tags (!) are not part of the language; a text that begins with ! needs quotes"
SHARE = "it is a share, such as 0.25"
ANCHORS = "anchors and aliases (&, *) are refused; a text with * needs quotes"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        # keys
        ("remvoe: .ad", "4:5: unknown key 'remvoe' (did you mean remove?)"),
        ("remove: .ad\n    zebra: 1", "5:5: unknown key 'zebra'"),
        ("remove: .ad\n    tests:\n      remove: [x]", "6:7: unknown key 'remove' (did you mean removes?)"),
        ("remove:\n      csss: .ad", "5:7: unknown key 'csss' (did you mean css?)"),
        ("remove: {like: .ad}", "4:14: unknown key 'like'; there are css, pattern, text, words, xpath"),
        ("remove: .ad\n    remove: .b", "5:5: the key 'remove' stands twice"),
        ("remove: .ad\n  - id: one\n    remove: .b", "5:9: the id 'one' is taken already, by a.yaml:3"),
        ("remove: .ad\n  - remove: .b",
         "5:5: the key id is missing: each rule has a name of its own, such as ad-slot"),
        ("<<: {remove: .ad}", "4:5: unknown key '<<'"),
        # verbs and finders
        ("why: x", f"3:5: {VERBS} is none"),
        ("remove: .ad\n    keep: .b", f"3:5: {VERBS} are remove and keep"),
        ("remove:", f"4:12: remove {NO_VALUE}"),
        ("remove: #ad", f"4:12: remove {NO_VALUE}"),
        ("remove:\n      - .a\n      - #ad", f"6:8: an entry of the list {NO_VALUE}"),
        ("remove: 12", "4:13: remove: must be a text, not 12; put it in quotes"),
        ("remove: true", "4:13: remove: must be a text, not true; put it in quotes"),
        ("remove: [.ad, 5]", "4:19: remove: must be a text, not 5; put it in quotes"),
        ("remove: ''", "4:13: remove: must not be empty"),
        ("remove: []", "4:13: remove: must not be empty"),
        ("remove: {}", f"4:13: {FINDERS} is none"),
        ("remove: {css: .a, text: x}", f"4:13: {FINDERS} are css and text"),
        ("unwrap: {text: x}",
         "3:5: unwrap finds by css, xpath or words; text and pattern are for what is taken out or kept"),
        # selectors, XPath, patterns, texts, words
        ("remove: .ad >", "4:13: in the selector '.ad >': expected a selector, found the end at character 6"),
        ("remove: div..ad",
         "4:13: in the selector 'div..ad': expected a class name, found '.' at character 5"),
        ("remove: [.a, 'b {']", "4:18: in the selector 'b {': expected a selector, found '{' at character 3"),
        ("remove: 'p:empy'",
         "4:13: in the selector 'p:empy': unknown pseudo-class :empy (did you mean empty?)"),
        ("remove: 'p::after'",
         "4:13: in the selector 'p::after': pseudo-elements cannot be found in a page: ':' at character 3"),
        ("remove: {css: //div}", "4:19: '//div' is XPath; what is wanted here is CSS"),
        ("remove: .ad\n    in: //div", "5:9: '//div' is XPath; what is wanted here is CSS"),
        ("remove: .ad\n    if: '['",
         "5:9: in the selector '[': expected an attribute's name, found the end at character 2"),
        ("remove: //div[", "4:13: the XPath '//div[' is not valid: Invalid expression"),
        ("remove: {xpath: .a > p}", "4:21: the XPath '.a > p' is not valid: Invalid expression"),
        ("remove: //p[cont(., 1)]",
         "4:13: in the XPath '//p[cont(., 1)]': cont() is not part of the language (did you mean count?)"),
        ("remove: //p[$x]",
         "4:13: in the XPath '//p[$x]': prefixes and variables are not part of the language"),
        ("remove: {pattern: a(b}", "4:23: the pattern 'a(b' is not valid RE2: missing ): a(b"),
        ("remove: {pattern: a(?=b)}",
         f"4:23: the pattern 'a(?=b)' is not valid RE2: invalid perl operator: (?=; {NO_RE2}"),
        ("remove: {pattern: '(a)\\1'}",
         f"4:23: the pattern '(a)\\\\1' is not valid RE2: invalid escape sequence: \\1; {NO_RE2}"),
        ("remove: {text: '***'}",
         "4:20: a text needs a letter or a number: punctuation at its ends is not compared"),
        ("remove: {text: 24}", "4:20: text: must be a text, not 24; put it in quotes"),
        ("remove: {words: --}", "4:21: class and id words are letters and numbers"),
        # narrowing and bounds
        ("remove: .a\n    closest: p\n    up: 1",
         "3:5: closest and up both say which element is meant: use one of them"),
        ("remove: .a\n    up: 0", "5:9: up: must be at least 1, not 0"),
        ("remove: .a\n    up: 11", "5:9: up: must be at most 10, not 11"),
        ("remove: .a\n    up: 1.5", "5:9: up: must be a whole number, not 1.5"),
        ("remove: .a\n    up: one", "5:9: up: must be a whole number, not 'one'"),
        (f"remove: .a\n    up: {'9' * 5000}", "5:9: the number is too long"),
        ("remove: .a\n    min_words: 5\n    max_words: 2",
         "3:5: min_words (5) is greater than max_words (2)"),
        ("remove: .a\n    min_words: -1", "5:16: min_words: must be at least 0, not -1"),
        ("remove: .a\n    max_removed: 20%", f"5:18: max_removed: must be a number, not '20%'; {SHARE}"),
        ("remove: .a\n    max_removed: 20", f"5:18: max_removed: must be at most 1, not 20; {SHARE}"),
        ("remove: .a\n    max_removed: true", f"5:18: max_removed: must be a number, not true; {SHARE}"),
        ("remove: .a\n    with_links: yes", "5:17: with_links: must be true or false, not 'yes'"),
        ("remove: .a\n    paths: []", "5:12: paths: must not be empty"),
        # the other keys
        ("remove: .a\n    status: trail",
         "5:13: status: must be 'trial', 'stable' or 'deprecated', not 'trail'"),
        ("remove: .a\n    since: 2026-13-01", "5:12: a date is written like 2026-01-31, not '2026-13-01'"),
        ("remove: .a\n    since: 2026", "5:12: a date is written like 2026-01-31, not 2026"),
        ("remove: .a\n    why: [x]", f"5:10: why: must be a text, not a list; {BRACKETS}"),
        ("remove: .a\n    references: https://a.example",
         f"5:17: references: {DASHES}, not 'https://a.example'"),
        ("remove: .a\n    tests: [x]", "5:12: tests: must be made of keys and values, not a list"),
        ("remove: .a\n    tests:\n      keeps: <p>x</p>", f"6:14: keeps: {DASHES}, not '<p>x</p>'"),
        ("remove: .a\n    tests:\n      keeps: ['']", "6:15: keeps: must not be empty"),
        # YAML
        ("remove: .a\n\twhy: x", "5:1: a tab: indent with spaces"),
        ("remove: .a\n     why: x", f"5:9: {COLON}"),
        ("remove: .a\n   why: x", "5:4: check the indentation: keys of one rule stand below each other"),
        ("why: Ads: they are bad", f"4:13: {COLON}"),
        ("remove: .a\nnote\n", "5:1: a key without a colon and a space behind it"),
        ("remove: p:has(a: b)", f"4:20: {COLON}"),
        ("remove: '.a\n    why: x", "4:13: a quote that is not closed"),
        ("remove: {pattern: \"\\d+ min\"}", f"4:24: {BACKSLASH}"),
        ("remove: > p", f"4:15: {QUOTES}"),
        ("why: ], he said", f"4:10: {QUOTES}"),
        ("remove: {pattern: \"\\u{1F4A9}\"}", f"4:26: {BACKSLASH}"),
        ("remove: [.a\n", f"4:13: {SQUARE}"),
        ("remove: {css: .a\n", f"4:13: {CURLY}"),
        ("why: [x] y", "4:14: a text goes on behind its closing quote or bracket: put all of it in quotes"),
        ("why: 'x' y", "4:14: a text goes on behind its closing quote or bracket: put all of it in quotes"),
        ("remove: *", f"4:14: {QUOTES}"),
        ("why: &copy; x", f"4:15: {QUOTES}"),
        ("why: @x", f"4:10: {QUOTES}"),
        ("why: %x", f"4:10: {QUOTES}"),
        ("why: `x`", f"4:10: {QUOTES}"),
        ("remove: &a .ad\n    keep: *a", f"4:13: {ANCHORS}"),
        ("remove: &-a .ad", f"4:13: {ANCHORS}"),
        ("why: &copy x", f"4:10: {ANCHORS}"),
        ("remove: !!python/object:os.system x", f"4:13: {TAGS}"),
        ('why: "a\x07b"', "4:12: a control character, which YAML does not allow"),
        (f"remove: {'[' * 20}{']' * 20}", "4:23: lists and mappings are nested deeper than 12"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule_is_told_with_its_place(rule: str, expected: str) -> None:
    assert problems(RULE + rule) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", f"1:1: the file is empty; a rule file {BEGINS}"),
        ("# nothing\n\n", f"1:1: the file is empty; a rule file {BEGINS}"),
        ("- id: one", f"1:1: a rule file is made of keys and values, and {BEGINS}"),
        ("remove ads", f"1:1: a rule file is made of keys and values, and {BEGINS}"),
        ("rules: []", f"1:1: the key format is missing: a rule file {BEGINS}"),
        ("format: 2", "1:9: format: must be 1, not 2"),
        ("format: '1'", "1:9: format: must be 1, not '1'"),
        ("format: 1\nformat: 1", "2:1: the key 'format' stands twice"),
        ("format: 1\n---\nformat: 1", "2:1: a second document (---): one file holds one"),
        ("format: 1\nrule: []", "2:1: unknown key 'rule' (did you mean rules?)"),
        ("format: 1\nrules:", f"2:7: rules {NO_VALUE}"),
        ("format: 1\nrules: .ad", f"2:8: rules: {DASHES}, not '.ad'"),
        ("format: 1\nrules:\n  one:\n    remove: .ad", f"3:3: rules: {DASHES}, not keys and values"),
        ("format: 1\nrules:\n  - .ad", "3:5: rules: must be made of keys and values, not '.ad'"),
        ("format: 1\nrules:\n  -", f"3:4: an entry of the list {NO_VALUE}"),
        ("format: 1\nrules:\n\t- id: one", "3:1: a tab: indent with spaces"),
        ("format: 1\nrules:\n  - id: Ad Slot\n    remove: .a",
         "3:9: id: must be lower-case words joined by dashes, such as ad-slot, not 'Ad Slot'"),
        ("format: 1\ndisable: one", f"2:10: disable: {DASHES}, not 'one'"),
        ("format: 1\nwords: x", "2:8: words: must be made of keys and values, not 'x'"),
        ("format: 1\nwords: {byline: by}", f"2:17: byline: {DASHES}, not 'by'"),
        ("format: 1\nwords: {By Line: [by]}",
         "2:9: By Line: the name of a group of words must be a lower-case word, such as byline,"
         " not 'By Line'"),
        ("format: 1\ntitle: {css: h1}", "2:8: title: must be a text or a list of texts, not keys and values"),
        ("format: 1\n? [a, b]\n: x", "2:3: a key must be a word"),
        ("format: 1\ndetect: .x", "2:1: only a theme file may have the key detect"),
        ("format: 1\nlanguage: en", "2:1: only a language file may have the key language"),
        ("format: 1\nrules: [", "3:1: a bracket [ or { that is not closed"),
        ("format: 1\r\nrules:\r\n  - id: x\r\n    remvoe: .a\r\n",
         "4:5: unknown key 'remvoe' (did you mean remove?)"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_file_is_told_with_its_place(text: str, expected: str) -> None:
    assert problems(text) == [expected]


@pytest.mark.parametrize(
    ("kind", "host", "text", "expected"),
    [
        ("theme", "", "format: 1", "1:1: a theme file needs the key detect"),
        ("language", "", "format: 1", "1:1: a language file needs the key language"),
        ("language", "", "format: 1\nlanguage: en-GB",
         "2:11: language: must be a language's code, such as en, not 'en-GB'"),
        ("site", "example", "format: 1",
         "1:1: a site file is named by its host, such as example.com.yaml, not example.yaml"),
        ("site", "a.example", "format: 1\ndetect: .x", "2:1: only a theme file may have the key detect"),
    ],
)  # fmt: skip
def test_a_file_says_what_its_layer_asks_for(kind: Kind, host: str, text: str, expected: str) -> None:
    assert problems(text, kind, host) == [expected]


@pytest.mark.parametrize(
    "rule",
    [
        "why: Tom &Jerry and a *star in a text\n    remove: .a",
        "why: |\n      *bold* and &nbsp; more\n    remove: .a",
        "why: '*bold*'\n    remove: 'a[href*=ad], *'",
        "why: AT&T, https://a.example/?b=1&c=2\n    remove: .a",
        "remove: {text: [no, on, 2024-01-01, '12:30', 12:30]}",
        "remove: .a\n    why: no",
        "remove: [.a, //div, p:contains(x)]",
        "remove: {xpath: \"//p[starts-with(@id, 'ad:') and position() mod 2 = 1]/ancestor::div\"}",
        "remove: .a\n    max_removed: 1\n    since: 2026-01-31",
        "remove: .a\n    # a comment\n    tests: {keeps: [x]}",
    ],
)
def test_what_looks_odd_and_is_right(rule: str) -> None:
    assert problems(RULE + rule) == []


@pytest.mark.parametrize("language", ["no", "en", "ckb"])
def test_norwegian_is_a_language_and_no_is_a_word(language: str) -> None:
    assert problems(f"format: 1\nlanguage: {language}\nwords: {{byline: [no, yes, 'off']}}", "language") == []


def test_mistakes_are_told_together_but_not_what_follows_from_them() -> None:
    """The rule without its verb is no second mistake."""
    text = RULE + "remove: #ad\n    zebra: 1\n  - id: two\n    remove: '..b'"
    assert [message.partition(": ")[0] for message in problems(text)] == ["4:12", "5:5", "7:13"]


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    lines = [f"a{level}: &-a{level} [{', '.join([f'*-a{level - 1}'] * 9)}]" for level in range(1, 30)]
    assert problems("a0: &-a0 [x]\n" + "\n".join(lines)) == [f"1:5: {ANCHORS}"]


@pytest.mark.parametrize("unit", ["[", "- ", "{a: ", "a: [", "*a ", "&a ", "!a ", "'", "? "])
def test_a_hostile_file_is_refused(unit: str) -> None:
    assert len(problems(unit * 50_000)) == 1
    assert LARGEST < 1 << 24
