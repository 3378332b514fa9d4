"""What a client asks for, and what it gets when that cannot be had."""

import pytest

from cleancopy import policy
from cleancopy.errors import WishError
from cleancopy.options import Options
from cleancopy.policy import Headers, Wish

CHROMIUM = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def wish(**headers: str) -> Wish:
    return policy.read_wish(asked(**headers))


def asked(**headers: str) -> Headers:
    return Headers(tuple((name.replace("_", "-"), value) for name, value in headers.items()))


@pytest.mark.parametrize(
    "accept", ["", "*/*", "text/*", "text/html", CHROMIUM, "text/markdown;q=0.5, text/html"]
)
def test_browsers_and_curl_leave_the_format_to_us(accept: str) -> None:
    assert wish(Accept=accept) == Wish()


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/markdown", "markdown"),
        ("text/plain", "txt"),
        ("application/json", "json"),
        ("application/ld+json", "jsonld"),
        ("text/plain;q=0.4, application/json;q=0.8", "json"),
    ],
)
def test_accept_alone_is_a_strict_wish(accept: str, expected: str) -> None:
    assert wish(Accept=accept) == Wish(format=expected, strict=True)  # type: ignore[arg-type]


@pytest.mark.parametrize("accept", ["text/markdown, text/html, */*", "text/markdown, */*;q=0.5"])
def test_a_client_that_would_take_html_too_is_not_strict(accept: str) -> None:
    assert wish(Accept=accept) == Wish(format="markdown", strict=False)


@pytest.mark.parametrize("name", ["X-Return-Format", "X-Respond-With"])
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("html", "html"),
        ("Markdown", "markdown"),
        ("md", "markdown"),
        ("text", "txt"),
        ("txt", "txt"),
        ("json", "json"),
        ("jsonld", "jsonld"),
    ],
)
def test_the_format_header_wins_over_accept(name: str, value: str, expected: str) -> None:
    assert wish(Accept=CHROMIUM, **{name: value}) == Wish(format=expected, strict=True)  # type: ignore[arg-type]


def test_the_original_can_be_wished() -> None:
    assert wish(X_Return_Format="original").original


def test_an_unknown_format_is_told_with_the_known_ones() -> None:
    with pytest.raises(WishError, match=r"'docx'.*html, markdown, text, json, jsonld, original") as caught:
        wish(X_Return_Format="docx")
    assert caught.value.status == 406


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Retain-Images": "some"},
        {"X-Retain-Links": "alt"},
        {"X-Timeout": "soon"},
        {"X-Timeout": "-1"},
        {"X-Timeout": "nan"},
        {"X-Target-Selector": "a" * 3000},
    ],
)
def test_a_value_that_makes_no_sense_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(WishError) as caught:
        wish(**headers)
    assert caught.value.status == 422


def test_a_wish_replaces_settings_for_one_page() -> None:
    wished = wish(
        X_Retain_Images="none", X_Retain_Links="text", X_Target_Selector="main", X_Remove_Selector=".ad"
    )
    options = policy.with_wish(Options(images="alt", deadline=7), wished)
    assert options == Options(
        images="none", links="text", target_selector="main", remove_selector=".ad", deadline=7
    )


def test_a_client_may_ask_for_less_time_and_not_for_more() -> None:
    options = Options(deadline=10)
    assert [policy.deadline(options, wish(X_Timeout=value)) for value in ("", "0.5", "60")] == [10, 0.5, 10]


def test_text_in_means_text_out_unless_wished_otherwise() -> None:
    assert policy.format_of(Wish(), "text") == "txt"
    assert policy.format_of(Wish(), "html") == "html"
    assert policy.format_of(Wish(format="html", strict=True), "text") == "html"


@pytest.mark.parametrize(
    ("wished", "reason", "status"),
    [
        (Wish(format="markdown", strict=True), "not-an-article", 422),
        (Wish(format="json", strict=True), "deadline", 504),
        (Wish(timeout=1), "deadline", 504),
        (Wish(), "deadline", None),
        (Wish(), "not-an-article", None),
        (Wish(format="html", strict=True), "not-an-article", None),
        (Wish(format="markdown"), "not-an-article", None),
        (Wish(format="markdown", strict=True), "busy", None),
        (Wish(remove_selector="p"), "gutted", 422),
        (Wish(format="markdown", strict=True), "gutted", None),
    ],
)
def test_only_an_explicit_wish_gets_an_error(wished: Wish, reason: str, status: int | None) -> None:
    error = policy.error_for(wished, reason)
    assert (error and error.status) == status


@pytest.mark.parametrize(
    ("accept", "upstream"),
    [
        ("*/*", None),
        (CHROMIUM, None),
        ("image/png", None),
        ("text/markdown", "text/markdown, text/html;q=0.5"),
    ],
)
def test_the_origin_is_asked_for_a_page_that_can_become_the_wish(accept: str, upstream: str | None) -> None:
    assert policy.upstream_accept(asked(Accept=accept)) == upstream


@pytest.mark.parametrize(
    ("given", "upstream"),
    [
        ("gzip, deflate, br, zstd", "gzip, br, zstd"),
        ("gzip;q=0.5", "gzip;q=0.5"),
        ("dcb", "identity"),
        ("", "identity"),
    ],
)
def test_codings_are_narrowed_and_never_widened(given: str, upstream: str) -> None:
    assert policy.upstream_codings(asked(Accept_Encoding=given)) == upstream
