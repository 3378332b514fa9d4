"""The control host, http://clean.copy/: answered by the proxy itself, to its own clients alone."""

from cleancopy.addon.control.host import ControlHost, Status, is_ours
from cleancopy.addon.control.metrics import Metrics
from cleancopy.addon.control.tokens import Tokens

__all__ = ["ControlHost", "Metrics", "Status", "Tokens", "is_ours"]
