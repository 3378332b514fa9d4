"""Articles of several pages on the command line."""

import json
from pathlib import Path

import pytest

from cleancopy.cli import fetching
from cleancopy.cli.failures import Failure
from cli.conftest import Run
from world.origin import Origin
from world.pages import Page
from world.voyage import PARTS, pager, part


@pytest.fixture
def voyage(site: Origin) -> str:
    for number in (1, 2, 3):
        site.pages["/voyage" if number == 1 else f"/voyage/{number}"] = part(number, pager("/voyage"))
    site.asked.clear()
    return f"{site.url}/voyage"


def parts_in(text: str) -> list[int]:
    folded = " ".join(text.split())
    return [number for number, texts in enumerate(PARTS, 1) if all(folded.count(one) == 1 for one in texts)]


def test_an_article_from_the_web_is_fetched_whole(run: Run, voyage: str) -> None:
    result = run("clean", voyage, "-f", "txt")
    assert (result.exit_code, result.stderr) == (0, "")
    assert parts_in(result.stdout) == [1, 2, 3]


def test_explain_names_the_pages(run: Run, voyage: str) -> None:
    removed = json.loads(run("explain", voyage, "--json").stdout)["removed"]
    assert [one["text"] for one in removed if one["rule"] == "join/page"] == [f"{voyage}/2", f"{voyage}/3"]


@pytest.mark.parametrize(("most", "parts"), [("1", [1]), ("2", [1, 2])])
def test_no_more_pages_than_the_setting_says(
    run: Run, site: Origin, voyage: str, most: str, parts: list[int]
) -> None:
    result = run("clean", voyage, "-f", "txt", "--set", f"max_pages={most}")
    assert parts_in(result.stdout) == parts
    assert len(site.asked) == len(parts)


def test_a_file_and_a_page_under_another_address_fetch_nothing(
    run: Run, site: Origin, voyage: str, folder: Path
) -> None:
    (folder / "voyage.html").write_bytes(site.pages["/voyage"].body)
    assert parts_in(run("clean", "voyage.html", "-u", voyage, "-f", "txt").stdout) == [1]
    assert site.asked == []
    assert parts_in(run("clean", voyage, "-u", "https://quay.example/voyage", "-f", "txt").stdout) == [1]
    assert len(site.asked) == 1


def test_a_page_that_cannot_be_had_is_told_and_linked_to(run: Run, site: Origin, voyage: str) -> None:
    site.pages["/voyage/3"] = Page(b"Broken.", status=500)
    result = run("clean", voyage)
    assert result.exit_code == 0
    assert f"{voyage}/3: the server answered 500" in result.stderr
    assert f"[3]({voyage}/3)" in result.stdout


def test_no_page_is_fetched_from_another_site(run: Run, site: Origin, voyage: str) -> None:
    elsewhere = f"https://127.0.0.1:{site.port}/voyage/3"
    site.pages["/voyage/2"] = Page(b"", status=302, headers=(("Location", elsewhere),))
    result = run("clean", voyage, "-f", "txt")
    assert parts_in(result.stdout) == [1]
    assert f"{elsewhere}: not fetched: the article's first page is on another site." in result.stderr
    assert [asked.path for asked in site.asked] == ["/voyage", "/voyage/2"]


def test_a_name_that_moves_into_the_house_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is bound to another address between two pages, as in DNS rebinding."""
    numbers = iter(["93.184.216.34", "93.184.216.34", "10.0.0.7"])
    found = lambda *_, **__: [(0, 0, 0, "", (next(numbers), 443))]  # noqa: E731
    monkeypatch.setattr(fetching.socket, "getaddrinfo", found)
    check = fetching.keeper_of("https://tide.example/lamp")
    check(fetching.httpx.Request("GET", "https://tide.example/lamp/2"))
    with pytest.raises(Failure, match="leads into a private network now"):
        check(fetching.httpx.Request("GET", "https://tide.example/lamp/3"))
