"""nbgrader's own road: ``nbgrader generate_feedback`` and Formgrader's buttons write our pages.

One line in ``nbgrader_config.py`` turns it on::

    c.GenerateFeedback.exporter_class = "autograder.feedback.road.Exporter"

nbgrader comes to each graded notebook in ``autograded/`` and asks an exporter for its page. Ours
looks up what grading found out, adds what people have marked and written in the gradebook, and
gives the page that ``autograder grade`` writes. Whether the report that is kept is the one that
the gradebook was filled from, its marks say. Where it is not, as after stock ``nbgrader
autograde``, the page is nbgrader's own, with a sentence; but where the course does not reveal
everything it is a page of marks, for nbgrader's shows the tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter
from nbgrader.converters.base import NbGraderException

from autograder.config import Autograder, Level
from autograder.errors import CourseError
from autograder.feedback.edition import Edition, from_marks
from autograder.feedback.page import page
from autograder.gradebook.course import Course
from autograder.gradebook.given import Given, given
from autograder.grading.results import results
from autograder.grading.store import opened
from autograder.model import NotebookReport, SubmissionReport

STOCK = (
    "This is nbgrader's own page, for what a test has seen of this notebook is not known. It was "
    "graded by stock nbgrader, or long ago."
)
MARKS_ALONE = (
    "Only the marks are known here: what the tests have seen of this notebook was not kept."
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of one submission."""

    report: SubmissionReport
    """Without documents; without notebooks where none is known."""
    given: Given


class Exporter(HTMLExporter):  # type: ignore[misc]  # nbconvert has no types
    """What ``c.GenerateFeedback.exporter_class`` names; nbgrader makes one for each run."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        coursedir = self.parent.coursedir
        settings = Autograder(config=self.config)
        self._course = Course(Path(coursedir.root), coursedir, self.config, settings)
        self._now = datetime.now(UTC)
        self._known: dict[tuple[str, str], _Known] = {}
        try:
            settings.revealing(coursedir.assignment_id)  # one error now, not one for each student
        except CourseError as error:
            self.log.error(str(error))
            raise NbGraderException(str(error)) from error
        # pages of `autograder grade` are there already, and nbgrader would leave them as they are:
        # without what people have marked since
        self.parent.force = True

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **more: Any
    ) -> tuple[str, dict[str, Any]]:
        """Called by nbgrader with each notebook in ``autograded/``."""
        assert resources is not None
        about = resources["nbgrader"]
        student, assignment, name = about["student"], about["assignment"], about["notebook"]
        known = self._look_up(student, assignment)
        revealing = self._course.settings.revealing(assignment)
        document = Path(filename).read_text(encoding="utf-8")
        found = next((n for n in known.report.notebooks if n.name == name), None)
        edition = Edition.of(known.report, known.given, revealing, self._now)
        if found is None or not known.given.comes_from(known.report, found):
            if edition.level >= Level.EVERYTHING:
                return self._stock(filename, resources, **more)
            marks = known.given.notebooks.get(name)
            if marks is None:
                raise CourseError(
                    f"The gradebook knows nothing of {name} by {student}.",
                    next_step=f"Run `autograder grade {assignment} --student {student}`.",
                )
            found = from_marks(marks, name, document)
            edition = replace(edition, remark=MARKS_ALONE)
        if found.document is not None:  # else what lies there only says that none could be graded
            found = replace(found, document=document)
        report = _with(known.report, found)
        resources |= {"output_extension": ".html"}
        # nbgrader has emptied the folder and comes to no notebook that was not handed in
        resources["outputs"] = {
            f"{absent.name}.html": page(report, absent.name, edition).encode()
            for absent in _absent(known)
        }
        return page(report, name, edition), resources

    def _look_up(self, student: str, assignment: str) -> _Known:
        """While nbgrader stays with one submission it is read once."""
        if (student, assignment) not in self._known:
            with opened(self._course.root) as store:
                (result,) = results(store, assignment, [student])
            report = result.report or SubmissionReport(student, assignment, ())
            folder = self._course.autograded(student, assignment)
            report = replace(report, files=dict.fromkeys(_others(folder), b""))
            held = given(self._course, assignment, [student]).get(student, Given())
            self._known = {(student, assignment): _Known(report, held)}
        return self._known[student, assignment]

    def _stock(
        self, filename: str, resources: dict[str, Any], **more: Any
    ) -> tuple[str, dict[str, Any]]:
        notebook = nbformat.read(filename, as_version=4)
        notebook.cells.insert(0, nbformat.v4.new_markdown_cell(STOCK))
        path = Path(filename)
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        text, resources = self.from_notebook_node(notebook, resources, **more)
        return text, resources


def _with(report: SubmissionReport, notebook: NotebookReport) -> SubmissionReport:
    others = [other for other in report.notebooks if other.name != notebook.name]
    notebooks = tuple(sorted([*others, notebook], key=lambda part: part.name))
    return replace(report, notebooks=notebooks)


def _others(folder: Path) -> Iterator[PurePosixPath]:
    """Names of the files beside the notebooks."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".ipynb":
            yield PurePosixPath(path.relative_to(folder))


def _absent(known: _Known) -> Iterator[NotebookReport]:
    for notebook in known.report.notebooks:
        if notebook.document is None and known.given.comes_from(known.report, notebook):
            yield notebook
