"""The pages as files, the command in this process, and a web site with TLS on loopback."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme
from click.testing import CliRunner, Result

from cleancopy.cli import main
from cli.pages import LOGIN, PAGE, RULES, TEXT
from world import origin as origins
from world.origin import Origin
from world.pages import Page

type Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: an article as HTML and as text, a page that is none, good rules and bad ones."""
    for name, content in {"page.html": PAGE, "page.txt": TEXT, "login.html": LOGIN}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    for name, content in {"good": RULES, "bad": RULES.replace("remove:", "remvoe:")}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.yaml").write_text(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Run `cleancopy` in the working folder. An exception that it lets through fails the test."""

    def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(main, arguments, input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Origin]:
    authority = trustme.CA()
    origin = origins.start(authority)
    origin.pages |= {
        "/moved": Page(b"", status=302, headers=(("Location", "/article"),)),
        "/circle": Page(b"", status=302, headers=(("Location", "/circle"),)),
        "/unknown-coding": Page(b"?", headers=(("Content-Encoding", "dcb"),)),
    }
    certificate = tmp_path_factory.mktemp("site") / "ca.pem"
    authority.cert_pem.write_to_path(str(certificate))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(certificate))
        yield origin
    origin.server.shutdown()
    origin.server.server_close()
