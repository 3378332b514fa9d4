"""Rules on the extracted article: whole blocks by their text, and cuts."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.model import Document, Draft, Findings, Metadata
from cleancopy.options import Options
from cleancopy.ruleset import Ledger
from ruleset.effort import calls
from ruleset.trees import ARTICLE, PROSE, edit_article, page, rule, ruleset


def done(tmp_path: Path, body: str, article: str) -> tuple[str, Ledger]:
    """The article after one rule for any site."""
    return edit_article(ruleset(tmp_path, {"generic/a.yaml": rule(body)}), article)


@pytest.mark.parametrize(
    ("block", "is_found"),
    [
        ("<p>Must read</p>", True),
        ("<p>  MUST\n <b>read</b> </p>", True),
        ("<p>- Must read -</p>", True),
        ("<p>» Must read: »</p>", True),
        ("<p>👉 Must read</p>", True),
        ("<p>ＭＵＳＴ　ｒｅａｄ</p>", True),
        ("<h3>Must read</h3>", True),
        ("<ul><li>Must read</li></ul>", True),
        ("<div><div><p>Must read</p></div></div>", True),
        ("<p>You must read this</p>", False),
        ("<p>Must read more</p>", False),
        ("<p>Must-read</p>", False),
        ("<p>Must read 3</p>", False),
        ("<p>$ Must read</p>", False),
        ("<p><b>Must read</b> the rest of the line</p>", False),
    ],
)
def test_text_is_the_whole_text_of_a_block(tmp_path: Path, block: str, is_found: bool) -> None:
    html, _ = done(tmp_path, "remove: {text: [no, Must read]}", f"<p>a</p>{block}<p>b</p>")
    assert (html == "<p>a</p><p>b</p>") is is_found


@pytest.mark.parametrize(
    ("pattern", "text", "is_found"),
    [
        ("read (also|more).*", "READ also: the storm", True),
        ("read also", "Please read also", False),
        (".*read also", "Please read also", True),
        ("photo: .+", "Photo:  A.\n Person", True),
        ("[0-9]+ min read", "12 min read", True),
        ("größe", "GRÖSSE", False),
        ("gr(ö|Ö)ße", "GrÖße", True),
        ("größe.?", "Gro\u0308\u00adße", True),
        ("a|b", "b", True),
    ],
)
def test_a_pattern_matches_the_whole_text_of_a_block(
    tmp_path: Path, pattern: str, text: str, is_found: bool
) -> None:
    html, _ = done(tmp_path, f"remove: {{pattern: '{pattern}'}}", f"<p>x</p><p>{text}</p>")
    assert (html == "<p>x</p>") is is_found


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("<div><p>Ad</p></div>a", "a"),
        ("<div><p>Ad</p><p> </p></div>a", "a"),
        ("<div><p>Ad</p>b</div>", "<div>b</div>"),
        ("<div>b<p>Ad</p></div>", "<div>b</div>"),
        ("<div><p>Ad</p><img></div>", "<div><img></div>"),
        ("<div><p></p><p>Ad</p><p>b</p></div>", "<div><p></p><p>b</p></div>"),
        ("<figure><img><figcaption>Ad</figcaption></figure>", "<figure><img></figure>"),
    ],
)
def test_what_holds_nothing_but_the_block_goes_with_it(tmp_path: Path, article: str, expected: str) -> None:
    assert done(tmp_path, "remove: {text: Ad}", f"<p>x</p>{article}")[0] == f"<p>x</p>{expected}"


def test_a_text_is_narrowed_as_an_element_is(tmp_path: Path) -> None:
    article = "<div class=box><p>Ad</p>a</div><p>Ad</p>"
    assert done(tmp_path, "remove: {text: Ad}\nin: .box", article)[0] == '<div class="box">a</div><p>Ad</p>'
    html, _ = done(tmp_path / "2", "remove: {text: Ad}\nclosest: .box", f"{article}<p>b</p>")
    assert html == "<p>Ad</p><p>b</p>"


def test_a_text_that_is_kept_is_kept(tmp_path: Path) -> None:
    files = {
        "generic/a.yaml": rule("remove: {pattern: 'read.*'}"),
        "sites/example.com.yaml": rule("keep: {text: Read this}"),
    }
    html, _ = edit_article(ruleset(tmp_path, files), "<p>Read this</p><p>Read that</p>")
    assert html == "<p>Read this</p>"


def test_what_the_page_s_rules_keep_stays_in_the_article(tmp_path: Path) -> None:
    files = {
        "generic/a.yaml": rule("remove: {text: Ad}"),
        "sites/example.com.yaml": rule("keep: .box"),
    }
    html, _ = edit_article(ruleset(tmp_path, files), "<div class=box><p>Ad</p></div><p>Ad</p>")
    assert html == '<div class="box"><p>Ad</p></div>'


@pytest.mark.parametrize(
    ("language", "expected"), [("de", "<p>b</p>"), ("de-CH", "<p>b</p>"), ("en", "<p>Anzeige</p><p>b</p>")]
)
def test_the_article_s_language_is_the_one_that_was_found(
    tmp_path: Path, language: str, expected: str
) -> None:
    rules = ruleset(tmp_path, {"languages/de.yaml": rule("remove: {text: Anzeige}", language="de")})
    assert edit_article(rules, "<p>Anzeige</p><p>b</p>", language=language)[0] == expected


@pytest.mark.parametrize(
    ("body", "article", "expected"),
    [
        ("cut_after: .end", "<p>a</p><p class=end>b</p><p>c</p>", "<p>a</p>"),
        ("cut_after: //h2", "<div><p>a</p><h2>b</h2>c</div>d<p>e</p>", "<div><p>a</p></div>d"),
        (
            "cut_after: {text: Read also}",
            "<p>a</p><div><p>Read also</p><p>b</p></div>",
            "<p>a</p><div></div>",
        ),
        ("cut_after: {words: related}", "<p>a</p><ul class=topRelated><li>b</ul>c", "<p>a</p>"),
        ("cut_after: .none", "<p>a</p>", "<p>a</p>"),
    ],
)
def test_cut_after_takes_a_block_and_what_follows(
    tmp_path: Path, body: str, article: str, expected: str
) -> None:
    assert done(tmp_path, body, article)[0] == expected


def test_cut_after_does_not_touch_the_page(tmp_path: Path) -> None:
    document = page("<p>a</p><p class=end>b</p>")
    ruleset(tmp_path, {"generic/a.yaml": rule("cut_after: .end")}).edit_page(document, Options())
    assert len(list(document.root.iter("p"))) == 2


def test_a_cut_near_the_top_is_refused_and_a_later_one_is_made(tmp_path: Path) -> None:
    article = f"<h2>More</h2>{PROSE * 3}<h2>More</h2>{PROSE * 6}<h2>More</h2>{PROSE}"
    html, ledger = done(tmp_path, "cut_after: {text: More}\nwhy: W.", article)
    assert html == f"<h2>More</h2>{PROSE * 3}<h2>More</h2>{PROSE * 6}"
    assert [one.reason for one in ledger.skipped] == [
        "would take 100 % of the article's words (max_removed: 20 %)"
    ]
    assert [(one.verb, one.selector, one.words) for one in ledger.removed] == [
        ("cut_after", "text: More", 17)
    ]


def test_a_cut_spares_what_is_kept(tmp_path: Path) -> None:
    files = {
        "generic/a.yaml": rule("cut_after: .end"),
        "sites/example.com.yaml": rule("keep: .box"),
    }
    article = "<p class=end>a</p><p class=box>b</p><p class=end>c</p><p>d</p>"
    html, ledger = edit_article(ruleset(tmp_path, files), article)
    assert html == '<p class="end">a</p><p class="box">b</p>'
    assert [one.reason for one in ledger.skipped] == ["would take what a keep rule protects"]


def test_cuts_take_half_of_the_article_at_most_together(tmp_path: Path) -> None:
    files = {
        f"generic/{text}.yaml": rule(f"cut_after: {{text: {text}}}\nmax_removed: 1", name=text)
        for text in ("first", "then")
    }
    article = f"{PROSE * 4}<p>then</p>{PROSE * 3}<p>first</p>{PROSE * 3}"
    html, ledger = edit_article(ruleset(tmp_path, files), article)
    assert html == f"{PROSE * 4}<p>then</p>{PROSE * 3}"
    assert [one.rule for one in ledger.skipped] == ["then"]


def test_a_cut_on_trial_is_told_once(tmp_path: Path) -> None:
    html, ledger = done(tmp_path, "cut_after: p\nstatus: trial", ARTICLE)
    assert html == ARTICLE.replace("<article>", "<article>")
    assert [one.reason for one in ledger.skipped] == ["on trial: would take 160 words"]


def test_a_draft_may_come_with_findings_of_other_hands(tmp_path: Path) -> None:
    """The extraction can be given findings that no ruleset made."""
    document = page("<p>Ad</p>x")
    body = document.root.find("body")
    assert body is not None
    rules = ruleset(tmp_path, {"generic/a.yaml": rule("remove: {text: Ad}")})
    draft = Draft(body, Metadata(), True, 1.0)
    assert rules.edit_article(draft, Document(document.root, "html"), Findings()).removed


@pytest.mark.parametrize(
    ("body", "unit"),
    [
        ("cut_after: p", PROSE),
        ("cut_after: {text: Ad}", f"<p>Ad</p>{PROSE}"),
        ("remove: {text: Ad}", "<p>Ad</p>"),
        ("remove: {text: Ad}", "<p></p><p>Ad</p>"),
        ("remove: {pattern: A.}", "<div><div><p>Ad</p></div></div>"),
        ("remove: {text: Ad}\nclosest: section\nmin_words: 9999", "<p>Ad</p><button>More</button>"),
    ],
)
def test_twice_the_blocks_take_little_more_than_twice_the_work(tmp_path: Path, body: str, unit: str) -> None:
    rules = ruleset(tmp_path, {"generic/a.yaml": rule(body)})

    def work(size: int) -> int:
        return calls(lambda: edit_article(rules, f"<section>{'<p></p>' * size}{unit * size}"))

    assert work(400) < 2.6 * work(200)
