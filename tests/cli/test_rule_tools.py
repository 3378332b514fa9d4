"""`cleancopy rules list | lint | import | new | mine`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleancopy.ruleset import check
from cli.conftest import Run
from cli.pages import PAGE, RULES, TITLE

SITE = "https://news.example/story"
FILLER = '<div class="promo-strip">Buy the calendar of clocks</div><p class="byline">By Ann Writer</p>'
ARTICLE = PAGE.replace("<article>", '<article class="story">').replace("</h1>", f"</h1>{FILLER}")


@pytest.fixture
def article(folder: Path) -> Path:
    path = folder / "story.html"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def checked(folder: Path, text: str) -> list[str]:
    """What `rules check` says of a proposed file, its tests included."""
    path = folder / "checked" / "sites" / "news.example.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return [str(one) for one in check([path.parent.parent])]


def test_list_tells_the_files_for_an_address(run: Run, folder: Path) -> None:
    site = folder / "mine" / "sites" / "news.example.yaml"
    site.parent.mkdir(parents=True)
    site.write_text("format: 1\n")
    of_address = run("rules", "list", "-u", SITE, "--rules", "mine").stdout.splitlines()
    assert of_address[-1] == "sites/news.example.yaml"
    assert "generic/ad-slots.yaml" in of_address
    assert "themes/tagdiv-newspaper.yaml" not in of_address
    assert (
        "sites/news.example.yaml"
        not in run("rules", "list", "-u", "https://x.test/", "--rules", "mine").stdout
    )
    assert "themes/tagdiv-newspaper.yaml" in run("rules", "list").stdout


def test_lint_tells_what_is_seldom_meant(run: Run, folder: Path) -> None:
    (folder / "mine.yaml").write_text("format: 1\nrules:\n  - id: a\n    remove: .css-1x2y3\n")
    result = run("rules", "lint", "mine.yaml")
    assert result.exit_code == 1
    assert result.stdout.startswith("mine.yaml:3:5: hashed: 'css-1x2y3'")
    kinds = [
        one["message"].partition(":")[0]
        for one in json.loads(run("rules", "lint", "mine.yaml", "--output-format", "json").stdout)
    ]
    assert kinds == ["hashed", "untested"]
    assert run("rules", "lint", "good").exit_code == 0
    assert run("rules", "lint", "nowhere").exit_code == 2


def test_lint_tells_what_finds_nothing_on_pages(run: Run, folder: Path, article: Path) -> None:
    (folder / "saved").mkdir()
    (folder / "saved" / "empty.html").write_text("")
    article.rename(folder / "saved" / "story.html")
    told = run("rules", "lint", "good", "--pages", "saved", "-u", SITE)
    assert (told.exit_code, told.stdout) == (0, "1 rule file, no problems.\n")
    (folder / "good" / "mine.yaml").write_text(RULES.replace(".aside\n", ".gone\n"))
    told = run("rules", "lint", "good", "--pages", "saved", "-u", SITE)
    assert told.stdout.startswith("good/mine.yaml:3:5: dead: aside finds nothing")


def test_lint_wants_pages_where_it_is_told_of_some(run: Run, folder: Path) -> None:
    result = run("rules", "lint", "good", "--pages", "good")
    assert result.exit_code == 2
    assert "there is no page (.html, .gz) in 'good'" in result.stderr


def test_import_says_nothing_that_a_terminal_would_obey(run: Run, folder: Path) -> None:
    (folder / "list.txt").write_text("##.ad\n##a[\x1b]0;mine\x07\n")
    assert "\x1b" not in run("rules", "import", "easylist", "list.txt").stderr


LIST = "! a list\n##.promo\nnews.example##.teaser\n||ads.example^\n"


def test_import_writes_a_rules_folder_and_counts_what_it_could_not(run: Run, folder: Path) -> None:
    (folder / "easy.txt").write_text(LIST)
    result = run("rules", "import", "easylist", "easy.txt", "-o", "out")
    assert result.exit_code == 0
    assert sorted(str(path.relative_to("out")) for path in Path("out").rglob("*.yaml")) == [
        "generic/easy.yaml",
        "sites/news.example.yaml",
    ]
    assert result.stderr.splitlines() == [
        "easy.txt:4: not converted: blocks or allows requests; rules see pages only: ||ads.example^",
        "2 lines converted into 2 rule files, 1 not converted, 1 comments and lines without a meaning here.",
    ]
    assert run("rules", "check", "out").exit_code == 0


def test_import_leaves_a_file_that_a_person_wrote(run: Run, folder: Path) -> None:
    (folder / "easy.txt").write_text(LIST)
    assert run("rules", "import", "easylist", "easy.txt", "-o", "out").exit_code == 0
    assert run("rules", "import", "easylist", "easy.txt", "-o", "out").exit_code == 0
    mine = folder / "out" / "sites" / "news.example.yaml"
    mine.write_text("format: 1\n")
    result = run("rules", "import", "easylist", "easy.txt", "-o", "out")
    assert result.exit_code == 1
    assert "out/sites/news.example.yaml: not written: it is there already" in result.stderr
    assert mine.read_text() == "format: 1\n"


def test_import_writes_one_file_to_standard_output(run: Run, folder: Path) -> None:
    (folder / "news.example.txt").write_text("title: //h1\nstrip: //aside\n")
    result = run("rules", "import", "ftr", "news.example.txt")
    assert checked(folder, result.stdout) == []


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        (("easylist", "many.txt"), 2),
        (("easylist", "none.txt"), 1),
        (("easylist", "nowhere.txt"), 2),
        (("easylist",), 2),
        (("hosts", "many.txt"), 2),
    ],
)
def test_import_says_no_by_its_exit_code(
    run: Run, folder: Path, arguments: tuple[str, ...], exit_code: int
) -> None:
    (folder / "many.txt").write_text(LIST)
    (folder / "none.txt").write_text("||ads.example^\n")
    assert run("rules", "import", *arguments).exit_code == exit_code


def test_new_proposes_a_file_that_passes_the_check(run: Run, folder: Path, article: Path) -> None:
    result = run("rules", "new", "story.html", "-u", SITE)
    assert result.exit_code == 0
    assert "body: article.story\n" in result.stdout
    assert "title: article.story h1\n" in result.stdout
    assert "remove: div.promo-strip\n" in result.stdout
    assert "status: trial" in result.stdout
    assert checked(folder, result.stdout) == []


def test_new_gives_a_host_a_file_to_begin_with(run: Run, folder: Path) -> None:
    result = run("rules", "new", "News.example")
    assert result.stdout.startswith("# To be saved as sites/news.example.yaml.")
    assert checked(folder, result.stdout) == []


@pytest.mark.parametrize(("source", "exit_code"), [("login.html", 1), ("nowhere.html", 2)])
def test_new_needs_an_article(run: Run, source: str, exit_code: int) -> None:
    assert run("rules", "new", source).exit_code == exit_code


def test_mine_proposes_what_recurs(run: Run, folder: Path) -> None:
    (folder / "site").mkdir()
    for number in range(4):
        page = ARTICLE.replace(TITLE, f"Village clock {number}").replace(
            "promo-strip", "promo-strip" if number else "x"
        )
        (folder / "site" / f"{number}.html").write_text(page, encoding="utf-8")
    result = run("rules", "mine", "site", "-u", SITE)
    assert result.exit_code == 0
    assert "on 3 of 4 pages, 3 times with the text 'Buy the calendar of clocks'" in result.stdout
    assert "remove: div.x\n" not in result.stdout
    assert checked(folder, result.stdout) == []


def test_mine_is_content_with_the_address_of_the_site(run: Run, folder: Path) -> None:
    (folder / "site").mkdir()
    for number in range(3):
        (folder / "site" / f"story-{number}.html").write_text(ARTICLE, encoding="utf-8")
    result = run("rules", "mine", "site", "-u", "https://news.example/")
    assert result.exit_code == 0
    assert result.stdout.startswith("# Proposed for news.example: to be saved as sites/news.example.yaml\n")


def test_mine_needs_several_articles(run: Run, folder: Path, article: Path) -> None:
    (folder / "site").mkdir()
    article.rename(folder / "site" / "story.html")
    result = run("rules", "mine", "site")
    assert result.exit_code == 1
    assert "1 of 1 pages are articles; 3 are needed" in result.stderr
