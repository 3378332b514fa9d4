"""The verbs that change more than they take: wrap, replace, set, move, cut_before; and what must stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.dom import text_of
from cleancopy.options import Options
from ruleset.trees import ARTICLE, PROSE, body_of, edit_article, edited, page, rule, ruleset

SITE = "sites/news.example.com.yaml"


def done(tmp_path: Path, rules: str, body: str) -> str:
    return edited(ruleset(tmp_path, {"generic/a.yaml": rule(rules)}), body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p class=q>a</p>b", '<blockquote><p class="q">a</p></blockquote>b'),
        ("<i>x<b class=q>a</b>y</i>", '<i>x<blockquote><b class="q">a</b></blockquote>y</i>'),
        ("<p class=q>a</p><p class=q>b</p>", 2 * '<blockquote><p class="q">{}</p></blockquote>'),
    ],
)
def test_wrap_puts_each_element_into_a_new_one(tmp_path: Path, body: str, expected: str) -> None:
    assert done(tmp_path, "wrap: .q\nwith: blockquote", body) == expected.replace("{}", "a", 1).replace(
        "{}", "b"
    )


@pytest.mark.parametrize(
    ("rules", "body", "expected"),
    [
        (
            "find: colour\nwith: color",
            "<p>Colour <b>colour</b> colours</p>",
            "<p>color <b>color</b> colors</p>",
        ),
        ("find: '(\\d+) min'\nwith: '\\1 minutes'", "<p>5 min</p>", "<p>5 minutes</p>"),
        ("find: 'a+'\nwith: ''", "<p>baab</p>a", "<p>bb</p>a"),
        ("find: a\nwith: '\\\\'", "<p>a</p>", "<p>\\</p>"),
        ("find: x\nwith: y\nattribute: title", "<p title=x>x</p>", '<p title="y">x</p>'),
        ("find: x\nwith: y\nattribute: title", "<p>x</p>", "<p>x</p>"),
        ("find: x\nwith: y", "<p>z<script>x</script>x</p>", "<p>z<script>x</script>y</p>"),
    ],
)
def test_replace_changes_the_text_inside(tmp_path: Path, rules: str, body: str, expected: str) -> None:
    assert done(tmp_path, f"replace: p\n{rules}", body) == expected


@pytest.mark.parametrize(("share", "left"), [("", 10), ("\nmax_removed: 1", 0)])
def test_replacing_words_by_nothing_is_bounded_as_taking_them_is(
    tmp_path: Path, share: str, left: int
) -> None:
    document = page(ARTICLE)
    files = {"generic/a.yaml": rule(f"replace: body\nfind: '\\S+'\nwith: ''{share}")}
    ruleset(tmp_path, {}, files).edit_page(document, Options())
    assert text_of(document.root).count("harbour") == left


@pytest.mark.parametrize(
    ("rules", "body", "expected"),
    [
        (
            "set: img\nattribute: src\nfrom: data-src",
            "<img data-src=a.png>",
            '<img data-src="a.png" src="a.png">',
        ),
        ("set: img\nattribute: src\nfrom: data-src", "<img>", "<img>"),
        ("set: p\nattribute: lang\nto: de", "<p>a</p>", '<p lang="de">a</p>'),
    ],
)
def test_set_gives_an_attribute(tmp_path: Path, rules: str, body: str, expected: str) -> None:
    assert done(tmp_path, rules, body) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("before: .goal", '<i class="m">1</i><i class="m">2</i><p class="goal">g</p>tail'),
        ("after: .goal", '<p class="goal">g</p><i class="m">1</i><i class="m">2</i>tail'),
        ("into: .goal", '<p class="goal">g<i class="m">1</i><i class="m">2</i></p>tail'),
        ("into: [.none, .goal]", '<p class="goal">g<i class="m">1</i><i class="m">2</i></p>tail'),
    ],
)
def test_move_puts_elements_elsewhere_in_their_order(tmp_path: Path, where: str, expected: str) -> None:
    body = "<i class=m>1</i><i class=m>2</i><p class=goal>g</p>tail"
    assert done(tmp_path, f"move: .m\n{where}", body) == expected


@pytest.mark.parametrize("where", ["into: .none", "into: .m b", "before: body"])
def test_what_cannot_be_moved_stays(tmp_path: Path, where: str) -> None:
    body = '<p class="m">a <b>b</b></p><i>c</i>'
    assert done(tmp_path, f"move: .m\n{where}", body) == body


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<p>Menu</p><p>Skip to</p>{PROSE}", PROSE),
        (f"<div><p>Menu</p><h3>Skip to</h3></div>{PROSE}<p>end</p>", f"<div></div>{PROSE}<p>end</p>"),
        (f"{PROSE * 5}<p>Skip to</p>{PROSE * 2}", f"{PROSE * 5}<p>Skip to</p>{PROSE * 2}"),
    ],
)
def test_cut_before_takes_a_block_and_all_before_it(tmp_path: Path, body: str, expected: str) -> None:
    rules = ruleset(tmp_path, {"generic/a.yaml": rule("cut_before: {text: Skip to}")})
    assert edit_article(rules, body)[0] == expected


def test_what_must_be_kept_is_kept_from_every_layer(tmp_path: Path) -> None:
    files = {
        SITE: "must_keep: .standfirst\n" + rule("remove: '.standfirst, .ad'", name="two"),
        "generic/a.yaml": rule("remove: header"),
    }
    document = page("<header><p class=standfirst>a</p></header><p class=ad>b</p>")
    findings = ruleset(tmp_path, {}, files).edit_page(document, Options())
    assert body_of(document).replace(" data-kept", "").startswith('<header><p class="standfirst"')
    assert {one.reason for one in findings.skipped} == {"would take what must_keep names"}
    assert [one.rule for one in findings.removed] == ["two"]


def test_what_must_be_kept_is_kept_in_the_article_too(tmp_path: Path) -> None:
    files = {SITE: "must_keep: .standfirst\n" + rule("remove: {text: Ad}")}
    html, ledger = edit_article(ruleset(tmp_path, files), f"<p class=standfirst>Ad</p><p>Ad</p>{PROSE}")
    assert html == f'<p class="standfirst">Ad</p>{PROSE}'
    assert len(ledger.skipped) == 1


@pytest.mark.parametrize(
    ("rules", "would"),
    [
        ("wrap: p\nwith: ul", "wrap"),
        ("replace: p\nfind: a\nwith: b", "replace text in"),
        ("set: p\nattribute: id\nto: b", "set something on"),
        ("move: p\ninto: b", "move"),
    ],
)
def test_a_rule_on_trial_changes_nothing(tmp_path: Path, rules: str, would: str) -> None:
    document = page("<p>a</p><b></b>")
    files = {"generic/a.yaml": rule(f"{rules}\nstatus: trial")}
    findings = ruleset(tmp_path, files).edit_page(document, Options())
    assert body_of(document) == "<p>a</p><b></b>"
    assert [one.reason for one in findings.skipped] == [f"on trial: would {would} what it found"]


def test_what_is_kept_keeps_its_text(tmp_path: Path) -> None:
    files = {
        "generic/a.yaml": rule("keep: .kept"),
        "generic/b.yaml": rule("replace: body\nfind: a\nwith: b", name="two"),
    }
    assert edited(ruleset(tmp_path, files), "<p class=kept>a</p><p>a</p>").count("a</p>") == 1
