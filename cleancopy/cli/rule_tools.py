"""`cleancopy rules list | lint | import | new | mine`: tools for those who write many rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import click

from cleancopy import decode, parse, policy
from cleancopy.cli import outputs, sources
from cleancopy.cli.failures import Failure, in_words, printable
from cleancopy.cli.settings import rules_option
from cleancopy.cli.sketching import FEWEST_PAGES, Sketch, mined_file, site_file, sketch
from cleancopy.cli.walking import load_rules
from cleancopy.errors import PageError
from cleancopy.model import Document, Source
from cleancopy.options import Options
from cleancopy.ruleset import Ruleset
from cleancopy.ruleset.converted import CONVERTED, Converted, written
from cleancopy.ruleset.filterlists import convert_list
from cleancopy.ruleset.folders import is_host
from cleancopy.ruleset.ftr import convert_pattern

_LIST_EXAMPLES = """
\b
Examples:
  cleancopy rules list
  cleancopy rules list -u https://news.example/story --rules my-rules/
"""
_IMPORT_EXAMPLES = """
\b
Examples:
  cleancopy rules import easylist easylist.txt -o my-rules/
  cleancopy rules import ublock filters.txt > generic.yaml
  cleancopy rules import ftr site-patterns/*.txt -o my-rules/
"""
_NEW_EXAMPLES = """
\b
Examples:
  cleancopy rules new https://news.example/story > my-rules/sites/news.example.yaml
  cleancopy rules new story.html -u https://news.example/story
"""
_MINE_EXAMPLES = """
\b
Examples:
  cleancopy rules mine saved/ -u https://news.example/ > my-rules/sites/news.example.yaml
"""
_SKELETON = """\
# To be saved as sites/{host}.yaml. `cleancopy rules new` with the address of an article proposes more.
format: 1
body: article
title: h1
rules:
  - id: teasers
    why: Say here what it is, and why it goes.
    status: trial
    remove: .teaser
    tests:
      removes: ['<div class="teaser">Another story</div>']
      keeps: ['<p>A paragraph of the story.</p>']
"""
_PAGES = frozenset({".html", ".htm", ".gz"})


@click.command(name="list", short_help="Say which rule files apply to a page.", epilog=_LIST_EXAMPLES)
@click.argument("source", required=False)
@sources.url_option
@rules_option
def list_files(source: str | None, url: str | None, folders: Sequence[str]) -> None:
    """List the rule files that apply to an address, or to the page SOURCE, in their order.

    Of an address alone neither theme nor language is known: files for one theme are left out, and those of
    all languages apply. Without SOURCE and -u, all files are listed.

    \b
    Exit codes:
      0  listed
      1  the page or the rules could not be read
      2  the command was not understood, or SOURCE is not there
    """
    ruleset = load_rules(folders)
    if source is None and url is None:
        names: Sequence[str] = [one.name for one in ruleset.sources]
    else:
        page = _read(source, url) if source is not None else Source(b"<p></p>", url, "text/html")
        names = ruleset.files_for(parse.parse(decode.decode(page), url=page.url), None)
    for name in names:
        click.echo(name)


@click.command(name="import", short_help="Convert rules of other programs.", epilog=_IMPORT_EXAMPLES)
@click.argument("kind", type=click.Choice(["easylist", "ublock", "ftr"]))
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="The rules folder to write into; needed where more than one rule file comes out.",
)
@click.pass_context
def import_rules(context: click.Context, kind: str, files: Sequence[Path], output: Path | None) -> None:
    """Convert filter lists (easylist, ublock) or site patterns of Full-Text RSS (ftr) into rule files.

    What cannot be converted is told on standard error, line by line with the reason, and counted at the end.

    \b
    Exit codes:
      0  converted, but for the lines that are told
      1  nothing could be converted, or a file that no import wrote is in the way
      2  the command was not understood, or a file is not there
    """
    outcomes = {path: _CONVERTERS[kind](_text(path), path) for path in files}
    made = [(name, path.name, file) for path, one in outcomes.items() for name, file in one.files.items()]
    texts: dict[str, str] = {}
    for name, source, file in made:
        if name in texts:
            raise click.UsageError(f"{name} would come out of two files; convert them one by one.")
        texts[name] = written(file, source)
    _tell(outcomes)
    _put(texts, output)
    context.exit(0 if texts else 1)


@click.command(name="new", short_help="Propose a rule file for a site.", epilog=_NEW_EXAMPLES)
@click.argument("source")
@sources.url_option
@rules_option
def new(source: str, url: str | None, folders: Sequence[str]) -> None:
    """Propose a site's rule file from one of its pages: body, title, byline, and what looks like filler.

    SOURCE is a file, a web address, or - for standard input. Rules come out on trial, with tests: read them,
    then take the line `status: trial` out of those that are right. A host alone (news.example) gets a file to
    begin with, without a look at its pages.

    \b
    Exit codes:
      0  proposed
      1  the page could not be read, or is no article
      2  the command was not understood, or SOURCE is not there
    """
    if is_host(source) and Path(source).suffix not in {*_PAGES, ".txt"} and not Path(source).exists():
        click.echo(_SKELETON.format(host=source.lower()), nl=False)
        return
    drawn = _sketched(_read(source, url), load_rules(folders), source)
    click.echo(_proposed(site_file(drawn), drawn.article.hostname), nl=False)


@click.command(name="mine", short_help="Propose rules from many pages of a site.", epilog=_MINE_EXAMPLES)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@sources.url_option
@rules_option
def mine(folder: Path, url: str | None, folders: Sequence[str]) -> None:
    """Propose rules for a site from a folder of its pages (.html, also .gz): what recurs beside the article.

    Each rule says on how many pages its block stands. Rules come out on trial, with tests. For -u the address
    of the site will do.

    \b
    Exit codes:
      0  proposed
      1  there are too few articles in the folder
      2  the command was not understood, or FOLDER is not there
    """
    ruleset = load_rules(folders)
    paths = pages_in(folder)
    sketches = [drawn for path in paths if (drawn := _attempt(path, url, ruleset)) is not None]
    if len(sketches) < FEWEST_PAGES:
        raise Failure(
            f"{folder}: {len(sketches)} of {len(paths)} pages are articles; {FEWEST_PAGES} are needed."
        )
    click.echo(f"{len(sketches)} of {len(paths)} pages are articles.", err=True)
    click.echo(_proposed(mined_file(sketches), sketches[0].article.hostname), nl=False)


COMMANDS = (list_files, import_rules, new, mine)


def documents_in(paths: Sequence[Path], url: str | None) -> Iterator[Document]:
    """The pages in these files; one that cannot be read says so, and is left out."""
    for path in paths:
        try:
            yield parse.parse(decode.decode(_read(str(path), url)), url=url)
        except Failure as failure:
            click.echo(failure.message, err=True)
        except PageError as error:
            click.echo(f"{path}: {in_words(error.reason)}.", err=True)


def pages_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in _PAGES)


def _read(source: str, url: str | None) -> Source:
    return sources.read(sources.name_of(source), url, Options().max_page * policy.MEGABYTE)


def _sketched(page: Source, ruleset: Ruleset, name: str) -> Sketch:
    try:
        drawn = sketch(page, ruleset)
    except PageError as error:
        raise Failure(f"{name}: {in_words(error.reason)}.") from error
    if not drawn.fields:
        raise Failure(f"{name}: {in_words(drawn.article.reason or 'not-an-article')}.")
    return drawn


def _attempt(path: Path, url: str | None, ruleset: Ruleset) -> Sketch | None:
    """A page of many; one that is no article says so, and is left out."""
    is_root = url is not None and urlsplit(url).path in {"", "/"}  # where no article is
    address = urljoin(url, path.name) if url and is_root else url
    try:
        return _sketched(_read(str(path), address), ruleset, str(path))
    except Failure as failure:
        click.echo(failure.message, err=True)
        return None


def _proposed(file: Mapping[str, object], host: str | None) -> str:
    text = written(file, "a page").partition("\n")[2]
    return f"# Proposed for {host or 'a site'}: to be saved as sites/{host or 'example.com'}.yaml\n{text}"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig", errors="replace")


def _put(texts: Mapping[str, str], output: Path | None) -> None:
    if output is None and len(texts) > 1:
        raise click.UsageError(f"This makes {len(texts)} rule files: name a folder for them with -o.")
    for path in (output / name for name in texts) if output is not None else ():
        if path.exists() and not _text(path).startswith(CONVERTED):
            raise Failure(
                f"{path}: not written: it is there already, and not by an import; take another folder."
            )
    for name, text in texts.items():
        if output is None:
            click.echo(text, nl=False)
            continue
        path = output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        outputs.write(str(path), text)


def _tell(outcomes: Mapping[Path, Converted]) -> None:
    for path, outcome in outcomes.items():
        for one in outcome.refusals:
            click.echo(printable(f"{path}:{one.line}: not converted: {one.reason}: {one.text}"), err=True)
    taken = sum(outcome.taken for outcome in outcomes.values())
    passed = sum(outcome.passed_over for outcome in outcomes.values())
    refused = sum(len(outcome.refusals) for outcome in outcomes.values())
    files = sum(len(outcome.files) for outcome in outcomes.values())
    click.echo(
        f"{taken} lines converted into {files} rule files, {refused} not converted,"
        f" {passed} comments and lines without a meaning here.",
        err=True,
    )


_CONVERTERS: dict[str, Callable[[str, Path], Converted]] = {
    "easylist": lambda text, path: convert_list(text, path.stem),
    "ublock": lambda text, path: convert_list(text, path.stem),
    "ftr": lambda text, path: convert_pattern(text, path.stem),
}
