"""The reading view in a real browser: it shows, and nothing of the page runs."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from conftest import CHROMIUM, CHROMIUM_ALONE
from world import pages
from world.origin import Origin
from world.proxy import Proxy, holds_soon

ARGUMENTS = [*CHROMIUM_ALONE, "--proxy-bypass-list=<-loopback>"]
UPDATED = 2000  # ms; Chromium looks for a newer worker when there was no navigation for a second
WORKER = b"""
self.addEventListener('install', event => event.waitUntil(
  caches.open('old').then(cache => cache.add('/article')).then(() => self.skipWaiting())));
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', event => event.respondWith(
  caches.match(event.request).then(kept => kept || fetch(event.request))));
"""
REGISTER = """navigator.serviceWorker.register('/worker.js')
  .then(() => navigator.serviceWorker.ready).then(() => true)"""

pytestmark = [pytest.mark.world, pytest.mark.browser]


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Playwright, proxy: Proxy) -> Iterator[Browser]:
    with launched(playwright, proxy) as browser:
        yield browser


def launched(playwright: Playwright, proxy: Proxy, *arguments: str) -> Browser:
    return playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=[*ARGUMENTS, *arguments],
        proxy={"server": proxy.url, "bypass": "<-loopback>"},
    )


@pytest.fixture
def trusting(playwright: Playwright, start: Callable[..., Proxy]) -> Iterator[Page]:
    """A browser started by the control host's line for it: without trust no service worker is made.

    Its proxy knows nothing yet of what its client reads.
    """
    proxy = start()
    proxy.wait_until_it_serves()
    with proxy.client() as client:
        told = re.search(r"--ignore-certificate-errors-spki-list=\S+", client.get("http://clean.copy/").text)
    assert told is not None
    with launched(playwright, proxy, unescape(told[0])) as browser:
        yield browser.new_page()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(ignore_https_errors=True) as context:
        yield context.new_page()


def test_the_reading_view_shows(page: Page, origin: Origin) -> None:
    response = page.goto(f"{origin.url}/article")
    assert response is not None
    assert response.headers["x-clean-copy"] == "cleaned"
    assert (
        page.get_by_role("heading", level=1).inner_text()
        == "Night ferry to Sollund returns after eleven years"
    )
    assert page.get_by_text("A cabin costs forty crowns").is_visible()
    assert page.get_by_text("A lighthouse for sale").count() == 0


def test_no_script_of_the_page_runs_and_no_ad_is_asked_for(page: Page, origin: Origin) -> None:
    already = len(origin.asked)
    page.goto(f"{origin.url}/article", wait_until="networkidle")
    assert page.locator("[data-ran]").count() == 0
    assert page.get_by_text("Written by a script").count() == 0
    assert not [asked.path for asked in origin.asked[already:] if asked.path.startswith("/ads/")]


def test_the_same_page_runs_its_scripts_when_it_is_left_alone(page: Page, origin: Origin) -> None:
    """What the tests above look for is there to be found."""
    already = len(origin.asked)
    page.goto(f"{origin.url}/no-transform", wait_until="networkidle")
    assert page.locator("[data-ran]").count() == 1
    assert [asked.path for asked in origin.asked[already:] if asked.path.startswith("/ads/")]


def test_a_page_that_is_no_article_is_the_origins_own(page: Page, origin: Origin) -> None:
    response = page.goto(f"{origin.url}/login")
    assert response is not None
    assert response.body() == origin.pages["/login"].body
    assert page.title() == "Sign in"


def test_a_browser_never_sees_an_error_of_ours(page: Page, origin: Origin) -> None:
    page.set_extra_http_headers({"X-Return-Format": "docx"})
    response = page.goto(f"{origin.url}/login")
    assert response is not None
    assert response.status == 200


def test_one_click_shows_the_original_and_two_clean_it_again(page: Page, origin: Origin) -> None:
    page.goto(f"{origin.url}/gzip")
    assert page.locator("[data-ran]").count() == 0
    page.get_by_role("contentinfo").get_by_role("link").last.click()
    page.wait_for_selector("[data-ran]")
    assert page.url == f"{origin.url}/gzip"
    page.goto("http://clean.copy/")
    page.get_by_role("button", name="Clean again").click()
    page.wait_for_url("http://clean.copy/")
    page.goto(f"{origin.url}/gzip")
    assert page.locator("[data-ran]").count() == 0


def test_no_page_switches_cleaning_off_by_itself(page: Page, origin: Origin) -> None:
    """It can send the browser to the control host, but not what the control host wants to see."""
    page.goto(f"{origin.url}/login")
    address = f"{origin.url}/article"
    send = """address => {
      new Image().src = 'https://clean.copy/original?url=' + encodeURIComponent(address);
      const form = Object.assign(document.createElement('form'),
        {method: 'post', action: 'https://clean.copy/original'});
      for (const [name, value] of [['url', address], ['what', address], ['token', '0'.repeat(32)]])
        form.append(Object.assign(document.createElement('input'), {name, value}));
      document.body.append(form);
      form.submit();
    }"""
    with page.expect_navigation():
        page.evaluate(send, address)
    assert "This was not asked for on our own pages." in page.content()
    page.goto(address)
    assert page.locator("[data-ran]").count() == 0


def test_what_a_page_fetches_for_itself_is_left_alone(page: Page, origin: Origin) -> None:
    page.goto(f"{origin.url}/login")
    fetched = page.evaluate("fetch('/article').then(response => response.headers.get('x-clean-copy'))")
    assert fetched == "untouched; reason=not-a-navigation"


def test_a_service_worker_of_before_our_time_goes(trusting: Page, origin: Origin) -> None:
    origin.pages["/worker.js"] = pages.Page(WORKER, "text/javascript")
    trusting.goto(f"{origin.url}/login")
    trusting.evaluate(REGISTER)
    trusting.goto(f"{origin.url}/article")
    assert trusting.locator("[data-ran]").count() == 1  # from the worker's cache, as it came
    trusting.goto(f"{origin.url}/gzip")
    assert trusting.locator("[data-ran]").count() == 0

    def is_clean() -> bool:
        trusting.goto(f"{origin.url}/article")
        trusting.wait_for_timeout(UPDATED)
        return trusting.locator("[data-ran]").count() == 0

    assert holds_soon(is_clean)
    trusting.goto(f"{origin.url}/login")
    assert trusting.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_a_second_visit_shows_the_page_again(page: Page, origin: Origin) -> None:
    """The browser asks with our ETag, and its 304 must not leave an empty window."""
    page.goto(f"{origin.url}/article")
    page.goto("about:blank")
    page.goto(f"{origin.url}/article")
    assert page.get_by_text("A cabin costs forty crowns").is_visible()
