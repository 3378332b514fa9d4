"""What an element's names say: class and id words, `role` and `itemprop`, each with learned odds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cleancopy import dom

MOST_REMEMBERED = 20_000


class Odds(NamedTuple):
    """Log odds that text so named is the article's, over the names that are known; 0 where none is."""

    least: float = 0.0
    most: float = 0.0
    total: float = 0.0
    named: int = 0


_SILENT = Odds()


class NameBook:
    """The odds of names, remembered for each combination of class, id, role and itemprop that was seen."""

    def __init__(self, odds: Mapping[str, float]) -> None:
        self._odds = odds
        self._seen: dict[tuple[str | None, ...], Odds] = {}

    def read(self, said: Mapping[str, str]) -> Odds:
        """By an element's attributes."""
        get = said.get
        key = (get("class"), get("id"), get("role"), get("itemprop"))
        known = self._seen.get(key)
        if known is None:
            if len(self._seen) >= MOST_REMEMBERED:
                self._seen.clear()
            known = self._seen[key] = self._look_up(names_of(*key))
        return known

    def _look_up(self, names: set[str]) -> Odds:
        values = [self._odds[name] for name in names if name in self._odds]
        if not values:
            return _SILENT
        return Odds(min(0.0, *values), max(0.0, *values), sum(values), len(values))


def names_of(class_: str | None, id_: str | None, role: str | None, itemprop: str | None) -> set[str]:
    """The words of class and id that are more than a letter; `role=...`, `itemprop=...`."""
    joined = f"{(class_ or '')[: dom.MOST_NAME]} {(id_ or '')[: dom.MOST_NAME]}"
    names = {word for word in dom.name_words(joined) if len(word) > 1}
    if role:
        names.add(f"role={role}")
    if itemprop:
        names.add(f"itemprop={itemprop}")
    return names
