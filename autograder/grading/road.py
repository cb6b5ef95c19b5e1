"""nbgrader's own road: ``nbgrader autograde`` and Formgrader's button grade with this engine.

One line in ``nbgrader_config.py`` of any course turns it on::

    c.Autograde.exporter_class = "autograder.grading.road.Exporter"

nbgrader's Autograde reads a notebook, takes it through its preprocessors and writes it by an
exporter, twice: to sanitise it, then to grade it. Ours reads, both times, the notebook as
``autograder grade`` would have made it, examined and with its outputs, from what was handed in.
Of the preprocessors it leaves out those whose work is thereby done, and takes ours for another:

- ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells, Execute: left out. So
  ``--no-execute``, by which stock trusts the student's outputs, has no effect.
- SaveAutoGrades: ``SaveVerdicts``, whose marks are the verdicts and not read from outputs. They
  are kept in this process: no notebook, which a student could have written, says what they are.

All others (IgnorePattern, LimitOutput, AssignLatePenalties, the course's own) stay as configured;
what one of them changes is written, and reaches neither the student's code nor the marks.

The setting is a name and not an import: where this package is missing nbgrader then stops, while
a configuration file that fails is one that it goes on without.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    ClearOutput,
    DeduplicateIds,
    Execute,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder import embeddings
from autograder.candidate.client import try_sandbox
from autograder.config import Autograder
from autograder.errors import AutograderError, UnknownAssignment
from autograder.gradebook import database, history
from autograder.gradebook.course import Course
from autograder.gradebook.reading import read_assignment
from autograder.gradebook.rows import ensure, find_assignment
from autograder.gradebook.standing import standings
from autograder.gradebook.updates import comments_of, grades_of, marks_of, update
from autograder.grading.attempts import (
    Attempts,
    Best,
    best_of,
    content_of,
    no_parts,
    record_best,
)
from autograder.grading.conditions import conditions
from autograder.grading.document import OUTPUT_STEPS
from autograder.grading.intake import take_in
from autograder.grading.kernels.specs import required
from autograder.grading.pool import Job
from autograder.grading.results import note_from_road
from autograder.grading.run import policy
from autograder.grading.store import opened
from autograder.grading.workshop import Workshop
from autograder.model import Conditions, NotebookReport, Origin, Submission, SubmissionReport

_DONE_IN_READING = (ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells, Execute)


@dataclass(frozen=True, slots=True)
class Place:
    """Which notebook of whose submission nbgrader is at."""

    student: str
    assignment: str
    notebook: str

    @classmethod
    def of(cls, resources: Mapping[str, Any]) -> Place:
        """As nbgrader's converter tells exporters and preprocessors."""
        about = resources["nbgrader"]
        return cls(about["student"], about["assignment"], about["notebook"])


class Exporter(NotebookExporter):  # type: ignore[misc]  # nbconvert has no types
    """What ``c.Autograde.exporter_class`` names; nbgrader makes one for each run."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        try:
            self.engine = Engine(self.parent.coursedir, self.config)
        except AutograderError as error:
            self.log.error(str(error))
            raise NbGraderException(str(error)) from error

    def register_preprocessor(self, preprocessor: Any, enabled: bool = False) -> Any:
        """Called by nbgrader for each step that the course has configured, in order."""
        if isinstance(preprocessor, str):
            preprocessor = import_item(preprocessor)
        if isinstance(preprocessor, type) and issubclass(preprocessor, _DONE_IN_READING):
            return None
        if isinstance(preprocessor, type) and issubclass(preprocessor, SaveAutoGrades):
            preprocessor = SaveVerdicts
        return super().register_preprocessor(preprocessor, enabled)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **_: Any
    ) -> tuple[str, dict[str, Any]]:
        """Called by nbgrader to sanitise what was handed in, then to grade what came of that. The
        file itself is not opened."""
        assert resources is not None
        place = Place.of(resources)
        path = Path(filename)
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        text, resources = self.from_notebook_node(_document(self.engine.report(place)), resources)
        if others := self.engine.others(place):
            resources["outputs"] = others
        return text, resources


class SaveVerdicts(NbGraderPreprocessor):  # type: ignore[misc]  # nor has nbgrader
    """In the place of SaveAutoGrades."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        place, engine = Place.of(resources), self.parent.engine
        engine.record(place)
        for problem in engine.report(place).problems:
            self.log.warning("%s of %s: %s", place.notebook, place.student, problem.message)
        return nb, resources


def _document(report: NotebookReport) -> NotebookNode:
    """The graded notebook, or one that says why there is none."""
    if report.document is not None:
        return from_dict(json.loads(report.document))
    # as code, for in a text cell what the student has written could be HTML
    lines = ["This notebook could not be graded.", *(p.message for p in report.problems)]
    return new_notebook(cells=[new_code_cell("\n".join(f"# {line}" for line in lines), id="why")])


_workshop = Workshop()
"""This process's own: nbgrader's objects live no longer than one of its runs."""


class Engine:
    """Grades the notebooks to which one of nbgrader's runs comes, one after another."""

    def __init__(self, coursedir: CourseDirectory, config: Config) -> None:
        """Raises SandboxUnavailable, KernelUnavailable."""
        if not _workshop.open:
            try_sandbox()
        self._course = Course(Path(coursedir.root), coursedir, config, Autograder(config=config))
        self._jobs: dict[str, Job] = {}
        self._decides: dict[str, Conditions] = {}
        """By assignment."""
        self._handed_in: dict[Place, Submission] = {}
        self._reports: dict[Place, SubmissionReport] = {}
        self._best = self._course.settings.keep == "best"
        self._counted: dict[tuple[str, str], Best] = {}
        """Of the student at whom nbgrader is, where the course keeps the best."""
        if self._best and coursedir.notebook_id != "*":
            raise no_parts()
        if coursedir.assignment_id:
            # what else is amiss nbgrader says in its own words, when it comes to a submission
            with contextlib.suppress(UnknownAssignment):
                self._job(coursedir.assignment_id)

    def report(self, place: Place) -> NotebookReport:
        """What grading finds out of a notebook. Raises as ``whole``."""
        (part,) = (part for part in self.whole(place).notebooks if part.name == place.notebook)
        return part

    def whole(self, place: Place) -> SubmissionReport:
        """What it finds out with this notebook alone, of the submission that counts. While nbgrader
        stays there it is graded once.

        Raises:
            AutograderError: it was our side that failed.
        """
        if place not in self._reports:
            job = self._job(place.assignment)
            submission = self._submission(place, job)
            if self._best:
                best = self.counted(place)
                report, handed_in = best.report, best.last_report
            else:
                report = handed_in = _workshop.grade(job, submission)
            self._withdraw_refused(place, handed_in)
            parts = tuple(part for part in report.notebooks if part.name == place.notebook)
            self._reports = {place: replace(report, notebooks=parts)}
        return self._reports[place]

    def counted(self, place: Place) -> Best:
        """What counts of all that the student has handed in. Raises AutograderError."""
        whose = place.student, place.assignment
        if whose not in self._counted:
            job = self._job(place.assignment)
            last = self._take_in(place, job)
            with standings(self._course, place.assignment) as standing:
                extension = standing.of([place.student]).get(place.student)
                found = best_of(
                    last,
                    Attempts(self._course, place.assignment),
                    grade=lambda submission: _workshop.grade(job, submission),
                    worth=lambda report: standing.left(report, extension),
                )
            self._counted = {whose: found}
        return self._counted[whose]

    def others(self, place: Place) -> Mapping[str, bytes]:
        """Graded notebooks to which nbgrader does not come: an earlier submission counts, and the
        last one has none of their names. By the names of their files."""
        if not self._best:
            return {}
        counted = self.counted(place)
        return {
            f"{part.name}.ipynb": part.document.encode()
            for part in counted.report.notebooks
            if part.document is not None and part.name not in counted.last.notebooks
        }

    def record(self, place: Place) -> None:
        """Write automatic marks and comments of one notebook, as ``Recorder`` does for a class, and
        keep the report for whoever writes pages."""
        if self._best:
            self._record_whole(place)
            return
        report = self.report(place)
        with database.writer(self._course) as session:
            history.prepare(session)
            assignment = find_assignment(session, place.assignment)
            assert assignment is not None  # nbgrader has asked for it before
            rows = assignment.notebooks[place.notebook]
            row = ensure(session, assignment, {place.student: None})[place.student, place.notebook]
            grades = list(grades_of(row, rows, report))
            marks = {place.notebook: marks_of(rows, grades)}
            entry = history.Entry(place.student, self._origin(place), marks)
            history.add(session, place.assignment, [entry])
            update(session, grades, [*comments_of(row, rows, report)])
            session.commit()
        with opened(self._course.root) as store:
            note_from_road(store, self.whole(place))

    def _record_whole(self, place: Place) -> None:
        """The same for all notebooks of the submission that counts, whichever nbgrader is at: one
        that the last submission lacks it does not come to."""
        counted, name = self.counted(place), place.assignment
        report, decides = counted.report, self._conditions(place)
        record_best(self._course, name, counted, decides)
        with opened(self._course.root) as store:
            for part in counted.report.notebooks:
                note_from_road(store, replace(report, notebooks=(part,)))

    def _origin(self, place: Place) -> Origin:
        return Origin(content_of(self._handed_in[place]), self._conditions(place))

    def _conditions(self, place: Place) -> Conditions:
        if place.assignment not in self._decides:
            found = conditions(self._job(place.assignment))
            self._decides[place.assignment] = found or Conditions("", {})
        return self._decides[place.assignment]

    def _job(self, assignment: str) -> Job:
        if assignment not in self._jobs:
            read = read_assignment(self._course, assignment)
            self._jobs[assignment] = Job(
                read,
                self._course.settings.limits(),
                replace(policy(self._course, assignment), kernels=required(self._course, read)),
                Config({step: {"enabled": False} for step in OUTPUT_STEPS}),
                embeddings.prepare().gensim_data,
                jail=True,
            )
        return self._jobs[assignment]

    def _submission(self, place: Place, job: Job) -> Submission:
        """The student's folder with this notebook alone: nbgrader comes to each of the others,
        or was told to leave them."""
        submission = self._take_in(place, job)
        self._handed_in = {place: submission}
        alone = {k: data for k, data in submission.notebooks.items() if k == place.notebook}
        return replace(submission, notebooks=alone)

    def _take_in(self, place: Place, job: Job) -> Submission:
        return take_in(
            self._course.submitted(place.student, place.assignment),
            student=place.student,
            assignment=job.assignment,
            limits=job.limits,
            ignore=tuple(self._course.coursedir.ignore),
        )

    def _withdraw_refused(self, place: Place, report: SubmissionReport) -> None:
        """nbgrader has copied the submitted files and followed links, so there may be anything
        among them that staff can read. Its feedback would hand that to the student."""
        folder = self._course.autograded(place.student, place.assignment)
        for path in folder.rglob("*"):
            name = PurePosixPath(path.relative_to(folder))
            if name not in report.files and path.suffix != ".ipynb" and not path.is_dir():
                path.unlink()
