"""The adapter to mitmproxy, and the only room that may import it."""

from cleancopy.addon.clean_copy import CleanCopy
from cleancopy.addon.serving import option_names, serve

__all__ = ["CleanCopy", "option_names", "serve"]
