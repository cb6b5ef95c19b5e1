"""The audit trail: from what each mark came, when, and what it was before.

Three tables of ours stand beside nbgrader's in the gradebook, so an entry is written in the same
transaction as the marks that it tells of: neither is ever there without the other. nbgrader
neither reads nor touches them.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from autograder.gradebook import database
from autograder.gradebook.course import Course
from autograder.model import Conditions, Origin

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Table
    from sqlalchemy.orm import Session

Marks = Mapping[str, Mapping[str, float | None]]
"""Automatic marks by notebook and cell; None where a person decides."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One recording of a student's marks."""

    student: str
    origin: Origin
    marks: Marks
    handed_in: datetime | None = None
    """UTC, as all times."""
    recorded: datetime | None = None
    counts: bool = True
    """False for a submission that was passed over, an earlier one being better."""

    @property
    def points(self) -> float:
        return sum(mark or 0.0 for cells in self.marks.values() for mark in cells.values())


def add(session: Session, assignment: str, entries: Iterable[Entry]) -> None:
    """Add what is new: an entry that says what the student's last one says is left out. Marks of
    notebooks that were not graded this time are carried over. The caller commits."""
    import sqlalchemy as sa

    trail = _tables()[0]
    wanted = {entry.student: entry for entry in entries}
    before = _last(session, assignment, list(wanted))
    rows, origins = [], {}
    for student, entry in sorted(wanted.items()):
        last = before.get(student)
        marks = {**(last.marks if last else {}), **entry.marks}
        origin, handed_in = entry.origin, entry.handed_in or (last.handed_in if last else None)
        told = Entry(student, origin, marks, handed_in)
        if last is not None and _says(last) == _says(told):
            continue
        origins[origin.conditions.digest] = origin.conditions
        rows.append(_row(assignment, told))
    _know(session, origins)
    if rows:
        session.execute(sa.insert(trail), rows)


def _row(assignment: str, entry: Entry) -> dict[str, Any]:
    return {
        "assignment": assignment,
        "student": entry.student,
        "recorded": datetime.now(UTC).replace(tzinfo=None),
        "handed_in": entry.handed_in,
        "submission": entry.origin.submission,
        "conditions": entry.origin.conditions.digest,
        "marks": json.dumps(entry.marks),
    }


def _know(session: Session, origins: Mapping[str, Conditions]) -> None:
    import sqlalchemy as sa

    conditions = _tables()[1]
    known = session.scalars(sa.select(conditions.c.digest).where(conditions.c.digest.in_(origins)))
    for digest in sorted(set(origins) - set(known)):
        parts = json.dumps(dict(origins[digest].parts))
        values = {"digest": digest, "parts": parts}
        session.execute(database.insert_if_absent(session, conditions), values)


def pass_over(session: Session, assignment: str, entries: Iterable[Entry]) -> None:
    """Add submissions that do not count, but for those of which that is the last thing said of the
    student. The caller commits."""
    import sqlalchemy as sa

    passed = _tables()[2]
    wanted = {entry.student: entry for entry in entries}
    counting = _last(session, assignment, list(wanted))
    before = {e.student: e for e in _passed(session, assignment, list(wanted))}
    for student, entry in sorted(wanted.items()):
        last, now = before.get(student), counting.get(student)
        if last is not None and _says(last) == _says(entry):
            assert last.recorded is not None
            if now is None or now.recorded is None or last.recorded >= now.recorded:
                continue
        _know(session, {entry.origin.conditions.digest: entry.origin.conditions})
        session.execute(sa.insert(passed), [_row(assignment, entry)])


def _says(entry: Entry) -> tuple[object, ...]:
    origin = entry.origin
    return entry.marks, entry.handed_in, origin.submission, origin.conditions.digest


def read(course: Course, assignment: str, student: str) -> tuple[Entry, ...]:
    """A student's entries, the oldest first, with those that do not count. Raises as
    ``database.session``."""
    with database.session(course) as session:
        if not _there(session):
            return ()
        found = [
            *_entries(session, assignment, [student]),
            *_passed(session, assignment, [student]),
        ]
        return tuple(sorted(found, key=lambda entry: entry.recorded or datetime.min))


def last(course: Course, assignment: str, students: Sequence[str]) -> dict[str, Entry]:
    """The last entry of each of these students. Raises as ``database.session``."""
    with database.session(course) as session:
        return _last(session, assignment, students) if _there(session) else {}


def before_last(course: Course, assignment: str) -> dict[str, Entry]:
    """Of each student whose marks were recorded more than once, the last entry but one. Raises as
    ``database.session``."""
    import sqlalchemy as sa

    trail, conditions, _ = _tables()
    with database.session(course) as session:
        if not _there(session):
            return {}
        place = sa.func.row_number().over(partition_by=trail.c.student, order_by=trail.c.id.desc())
        placed = (
            sa.select(trail.c.id, place.label("place"))
            .where(trail.c.assignment == assignment)
            .subquery()
        )
        query = (
            sa.select(trail, conditions.c.parts)
            .join_from(trail, placed, trail.c.id == placed.c.id)
            .join(conditions, trail.c.conditions == conditions.c.digest)
            .where(placed.c.place == 2)
        )
        return {row.student: _entry(row) for row in session.execute(query)}


def prepare(session: Session) -> None:
    """Make the tables where they are not there yet. Two may do so at once. Commits."""
    import sqlalchemy as sa

    if _there(session, all_of_them=True):
        return
    try:
        for table in _tables():
            table.create(session.connection(), checkfirst=True)
        session.commit()
    except (sa.exc.IntegrityError, sa.exc.ProgrammingError, sa.exc.OperationalError):
        session.rollback()
        if not _there(session, all_of_them=True):
            raise


def _there(session: Session, *, all_of_them: bool = False) -> bool:
    """Whether there is a trail; one that was begun by an older version has two tables alone."""
    import sqlalchemy as sa

    inspector = sa.inspect(session.connection())
    tables = _tables() if all_of_them else _tables()[:2]
    return all(inspector.has_table(table.name) for table in tables)


@functools.cache
def _tables() -> tuple[Table, Table, Table]:
    """What counts or has counted, all that decided it, what was passed over."""
    import sqlalchemy as sa

    metadata = sa.MetaData()
    conditions = sa.Table(
        "autograder_conditions",
        metadata,
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("parts", sa.Text, nullable=False),
    )
    trail, passed = (
        _table(metadata, name) for name in ("autograder_history", "autograder_passed_over")
    )
    return trail, conditions, passed


def _table(metadata: MetaData, name: str) -> Table:
    import sqlalchemy as sa

    return sa.Table(
        name,
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        # by name, not by nbgrader's ids: what a person deletes there stays told here
        sa.Column("assignment", sa.String(128), nullable=False),
        sa.Column("student", sa.String(128), nullable=False),
        sa.Column("recorded", sa.DateTime, nullable=False),
        sa.Column("handed_in", sa.DateTime),
        sa.Column("submission", sa.String(64), nullable=False),
        sa.Column("conditions", sa.String(64), nullable=False),
        sa.Column("marks", sa.Text, nullable=False),
        sa.Index(f"{name}_whose", "assignment", "student", "id"),
    )


def _last(session: Session, assignment: str, students: Sequence[str]) -> dict[str, Entry]:
    import sqlalchemy as sa

    trail = _tables()[0]
    newest = (
        sa.select(sa.func.max(trail.c.id))
        .where(trail.c.assignment == assignment, trail.c.student.in_(students))
        .group_by(trail.c.student)
    )
    return {e.student: e for e in _entries(session, assignment, students, trail.c.id.in_(newest))}


def _entries(
    session: Session,
    assignment: str,
    students: Sequence[str],
    *which: Any,
    table: Table | None = None,
) -> Iterable[Entry]:
    import sqlalchemy as sa

    trail, conditions, _ = _tables()
    trail = trail if table is None else table
    query = (
        sa.select(trail, conditions.c.parts)
        .join_from(trail, conditions, trail.c.conditions == conditions.c.digest)
        .where(trail.c.assignment == assignment, trail.c.student.in_(students), *which)
        .order_by(trail.c.id)
    )
    yield from map(_entry, session.execute(query))


def _passed(session: Session, assignment: str, students: Sequence[str]) -> Iterable[Entry]:
    if not _there(session, all_of_them=True):
        return
    for entry in _entries(session, assignment, students, table=_tables()[2]):
        yield replace(entry, counts=False)


def _entry(row: Any) -> Entry:
    origin = Origin(row.submission, Conditions(row.conditions, json.loads(row.parts)))
    return Entry(row.student, origin, json.loads(row.marks), row.handed_in, row.recorded)
