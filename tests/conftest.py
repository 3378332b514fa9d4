"""What holds for all tests."""

import os
import shutil
from collections.abc import Iterator

import pytest

CHROMIUM = "/usr/bin/chromium"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A browser test needs Chromium: without it, it is skipped, or fails where nothing may be."""
    if item.get_closest_marker("browser") is None or shutil.which(CHROMIUM):
        return
    if os.environ.get("CLEANCOPY_REQUIRE_BROWSER") == "1":
        pytest.fail(f"CLEANCOPY_REQUIRE_BROWSER=1, and there is no {CHROMIUM}", pytrace=False)
    pytest.skip(f"there is no {CHROMIUM}")


@pytest.fixture(scope="session", autouse=True)
def a_cache_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or fills the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield
