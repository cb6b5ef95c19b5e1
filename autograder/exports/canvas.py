"""Canvas's gradebook as CSV, with the marks of one assignment in it.

What Canvas writes (*Gradebook → Export*) and takes back (*Import*; its ``GradebookExporter`` and
``GradebookImporter``): a row of titles that begins with ``Student`` (or ``LastName``,
``FirstName``), ``ID``, perhaps ``SIS User ID``, ``SIS Login ID``, ``Integration ID``, ``Root
Account``, then ``Section``; each assignment as ``title (number)``; perhaps a row with ``Manual
Posting`` or ``Muted``; the row ``Points Possible``, in which columns that Canvas works out itself
say ``(read only)``; a row for each student, and the test student last. Separators are commas or
semicolons, the byte order mark is there or not.

``merged`` changes the cells of one column in the rows of the students that are found, and no other
byte. Excused students (``EX``) and those the assignment is not for (``N/A``) keep that. ``fresh``
makes a file that Canvas takes for students it finds by their login.

Names and ids that Canvas wrote stay as Canvas wrote them. In a fresh file names are guarded, and
ids stand as they are, for Canvas finds people by them (``cells``).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.errors import CourseError
from autograder.exports import matching, spans
from autograder.exports.cells import csv_text, guarded, name, number
from autograder.exports.spans import Span
from autograder.gradebook.paths import shown
from autograder.gradebook.sheet import Row, Sheet, Student

_IDENTIFIERS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
_POSSIBLE = "Points Possible"
_KEPT = ("EX", "N/A")
_TEST_STUDENT = ("Student, Test", "Test Student")
_NUMBERED = re.compile(r"(.*?)\s*\(\d+\)\s*", re.DOTALL)
"""A title with Canvas's number of the assignment."""
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Merge:
    """Canvas's file with marks in it, and whom they concern."""

    data: bytes
    column: str
    """Title of the column that was filled in."""
    filled: int
    kept: tuple[str, ...]
    """Students whose cell was left as it was: excused, or not given the assignment."""
    unknown: tuple[str, ...]
    """Students with a mark who are not in Canvas's file."""
    unsure: tuple[str, ...]
    """Students who could be several people of the file, or one together with another."""
    without: tuple[str, ...]
    """People of the file without a mark here, as Canvas calls them."""
    possible: float | None
    """Points that Canvas has for the assignment, where they are other than here."""


@dataclass(frozen=True, slots=True)
class _File:
    mark: bytes
    encoding: str
    text: str
    separator: str
    titles: list[Span]
    possible: list[Span] | None
    people: list[list[Span]]


def fresh(sheet: Sheet) -> bytes:
    """A new file for Canvas. The column is named as the assignment is: where Canvas has one of
    that name it is filled in, else Canvas offers to make it."""
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", guarded(sheet.assignment)]
    rows: list[Sequence[str | float | None]] = [header]
    rows.append(["    Points Possible", None, None, None, None, sheet.max_points])
    for row in sheet.rows:
        if row.submitted:
            who = row.student
            rows.append([_written(who), None, who.lms_user_id, who.id, None, row.points])
    return csv_text(rows).encode()


def merged(sheet: Sheet, data: bytes, *, column: str | None = None) -> Merge:
    """Canvas's file with the marks filled in.

    Args:
        sheet: the marks.
        data: the file as Canvas gave it.
        column: the title of the assignment's column, with or without its number; if not given,
            the name of our assignment.

    Raises:
        CourseError: it is not such a file, or has no such column.
    """
    file = _read(data)
    place = _column(file, column or sheet.assignment)
    where = {span.value.strip(): at for at, span in enumerate(file.titles)}
    identifiers = {title: where[title] for title in _IDENTIFIERS if title in where}
    values = [{t: _text(row, at) for t, at in identifiers.items()} for row in file.people]
    marks = {row.student.id: row for row in sheet.rows if row.submitted}
    found, unsure = matching.matched(values, [row.student for row in marks.values()])
    changes, kept = _changes(file, place, {at: marks[name] for name, at in found.items()})
    here = set(found.values())
    text = spans.replaced(file.text, changes)
    return Merge(
        data=file.mark + text.encode(file.encoding),
        column=file.titles[place].value,
        filled=len(changes),
        kept=kept,
        unknown=tuple(s for s in marks if s not in found and s not in unsure),
        unsure=unsure,
        without=tuple(
            _called(row)
            for at, row in enumerate(file.people)
            if at not in here and _called(row) not in _TEST_STUDENT
        ),
        possible=_other_points(file, place, sheet.max_points),
    )


def _changes(
    file: _File, place: int, marks: Mapping[int, Row]
) -> tuple[dict[Span, str], tuple[str, ...]]:
    """What is written into which cell, and the students whose cell is left as it is."""
    changes, kept = dict[Span, str](), []
    for at, mark in marks.items():
        row = file.people[at]
        if len(row) <= place:
            raise CourseError(
                f"The row of {shown(_called(row))} in Canvas's file is cut off.",
                next_step="Download the file again and leave it as it comes.",
            )
        if row[place].value.strip().upper() in _KEPT:
            kept.append(mark.student.id)
        else:
            changes[row[place]] = number(mark.points)
    return changes, tuple(kept)


def _written(who: Student) -> str:
    """The name as Canvas sorts it; it finds people by their ids, so that any would do."""
    names = ", ".join(part for part in (who.last_name, who.first_name) if part.strip())
    # Canvas would take the row of such a name for the row of the points possible
    return name(who.id) if not names or _POSSIBLE in names else name(names)


def _read(data: bytes) -> _File:
    mark, encoding = b"", "utf-8"
    if data.startswith(codecs.BOM_UTF8):
        mark = codecs.BOM_UTF8
    elif data[:2] in _UTF16:
        mark, encoding = data[:2], _UTF16[data[:2]]
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        raise _not_canvas("is not in UTF-8") from None
    head = re.match(r'"?(?:Student|LastName"?(.)"?FirstName)"?([,;\t])', text)
    if head is None:
        raise _not_canvas("does not begin with a column Student")
    titles, *rows = spans.rows(text, head[2])
    students = [row for row in rows if not _is_about_columns(row)]
    possible = next((row for row in rows if _POSSIBLE in row[0].value), None)
    if "ID" not in {title.value.strip() for title in titles}:
        raise _not_canvas("has no column ID")
    return _File(mark, encoding, text, head[2], titles, possible, students)


def _not_canvas(why: str) -> CourseError:
    return CourseError(
        f"The file {why}, so it is not what Canvas's gradebook exports.",
        next_step="In Canvas choose Gradebook → Export → Export Entire Gradebook, and give that "
        "file as it comes.",
    )


def _is_about_columns(row: Sequence[Span]) -> bool:
    """Whether this row is no person's: points possible, manual posting, or nothing."""
    if _POSSIBLE in row[0].value:
        return True
    said = " ".join(span.value for span in row)
    return not re.sub(r"(?i)muted|manual posting(?: \([^)]*\))?|\s", "", said)


def _column(file: _File, wanted: str) -> int:
    """The place of the assignment's column."""
    first = max(at for at, t in enumerate(file.titles) if t.value in ("Section", *_IDENTIFIERS)) + 1
    titles = {at: span.value for at, span in enumerate(file.titles) if at >= first}
    exact = [at for at, title in titles.items() if title.strip() == wanted.strip()]
    near = [at for at, title in titles.items() if _bare(title) == _bare(wanted)]
    places = exact or near
    if len(places) != 1:
        open_ones = [title for at, title in titles.items() if not _read_only(file, at)]
        few = "; ".join(open_ones[:20])
        raise CourseError(
            f"Canvas's file has {'several columns' if places else 'no column'} '{wanted}'.",
            next_step=f"Name the assignment's column with --column. The file has: {few}.",
        )
    if _read_only(file, places[0]):
        raise CourseError(
            f"Canvas works out the column '{titles[places[0]]}' itself.",
            next_step="Name the assignment's column with --column.",
        )
    return places[0]


def _bare(title: str) -> str:
    match = _NUMBERED.fullmatch(title)
    return (match[1] if match else title).strip().casefold()


def _read_only(file: _File, place: int) -> bool:
    return file.possible is not None and "read only" in _text(file.possible, place).lower()


def _text(row: Sequence[Span], place: int) -> str:
    return row[place].value if place < len(row) else ""


def _called(row: Sequence[Span]) -> str:
    return row[0].value.strip()


def _other_points(file: _File, place: int, here: float) -> float | None:
    if file.possible is None:
        return None
    try:
        there = float(_text(file.possible, place).replace(",", "."))
    except ValueError:
        return None
    return None if abs(there - here) < 0.005 else there
