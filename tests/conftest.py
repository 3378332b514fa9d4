"""What holds for all tests."""

import os
import shutil
from collections.abc import Iterator

import pytest

NEEDS = {"browser": "/usr/bin/chromium", "editor": "yaml-language-server"}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Some tests need a program: without it, they are skipped, or fail where nothing may be."""
    for marker, program in NEEDS.items():
        if item.get_closest_marker(marker) is None or shutil.which(program):
            continue
        required = f"CLEANCOPY_REQUIRE_{marker.upper()}"
        if os.environ.get(required) == "1":
            pytest.fail(f"{required}=1, and there is no {program}", pytrace=False)
        pytest.skip(f"there is no {program}")


@pytest.fixture(scope="session", autouse=True)
def a_cache_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or fills the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield
