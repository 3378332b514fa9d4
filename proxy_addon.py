"""The front door: `mitmdump -s proxy_addon.py` starts the Clean Copy proxy."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # a bare clone runs without being installed

from cleancopy.addon import CleanCopy

addons = [CleanCopy()]
