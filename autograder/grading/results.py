"""What is known of a class, without grading anybody: for whoever reads results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Self

import msgspec

from autograder.grading.address import digest
from autograder.grading.packing import facts
from autograder.grading.store import Store
from autograder.model import SubmissionReport

GROUP = 500
"""Students that are looked up together."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one student's submission when it was last graded."""

    student: str
    report: SubmissionReport | None
    """Without documents and files. None where the student was not graded yet, or so long ago that
    it was forgotten: grading again finds it."""
    address: bytes | None
    """Of the content that was graded, with all that decided."""

    @classmethod
    def of(cls, student: str, address: bytes | None, data: bytes | None) -> Self:
        try:
            report = None if data is None else replace(facts(data), student=student)
        except msgspec.DecodeError:
            report = None
        return cls(student, report, address)


def for_reading(address: bytes) -> bytes:
    """Where the facts of a result lie that no run is to use again (see ``repeatable``)."""
    return digest("for reading", address)


def results(store: Store, assignment: str, students: Sequence[str]) -> Iterator[Result]:
    """The last result of each of these students, in their order; see ``store.opened``."""
    left = iter(students)
    while group := list(islice(left, GROUP)):
        written = store.written(assignment, group)
        places = [note.address for note in written.values()]
        known = store.facts([*places, *map(for_reading, places)])
        for student in group:
            at = written[student].address if student in written else None
            data = None if at is None else known.get(at) or known.get(for_reading(at))
            yield Result.of(student, at, data)
