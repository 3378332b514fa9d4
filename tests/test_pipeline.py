"""The Python door: wrong arguments are told, pages never are; and ads taken out of a page's own layout."""

from typing import Any

import pytest

import cleancopy
from cleancopy import pipeline
from cleancopy.model import Source
from cleancopy.pipeline import StageTimes
from workers.pages import ARTICLE

NO_ADDRESS = "http://[half-a-bracket/story"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"page": None}, "a page is bytes or str, not NoneType"),
        ({"url": 5}, "url is str, not int"),
        ({"content_type": b"text/html"}, "content_type is str, not bytes"),
        ({"ruleset": "my-rules/"}, "ruleset is Ruleset, not str"),
        ({"options": {}}, "options is Options, not dict"),
    ],
)
def test_a_wrong_argument_is_a_type_error(arguments: dict[str, Any], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        cleancopy.clean(**({"page": b"<p>A page.</p>"} | arguments))


def test_a_setting_that_is_no_choice_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="favor is one of balance, precision, recall, not 'much'"):
        cleancopy.Options(favor="much")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("page", "content_type", "reason"),
    [(ARTICLE, None, None), (b"", None, "empty"), (b"A line.", "text/plain", "not-an-article")],
)
def test_an_address_that_is_none_is_no_reason_to_fail(
    page: bytes, content_type: str | None, reason: str | None
) -> None:
    article = cleancopy.clean(page, url=NO_ADDRESS, content_type=content_type)
    assert (article.reason, article.hostname) == (reason, None)


def test_an_ad_slot_goes_with_a_paragraph_in_its_heading() -> None:
    page = b"<p>A page.</p><div class=ad-slot><h3><p>Buy</p></h3></div>"
    edited = pipeline.take_out_ads(
        Source(page, "https://news.example/a"), pipeline.default_ruleset(), cleancopy.Options(), StageTimes()
    )
    assert (edited.body, edited.cuts) == (b"<p>A page.</p>", 1)
