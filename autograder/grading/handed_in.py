"""What students have handed in, read as seldom as can be: a folder that looks as it did when it was
last read by the same rules has the address that it had then."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

from autograder.config import Limits
from autograder.errors import AutograderError
from autograder.gradebook.course import Course
from autograder.grading.address import Address, address, digest
from autograder.grading.intake import take_in
from autograder.grading.looks import look
from autograder.grading.store import Seen, Store
from autograder.model import Assignment, Conditions, Submission


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Of one course, for one run."""

    course: Course
    whole: Assignment
    """The assignment with all its notebooks."""
    assignment: Assignment
    """What is graded of it."""
    limits: Limits
    conditions: Conditions | None
    """See ``Desk.conditions``."""
    store: Store

    def read(self, student: str) -> tuple[Submission, Address]:
        """What a student handed in, and its address. Raises InfrastructureError."""
        course = self.course
        submission = take_in(
            course.submitted(student, self.whole.name),
            student=student,
            assignment=self.whole,
            limits=self.limits,
            ignore=tuple(course.coursedir.ignore),
        )
        if self.assignment is not self.whole:
            names = {notebook.name for notebook in self.assignment.notebooks}
            chosen = {k: data for k, data in submission.notebooks.items() if k in names}
            submission = replace(submission, notebooks=chosen)
        return submission, self.address(submission)

    def address(self, submission: Submission) -> Address:
        """Its address as all stands now."""
        return address(self._decides.encode(), submission)

    def addresses(
        self, students: Sequence[str]
    ) -> tuple[dict[str, Address], dict[str, AutograderError]]:
        """Those of what these students handed in; and what kept others from being read."""
        found: dict[str, Address] = {}
        faults: dict[str, AutograderError] = {}
        seen = self.store.seen(self.assignment.name, students)
        new: dict[str, Seen] = {}
        rules = self._rules()
        for student in students:
            before = seen.get(student)
            try:
                now = look(self.course.submitted(student, self.whole.name))
                if before and now.whole and (before.rules, before.look) == (rules, now.digest):
                    found[student] = before.at
                    continue
                found[student] = self.read(student)[1]  # its bytes may be large: they are let go
            except AutograderError as error:
                faults[student] = error
                continue
            if now.reliable:
                new[student] = Seen(rules, now.digest, found[student])
        if new:
            self.store.note_seen(self.assignment.name, new)
        return found, faults

    def _rules(self) -> bytes:
        """A digest of all by which a submission is read and addressed. Who may read which file is
        part of it: another person may be refused what this one was not."""
        names = [notebook.name for notebook in self.whole.notebooks]
        person = os.geteuid(), os.getegid(), *os.getgroups()
        return digest(self._decides, names, list(self.course.coursedir.ignore), person)

    @property
    def _decides(self) -> str:
        return "" if self.conditions is None else self.conditions.digest
