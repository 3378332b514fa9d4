"""Hostile pages through the running proxy, opened in a real Chromium: nothing of them may run or call out.

The payloads and the harness that counts are no part of the project: they are looked for in
`$CLEANCOPY_SHARED/hostile`, else in `../shared/hostile` beside the checkout. Without them there is nothing to
measure, and this says so. It is done twice: without the Content-Security-Policy, so that the sanitiser stands
alone, and with it. What the harness cannot see, whether the article changes what the view has around it, is
looked at by `bench.frame`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

import click
from rich.table import Table

from bench import corpora, frame, proxies
from bench.frame import View
from bench.quality import wide_console

HARNESS, PAYLOADS = "harness.py", "payloads.json"
CHROMIUM = Path("/usr/bin/chromium")
VIEW, VARYING = "body", "footer"
"""The harness compares what is around the view with a harmless page; the ledger differs between pages."""
WITH_A_HEAD = frozenset({"document", "head", "jsonld", "lang"})
"""Places from which a payload says what the page is; one with a `meta` does anywhere. Their view has another
head by right, and `frame` looks at it."""
NONE_OF = ("ANY_EXEC", "net", "escape", "frame", "clobber", "residue")
"""What must not happen: scripts, requests but for pictures, breaking out of the body or of the article,
shadowing built-ins, leftovers."""
EXECUTED = ("exec", "act", "reparse")  # by itself, by what a reader does, by what scripts do
ALSO = ("lost_some", "lost_all", "as_it_came", "render_err", "browser_err")
DEADLINE = 18  # seconds a page, of the harness's 20: a busy machine must not let pages out as they came
MISSING = (
    "No hostile pages on this machine: they are looked for in $CLEANCOPY_SHARED/hostile. Nothing is measured."
)


def folder() -> Path | None:
    """Where the payloads and the harness are, or `None`; without Chromium they are of no use."""
    found = corpora.shared() / "hostile"
    is_complete = all((found / name).is_file() for name in (HARNESS, PAYLOADS)) and CHROMIUM.exists()
    return found if is_complete else None


def measure(hostile: Path, *, every: int, with_policy: bool) -> Mapping[str, int]:
    """Signal to the number of payloads that gave it, of each so many-th payload.

    A page that went out as it came is the origin's own, and none of these but `as_it_came`.
    """
    payloads: list[dict[str, str]] = json.loads((hostile / PAYLOADS).read_text("utf-8"))[::every]
    with TemporaryDirectory() as work:
        flows = Path(work, "flows")
        with proxies.ours(f"save_stream_file={flows}", f"clean_deadline={DEADLINE}") as proxy:
            told = _opened(hostile, Path(work), proxy, payloads, with_policy=with_policy)
        views = frame.served(flows)
    theirs = {_payload(view) for view in views if view.mark != "cleaned"}
    theirs &= {payload["id"] for payload in payloads}
    own_head = {payload["id"] for payload in payloads if _says_what_it_is(payload)}
    failed = {name: {*ids} - theirs for name, ids in told["failed"].items()}
    failed["ANY_EXEC"] = set().union(*(failed.get(name, ()) for name in EXECUTED))
    failed["escape"] = failed.get("escape", set()) - own_head
    failed["frame"] = {_payload(view) for view in frame.broken(views, CHROMIUM)}
    counted = {name: len(failed.get(name, ())) for name in NONE_OF}
    return told["totals"] | counted | {"as_it_came": len(theirs)}


def _opened(
    hostile: Path, work: Path, proxy: proxies.Proxy, payloads: list[dict[str, str]], *, with_policy: bool
) -> dict[str, Any]:
    """What the harness tells."""
    chosen, result = work / "payloads.json", work / "told.json"
    chosen.write_text(json.dumps(payloads))
    where = ("--payloads", str(chosen), "--work", str(work), "--out", str(result))
    policy = ("--keep-csp",) if with_policy else ()
    asked = ("--proxy", f"http://127.0.0.1:{proxy.port}", "--container", VIEW, "--own", VARYING, "-q")
    subprocess.run([sys.executable, str(hostile / HARNESS), *where, *asked, *policy], check=False)
    told: dict[str, Any] = json.loads(result.read_text("utf-8"))
    return told


def _says_what_it_is(payload: Mapping[str, str]) -> bool:
    return payload.get("pos") in WITH_A_HEAD or "<meta" in payload.get("html", "").lower()


def _payload(view: View) -> str:
    """Which payload a page carries: the harness has each under its name."""
    return unquote(view.url.rpartition("/")[2])


@click.command()
@click.option("--every", default=1, show_default=True, help="Take each so many-th payload.")
def main(every: int) -> None:
    """Open hostile pages through the proxy. The exit code is 1 if anything happened that must not."""
    console, hostile = wide_console(), folder()
    if hostile is None:
        console.print(MISSING)
        return
    table = Table(title="hostile pages through the proxy", title_justify="left", title_style="bold")
    for column in ("policy", "n", *NONE_OF, *ALSO):
        table.add_column(column, justify="right")
    bad = 0
    for with_policy in (False, True):
        totals = measure(hostile, every=every, with_policy=with_policy)
        bad += sum(totals.get(name, 0) for name in NONE_OF)
        figures = (str(totals.get(name, 0)) for name in ("n", *NONE_OF, *ALSO))
        table.add_row("on" if with_policy else "off", *figures)
    console.print(table)
    sys.exit(int(bool(bad)))


if __name__ == "__main__":
    main()
