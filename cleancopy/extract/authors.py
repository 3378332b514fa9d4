"""Bylines to names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from cleancopy import dom
from cleancopy.model import Lexicon

MOST_WORDS = 6  # a name; longer is a sentence
MOST_AUTHORS = 12
_NOT_A_NAME = re.compile(r"https?://|www\.|@|\d{3}|[|<>{}\[\]]")
_JOINT = re.compile(r"\s*(?:,|;|/|•|·|\||&|\n)\s*")


def choose(sources: Iterable[list[str]], root: dom.Element, lexicon: Lexicon) -> tuple[str, ...]:
    """The names of the first source that has any; then those of the page's byline elements."""
    for source in sources:
        names = _names(source, lexicon)
        if names:
            return names
    return _names(_bylines(root, lexicon), lexicon)


def _bylines(root: dom.Element, lexicon: Lexicon) -> list[str]:
    marked = root.xpath('.//*[@rel="author" or @itemprop="author"]')
    elements = (
        [item for item in marked if isinstance(item, dom.ElementType)] if isinstance(marked, list) else []
    )
    if not elements:
        elements = list(islice(dom.named_with(root, set(lexicon.get("byline_names", ())), limit=4), 1))
    return [dom.text_of(element) for element in elements[:3]]


def _names(texts: Iterable[str], lexicon: Lexicon) -> tuple[str, ...]:
    names = [name for text in texts for name in split(text, lexicon)]
    unique = dict.fromkeys(name for name in names if name)
    return tuple(unique)[:MOST_AUTHORS]


def split(byline: str, lexicon: Lexicon) -> list[str]:
    """`By Ana Ruiz and Jo Li` to its names; nothing where no name is left."""
    text = dom.fold_space(byline)
    for word in lexicon.get("byline", ()):
        if text.casefold().startswith((f"{word} ", f"{word}: ", f"{word}:")):
            text = text[len(word) :].lstrip(" :")
            break
    joint_words = "|".join(re.escape(word) for word in lexicon.get("and", ()))
    if joint_words:
        text = re.sub(rf"\s+(?:{joint_words})\s+", ", ", text, flags=re.IGNORECASE)
    return [part for part in map(str.strip, _JOINT.split(text)) if _is_name(part)]


def _is_name(text: str) -> bool:
    return bool(text) and len(text) > 1 and len(text.split()) <= MOST_WORDS and not _NOT_A_NAME.search(text)
