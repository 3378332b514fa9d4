"""The adapter to mitmproxy, and the only room that may import it."""

from cleancopy.addon.clean_copy import CleanCopy
from cleancopy.addon.serving import serve

__all__ = ["CleanCopy", "serve"]
