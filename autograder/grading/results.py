"""What is known of a class, without grading anybody: for whoever reads results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Self

import msgspec

from autograder.grading.address import digest
from autograder.grading.packing import Packed, facts, pack
from autograder.grading.store import Store, Written
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
    """Of the content that was graded, with all that decided. None where ``autograder grade`` has
    not graded it: nbgrader's own road has."""

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


def note_from_road(store: Store, report: SubmissionReport) -> None:
    """Keep the report of one notebook that was graded on nbgrader's own road, which comes to a
    submission's notebooks one after another; for reading, no run uses it.

    Others of the same submission stay known. That they are of the same submission their time says:
    whoever reads a report sees to it that the gradebook has its marks.
    """
    (new,) = report.notebooks
    (before,) = results(store, report.assignment, [report.student])
    known = before.report
    others = known.notebooks if known and known.timestamp == report.timestamp else ()
    notebooks = [*(part for part in others if part.name != new.name), new]
    whole = replace(report, notebooks=tuple(sorted(notebooks, key=lambda part: part.name)))
    address = _road(report.assignment, report.student)
    store.keep(for_reading(address), Packed(pack(whole).facts, b""))
    store.note(report.assignment, {report.student: Written(address, b"")})


def _road(assignment: str, student: str) -> bytes:
    return digest("nbgrader's road", assignment, student)


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
            from_road = at == _road(assignment, student)
            yield Result.of(student, None if from_road else at, data)
