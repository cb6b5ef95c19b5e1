"""Text that came from students is cleaned and bounded, and says where it was cut."""

from __future__ import annotations

from autograder.pages.text import head, line, tail, visible


def test_escapes_are_removed_with_what_belongs_to_them() -> None:
    assert (
        visible("\x1b[1;31mred\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x1b\\ \x1b(Bend")
        == "red link end"
    )
    assert visible("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd\te"


def test_ordinary_text_of_any_language_stays_as_it_is() -> None:
    text = "naïve Σ ∥u∥ 语言 می‌خواهم 👩‍🔬"
    assert visible(text) == text


def test_what_is_cut_says_so() -> None:
    assert line("a" * 50, 10) == "a" * 9 + "…"
    assert head("abc", lines=5, characters=3).note == ""
    assert head("abcd", lines=5, characters=3).text == "abc"
    assert "(1 char" in head("abcd", lines=5, characters=3).note
    assert tail("a\nb\nc", lines=2, characters=9).text == "b\nc"
    assert "(2 char" in tail("a\nb\nc", lines=2, characters=9).note
    assert tail("abc", lines=2, characters=0).text == ""
