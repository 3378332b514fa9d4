"""A page's whole way through the room, by what it keeps and what it accounts for."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.dom import Element, text_of
from cleancopy.extract import extract, outline, survey
from cleancopy.model import Document, Draft, Findings
from cleancopy.parse import parse_text
from extract.trees import MENU, PAGE, PROSE, SENTENCES, TITLE, URL, body_of, drafted, inner, page, text_in

HEAD = f"<title>{TITLE} - Tide</title><meta property='og:type' content='article'>"
READ_ALSO = "<div class=related><p>Read also</p><ul><li><a href=/eels>Eels come back</a></li></ul></div>"


def found_by_rules(html: str, *, kept: str = "", **fields: str) -> Draft:
    """A draft where rules protect elements and name others for fields, each by its id."""
    document = page(html)
    by_id = {element.get("id"): element for element in document.root.iter("*") if element.get("id")}
    named = {field: (by_id[name],) for field, name in fields.items()}
    return extract(document, Findings(kept=frozenset(by_id[name] for name in kept.split()), fields=named))


def paragraphs(draft: Draft) -> list[str]:
    return [text_in(element) for element in draft.body.iter("p")]


def test_of_a_news_page_the_article_stays_and_nothing_else() -> None:
    draft = drafted(PAGE, head=HEAD)
    assert paragraphs(draft) == list(SENTENCES)
    assert text_in(draft.body) == "".join(SENTENCES)
    assert (draft.is_article, draft.reason, draft.metadata.title) == (True, None, TITLE)


def test_rules_say_whether_it_is_an_article() -> None:
    buy = "<form><select><option>1</select><button>Buy</button></form>" * 4
    sale = f"<ul>{MENU * 9}</ul>{buy}<p id=mark>{' '.join(SENTENCES[:2])}"
    assert not found_by_rules(sale).is_article
    told = found_by_rules(sale, article="mark")
    assert (told.is_article, told.confidence) == (True, 1.0)
    told = found_by_rules(f"<div id=mark>{PAGE}</div>", no_article="mark")
    assert (told.is_article, told.confidence, told.reason) == (False, 0.0, "not-an-article")


@pytest.mark.parametrize("apart", ["<br><br>", "<hr>", "<br>\n<br><br>"])
def test_paragraphs_are_made_of_loose_text(apart: str) -> None:
    draft = drafted(f"<ul>{MENU}</ul><div>{apart.join(SENTENCES)}</div>", head=HEAD)
    assert [*filter(None, paragraphs(draft))] == list(SENTENCES)


TEXT = "\n\n".join(["News", "Sport", TITLE, "24 November 2026", *SENTENCES, "Imprint"])


def test_a_text_page_has_its_title_above_its_prose() -> None:
    draft = extract(parse_text(TEXT, url=URL), Findings())
    assert draft.metadata.title == TITLE
    assert paragraphs(draft)[0] == SENTENCES[0]
    assert TITLE not in text_of(draft.body)


def test_the_last_paragraph_of_a_text_page_stays() -> None:
    assert paragraphs(extract(parse_text(TEXT, url=URL), Findings()))[-1] == SENTENCES[-1]


@pytest.mark.parametrize(
    "html", ["", "<img src=a.jpg>", "<script>let a = 1</script>", "<div> <p>\n</p></div>", "\0"]
)
def test_a_page_without_words_has_an_empty_draft(html: str) -> None:
    draft = drafted(html)
    assert (draft.body.tag, text_in(draft.body).strip("\ufffd"), draft.is_article) == ("div", "", False)
    assert draft.reason == "not-an-article"


def test_a_page_of_one_sentence_keeps_it_and_is_no_article() -> None:
    draft = drafted(SENTENCES[0], url=None)
    assert (text_in(draft.body), draft.is_article) == (SENTENCES[0], False)


def test_a_tree_without_a_body_element_is_read_from_its_root() -> None:
    whole = page(f"<article>{PROSE}</article>")
    article = body_of(whole)[0]
    whole.root.remove(body_of(whole))
    draft = extract(Document(article, "html", URL, URL), Findings())
    assert paragraphs(draft) == list(SENTENCES)


@pytest.mark.parametrize(
    ("above", "below", "behind", "date"),
    [
        ("", "<p>17 May 2024</p>", "", "2024-05-17"),
        ("<p>17 May 2024</p>", "", "", "2024-05-17"),
        ("", "", "<p>Published 17 May 2024</p>", "2024-05-17"),
        (f"<p>17 May 2024</p>{MENU}", "", "", None),
        ("", "", "", None),
    ],
)
def test_the_date_of_a_page_whose_head_has_none_stands_near_its_title(
    above: str, below: str, behind: str, date: str | None
) -> None:
    html = f"{above}<article><h1>{TITLE}</h1>{below}{PROSE}</article>{behind}"
    assert drafted(html, head=HEAD, url=None).metadata.date == date


@pytest.mark.parametrize(
    ("shown", "date"), [("<p>17 May 2024</p>", "2024-05-17"), ("", "2024-06-02T10:00:00+00:00")]
)
def test_the_last_change_is_the_date_of_a_page_that_shows_no_other(shown: str, date: str) -> None:
    head = f'{HEAD}<meta property="article:modified_time" content="2024-06-02T10:00:00Z">'
    html = f"<article><h1>{TITLE}</h1>{shown}{PROSE}</article>"
    assert drafted(html, head=head, url=None).metadata.date == date


def test_the_day_above_the_title_of_a_text_page_is_its_readers() -> None:
    lines = ["Sunday, 18 May 2024", TITLE, *SENTENCES]
    assert extract(parse_text("\n\n".join(lines)), Findings()).metadata.date is None


def test_the_body_that_a_rule_names_stays_as_a_whole_and_alone() -> None:
    html = f"<div id=mine><p>Ferry late</p><ul>{MENU}</ul></div><article>{PROSE}</article>"
    draft = found_by_rules(html, body="mine")
    assert text_in(draft.body).startswith("Ferry late")
    assert SENTENCES[0] not in text_of(draft.body)
    assert len([*draft.body.iter("li")]) == 4


def test_what_a_rule_protects_stays_though_it_looks_like_filler() -> None:
    html = PAGE.replace("<aside class='related'>", "<aside class=related id=mine>")
    assert "Eels come back" not in text_of(drafted(html, head=HEAD).body)
    draft = found_by_rules(html, kept="mine")
    assert "Eels come back" in text_of(draft.body)
    assert SENTENCES[0] in text_of(draft.body)


def test_the_title_that_a_rule_names_is_taken() -> None:
    assert found_by_rules(f"<p id=mine>Light over the sound</p>{PAGE}", title="mine").metadata.title == (
        "Light over the sound"
    )


def test_the_ledger_tells_every_word_that_went() -> None:
    draft = drafted(PAGE, head=HEAD)
    gone = sum(removal.words for removal in draft.removed)
    assert gone + sum(len(sentence.split()) for sentence in SENTENCES) == len(words_of(body_of(page(PAGE))))
    assert {removal.rule for removal in draft.removed} == {"extract/outside", "extract/inside"}


def test_a_box_within_the_article_is_told_from_what_is_around_it() -> None:
    half = PROSE[: len(PROSE) // 2].rpartition("<p>")[0]
    html = f"<nav>{MENU}</nav><article>{half}{READ_ALSO}{PROSE.removeprefix(half)}</article>"
    removed = {removal.selector: removal.rule for removal in drafted(html, head=HEAD).removed}
    assert removed == {"nav": "extract/outside", "div.related": "extract/inside"}


def test_pictures_of_the_article_are_described_and_others_are_gone() -> None:
    picture = (
        "<figure><img data-src=/i/lamp.jpg src=blank.gif><figcaption>The lamp at dusk</figcaption></figure>"
    )
    html = PAGE.replace(f"<p>{SENTENCES[3]}</p>", f"<p>{SENTENCES[3]}</p>{picture}").replace(
        "Ferry late again", "<img src=/i/ferry.jpg>Ferry late again"
    )
    draft = drafted(html, head=HEAD)
    assert [image.url for image in draft.metadata.images] == ["https://tide.example/i/lamp.jpg"]
    assert draft.metadata.images[0].caption == "The lamp at dusk"


def test_a_picture_that_only_readers_without_scripts_get_is_described() -> None:
    picture = "<p><noscript><img src=/i/lamp.jpg></noscript></p>"
    html = PAGE.replace(f"<p>{SENTENCES[3]}</p>", f"<p>{SENTENCES[3]}</p>{picture}")
    images = drafted(html, head=HEAD).metadata.images
    assert [image.url for image in images] == ["https://tide.example/i/lamp.jpg"]


def test_a_survey_leaves_the_tree_as_it_is_but_for_what_is_never_text() -> None:
    document = page(PAGE + "<script>let a = 1</script>", head=HEAD)
    found = survey(document, Findings())
    assert found.facts.title == TITLE
    assert inner(body_of(document)) == inner(body_of(page(PAGE)))


def test_the_same_page_gives_the_same_draft() -> None:
    first, second = (drafted(PAGE, head=HEAD) for _ in range(2))
    assert (inner(first.body), first.metadata, first.removed) == (
        inner(second.body), second.metadata, second.removed
    )  # fmt: skip


def words_of(element: Element) -> list[str]:
    return [word for block in outline.read(element).blocks for word in block.text.split()]


def is_subsequence(few: list[str], many: list[str]) -> bool:
    rest = iter(many)
    return all(word in rest for word in few)


tags = ["p", "div", "li", "ul", "h1", "h2", "table", "tr", "td", "figure", "aside", "article"]
pieces = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in tags] + [f"</{tag}>" for tag in tags]),
    st.sampled_from(
        [" <b>", "</b> ", " <a href=/x>", "</a> ", "<br>", "<br><br>", "<img src=a.jpg>", "<button>"]
    ),
    st.sampled_from([*SENTENCES, "Share", "Read also", "\0", "<script>x</script>", "<noscript>"]),
)


@given(st.lists(pieces, max_size=40))
@settings(max_examples=200, deadline=None)
def test_of_any_page_the_words_that_stay_are_its_own_in_their_order(parts: list[str]) -> None:
    html = "".join(parts)
    assert is_subsequence(words_of(drafted(html).body), words_of(body_of(page(html))))


HOSTILE = {
    "deep": "<div>" * 1900 + PROSE,
    "deep inline": "<b>" * 1900 + PROSE,
    "nothing closed": "<table><tr><td><ul><li><p>Light" * 380,
    "closed alone": "</p></div></table>" * 20_000 + PROSE,
    "holders in holders": "<object>" * 1500 + "light " * 100_000,
    "lists in lists": "<select>" * 1500 + "light " * 100_000,
    "deep pictures": f"{PROSE}{'<div>' * 1500}{'<img src=/a.jpg>' * 20_000}{'</div>' * 1500}{PROSE}",
    "deep labels": f"{PROSE}{'<div>' * 1500}{'<img src=/a.jpg>' * 20_000}Light{'</div>' * 1500}{PROSE}",
    "one tag": "<p>" + "<i></i>" * 150_000 + PROSE,
    "one word": PROSE + "<p>" + "x" * 1_000_000,
    "attributes": f"<div class='{'x ' * 500_000}' id='{'y' * 1_000_000}' style='{';' * 1_000_000}'>{PROSE}",
    "a million breaks": "<br>" * 100_000 + PROSE,
    "figures": f"{PROSE}{'<figure><img src=/a.jpg><figcaption>Lamp</figcaption></figure>' * 4000}",
    "a set of pictures": f"<p>{SENTENCES[0]}</p><img srcset='{'a' * 100_000} b'>{PROSE}",
    "a wide picture": f"<img src=/a.jpg width={'9' * 5000}>{PROSE}",
    "nul": "\0" * 100_000 + PROSE.replace(" ", "\0 "),
}
LONGEST = 5.0  # seconds of this process; each takes a tenth of it or so


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_page_that_was_made_to_last_comes_to_its_end(html: str) -> None:
    document = page(html)
    start = time.process_time()
    draft = extract(document, Findings())
    assert time.process_time() - start < LONGEST
    assert 0 <= draft.confidence <= 1


HOSTILE_HEADS = {
    "json in json": f'<script type="application/ld+json">{"[" * 100_000}</script>',
    "a list": f'<script type="application/ld+json">[{"1," * 1_000_000}1]</script>',
    "metas": "<meta name=author content=Ana>" * 20_000,
    "a long title": f"<title>{'light ' * 100_000}</title>",
    "a long description": f"<meta name=description content='{'light ' * 100_000}'>",
}


@pytest.mark.parametrize("head", HOSTILE_HEADS.values(), ids=HOSTILE_HEADS.keys())
def test_a_head_that_was_made_to_last_comes_to_its_end(head: str) -> None:
    start = time.process_time()
    draft = drafted(PAGE, head=head)
    assert time.process_time() - start < LONGEST
    assert paragraphs(draft) == list(SENTENCES)


@pytest.mark.parametrize("paragraphs", [300, 3000])
def test_an_article_of_any_length_is_kept_to_its_end(paragraphs: int) -> None:
    told = [f"In year {year} {SENTENCES[year % len(SENTENCES)]}" for year in range(paragraphs)]
    body = "".join(f"<p>{line}</p>" for line in told)
    draft = drafted(f"<ul>{MENU}</ul><article><h1>{TITLE}</h1>{body}</article>", head=HEAD)
    assert draft.is_article
    assert len([*filter(None, (text_in(element) for element in draft.body.iter("p")))]) >= 0.99 * paragraphs
