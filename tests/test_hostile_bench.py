"""The bench of hostile pages, on a few of them where they are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bench import hostile


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
        "told = {'totals': {'n': len(given), 'residue': 1, 'escape': 1}, 'failed': {'escape': ['whole']}}\n"
        "json.dump(told, open(sys.argv[sys.argv.index('--out') + 1], 'w'))\n"
    )
    payloads = '[{"id": "whole", "pos": "document"}, {"id": "skipped"}, {"id": "part"}]'
    (tmp_path / "hostile" / hostile.PAYLOADS).write_text(payloads)
    told = hostile.measure(tmp_path / "hostile", every=2, with_policy=False)
    assert (told["n"], told["residue"], told["escape"]) == (2, 1, 0)
