"""The pinned quality figures. A drop fails a test; only `python -m bench.quality --pin` moves them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from bench.measures import Totals

FILE = Path(__file__).with_name("pinned.json")
SLACK = 0.003  # what a figure may lose: about one page in three hundred

type Pins = dict[str, Totals]


def read() -> Pins:
    """The pinned figures by corpus; none before the first pin."""
    if not FILE.is_file():
        return {}
    pinned: Pins = json.loads(FILE.read_text(encoding="utf-8"))
    return pinned


def write(figures: Mapping[str, Totals]) -> None:
    rounded = {
        corpus: {name: round(value, 4) for name, value in totals.items()}
        for corpus, totals in figures.items()
    }
    FILE.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")


def drops(pinned: Totals, now: Totals) -> list[str]:
    """One line for each figure that fell by more than the slack, or is gone."""
    fallen = ((name, was, now.get(name, 0.0)) for name, was in pinned.items())
    return [f"{name}: {is_now:.4f}, pinned {was:.4f}" for name, was, is_now in fallen if is_now < was - SLACK]
