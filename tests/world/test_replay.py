"""What one proxy has recorded is cleaned by another, offline: how rules are tried on pages of yesterday."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from mitmproxy.http import HTTPFlow
from mitmproxy.io import FlowReader

from cleancopy import resources
from world.origin import Origin
from world.pages import SENTENCE
from world.proxy import Proxy

pytestmark = pytest.mark.world


def flows(path: Path) -> list[HTTPFlow]:
    with path.open("rb") as file:
        return [flow for flow in FlowReader(file).stream() if isinstance(flow, HTTPFlow)]


def test_a_recording_is_cleaned_when_it_is_replayed(
    start: Callable[..., Proxy], origin: Origin, tmp_path: Path
) -> None:
    recorded, cleaned = tmp_path / "recorded.flow", tmp_path / "cleaned.flow"
    plain = start(f"save_stream_file={recorded}", plain=True)
    plain.wait_until_it_listens()
    with plain.client() as client:
        for path in ("/gzip", "/login"):
            client.get(f"{origin.url}{path}")
    plain.stop()
    mitmdump = Path(sys.executable).with_name("mitmdump")
    script = resources.shipped("proxy_addon.py")
    replay = ["-n", "-r", recorded, "-s", script, "-w", cleaned, "--set", f"confdir={tmp_path}"]
    replay += ["--set", "clean_deadline=60"]
    done = subprocess.run([mitmdump, *replay], capture_output=True, text=True, check=True, timeout=100)
    assert "Traceback" not in done.stdout + done.stderr
    article, login = (flow.response for flow in flows(cleaned))
    assert article is not None
    assert login is not None
    assert article.headers["X-Clean-Copy"] == "cleaned"
    assert SENTENCE in " ".join((article.text or "").split())
    assert login.headers["X-Clean-Copy"] == "untouched; reason=not-an-article"
    assert login.raw_content == origin.pages["/login"].body
