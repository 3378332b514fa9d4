"""The rule engine: reads rule files, finds what they name on a page in one pass, edits, keeps the ledger."""

from cleancopy.ruleset.checks import check
from cleancopy.ruleset.editor import Ledger
from cleancopy.ruleset.engine import Ruleset, load
from cleancopy.ruleset.examples import Report, run_tests

__all__ = ["Ledger", "Report", "Ruleset", "check", "load", "run_tests"]
