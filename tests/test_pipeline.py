"""The Python door: wrong arguments are told, pages never are."""

from typing import Any

import pytest

import cleancopy


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


@pytest.mark.parametrize("page", ["", "<p>A page.</p>", b"\x00"])
def test_an_address_that_is_none_costs_no_page(page: str | bytes) -> None:
    article = cleancopy.clean(page, url="http://[")
    assert (article.is_article, article.hostname) == (False, None)
    assert article.reason in {"empty", "not-an-article", "not-html"}
