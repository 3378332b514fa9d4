"""A number for a text that changes little where the text changes little: to find copies and near copies.

The 64-bit simhash of Charikar (2002) over the different words of the text, in lower case, each hashed by
BLAKE2b. How often a word stands there does not count, else `the` would decide. Two texts are near copies
where few bits differ; texts with nothing in common differ in about 32. trafilatura writes its simhash in
hex as well, but hashes in another way: the two do not compare.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b

import numpy as np

_BITS = 64
_WORD = re.compile(r"\w+")
_KNOWN = 1 << 13  # hashes that are kept: the same few words are most of any text


def fingerprint(text: str) -> str | None:
    """16 hex digits; `None` for a text without words."""
    hashes = {digest for token in set(text.lower().split()) for digest in _hashes(token)}
    if not hashes:
        return None
    bits = np.unpackbits(np.frombuffer(b"".join(hashes), np.uint8)).reshape(-1, _BITS)
    return np.packbits(2 * bits.sum(axis=0) > len(hashes)).tobytes().hex()


@lru_cache(_KNOWN)
def _hashes(token: str) -> tuple[bytes, ...]:
    """One hash for each word between two spaces: `word,` has one, `half-light` has two."""
    words = _WORD.findall(token)
    return tuple(blake2b(word.encode("utf-8", "replace"), digest_size=_BITS // 8).digest() for word in words)
