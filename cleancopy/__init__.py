"""Clean Copy turns news pages into clean copy, by rules that people write in YAML."""

from cleancopy.errors import CleanCopyError, PageError, Problem, RuleError, WishError
from cleancopy.model import Article, Image, Removal, Skipped
from cleancopy.options import Options
from cleancopy.pipeline import clean, load_ruleset
from cleancopy.ruleset import Ruleset

__version__ = "0.1.0"

__all__ = [
    "Article",
    "CleanCopyError",
    "Image",
    "Options",
    "PageError",
    "Problem",
    "Removal",
    "RuleError",
    "Ruleset",
    "Skipped",
    "WishError",
    "clean",
    "load_ruleset",
]
