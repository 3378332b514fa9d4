"""Links to the next page: by their address and their words, in the languages that have words for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy import pipeline
from cleancopy.extract import next_page
from cleancopy.extract.next_page import Links, offers, page_links
from cleancopy.model import Findings
from cleancopy.options import Options
from cleancopy.parse import parse_html
from extract.trees import PROSE, TITLE

SITE = "https://tide.example"
STORY = f"{SITE}/harbour/the-lamp"


def links(
    markup: str, url: str = STORY, *, language: str = "en", head: str = "", first_url: str | None = None
) -> Links:
    """What is found on a page with this markup below its text."""
    page = (
        f"<html lang={language}><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1>"
        f"{PROSE}</article>{markup}</body></html>"
    )
    document = parse_html(page.encode(), url=url)
    offered = offers(document)
    findings = pipeline.default_ruleset().edit_page(document, Options())
    lexicon = pipeline.default_ruleset()._compiled.lexicon(language)
    return page_links(offered, document, Findings(fields=findings.fields, lexicon=lexicon), first_url)


def next_of(markup: str, url: str = STORY, **more: str) -> str | None:
    found = links(markup, url, **more).next_page
    return found and found.address.removeprefix(SITE)


@pytest.mark.parametrize(
    ("url", "href", "text"),
    [
        (STORY, "?page=2", "2"),
        (STORY, "/harbour/the-lamp?p=2", "2"),
        (STORY, "https://www.tide.example/harbour/the-lamp/2", "2"),
        (f"{STORY}/", "2/", "2"),
        (f"{STORY}/", "./page/2", "2"),
        (f"{STORY}/", "/harbour/the-lamp/page-2/", "2"),
        (f"{STORY}.html", "the-lamp-2.html", "2"),
        (f"{STORY}.html", "the-lamp_2.html", "2"),
        (f"{STORY}.html", "the-lamp,2.html", "2"),
        (f"{STORY}.html", "the-lamp.html/2", "2"),
        (f"{STORY}.html", "the-lamp.html?pagina=2", "2"),
        (f"{STORY}/index.html", "2.html", "2"),
        (f"{STORY}/1", "2", "2"),
        (f"{STORY}?page=1", "?page=2", "2"),
        (f"{STORY}?page=2", "?page=3", "3"),
        (f"{STORY}/page/9", "10", "10"),
        (f"{STORY}?utm_source=letter", "/harbour/the-lamp?page=2", "2"),
        (f"{SITE}/?p=4711", "/?p=4711&amp;page=2", "2"),
        (f"{SITE}/story.php?id=4711", "story.php?id=4711&amp;seite=2", "2"),
        (f"{SITE}/маяк", "/маяк/2", "2"),
        (f"{SITE}/%D0%BC%D0%B0%D1%8F%D0%BA", "/маяк/2", "2"),
    ],
)
def test_the_next_number_in_the_same_address_is_the_next_page(url: str, href: str, text: str) -> None:
    found = links(f'<div class="pages"><a href="{href}">{text}</a></div>', url).next_page
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize(
    "text",
    [
        "2",
        "[2]",
        "Page 2",
        "Next page",
        "NEXT PAGE »",
        "Next page: the verdict",
        "Next",
        "Next ›",
        "»",
        ">",
        "Page 2 of 3",
    ],
)
def test_its_words_are_those_of_a_next_page(text: str) -> None:
    assert next_of(f'<p><a href="{STORY}/2">{text}</a></p>') == "/harbour/the-lamp/2"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "الصفحة التالية"),
        ("ar", "صفحة ٢"),
        ("cs", "Další strana"),
        ("da", "Næste side"),
        ("de", "Weiter auf Seite 2"),
        ("de", "Nächste Seite"),
        ("el", "Επόμενη σελίδα"),
        ("es", "Página siguiente"),
        ("fi", "Seuraava sivu"),
        ("fr", "Page suivante"),
        ("fr", "Suite"),
        ("he", "לעמוד הבא"),
        ("hu", "Következő oldal"),
        ("it", "Pagina successiva"),
        ("ja", "次のページ"),
        ("ja", "2ページ目"),
        ("ko", "다음 페이지"),
        ("nl", "Volgende pagina"),
        ("no", "Neste side"),
        ("pl", "Następna strona"),
        ("pt", "Próxima página"),
        ("ro", "Pagina următoare"),
        ("ru", "Следующая страница"),
        ("sk", "Ďalšia strana"),
        ("sv", "Nästa sida"),
        ("tr", "Sonraki sayfa"),
        ("uk", "Наступна сторінка"),
        ("zh", "下一页"),
        ("zh", "第2页"),
    ],
)
def test_every_language_has_words_for_it(language: str, text: str) -> None:
    assert next_of(f'<a href="{STORY}/2">{text}</a>', language=language) == "/harbour/the-lamp/2"


@pytest.mark.parametrize(
    "markup",
    [
        f'<a rel="next" href="{STORY}/2"><img src="/arrow.png"></a>',
        f'<a href="{STORY}/2" aria-label="Next page">&gt;</a>',
        f'<a href="{STORY}/2" title="Page 2">o</a>',
        f'<nav class="pagination"><a href="{STORY}/2">2</a></nav>',
        f'<div class="post-navigation"><a href="{STORY}/2">Next</a></div>',
    ],
)
def test_marks_and_labels_count_and_rules_take_nothing_from_it(markup: str) -> None:
    assert next_of(markup) == "/harbour/the-lamp/2"


def test_the_head_may_say_it() -> None:
    assert next_of("", head=f'<link rel="next" href="{STORY}?page=2">') == "/harbour/the-lamp?page=2"


@pytest.mark.parametrize(
    ("url", "markup"),
    [
        (STORY, '<a rel="next" href="/harbour/the-bell">Next article</a>'),
        (STORY, '<a href="/harbour/the-lamp-of-tarn">Next</a>'),
        (STORY, '<a href="/harbour/the-lamp-2">Next</a>'),
        (STORY, '<a rel="next" href="/harbour/the-lamp-2/">The lamp, part two</a>'),
        (STORY, '<a href="/harbour/page/2">Older posts</a>'),
        (STORY, '<a href="/harbour/page/2">2</a>'),
        (STORY, '<a href="/tag/lamps/page/2">2</a>'),
        (STORY, '<a href="/page/2">Next page</a>'),
        (STORY, '<a href="/harbour/the-lamp/3">3</a>'),
        (STORY, '<a href="/harbour/the-lamp/2">A lamp for the north</a>'),
        (STORY, '<a href="/harbour/the-lamp?share=2">2</a>'),
        (STORY, '<a href="/harbour/the-lamp/comment-page-2#comments">2</a>'),
        (STORY, '<a href="/harbour/the-lamp/comment-page-2#comments">Newer comments</a>'),
        (STORY, '<a href="/harbour/the-lamp?page=2#comments">14 comments</a>'),
        (STORY, '<a rel="next" href="/harbour/the-lamp/page/2/">Older posts</a>'),
        (STORY, '<a href="https://other.example/harbour/the-lamp/2">2</a>'),
        (STORY, '<a href="http://127.0.0.1/harbour/the-lamp/2">Next page</a>'),
        (STORY, '<a href="//192.168.0.1/harbour/the-lamp/2">Next page</a>'),
        (STORY, '<a href="https://tide.example:8080/harbour/the-lamp/2">Next page</a>'),
        (STORY, '<a href="/harbour/the-lamp?page=2">2</a> <a href="/harbour/the-lamp?page=83">83</a>'),
        (f"{SITE}/news/41", '<a href="/news/42">Next</a>'),
        (f"{SITE}/news-41.html", '<a href="/news-42.html">Next</a>'),
        (f"{SITE}/trip-part-1", '<a href="/trip-part-2">Next part</a>'),
        (f"{SITE}/article.php?p=7", '<a href="/article.php?p=8">Next</a>'),
        (f"{SITE}/?p=7", '<a href="/?p=8">Next page</a>'),
        (f"{SITE}/", '<a href="/page/2">Next page</a>'),
        (f"{SITE}/index.html", '<a href="/2">Next page</a>'),
        (f"{STORY}/2", f'<a href="{STORY}">1</a> <a href="{STORY}">Previous page</a>'),
        (f"{STORY}/3", f'<a href="{STORY}/2">2</a>'),
        ("https://[tide", '<a href="?page=2">2</a>'),
    ],
)
def test_what_leads_elsewhere_is_no_next_page(url: str, markup: str) -> None:
    assert links(markup, url) == Links()


def test_a_number_that_may_be_an_articles_is_believed_where_the_first_page_led_there() -> None:
    markup = f'<a href="{STORY}">Back</a> <a href="{STORY}/3">Next</a>'
    assert next_of(markup, f"{STORY}/2") is None
    assert next_of(markup, f"{STORY}/2", first_url=STORY) == "/harbour/the-lamp/3"


def test_without_an_address_of_its_own_a_page_has_no_next() -> None:
    document = parse_html(b"<p>One.</p><a href='?page=2'>2</a>")
    assert offers(document) == ()
    assert page_links((), document, Findings()) == Links()


@pytest.mark.parametrize(
    ("language", "href", "text"),
    [
        ("en", "?page=all", "View as single page"),
        ("en", "/harbour/the-lamp/all", "Single page"),
        ("de", "?seite=alle", "Auf einer Seite lesen"),
        ("fr", "?page=tout", "Afficher sur une seule page"),
        ("ja", "?page=all", "全文表示"),
        ("zh", "?page=all", "阅读全文"),
    ],
)
def test_all_on_one_page_is_found_by_its_words(language: str, href: str, text: str) -> None:
    found = links(f'<a href="{href}">{text}</a>', language=language).single_page
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="/archive">View all pages</a>',
        f'<a href="{STORY}">Single page</a>',
        '<a href="?print=1">Print</a>',
    ],
)
def test_other_lists_are_not_all_of_it(markup: str) -> None:
    assert links(markup) == Links()


def test_a_hostile_page_is_not_read_to_its_end() -> None:
    many = "".join(f'<a href="?page={number}x">{number}</a>' for number in range(3 * next_page.MOST_OFFERS))
    document = parse_html(f"<p>One.</p>{many}".encode(), url=STORY)
    assert len(offers(document)) == next_page.MOST_OFFERS


@pytest.mark.parametrize(
    ("rule", "markup", "found"),
    [
        ("next_page: .on", '<a class="on" href="/harbour/more-of-it">Onwards</a>', "/harbour/more-of-it"),
        ("next_page: .on", '<p class="on">Or <a href="/x/9">this</a></p>', "/x/9"),
        ("next_page: //a/@href", '<a href="/x/9">that</a>', "/x/9"),
        ("next_page: .on", '<a class="on" href="https://other.example/2">2</a>', None),
        ("next_page: .on", f'<a class="on" href="{STORY}">Again</a>', None),
        ("next_page: .on", '<a class="on">No link</a>', None),
    ],
)
def test_a_rule_file_may_name_the_link(rule: str, markup: str, found: str | None, tmp_path: Path) -> None:
    (tmp_path / "tide.example.yaml").write_text(f"format: 1\n{rule}\n")
    page = f"<html><body><article><h1>{TITLE}</h1>{PROSE}</article>{markup}</body></html>"
    article = pipeline.clean(page, url=STORY, ruleset=pipeline.load_ruleset(tmp_path))
    assert (article.next_page and article.next_page.address) == (found and f"{SITE}{found}")
