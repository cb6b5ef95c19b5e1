"""Formulas in headings as plain text: ``$\\|u\\|_2$`` becomes ‖u‖₂.

A page runs no script that could set them, and a heading is a line of text in a table. It is for
reading: what is not known is shown by its name.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(?=\S)([^$]+?)(?<=\S)\$(?!\d)|\\\((.+?)\\\)")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
_ACCENT = re.compile(r"\\(vec|hat|bar|tilde)\s*\{?(\w)\}?")
_STYLED = re.compile(
    r"\\(?:text|mathrm|mathbf|mathit|mathbb|operatorname|boldsymbol)\s*\{([^{}]*)\}"
)
_RAISED = re.compile(r"([_^])(?:\{([^{}]*)\}|(\w))")
_COMMAND = re.compile(r"\\([A-Za-z]+|.)")
_ACCENTS = {"vec": "\u20d7", "hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}
_GREEK = "alpha α beta β gamma γ delta δ epsilon ε eta η theta θ lambda λ mu μ pi π rho ρ sigma σ"
_SIGNS = (
    "phi φ omega ω Delta Δ Sigma Σ cdot · times × pm ± le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ "
    "sim ∼ in ∈ infty ∞ sum ∑ prod ∏ to → rightarrow → langle ⟨ rangle ⟩ perp ⊥ parallel ∥ circ ° "
    "ldots … dots … cdots ⋯ | ‖ Vert ‖ lVert ‖ rVert ‖ top ᵀ"
)
_NAMES = dict(zip(*[iter(f"{_GREEK} {_SIGNS}".split())] * 2, strict=True))
_SPACES = {"quad", "qquad", ",", ";", ":", " ", "!"}
_LAYOUT = {"left", "right", "big", "Big", "displaystyle"}
_SCRIPTS = {
    "^": str.maketrans("0123456789+-=()niT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ"),
    "_": str.maketrans("0123456789+-=()aeijnoruvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₙₒᵣᵤᵥₓ"),
}


def readable(text: str) -> str:
    """``text`` with each formula in it as a reader would say it in one line."""
    return _FORMULA.sub(lambda found: _plain(found[1] or found[2] or found[3] or ""), text)


def _plain(formula: str) -> str:
    text = _STYLED.sub(r"\1", formula)
    text = _ACCENT.sub(lambda found: found[2] + _ACCENTS[found[1]], text)
    text = _ROOT.sub(r"√(\1)", text)
    text = _FRACTION.sub(lambda found: f"{_grouped(found[1])} / {_grouped(found[2])}", text)
    text = _RAISED.sub(_raised, text)
    text = _COMMAND.sub(_named, text)
    return " ".join(re.sub("[{}$]", "", text).split())


def _grouped(text: str) -> str:
    return text if re.fullmatch(r"\\?\w+", text) else f"({text})"


def _raised(found: re.Match[str]) -> str:
    sign, text = found[1], found[2] or found[3] or ""
    known = _SCRIPTS[sign]
    if all(ord(letter) in known for letter in text):
        return text.translate(known)
    return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"


def _named(found: re.Match[str]) -> str:
    name = found[1]
    if name in _SPACES or name in _LAYOUT:
        return " " if name in _SPACES else ""
    return str(_NAMES.get(name, name))
