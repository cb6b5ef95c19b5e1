"""Formulas in headings can be read without a script."""

from __future__ import annotations

import pytest

from autograder.feedback.formulas import readable
from autograder.feedback.view import comments


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Task 1: $\\cos\\theta$", "Task 1: cosθ"),
        ("The length $\\|u\\|_2$", "The length ‖u‖₂"),
        (r"$\frac{u \cdot v}{\|u\| \|v\|}$ by hand", "(u · v) / (‖u‖ ‖v‖) by hand"),
        (r"\(a^2 + b^{10}\)", "a² + b¹⁰"),
        (r"$$x_i^T \mathbf{W}$$", "xᵢᵀ W"),
        (r"$\vec{u} \in \mathbb{R}^n$", "u⃗ ∈ Rⁿ"),
        (r"$\sqrt{2} \le 1.5$", "√(2) ≤ 1.5"),
        (r"$x_{\text{king}}$", "x_(king)"),
        (r"$\unknowncommand{y}$", "unknowncommandy"),
        ("It costs $5, or $6", "It costs $5, or $6"),
        ("no formula at all", "no formula at all"),
        ("$", "$"),
    ],
)
def test_a_formula_is_one_line_of_plain_text(text: str, plain: str) -> None:
    assert readable(text) == plain


def test_formulas_in_what_a_person_wrote_can_be_read_too() -> None:
    (comment,) = comments({"why": "Not quite:\n$\\|u\\|_2 \\ge 0$, always."})
    assert comment.text == "Not quite:\n‖u‖₂ ≥ 0, always."
