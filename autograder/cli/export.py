"""``autograder export``: marks into a file for another system."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.cli.printing import console, errors
from autograder.errors import AutograderError
from autograder.exports.formats import Format, default_name, export
from autograder.exports.wording import students
from autograder.gradebook.course import Course
from autograder.gradebook.sheet import read_sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line asks of an export."""

    to: Format
    into: Path | None = None
    replace: bool = False
    canvas_file: Path | None = None
    column: str | None = None


def export_marks(course: Course, assignment: str, wishes: Wishes) -> None:
    """Write the marks and print what was written, and what staff should know of it."""
    if wishes.to is not Format.CANVAS and (wishes.canvas_file or wishes.column):
        raise AutograderError(
            "--canvas-file and --column are about Canvas's own file.",
            next_step="Leave them out, or export --to canvas.",
        )
    if wishes.column and not wishes.canvas_file:
        raise AutograderError(
            "--column names a column of a file of Canvas's, and there is none.",
            next_step="Give that file with --canvas-file.",
        )
    written = export(
        read_sheet(course, assignment),
        wishes.to,
        wishes.into or Path(default_name(assignment, wishes.to)),
        root=course.root,
        replace=wishes.replace,
        canvas_file=wishes.canvas_file,
        column=wishes.column,
    )
    line = f"wrote {written.path}: {students(written.students)}"
    console.print(line, highlight=False, markup=False, soft_wrap=True)
    for remark in written.remarks:
        errors.print(remark, highlight=False, markup=False, soft_wrap=True)
