"""The reading view as a document: what it shows, and that nothing of a page gets out of its place."""

import base64
import hashlib
import re

import pytest

from cleancopy.model import Image
from cleancopy.render import CONTENT_SECURITY_POLICY, RENDERERS
from render.articles import CRANE, NOTHING, REMOVAL, crane, document

LEAD = "https://tide.example/i/crane.jpg"


def view(**changes: object) -> str:
    return RENDERERS["html"](crane(**changes))


def test_the_head_tells_what_is_known() -> None:
    page = document(RENDERERS["html"](CRANE))
    assert (page.get("lang"), page.get("dir")) == ("en-GB", "ltr")
    assert [h1.text for h1 in page.iter("h1")] == ["Wexmouth keeps its crane"]
    assert page.findtext(".//title") == "Wexmouth keeps its crane – The Wexmouth Tide"
    assert [time.get("datetime") for time in page.iter("time")] == ["2026-11-24T18:05:00+00:00", "2026-11-25"]
    facts = " ".join(page.find(".//header").text_content().split())
    assert facts.endswith("By Hanna Ferrow, Idris Vale 24 November 2026 Updated 25 November 2026 1 min read")


def test_the_body_is_as_it_was_sanitised() -> None:
    assert f'<div class="body">\n{CRANE.html}\n</div>' in RENDERERS["html"](CRANE)


def test_the_source_is_a_link() -> None:
    footer = document(RENDERERS["html"](CRANE)).find(".//footer")
    (link,) = footer.iter("a")
    assert (link.get("href"), link.text) == ("https://tide.example/news/crane", "tide.example")


def test_the_ledger_says_what_was_removed_and_why() -> None:
    details = document(RENDERERS["html"](CRANE)).find(".//footer/details")
    assert details.findtext("summary") == "1 block removed"
    told = " ".join(details.text_content().split())
    assert "A box that says it is an advertisement. 2 words" in told
    assert details.find(".//q").get("data-text") == "- Advertisement -"
    assert "generic/ad-slots.yaml:14 generic/ad-slots/labelled" in told
    assert "would remove 61 %" in told


def test_more_blocks_are_counted() -> None:
    assert "2 blocks removed" in view(removed=(REMOVAL, REMOVAL))
    assert "Nothing was removed" in view(removed=(), skipped=())


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<p>Words</p>", True),
        ("<p>Words</p><img src='https://tide.example/i/other.jpg'>", True),
        ("<p>Words</p><img src='https://cdn.example/640/i/crane.jpg?width=640'>", False),
        ("<figure><img src='https://tide.example/i/other.jpg'></figure><p>Words</p>", False),
    ],
)
def test_the_lead_picture_is_shown_where_the_body_lacks_it(body: str, shown: bool) -> None:
    assert ('class="lead"' in view(html=body)) is shown


def test_the_lead_picture_keeps_its_place_free() -> None:
    picture = document(view()).find(".//figure/img")
    assert (picture.get("src"), picture.get("width"), picture.get("height")) == (LEAD, "1200", "675")


def test_an_arabic_page_runs_from_the_right() -> None:
    page = document(view(language="ar", direction="rtl"))
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert page.find(".//footer").get("dir") == "ltr"


EVIL = "</title></style><script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>"


def test_what_a_page_says_stays_text() -> None:
    changes = dict.fromkeys(
        ("title", "subtitle", "sitename", "date", "date_modified", "excerpt", "language"), EVIL
    )
    removal = REMOVAL.__class__(EVIL, "remove", EVIL, 1, EVIL, EVIL, 1, EVIL)
    image = Image(url=LEAD, alt=EVIL, caption=EVIL, credit=EVIL)
    page = view(**changes, authors=(EVIL,), removed=(removal,), image=image, html="")
    assert {tag: page.count(f"<{tag}") for tag in ("script", "img", "b>", "style")} == {
        "script": 0, "img": 1, "b>": 0, "style": 1
    }  # fmt: skip
    assert not [name for element in document(page).iter() for name in element.attrib if name.startswith("on")]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://", "data:text/html,a", "http://[1/", "//a b"]
)
def test_an_address_that_is_none_is_no_link(url: str) -> None:
    page = document(view(url=url, canonical_url=url, image=Image(url=url), html=""))
    assert not [*page.iter("a", "link", "img")]


def test_a_canonical_address_that_is_none_gives_way_to_the_pages_own() -> None:
    page = document(view(canonical_url="javascript:1", url="https://user:word@b.example:8443/a"))
    assert page.find(".//header//a").get("href") == "https://b.example:8443/"


def test_a_title_cannot_reorder_its_line() -> None:
    assert "<h1>moc.evil</h1>" in view(title="\u202emoc\u2069.evil\u200f")


def test_a_page_that_is_no_article_can_be_rendered() -> None:
    page = document(RENDERERS["html"](NOTHING))
    assert page.findtext(".//h1") == "Untitled"
    assert page.find(".//header/ul") is None


def test_the_policy_knows_the_style_sheet() -> None:
    style = re.search("<style>(.*)</style>", RENDERERS["html"](CRANE), re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in CONTENT_SECURITY_POLICY


def test_the_policy_lets_nothing_run() -> None:
    policy = dict(part.strip().partition(" ")[::2] for part in CONTENT_SECURITY_POLICY.split(";"))
    assert {policy[name] for name in ("default-src", "base-uri", "form-action", "frame-ancestors")} == {
        "'none'"
    }
    assert policy["sandbox"] == "allow-popups allow-top-navigation-by-user-activation"
    assert not any(name.startswith(("script", "frame-src", "connect")) for name in policy)
