"""The assignments: one folder each, with the text form of its notebook and what grades it.

In ``<name>/``:
    <name>.md           the finished notebook with solutions and tests, as text (jupytext Markdown)
    reference.py        the right answers
    cases.py            the questions that hidden tests ask
    misconceptions.py   known ways to get it wrong, with what each must lose
    probes.py           the public questions, by which wrong answers are explained
    answers.py          right notebooks, written in several styles
    equivalent.toml     changes to the solutions that no test could notice, and why
    classroom.py        a made-up class, for demonstrations and end-to-end tests

Shared by all:
    checking            what hidden tests call
    comparing, showing  closeness with derived tolerances; values as one safe line
    catalogue           the form of misconceptions
    questions           the form of questions, and which are small
    faults              in what way an answer can be wrong
    behaviour           what a function does with questions, and when two do the same
    recognising         the search for the misconception behind a function's answers
    explaining          from a check that failed to what the student is shown
    classroom           filling in a release as a student would
"""

from __future__ import annotations

from pathlib import Path

MISSING = (
    "The students' edition of this package is installed here, which holds no assignments: "
    "install it without AUTOGRADER_EDITION."
)
"""What to say where somebody needs one of them."""


def assignments() -> tuple[str, ...]:
    """Names of the assignments, in alphabetical order; none in the students' edition."""
    return tuple(sorted(text.stem for text in Path(__file__).parent.glob("*/*.md")))
