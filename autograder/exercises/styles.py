"""Right notebooks, written in several styles."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent


def written(*styles: Mapping[str, str]) -> dict[str, str]:
    """Whole cells by grade id: those of the first style, with what later ones have in their
    place."""
    merged: dict[str, str] = {}
    for style in styles:
        merged |= style
    return {grade_id: dedent(cell).strip() + "\n" for grade_id, cell in merged.items()}
