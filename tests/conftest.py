"""What holds for all tests."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ALONE = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""Without a sandbox, which root cannot have, and without anything that it does of its own accord."""
NEEDS = {
    "browser": (CHROMIUM,),
    "editor": ("yaml-language-server",),
    "machines": ("unshare", "ip", "nft", "wg", "wireguard-go"),
    "service": ("systemd-analyze",),
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Some tests need more than Python: without it, they are skipped, or fail where nothing may be."""
    for marker in NEEDS:
        if item.get_closest_marker(marker) is None or not (lacking := _lacking(marker)):
            continue
        required = f"CLEANCOPY_REQUIRE_{marker.upper()}"
        if os.environ.get(required) == "1":
            pytest.fail(f"{required}=1, and {lacking}", pytrace=False)
        pytest.skip(lacking)


def _lacking(marker: str) -> str:
    """What is missing for the tests with a marker; empty where all is there."""
    missing = [program for program in NEEDS[marker] if shutil.which(program) is None]
    if missing:
        return f"there is no {missing[0]}"
    if marker == "machines" and subprocess.run(["unshare", "--net", "true"], check=False).returncode:
        return "network namespaces may not be made"
    return ""


@pytest.fixture(scope="session", autouse=True)
def a_cache_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or fills the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield
