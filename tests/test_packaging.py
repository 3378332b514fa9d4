"""The wheel, installed where the checkout is not: it cleans a page and starts the proxy, from any folder."""

import os
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from cli.pages import PAGE, PARAGRAPHS
from world.proxy import Proxy, free_port

HOUSE = Path(__file__).parents[1]
MITMDUMP = "from mitmproxy.tools.main import mitmdump; mitmdump()"
WHERE = (
    "import cleancopy; from cleancopy import resources; print(cleancopy.__file__, resources.shipped({!r}))"
)

pytestmark = pytest.mark.packaging


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(HOUSE))
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of a new environment; what the wheel depends on comes from the environment around it."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    _call(sys.executable, "-m", "venv", "--without-pip", str(folder))
    bin = folder / "bin"
    _call(
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(bin / "python"),
        "install",
        "--no-deps",
        "--no-index",
        str(wheel),
    )
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "around.pth").write_text(sysconfig.get_path("purelib"))
    return bin


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an article over plain HTTP."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/page.html"
        server.shutdown()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def test_the_package_and_what_it_ships_come_from_the_wheel(installed: Path) -> None:
    for name in ("rules", "hosts", "proxy_addon.py"):
        package, shipped = _call(str(installed / "python"), "-c", WHERE.format(name)).split()
        assert Path(package).is_relative_to(installed.parent)
        assert Path(shipped).is_relative_to(installed.parent)
        assert Path(shipped).exists()


def test_the_wheel_has_every_rule_file(installed: Path) -> None:
    for name in ("rules", "hosts"):
        *_, shipped = _call(str(installed / "python"), "-c", WHERE.format(name)).split()
        assert _files(Path(shipped)) == _files(HOUSE / name)


def test_it_cleans_a_page(installed: Path, site: str) -> None:
    cleaned = _call(str(installed / "cleancopy"), "clean", site)
    assert all(paragraph in cleaned for paragraph in PARAGRAPHS)


@pytest.mark.parametrize("how", ["cleancopy serve", "mitmdump -s"])
def test_the_proxy_starts_and_cleans_a_page(installed: Path, site: str, tmp_path: Path, how: str) -> None:
    proxy = _start(_command(installed, how), tmp_path)
    try:
        proxy.wait_until_it_serves()
        response = httpx.get(site, proxy=proxy.url, timeout=60)
    finally:
        proxy.stop()
    assert response.headers["x-clean-copy"] == "cleaned"
    assert PARAGRAPHS[0] in response.text


def _command(installed: Path, how: str) -> list[str]:
    if how == "cleancopy serve":
        return [str(installed / "cleancopy"), "serve", "--port"]
    *_, script = _call(str(installed / "python"), "-c", WHERE.format("proxy_addon.py")).split()
    return [str(installed / "python"), "-c", MITMDUMP, "-s", script, "--listen-port"]


def _start(command: list[str], folder: Path) -> Proxy:
    port = free_port()
    with (folder / "output.txt").open("wb") as output:
        options = [str(port), "--set", f"confdir={folder / 'confdir'}"]
        process = subprocess.Popen(
            [*command, *options], cwd="/", env=_environment(), stdout=output, stderr=subprocess.STDOUT
        )
    return Proxy(process, port, folder, folder / "confdir")


def _call(*command: str) -> str:
    done = subprocess.run(command, cwd="/", env=_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _environment() -> dict[str, str]:
    """Without the path to the checkout that the addon leaves to its workers, in other tests."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
