"""Where files are: those shipped, in a wheel, an editable install or a bare clone; and what is kept aside."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "_shipped"  # filled by the wheel's force-include


def shipped(name: str) -> Path:
    """The path of `rules`, `hosts` or `proxy_addon.py`."""
    inside = _SHIPPED / name
    return inside if inside.exists() else _PACKAGE.parent / name


def cache_folder() -> Path:
    """For what can be made anew at any time; it need not exist."""
    caches = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(caches, "cleancopy")
