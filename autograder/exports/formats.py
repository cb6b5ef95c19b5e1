"""The formats by name: what each is called on disk, and writing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from autograder.errors import CourseError
from autograder.exports import canvas, gradescope, moodle, plain
from autograder.exports.cells import looks_like_formula
from autograder.gradebook.files import write_file, write_folder
from autograder.gradebook.paths import shown
from autograder.gradebook.sheet import Sheet
from autograder.grading.results import results
from autograder.grading.store import opened

SHOWN = 10
"""How many students a remark names."""


class Format(StrEnum):
    """Where marks can go. The value is what the command line calls it."""

    CANVAS = "canvas"
    MOODLE = "moodle"
    GRADESCOPE = "gradescope"
    CSV = "csv"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written where, and what staff should know of it."""

    path: Path
    students: int
    remarks: tuple[str, ...] = ()


_ENDINGS = {
    Format.CANVAS: "-canvas.csv",
    Format.MOODLE: "-moodle.csv",
    Format.GRADESCOPE: "-gradescope",
    Format.CSV: ".csv",
    Format.PARQUET: ".parquet",
}


def default_name(assignment: str, to: Format) -> str:
    """What the file, or for Gradescope the folder, is called if nobody says otherwise."""
    return assignment + _ENDINGS[to]


def export(
    sheet: Sheet,
    to: Format,
    path: Path,
    *,
    root: Path,
    replace: bool = False,
    canvas_file: Path | None = None,
    column: str | None = None,
) -> Written:
    """Write the marks.

    Args:
        sheet: the marks.
        to: the format.
        path: the file, or for Gradescope the folder.
        root: the course's folder, where results are kept.
        replace: write over what is there.
        canvas_file: for Canvas, the file it gave, into which the marks go.
        column: the title of the assignment's column in that file.

    Raises:
        CourseError: ``path`` is there and is not to be replaced, or cannot be written; or the file
            of Canvas is none.
    """
    if to is Format.GRADESCOPE:
        return _write_gradescope(sheet, path, root, replace=replace)
    if to is Format.CANVAS and canvas_file is not None:
        return _write_merged(sheet, path, canvas_file, replace=replace, column=column)
    makers: dict[Format, Callable[[Sheet], bytes]] = {
        Format.CANVAS: canvas.fresh,
        Format.MOODLE: moodle.as_moodle,
        Format.CSV: plain.as_csv,
        Format.PARQUET: plain.as_parquet,
    }
    write_file(path, makers[to](sheet), replace=replace)
    everybody = to in (Format.CSV, Format.PARQUET)
    students = [row.student for row in sheet.rows if everybody or row.submitted]
    remarks = list(_remarks(sheet))
    if to in (Format.CANVAS, Format.MOODLE):
        ids = (value for s in students for value in (s.id, s.lms_user_id, s.email))
        odd = [value for value in ids if looks_like_formula(value)]
        remarks += _named(
            "Ids that a spreadsheet would take for a formula; do not open it there", odd
        )
    return Written(path, len(students), tuple(remarks))


def _write_merged(
    sheet: Sheet, path: Path, canvas_file: Path, *, replace: bool, column: str | None
) -> Written:
    try:
        data = canvas_file.read_bytes()
    except OSError as error:
        raise CourseError(
            f"{canvas_file} cannot be read: {error.strerror}.",
            next_step="Give the file that Canvas's gradebook exports with --canvas-file.",
        ) from error
    merge = canvas.merged(sheet, data, column=column)
    write_file(path, merge.data, replace=replace)
    remarks = [f"Column '{merge.column}'.", *_remarks(sheet)]
    if merge.possible is not None:
        remarks.append(
            f"Canvas has {merge.possible:g} points for it, and here are {sheet.max_points:g}: "
            "marks are as they are here."
        )
    remarks += _named("Excused or not given the assignment in Canvas, left so", merge.kept)
    remarks += _named("With a mark here, but not in Canvas's file", merge.unknown)
    remarks += _named("Fit several people of Canvas's file, left out", merge.unsure)
    remarks += _named("In Canvas's file, but without a mark here, left as they are", merge.without)
    return Written(path, merge.filled, tuple(remarks))


def _write_gradescope(sheet: Sheet, path: Path, root: Path, *, replace: bool) -> Written:
    names = [row.student.id for row in sheet.rows if row.submitted]
    reports: gradescope.Reports = ()
    if (root / ".autograder").is_dir():
        with opened(root) as store:
            found = results(store, sheet.assignment, names)
            reports = [(result.student, result.report) for result in found]
    files, refused = gradescope.as_gradescope(sheet, reports)
    write_folder(path, files, replace=replace)
    told = {student for student, report in reports if report is not None}
    remarks = list(_remarks(sheet))
    remarks += _named("Ids that cannot be the name of a folder, left out", refused)
    remarks += _named(
        "Points only, for what the tests found is not kept (grade again)",
        [name for name in names if name not in told and name not in refused],
    )
    return Written(path, len(files), tuple(remarks))


def _remarks(sheet: Sheet) -> Iterable[str]:
    waiting = sum(bool(row.pending) for row in sheet.rows)
    if waiting:
        yield f"{waiting} still have answers to be marked by a person; these points are missing."


def _named(what: str, students: Iterable[str]) -> list[str]:
    names = list(students)
    if not names:
        return []
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return [f"{what} ({len(names)}): {', '.join(map(shown, names[:SHOWN]))}{more}."]
