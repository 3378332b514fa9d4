"""Rule files rewritten two hundred times under load: every page is cleaned by one version of them, whole."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx
import pytest

from world.origin import Origin
from world.pages import Page, article
from world.proxy import Proxy, holds_soon

pytestmark = pytest.mark.world

REWRITES = 200
READERS = 3
NAMES = [f"{which}{number}" for number in range(REWRITES + 1) for which in ("one", "two")]
MARKS = "".join(
    f"<p>These are words that stand between marks, so that they are prose: {''.join(marks)}.</p>"
    for marks in zip(*[iter(f"<i class={name}>mark-{name} </i>" for name in NAMES)] * 6, strict=True)
)
PAIR = "format: 1\nrules:\n" + "".join(
    f"  - id: {name}-{{0}}\n    why: An example.\n    remove: .{name}{{0}}\n" for name in ("one", "two")
)
BROKEN = "format: 1\nrules:\n  - id: ad\n    why: An example.\n    remvoe: .ad\n"


@pytest.fixture
def file(rules: Path, origin: Origin) -> Iterator[Path]:
    origin.pages["/marks"] = Page(
        article("https://ads.invalid").replace(b"</article>", f"{MARKS}</article>".encode())
    )
    file = rules / "live.yaml"
    file.write_text(PAIR.format(0))
    yield file
    file.unlink()


def rewrite(file: Path) -> None:
    """In two halves, as editors may; some versions are broken, and after some there is time to look."""
    for number in range(1, REWRITES + 1):
        text = BROKEN if number % 7 == 3 else PAIR.format(number)
        with file.open("w") as opened:
            for half in (text[: len(text) // 2], text[len(text) // 2 :]):
                opened.write(half)
                opened.flush()
                time.sleep(0.003)
        time.sleep(2 if number % 50 == 0 else 0.01)


def text_of(client: httpx.Client, origin: Origin) -> httpx.Response:
    """The page as text, which does not list what was removed."""
    address = f"{origin.url}/marks?{time.monotonic_ns()}"
    return client.get(address, headers={"X-Return-Format": "text"})


def seen(proxy: Proxy, origin: Origin, until: Event) -> list[tuple[str, frozenset[str]]]:
    """Of each page, the ruleset that its header names, and what was removed."""
    pages = []
    with proxy.client() as client:
        while not until.is_set():
            answer = text_of(client, origin)
            assert answer.headers["x-clean-copy"] == "cleaned"
            left = set(re.findall(r"mark-(\w+)", answer.text))
            pages.append((answer.headers["x-clean-copy-ruleset"], frozenset({*NAMES} - left)))
    return pages


def test_no_page_is_cleaned_by_two_versions_and_none_is_lost(
    proxy: Proxy, origin: Origin, file: Path
) -> None:
    last = Event()
    with ThreadPoolExecutor(READERS) as threads, proxy.client() as client:
        readers = [threads.submit(seen, proxy, origin, last) for _ in range(READERS)]
        rewrite(file)
        in_force = holds_soon(lambda: f"mark-one{REWRITES}" not in text_of(client, origin).text)
        last.set()
        pages = [page for reader in readers for page in reader.result()]
    assert in_force
    removed = dict(pages)
    assert all(removed[version] == taken for version, taken in pages), "one version, one effect"
    assert all(len(taken) in {0, 2} and len({name[3:] for name in taken}) <= 1 for taken in removed.values())
    assert len(removed) > 2, "versions in between were in force, too"
