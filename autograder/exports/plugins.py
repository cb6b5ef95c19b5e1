"""The formats for nbgrader's own command, with its options ``--assignment``, ``--student``,
``--to``::

    nbgrader export --exporter autograder.exports.plugins.Canvas --assignment "['similarity']"

One file is written for each assignment, all of them if none is named. As everything that nbgrader
exports it replaces a file of that name.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Unicode

from autograder.exports.formats import Format, default_name, export
from autograder.exports.wording import students
from autograder.gradebook.sheet import Sheet, sheet


class _Plugin(ExportPlugin):  # type: ignore[misc]  # nbgrader publishes no types
    format: Format

    canvas_file: str = ""
    column: str = ""

    def export(self, gradebook: Gradebook) -> None:
        """Write each assignment's marks. Called by ``nbgrader export``."""
        names = [str(name) for name in self.assignment]
        names = names or [str(assignment.name) for assignment in gradebook.assignments]
        for name in names:
            written = export(
                self._chosen(sheet(gradebook.db(), name)),
                self.format,
                self._path(name, several=len(names) > 1),
                root=Path(self.parent.coursedir.root),
                replace=True,
                canvas_file=Path(self.canvas_file) if self.canvas_file else None,
                column=self.column or None,
            )
            self.log.info("Wrote %s: %s", written.path, students(written.students))
            for remark in written.remarks:
                self.log.warning("%s", remark)

    def _chosen(self, marks: Sheet) -> Sheet:
        names = {str(student) for student in self.student}
        if not names:
            return marks
        return replace(marks, rows=tuple(r for r in marks.rows if r.student.id in names))

    def _path(self, assignment: str, *, several: bool) -> Path:
        if not self.to:
            return Path(default_name(assignment, self.format))
        path = Path(self.to)
        return path.with_name(f"{path.stem}-{assignment}{path.suffix}") if several else path


class Canvas(_Plugin):
    """Canvas's gradebook as CSV."""

    format = Format.CANVAS

    canvas_file = Unicode(
        "", help="The file that Canvas's gradebook exports, into which the marks go."
    ).tag(config=True)
    column = Unicode("", help="Title of the assignment's column in that file.").tag(config=True)


class Moodle(_Plugin):
    """What Moodle's grade import takes."""

    format = Format.MOODLE


class Gradescope(_Plugin):
    """A folder with a ``results.json`` for each student."""

    format = Format.GRADESCOPE


class Csv(_Plugin):
    """One row a student, safe to open in a spreadsheet."""

    format = Format.CSV


class Parquet(_Plugin):
    """One row a student, as Parquet."""

    format = Format.PARQUET
