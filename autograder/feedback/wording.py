"""The catalogue: what each reason is called, what it means, and what to try next.

Friendly, short, never the answer. No text is longer than 60 words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autograder.model import PassedOver, Reason
from autograder.pages import points


class Tone(StrEnum):
    """How a result is drawn. The value is a CSS class; a symbol and a word always go with it."""

    RIGHT = "right"
    PART = "part"
    WRONG = "wrong"
    EMPTY = "empty"
    STOPPED = "stopped"
    WAITS = "waits"


SYMBOLS = {
    Tone.RIGHT: "✓",
    Tone.PART: "◐",
    Tone.WRONG: "✗",
    Tone.EMPTY: "○",
    Tone.STOPPED: "■",
    Tone.WAITS: "…",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of one reason."""

    tone: Tone
    title: str
    """Two or three words, which can stand in a table."""
    meaning: str
    next_step: str


WORDS = {
    Reason.RIGHT: Words(
        Tone.RIGHT, "right", "All questions got the right answer.", "Nothing is left to do here."
    ),
    Reason.PARTIAL: Words(
        Tone.PART,
        "partly right",
        "Some of what was asked is right, and some is not there yet.",
        "Read the task once more and tick off what your code already does. What is left over is "
        "where to go on.",
    ),
    Reason.WRONG: Words(
        Tone.WRONG,
        "not right yet",
        "At least one answer was not the one that the task asks for.",
        "Ask your function a question so small that you can do it on paper, and compare. Then "
        "read the task again for special cases.",
    ),
    Reason.NOT_STARTED: Words(
        Tone.EMPTY,
        "not started",
        "The cell is still as you got it, or still says that it is not implemented.",
        "Write the simplest version that could work for one example from the task, and run it. "
        "A first version that is half right teaches more than an empty cell.",
    ),
    Reason.RAISED: Words(
        Tone.STOPPED,
        "stopped with an error",
        "An error in place of an answer ends a test, even if most of the function is right.",
        "Run the question in a new cell. Read the error from the bottom up: the last line says "
        "what happened, the lines above it say where.",
    ),
    Reason.UNDEFINED: Words(
        Tone.EMPTY,
        "name not found",
        "The task asks for a name that does not exist when your notebook is run from top to "
        "bottom.",
        "Compare the spelling with the task. Then choose Kernel → Restart Kernel and Run All "
        "Cells: a name may be left over from a cell that you have since changed or moved.",
    ),
    Reason.SYNTAX: Words(
        Tone.STOPPED,
        "syntax error",
        "Python could not read the cell, so no line of it was run. Often it is one character.",
        "Go to the line that the error names and look there and one line above: a missing colon "
        "or bracket, a quote that is not closed, or a line indented differently from its "
        "neighbours.",
    ),
    Reason.TIMED_OUT: Words(
        Tone.STOPPED,
        "out of time",
        "Each answer has a limited time, far longer than a good solution needs.",
        "Look for a loop that never ends: does its condition ever change? If it only is slow, "
        "look for a loop over numbers that NumPy can do in one step.",
    ),
    Reason.MEMORY: Words(
        Tone.STOPPED,
        "out of memory",
        "There is a limit, far higher than a good solution needs.",
        "Look for a list or array that keeps growing, or one that is far larger than the "
        "question needs. Print the shapes of your arrays for a small example.",
    ),
    Reason.DIED: Words(
        Tone.STOPPED,
        "process ended",
        "When the process that runs your notebook ends, nothing more can be asked of it, so later "
        "parts may have lost their points, too.",
        "Look for calls that end Python, such as exit() or quit(), and for functions that call "
        "themselves without end. Then choose Kernel → Restart Kernel and Run All Cells.",
    ),
    Reason.MALFORMED: Words(
        Tone.STOPPED,
        "answer not readable",
        "It was too large, too deeply nested, or not plain data.",
        "Return what the task names, such as a number, a list or an array, and check it with "
        "type(…) and, for arrays, .shape.",
    ),
    Reason.MISSING_CELL: Words(
        Tone.EMPTY,
        "cell missing",
        "This cell is not in the notebook that you handed in. It may have been deleted, or its "
        "content moved into another cell.",
        "Get a fresh copy of the assignment, paste your work into its cells, and hand that in. "
        "Own cells may be added anywhere, but the given ones must stay.",
    ),
    Reason.MISSING_NOTEBOOK: Words(
        Tone.EMPTY,
        "notebook missing",
        "There was no notebook with this name in what you handed in.",
        "Look whether you renamed the notebook or saved it in another folder. Give it its "
        "original name, put it back into the assignment's folder, and hand in again.",
    ),
    Reason.UNREADABLE: Words(
        Tone.STOPPED,
        "file not readable",
        "The file arrived, but it cannot be opened as a notebook. None of your code was run.",
        "Open the notebook in JupyterLab. If it opens, save it and hand in again. If it does "
        "not, get a fresh copy and paste your work into it, or ask your instructor to look.",
    ),
    Reason.MANUAL: Words(
        Tone.WAITS,
        "waits for a person",
        "A person will read this. Its points are not in your mark yet.",
        "Nothing is left to do here.",
    ),
    Reason.TEST_BROKEN: Words(
        Tone.WAITS,
        "test did not run",
        "This part could not be tested, and that is not your fault.",
        "Tell your instructor, so that the test is mended and your work is marked again.",
    ),
}


def earlier_counts(passed: PassedOver | None, most: float) -> str:
    """What a page says whose submission counts although it is not the last one."""
    if passed is None:
        return ""
    time = passed.handed_in
    when = f" on {time.day} {time:%B %Y at %H:%M} UTC" if time else ""
    late = " (tests alone, lateness taken off)"
    return (
        f"You handed in again{when}. That got {points(passed.points)} of {points(most)} points"
        f"{late} and does not count: this page is about your earlier submission, which got "
        f"{points(passed.counts)}, for this course keeps the best one."
    )
