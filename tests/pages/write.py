"""`python -m tests.pages.write FOLDER...`: a first draft of the truth about new pages.

The draft is what Clean Copy makes of a page today. Hold every line of it against the page in a browser, and
put right what is wrong, before it is kept. A truth that is there stays as it is; no test run writes one.
"""

from __future__ import annotations

from pathlib import Path

import click

import cleancopy
from tests.pages.truth import ARTICLE, TestPage, Truth, lines_of, to_yaml

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def draft(page: TestPage) -> str:
    """What Clean Copy makes of a page, as a truth."""
    article = cleancopy.clean(page.body())
    if not article.is_article:
        return to_yaml({"kind": "no article"})
    found = {
        "title": article.title,
        "authors": list(article.authors),
        "date": article.date,
        "language": article.language,
        "keep": lines_of(article, page.truth),
        "drop": [],
        "side": [],
    }
    return to_yaml({"kind": ARTICLE} | {key: value for key, value in found.items() if value is not None})


@click.command(help=__doc__)
@click.argument("folders", nargs=-1, required=True, type=FOLDER)
def main(folders: tuple[Path, ...]) -> None:
    for folder in folders:
        path = next(folder.glob("page.*"), None)
        truth = folder / "truth.yaml"
        if path is None:
            raise click.UsageError(f"{folder} has no page.html, page.html.gz or page.txt")
        if truth.exists():
            raise click.UsageError(f"{truth} is there already, and a truth is changed by hand")
        truth.write_text(draft(TestPage(folder.name, path, Truth())), encoding="utf-8")
        click.echo(f"{truth}: a draft. Hold it against the page.")


if __name__ == "__main__":
    main()
