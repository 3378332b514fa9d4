"""The reading view in a real browser, under its policy."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from cleancopy.render import CONTENT_SECURITY_POLICY, RENDERERS
from conftest import CHROMIUM, CHROMIUM_ALONE
from render.articles import crane

URL = "http://tide.example/crane"
WIDE = "".join(f"<td>{number * 1111}</td>" for number in range(40))
BODY = (
    f"<p>{'Steamcrane' * 40}</p><table><tr>{WIDE}</tr></table><pre>{'wide code ' * 40}</pre>"
    "<img src='https://tide.example/p.png' width='3000' height='2000' alt=''>"
    "<p><a href='https://tide.example/b'>A link</a></p><script>document.title = 'ran'</script>"
)
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ALONE)
        yield browser
        browser.close()


def answer(route: Route, page: str) -> None:
    """The one page that there is; everything else is asked for in vain."""
    if route.request.url != URL:
        route.abort()
        return
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": CONTENT_SECURITY_POLICY}
    route.fulfill(body=page.encode(), headers=headers)


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The view on a small phone, in the dark; a marker's arguments change the article."""
    article = crane(html=BODY, **getattr(request, "param", {}))
    with browser.new_context(viewport={"width": 320, "height": 640}, color_scheme="dark") as context:
        page = context.new_page()
        page.route("**/*", lambda route: answer(route, RENDERERS["html"](article)))
        page.goto(URL)
        yield page


def style(page: Page, selector: str, name: str) -> str:
    value = page.locator(selector).first.evaluate(f"element => getComputedStyle(element)['{name}']")
    assert isinstance(value, str)
    return value


def test_the_style_is_in_force_and_dark_where_that_is_liked(page: Page) -> None:
    assert style(page, "html", "backgroundColor") == "rgb(24, 23, 21)"


def test_no_script_runs_even_if_one_came_through(page: Page) -> None:
    assert page.locator("script").count() == 1
    assert page.title().startswith("Wexmouth keeps its crane")


def test_nothing_makes_a_phone_scroll_sideways(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    for selector in ("table", "pre"):
        assert page.locator(selector).evaluate("element => element.scrollWidth > element.clientWidth")


def test_a_picture_that_did_not_load_keeps_its_place(page: Page) -> None:
    box = page.locator(".body img").bounding_box()
    assert box is not None
    assert box["height"] == pytest.approx(box["width"] * 2 / 3, abs=1)


def test_the_list_of_removed_blocks_opens_without_a_script(page: Page) -> None:
    entry = page.get_by_text("A box that says it is an advertisement.")
    assert not entry.is_visible()
    page.get_by_text("1 block removed").click()
    assert entry.is_visible()


def test_a_link_has_a_frame_when_it_is_reached_by_key(page: Page) -> None:
    page.keyboard.press("Tab")
    assert style(page, ".site a", "outlineStyle") == "solid"


def test_links_lead_out_of_the_sandbox(page: Page) -> None:
    with page.expect_request("https://tide.example/b"):
        page.get_by_text("A link").click()


@pytest.mark.parametrize("page", [{"language": "ar", "direction": "rtl"}], indirect=True)
def test_an_arabic_page_starts_on_the_right_and_its_code_on_the_left(page: Page) -> None:
    assert style(page, "h1", "direction") == "rtl"
    assert style(page, "pre", "direction") == "ltr"
    assert page.evaluate("document.documentElement.scrollWidth") == 320
