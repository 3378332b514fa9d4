"""Tokens: whoever has one got it from us, for this one purpose."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path
from urllib.parse import urlencode

from cleancopy.addon.doorstep import CONTROL_HOST


class Tokens:
    """Made with a secret of the proxy's; several proxies with one certificate know each other's."""

    def __init__(self, authority: Path) -> None:
        """`authority` is the file with our authority's private key."""
        try:
            self._secret = hashlib.blake2b(authority.read_bytes(), person=b"cleancopy-token").digest()
        except OSError:
            self._secret = secrets.token_bytes()

    def make(self, *purpose: str) -> str:
        message = "\0".join(purpose).encode("utf-8", "surrogateescape")
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()[:32]

    def fits(self, token: str, *purpose: str) -> bool:
        return hmac.compare_digest(token.encode("utf-8", "replace"), self.make(*purpose).encode())

    def original_url(self, url: str, *, is_vouched: bool) -> str:
        """The link in a reading view that leads to the page as it came.

        Without a token it leads to a question first: a script of the page may have got hold of the view.
        """
        query = {"url": url} | ({"token": self.make("original", url)} if is_vouched else {})
        return f"http://{CONTROL_HOST}/original?{urlencode(query, errors='surrogateescape')}"
