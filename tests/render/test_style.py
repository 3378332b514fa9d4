"""The style sheet: colours that can be read."""

import re

import pytest

from cleancopy.render import RENDERERS
from render.articles import CRANE

LEAST_CONTRAST = 4.5  # WCAG 2.2, level AA
_STYLE = RENDERERS["html"](CRANE).partition("<style>")[2].partition("</style>")[0]
_MODES = {"light": _STYLE, "dark": _STYLE.partition("prefers-color-scheme: dark")[2]}


def colours(style: str) -> dict[str, str]:
    """The first value of each custom property that is a colour."""
    return dict(reversed(re.findall(r"--(\w+): #([0-9a-f]{6});", style)))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", _MODES)
@pytest.mark.parametrize("ground", ["paper", "tint"])
@pytest.mark.parametrize("colour", ["ink", "soft", "link"])
def test_text_stands_out_from_its_ground(mode: str, colour: str, ground: str) -> None:
    palette = colours(_MODES[mode])
    darker, lighter = sorted(luminance(palette[name]) for name in (colour, ground))
    assert (lighter + 0.05) / (darker + 0.05) >= LEAST_CONTRAST


def test_both_modes_have_colours_of_their_own() -> None:
    assert colours(_MODES["light"])["paper"] > "f" > colours(_MODES["dark"])["paper"]
