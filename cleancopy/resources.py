"""Where the shipped files are: in a wheel, in an editable install and in a bare clone alike."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "_shipped"  # filled by the wheel's force-include


def shipped(name: str) -> Path:
    """The path of `rules` or `proxy_addon.py`."""
    inside = _SHIPPED / name
    return inside if inside.exists() else _PACKAGE.parent / name
