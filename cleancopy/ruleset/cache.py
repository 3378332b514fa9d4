"""The plans of large rule files, kept on disk: to read fifty thousand imported selectors takes seconds.

A plan is found by a digest of all that it was made of: the file's text, its layer and host, and this program.
So none is ever out of date. It is JSON: what lies in a folder is read, never run.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from cleancopy.ruleset.folders import SourceFile
from cleancopy.ruleset.index import Table
from cleancopy.ruleset.lookup import Group
from cleancopy.ruleset.plan import Plan

LARGE = 1 << 14  # characters of a rule file: smaller ones are read as quickly as their plans
KEPT = 500  # plans; the one not used for longest goes first


class PlanCache:
    """A folder of plans. Where it cannot be read or written, plans are made anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, source: SourceFile) -> Plan | None:
        """The plan of a file that is exactly this."""
        if len(source.text) < LARGE:
            return None
        path = self._path(source)
        try:
            plan = _plan(json.loads(path.read_bytes()))
            os.utime(path)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None  # not there, or not whole: then it is made anew, and put in its place
        return plan

    def put(self, source: SourceFile, plan: Plan) -> None:
        """Keep a plan for the next time."""
        if len(source.text) < LARGE:
            return
        with contextlib.suppress(OSError):  # a full disk or a folder of somebody else's: rules work without
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self._folder, suffix=".json", delete=False) as file:
                file.write(json.dumps(plan, default=_record))
            Path(file.name).replace(self._path(source))

    def _path(self, source: SourceFile) -> Path:
        digest = hashlib.blake2b(_program(), digest_size=16)
        for part in (source.kind, source.host, source.text):
            digest.update(part.encode() + b"\0")
        return self._folder / f"{digest.hexdigest()}.json"

    def tidy(self) -> None:
        """Remove plans that were not used for long."""
        with contextlib.suppress(OSError):  # another process may be at it, too
            plans = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
            for path in plans[:-KEPT]:
                path.unlink(missing_ok=True)


@cache
def _program() -> bytes:
    """A digest of the code that makes plans."""
    digest = hashlib.blake2b()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()


def _record(part: Plan | Table | Group) -> dict[str, Any]:
    return {one.name: getattr(part, one.name) for one in dataclasses.fields(part)}


def _plan(record: dict[str, Any]) -> Plan:
    tables = {name: _table(record[name]) for name in ("page", "article", "detection")}
    return Plan(**(record | tables))


def _table(record: dict[str, Any]) -> Table:
    groups = {name: Group(**group) for name, group in record["groups"].items()}
    return Table(groups, record["tags"], record["phrases"], record["needs"])
