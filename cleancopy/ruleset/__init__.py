"""The rule engine: reads rule files, finds what they name on a page in one pass, edits, keeps the ledger."""

from cleancopy.ruleset.edits import Ledger
from cleancopy.ruleset.engine import Ruleset, load

__all__ = ["Ledger", "Ruleset", "load"]
