"""The bench of hostile pages, on a few of them where they are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bench import frame, hostile
from bench.frame import View
from cleancopy.render.html import render_html
from render.articles import crane


def test_without_the_pages_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANCOPY_SHARED", str(tmp_path))
    result = CliRunner().invoke(hostile.main)
    assert (result.exit_code, " ".join(result.output.split())) == (0, hostile.MISSING)


@pytest.mark.world
def test_it_runs_over_the_pages_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A harness that tells of a leftover on each payload but one whole document with another head."""
    (tmp_path / "hostile").mkdir()
    (tmp_path / "hostile" / hostile.HARNESS).write_text(
        "import json, sys\n"
        "given = json.load(open(sys.argv[sys.argv.index('--payloads') + 1]))\n"
        "failed = {'escape': ['whole'], 'residue': ['part'], 'act': ['part']}\n"
        "told = {'totals': {'n': len(given)}, 'failed': failed}\n"
        "json.dump(told, open(sys.argv[sys.argv.index('--out') + 1], 'w'))\n"
    )
    payloads = '[{"id": "whole", "pos": "document"}, {"id": "skipped"}, {"id": "part"}]'
    (tmp_path / "hostile" / hostile.PAYLOADS).write_text(payloads)
    told = hostile.measure(tmp_path / "hostile", every=2, with_policy=False)
    assert {told[name] for name in ("residue", "ANY_EXEC")} == {1}
    assert {told[name] for name in ("net", "escape", "frame", "as_it_came")} == {0}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("html", "is_broken"),
    [
        ("<p>One</p><table><tr><td>2</td></tr></table>", False),
        ("<p>One</p></div></article><p>Two</p>", True),
        ("<p><b>One</p>", True),
        ("<!-- One", True),
    ],
    ids=["all is closed", "closed too much", "a b that goes on", "a comment that goes on"],
)
def test_a_frame_that_the_article_changes_is_told(html: str, is_broken: bool) -> None:
    view = View("http://a.test/", "cleaned", render_html(crane(html=html)))
    assert frame.broken([view], hostile.CHROMIUM) == (["http://a.test/"] if is_broken else [])


@pytest.mark.browser
def test_a_frame_that_holds_what_the_template_has_not_is_told() -> None:
    html = render_html(crane()).replace("- Advertisement -", '"onclick="x()')
    assert frame.broken([View("http://a.test/", "cleaned", html)], hostile.CHROMIUM) == ["http://a.test/"]
