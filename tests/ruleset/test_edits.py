"""The verbs: what each does to a page, what bounds it, and the record that it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.model import SHOWN, Removal, Skipped
from cleancopy.options import Options
from cleancopy.ruleset.budget import LARGEST_SHARE
from cleancopy.ruleset.page import PageFindings
from ruleset.effort import calls
from ruleset.trees import ARTICLE, PROSE, body_of, edited, page, rule, ruleset

AD = "<div class=ad>An advertisement</div>"


def found_by(tmp_path: Path, files: dict[str, str], body: str) -> tuple[str, PageFindings]:
    """The body after the rules, and what they found."""
    document = page(body)
    findings = ruleset(tmp_path, files).edit_page(document, Options())
    assert isinstance(findings, PageFindings)
    return body_of(document), findings


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<p>a</p>{AD}<p>b</p>", "<p>a</p><p>b</p>"),
        (f"<p>before {AD.replace('div', 'span')} after</p>", "<p>before  after</p>"),
        (f"text {AD} tail", "text <br><br> tail"),
        (f"<b>text</b>{AD}<i>tail</i>", "<b>text</b><br><br><i>tail</i>"),
        ("<div class=ad>a<p class=ad>b</p>c</div>d", "d"),
        ("<i class=ad></i><i class='x ad y'>b</i><i class=advert>c</i>", '<i class="advert">c</i>'),
    ],
)
def test_remove_takes_out_elements_and_leaves_what_follows(tmp_path: Path, body: str, expected: str) -> None:
    assert edited(ruleset(tmp_path, {"generic/a.yaml": rule("remove: .ad")}), body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<b class=ad>a <i>b</i> c</b> d", "a <i>b</i> c d"),
        ("<p>x<b class=ad></b>y</p>", "<p>xy</p>"),
        ("<b class=ad>a<b class=ad>b</b>c</b>d", "abcd"),
        ("<p>x</p><b class=ad>a</b>", "<p>x</p>a"),
        ("a<div class=ad>b</div>c", "a<br><br>b<br><br>c"),
        ("a<div class=ad><p>b</p></div>c", "a<p>b</p>c"),
        ("<p>a</p><div class=ad>b</div><p>c</p>", "<p>a</p>b<p>c</p>"),
    ],
)
def test_unwrap_puts_what_is_inside_in_the_place(tmp_path: Path, body: str, expected: str) -> None:
    assert edited(ruleset(tmp_path, {"generic/a.yaml": rule("unwrap: .ad")}), body) == expected


@pytest.mark.parametrize("verb", ["remove", "unwrap"])
def test_a_page_keeps_its_frame(tmp_path: Path, verb: str) -> None:
    rules = ruleset(tmp_path, {"sites/news.example.com.yaml": rule(f"{verb}: 'html, head, body'")})
    assert edited(rules, "<p>a</p>") == "<p>a</p>"


KEEP = "<section class=ad><p id=kept>a <b class=ad>b</b></p><i class=ad>c</i></section><i class=ad>d</i>"


@pytest.mark.parametrize(
    ("keeping", "removing", "expected"),
    [
        ("generic/k.yaml", "generic/a.yaml", "a b"),
        ("sites/news.example.com.yaml", "generic/a.yaml", "a b"),
        ("generic/k.yaml", "sites/news.example.com.yaml", ""),
        ("themes/t.yaml", "languages/en.yaml", "a b"),
        ("languages/en.yaml", "themes/t.yaml", ""),
    ],
)
def test_keep_protects_what_is_in_and_around_from_its_own_and_earlier_layers(
    tmp_path: Path, keeping: str, removing: str, expected: str
) -> None:
    heads = {"themes": {"detect": "i"}, "languages": {"language": "en"}}
    files = {
        path: rule(verb, name=verb[:4], **heads.get(path.partition("/")[0], {}))
        for path, verb in ((keeping, "keep: '#kept'"), (removing, "remove: .ad"))
    }
    document = page(KEEP)
    ruleset(tmp_path, files).edit_page(document, Options())
    assert " ".join("".join(document.root.itertext()).split()) == expected


def test_what_is_kept_is_told_to_the_extraction(tmp_path: Path) -> None:
    _, findings = found_by(tmp_path, {"generic/a.yaml": rule("keep: '#kept'")}, KEEP)
    assert [element.get("id") for element in findings.kept] == ["kept"]


def test_a_removal_is_recorded_with_all_that_explains_it(tmp_path: Path) -> None:
    files = {"generic/ads.yaml": rule("remove: .ad\nwhy: Money.")}
    _, findings = found_by(tmp_path, files, "<p>x</p><div class=ad>An <b>advertise</b>ment\n here</div>")
    expected = Removal(
        rule="one",
        verb="remove",
        file="generic/ads.yaml",
        line=3,
        selector=".ad",
        why="Money.",
        words=3,
        text="An advertisement here",
    )
    assert findings.removed == (expected,)


def test_each_element_has_a_record_by_the_selector_that_led_to_it(tmp_path: Path) -> None:
    rules = {"generic/a.yaml": rule("remove: [.a, 'p:has(i)']")}
    _, findings = found_by(tmp_path, rules, f"<a class=a>{'long ' * 50}</a><p><i>x</i></p>")
    assert [(one.selector, one.words, len(one.text)) for one in findings.removed] == [
        (".a", 50, SHOWN),
        ("p:has(i)", 1, 1),
    ]


def test_what_goes_with_something_else_has_no_record_of_its_own(tmp_path: Path) -> None:
    files = {"generic/a.yaml": rule("remove: .a"), "generic/b.yaml": rule("remove: .b", name="two")}
    body = "<p class=a>x<b class=a>y</b><i class=b>z</i></p><i class=b>w</i>"
    html, findings = found_by(tmp_path, files, body)
    assert html == ""
    assert [(one.rule, one.text) for one in findings.removed] == [("one", "xyz"), ("two", "w")]


def test_unwrapping_takes_no_words(tmp_path: Path) -> None:
    _, findings = found_by(tmp_path, {"generic/a.yaml": rule("unwrap: b")}, "<p><b>x</b></p>")
    assert [(one.verb, one.words, one.text) for one in findings.removed] == [("unwrap", 0, "")]


@pytest.mark.parametrize(
    ("verb", "reason"),
    [
        ("remove", "on trial: would take 2 words"),
        ("keep", "on trial: would protect what it found"),
        ("unwrap", "on trial: would unwrap what it found"),
    ],
)
def test_a_rule_on_trial_says_what_it_would_do(tmp_path: Path, verb: str, reason: str) -> None:
    files = {"generic/a.yaml": rule(f"{verb}: .ad\nstatus: trial\nwhy: W."), "sites/example.com.yaml": ""}
    html, findings = found_by(tmp_path, files, AD)
    assert html == AD.replace("=ad", '="ad"')
    words = 2 if verb == "remove" else 0
    assert findings.skipped == (Skipped("one", "generic/a.yaml", 3, ".ad", "W.", words, reason),)
    assert not findings.kept


# The bounds. `ARTICLE` has ten paragraphs of the same length.


@pytest.mark.parametrize(
    ("name", "share", "taken", "reason"),
    [
        ("generic/a.yaml", None, 2, None),
        ("generic/a.yaml", None, 3, "would take 30 % of the article's words (max_removed: 20 %)"),
        ("generic/a.yaml", 0.3, 3, None),
        ("generic/a.yaml", 0, 1, "would take 10 % of the article's words (max_removed: 0 %)"),
        (
            "generic/a.yaml",
            1,
            6,
            "would take 60 % of the article's words (with all rules for many sites: 50 %)",
        ),
        ("sites/example.com.yaml", None, 5, None),
        ("sites/example.com.yaml", None, 6, "would take 60 % of the article's words (max_removed: 50 %)"),
        ("sites/example.com.yaml", 1, 10, None),
    ],
)
def test_a_rule_that_would_take_too_much_is_skipped(
    tmp_path: Path, name: str, share: float | None, taken: int, reason: str | None
) -> None:
    bound = "" if share is None else f"\nmax_removed: {share}"
    files = {name: rule(f"remove: 'p:nth-child(-n+{taken})'{bound}")}
    html, findings = found_by(tmp_path, files, ARTICLE)
    assert html.count("<p>") == (10 if reason else 10 - taken)
    assert [one.reason for one in findings.skipped] == ([reason] if reason else [])


def test_a_rule_that_would_take_one_outsize_element_takes_the_rest(tmp_path: Path) -> None:
    body = f"{AD * 3}<div class=ad>{PROSE * 4}</div>{PROSE * 6}"
    html, findings = found_by(tmp_path, {"generic/a.yaml": rule("remove: .ad")}, body)
    assert (html.count("An advertisement"), html.count("<p>")) == (0, 10)
    assert [one.reason for one in findings.skipped] == [
        "would take 40 % of the article's words (max_removed: 20 %)"
    ]
    assert [len(element) for element in findings.suspected] == [4]


def test_all_that_a_skipped_rule_found_is_suspected(tmp_path: Path) -> None:
    files = {"generic/a.yaml": rule("remove: 'p:nth-child(-n+4)'")}
    _, findings = found_by(tmp_path, files, ARTICLE)
    assert {element.tag for element in findings.suspected} == {"p"}
    assert len(findings.suspected) == 4


def test_labels_and_links_do_not_count_as_prose(tmp_path: Path) -> None:
    links = (
        f"<ul>{'<li><a href=/>One more headline of another article that is long enough</a></li>' * 30}</ul>"
    )
    labels = "<p class=ad>Short label</p>" * 30
    rules = ruleset(tmp_path, {"generic/a.yaml": rule("remove: 'ul, .ad'\nmax_removed: 0")})
    assert edited(rules, ARTICLE + links + labels) == ARTICLE


def test_rules_for_many_sites_take_half_of_the_page_at_most_together(tmp_path: Path) -> None:
    body = "".join(f"<div id=part{number}>{PROSE * 2}</div>" for number in range(5))
    files = {
        f"generic/{number}.yaml": rule(f"remove: '#part{number}'", name=f"part-{number}")
        for number in range(5)
    }
    html, findings = found_by(tmp_path, files, body)
    assert html.count("<p>") == 6
    assert [one.file for one in findings.skipped] == ["generic/2.yaml", "generic/3.yaml", "generic/4.yaml"]
    assert "would take 60 %" in findings.skipped[0].reason
    assert LARGEST_SHARE == 0.5


def test_all_rules_together_leave_a_fifth_of_the_page(tmp_path: Path) -> None:
    rules = "".join(
        f"  - id: part-{number}\n    remove: 'p:nth-child(n+{number}):nth-child(-n+{number + 2})'\n"
        for number in (1, 4, 7)
    )
    html, findings = found_by(tmp_path, {"sites/example.com.yaml": f"rules:\n{rules}"}, ARTICLE)
    assert html.count("<p>") == 4
    assert [one.reason for one in findings.skipped] == [
        "would take 90 % of the article's words (with all rules: 80 %)"
    ]


def test_the_user_s_own_rules_are_trusted(tmp_path: Path) -> None:
    own = {"generic/mine.yaml": rule("remove: 'p:nth-child(-n+9)'\nmax_removed: 1")}
    assert edited(ruleset(tmp_path, {}, own), ARTICLE).count("<p>") == 1


@pytest.mark.parametrize(
    "body",
    [
        "remove: .ad",
        "unwrap: .ad",
        "keep: .ad",
        "remove: .ad\nclosest: section",
        "remove: .ad\nin: section",
        "remove: .ad\nup: 2",
        "remove: 'section .ad'",
        "remove: '.deep .ad'",
        "remove: '.deep p'",
        "remove: '.ad ~ p'",
        "remove: '.ad ~ .ad'",
        "remove: '.other ~ .ad'",
        "remove: 'i ~ p'",
        "remove: 'p:nth-child(2n)'",
        "remove: 'p:nth-last-child(2n + 1)'",
        "remove: 'p:nth-of-type(-n + 3)'",
        "remove: .ad\nmin_words: 1\nwith_links: false",
    ],
)
def test_twice_the_matches_twice_as_deep_take_twice_the_work(tmp_path: Path, body: str) -> None:
    rules = ruleset(tmp_path, {"generic/a.yaml": rule(body)})

    def work(size: int) -> int:
        document = page("<div class=deep>" * size + "<p class=ad>x</p>" * size)
        return calls(lambda: rules.edit_page(document, Options()))

    assert work(800) < 2.5 * work(400)
