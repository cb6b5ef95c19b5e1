"""The catalogue covers everything and stays short; colours can be read."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from autograder.feedback.wording import SYMBOLS, WORDS, Tone
from autograder.model import Reason


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_title_a_meaning_and_a_next_step(reason: Reason) -> None:
    words = WORDS[reason]
    assert 1 <= len(words.title.split()) <= 4
    for text in (words.meaning, words.next_step):
        assert text.endswith(".")
        assert len(text.split()) < 60


def test_every_tone_has_a_symbol_of_its_own() -> None:
    assert set(SYMBOLS) == set(Tone)
    assert len(set(SYMBOLS.values())) == len(Tone)


def palettes() -> list[dict[str, str]]:
    css = (resources.files("autograder.pages") / "templates" / "look.css").read_text()
    blocks = re.findall(r":root \{([^}]*--paper[^}]*)\}", css)
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in blocks]


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


PAIRS = [
    *((ink, paper) for ink in ("ink", "quiet", "link", *Tone) for paper in ("paper", "card")),
    *((ink, "code") for ink in ("ink", "quiet", "keyword", "string", "comment", "number")),
    ("function", "code"),
    ("chalk", "board"), ("chalk-quiet", "board"), ("hint-ink", "hint"),
]  # fmt: skip


@pytest.mark.parametrize("dark", [0, 1])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_text_has_the_contrast_of_wcag_aa(ink: str, paper: str, dark: int) -> None:
    colours = palettes()[dark]
    low, high = sorted((luminance(colours[ink]), luminance(colours[paper])))
    assert (high + 0.05) / (low + 0.05) >= 4.5
