"""Formulas as text, each once, and never with a character of ours."""

from __future__ import annotations

import pytest

from sanitize.bodies import clean

_TEX = "<annotation encoding='application/x-tex'>{}</annotation>"
_HALF_TEX = _TEX.format(r"\frac{1}{2}")
HALF = f"<math><semantics><mfrac><mn>1</mn><mn>2</mn></mfrac>{_HALF_TEX}</semantics></math>"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("<math><mi>x</mi><mo>=</mo><mn>2</mn></math>", "x=2"),
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "x<sup>2</sup>"),
        ("<math><msub>\n<mi>x</mi>\n<mrow><mi>a</mi><mi>b</mi></mrow>\n</msub></math>", "x<sub>ab</sub>"),
        ("<math><msubsup><mi>x</mi><mi>i</mi><mn>3</mn></msubsup></math>", "x<sub>i</sub><sup>3</sup>"),
        (f"<math><semantics><mi>x</mi>{_TEX.format('x')}</semantics></math>", "x"),
        (HALF, "<code>\\frac{1}{2}</code>"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", ""),
        ("<math><mi>x</mi><script>alert(1)</script></math>", ""),
    ],
)
def test_a_formula_is_one_line_or_its_tex_or_nothing(formula: str, expected: str) -> None:
    assert clean(f"<p>So {formula} is.</p>") == f"<p>So {expected} is.</p>"


@pytest.mark.parametrize(
    "drawing",
    ["<span aria-hidden='true'><b>1</b><b>2</b></span>", "<img aria-hidden='true' src='/half.svg'>"],
)
def test_a_drawing_of_the_formula_goes(drawing: str) -> None:
    html = f"<p>So <span><span>{HALF}</span>{drawing}</span> is <i aria-hidden='true'>it</i>.</p>"
    assert clean(html) == "<p>So <code>\\frac{1}{2}</code> is <i>it</i>.</p>"
