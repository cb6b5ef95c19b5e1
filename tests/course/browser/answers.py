"""What two students write: one who reads, and one who makes mistakes."""

from __future__ import annotations

from collections.abc import Mapping

from tests.exercises.trying import entries, part, styles

Answers = Mapping[str, str]
"""Grade id of a solution cell to what is written into it."""


def careful(name: str) -> Answers:
    """Everything right."""
    return next(iter(styles(name).values()))


def careless(name: str) -> Answers:
    """Every second function wrong in a well-known way, from the second one on; in the first one a
    bracket is missing."""
    tasks = list(part(name, "reference").TASKS)
    written = dict(careful(name))
    for task in tasks[1::2]:
        written[task] = next(
            entry.code
            for entry in entries(name)
            if entry.task == task and f"{task}-core" in entry.loses
        )
    before, bracket, after = written[tasks[0]].rpartition(")")
    assert bracket
    written[tasks[0]] = before + after
    return written
