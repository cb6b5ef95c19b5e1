"""What of a cell is compared, and what of it is chosen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.likeness import tokens
from autograder.likeness.fingerprints import WINDOW, K, fingerprints
from autograder.likeness.tokens import Token

repeatable = settings(derandomize=True, deadline=None)


def texts(source: str, *given_names: str) -> list[str]:
    return [
        " ".join(token.text for token in statement)
        for statement in tokens.code(source, frozenset(given_names))
    ]


def test_what_changes_without_thought_is_gone() -> None:
    one = 'def f(u):\n    """Says it."""\n    total = 0  # begin\n    return np.sum(u, axis=1)'
    other = "def f(vector):\n  result = 3.5\n\n  # and so on\n  return np.sum(vector,\n  axis=2)\n"
    assert texts(one, "f", "np") == texts(other, "f", "np")
    assert texts(one, "f", "np") == [
        "def f ( name ) :",
        "name = 0",
        "return np . sum ( name , name = 0 )",
    ]


def test_what_cannot_be_renamed_alone_stays() -> None:
    assert texts("for x in range(3):\n    y.norm(x)") == [
        "for name in range ( 0 ) :",
        "name . norm ( name )",
    ]


def test_two_statements_in_a_line_are_two() -> None:
    assert texts("a = 1; b = c") == ["name = 0", "name = name"]


PIECES = [
    "\\",
    "'",
    '"',
    '"""',
    "f'",
    "{",
    "}",
    "(",
    ")",
    "\n",
    "\0",
    "\r",
    "\x0c",
    "\\\n",
    "  x",
    "é",
    "$",
]


@repeatable
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_any_text_has_tokens_and_fingerprints(source: str) -> None:
    for statements in (tokens.code(source), tokens.prose(source), tokens.lines(source)):
        prints = fingerprints(statements)
        count = source.count("\n")
        assert len(prints.hashes) == len(prints.lines)
        assert all(0 <= first <= last <= count for first, last in prints.lines)


def test_of_a_very_long_line_the_words_are_taken() -> None:
    """For Python's tokenizer it can cost time that grows with the square of its length."""
    source = "x = 1\n" + "\\'" * tokens.MAX_WIDTH
    assert tokens.code(source) == tokens.lines(source)
    assert texts("x = 1\n" + "y" * (tokens.MAX_WIDTH - 1))[0] == "name = 0"


WORDS = st.lists(st.sampled_from("abcdefghij"), max_size=30)


def of(words: list[str]) -> set[int]:
    return set(fingerprints([[Token(word, 0) for word in words]]).hashes.tolist())


@repeatable
@given(WORDS, st.lists(st.sampled_from("abcdefghij"), min_size=K + WINDOW - 1, max_size=25), WORDS)
def test_a_common_part_that_is_long_enough_is_seen_wherever_it_stands(
    before: list[str], common: list[str], behind: list[str]
) -> None:
    """The guarantee of winnowing."""
    assert of(common) & of(before + common + behind)


def test_few_fingerprints_are_kept_of_many() -> None:
    random_ = np.random.default_rng(1)
    words = [str(number) for number in random_.integers(0, 50, 2000)]
    assert len(of(words)) == pytest.approx(2000 * 2 / (WINDOW + 1), rel=0.1)


def test_statements_in_another_order_have_the_same_fingerprints() -> None:
    lines = ["a = np.asarray(u, dtype=float)", "b = v.sum(axis=0).clip(1, 2)", "n = len(u) + 1"]
    one, other = "\n".join(lines), "\n".join(reversed(lines))
    hashes = [set(fingerprints(tokens.code(source)).hashes.tolist()) for source in (one, other)]
    assert hashes[0] == hashes[1]
