"""A rule file in an editor: the schema in its first line, and the server that most of them use for YAML.

`npm install -g yaml-language-server` puts the server where it is looked for.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleancopy import resources

pytestmark = pytest.mark.editor

SERVER = "yaml-language-server"
MODELINE = f"# yaml-language-server: $schema={resources.shipped('rules') / 'schema.json'}"
GOOD = "format: 1\nrules:\n  - id: promo\n    why: Ads for podcasts.\n    remove: .promo\n    max_words: 20\n"
Message = dict[str, Any]


class Editor:
    """As much of an editor as is needed: it opens files, and asks what may stand somewhere."""

    def __init__(self, server: subprocess.Popen[bytes], folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._last = 0
        self._ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}})
        self._send({"method": "initialized", "params": {}})

    def complaints(self, text: str) -> list[tuple[int, str]]:
        """The lines that are marked, from 0, and what is said of each."""
        uri = self._open(text)
        for message in self._messages():
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                found = message["params"]["diagnostics"]
                return [(one["range"]["start"]["line"], one["message"]) for one in found]
        raise AssertionError("the server has ended")

    def offers(self, text: str, line: int, character: int) -> dict[str, str]:
        """The keys that it offers at a place, with what they mean."""
        place = {"line": line, "character": character}
        found = self._ask(
            "textDocument/completion", {"textDocument": {"uri": self._open(text)}, "position": place}
        )
        return {one["label"]: str(one.get("documentation")) for one in found["items"]}

    def _open(self, text: str) -> str:
        self._last += 1
        uri = (self._folder / f"{self._last}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": f"{MODELINE}\n{text}"}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return uri

    def _ask(self, method: str, params: Message) -> Any:
        self._last += 1
        self._send({"id": self._last, "method": method, "params": params})
        for message in self._messages():
            if message.get("id") == self._last and "method" not in message:
                return message["result"]
        raise AssertionError("the server has ended")

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._server.stdin.flush()

    def _messages(self) -> Iterator[Message]:
        """What the server says; to its own questions the answer is that nothing is set."""
        while header := self._server.stdout.readline():
            self._server.stdout.readline()
            message = json.loads(self._server.stdout.read(int(header.partition(b":")[2])))
            if "id" in message and "method" in message:
                items = message["params"].get("items", []) if message.get("params") else []
                self._send({"id": message["id"], "result": [None for _ in items]})
            yield message


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    command = [shutil.which(SERVER) or SERVER, "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        yield Editor(server, tmp_path_factory.mktemp("rules"))
        server.kill()


def test_a_good_file_has_no_mark(editor: Editor) -> None:
    assert editor.complaints(GOOD) == []


@pytest.mark.parametrize("name", ["generic/ad-slots", "languages/en", "themes/tagdiv-newspaper"])
def test_a_shipped_file_has_no_mark(editor: Editor, name: str) -> None:
    assert editor.complaints((resources.shipped("rules") / f"{name}.yaml").read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ("max_words", "max_word", 6),
        ("20", "twenty", 6),
        ("format: 1", "format: 2", 1),
        ("id: promo", "id: A B", 3),
    ],
)
def test_a_mistake_is_marked_where_it_stands(editor: Editor, right: str, wrong: str, line: int) -> None:
    assert line in {place for place, _ in editor.complaints(GOOD.replace(right, wrong))}


def test_keys_are_offered_with_what_they_mean(editor: Editor) -> None:
    offered = editor.offers(f"{GOOD}    \n", 7, 4)
    assert {"unless", "max_removed", "status"} <= offered.keys()
    assert "share" in offered["max_removed"]
