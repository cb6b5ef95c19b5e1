"""The instructor's side of an assignment, read once a run.

The gradebook is the authority for locked cells, checksums, points and kernel, as in nbgrader; the
folder ``source/`` adds what the gradebook does not hold: the order of the cells, those without
nbgrader's metadata, which names the instructor's own solutions bind, and the other files.
"""

from __future__ import annotations

import difflib
import functools
import json
import operator
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from autograder.errors import CourseError, UnknownAssignment
from autograder.gradebook import database
from autograder.gradebook.course import Course
from autograder.gradebook.paths import refusal
from autograder.model import JSON, Assignment, NotebookSource, SourceCell
from autograder.names import NOTHING, bound_names, imported_modules, read_names

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_Key = tuple[str, str]
"""Id of a notebook's row, and the name of a cell in it."""


def read_assignment(course: Course, name: str) -> Assignment:
    """What all submissions of ``name`` are graded against.

    Raises:
        UnknownAssignment: the gradebook does not know it; close names are suggested.
        CourseError: a notebook in ``source/`` is no notebook, or the files are too large.
    """
    folder = course.source(name)
    if not database.exists(course):
        raise _unknown(name, ())
    with database.session(course) as session:
        notebooks = _read_notebooks(session, name)
        if notebooks is None:
            raise _unknown(name, _assignment_names(session))
    return Assignment(
        name=name,
        notebooks=tuple(_with_source(notebook, course, folder) for notebook in notebooks),
        files=dict(_read_files(course, name)),
        own={
            notebook.name: path.read_bytes()
            for notebook in notebooks
            if (path := folder / f"{notebook.name}.ipynb").is_file()
        },
    )


def due_date(course: Course, name: str) -> datetime | None:
    """Until when it is to be handed in, where that is set: UTC, without a time zone, as nbgrader
    keeps it."""
    from nbgrader.api import Assignment as Row
    from sqlalchemy import select

    with database.session(course) as session:
        return session.scalar(select(Row.duedate).where(Row.name == name))


def _unknown(name: str, known: Sequence[str]) -> UnknownAssignment:
    folded = {other.casefold(): other for other in known}
    near = difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)
    close = [folded[other] for other in near]
    hint = f" Did you mean {' or '.join(close)}?" if close else ""
    return UnknownAssignment(
        f"The gradebook has no assignment '{name}'.{hint}",
        next_step=f"Run `autograder release {name}` (or `nbgrader generate_assignment`) first.",
    )


def _assignment_names(session: Session) -> list[str]:
    from nbgrader.api import Assignment as Row
    from sqlalchemy import select

    return list(session.scalars(select(Row.name)))


def _read_notebooks(session: Session, name: str) -> list[NotebookSource] | None:
    """All notebooks with their cells in six queries, or None without such an assignment."""
    from nbgrader import api
    from sqlalchemy import select

    assignment = session.scalar(select(api.Assignment.id).where(api.Assignment.name == name))
    if assignment is None:
        return None
    notebooks = session.execute(
        select(api.Notebook.id, api.Notebook.name, api.Notebook.kernelspec)
        .where(api.Notebook.assignment_id == assignment)
        .order_by(api.Notebook.name)
    ).all()
    ids = [row.id for row in notebooks]
    points, solutions, tasks = _read_kinds(session, ids)
    cells: dict[str, list[SourceCell]] = defaultdict(list)
    table = api.SourceCell.__table__
    for row in session.execute(select(table).where(table.c.notebook_id.in_(ids))):
        key = (row.notebook_id, row.name)
        cells[row.notebook_id].append(
            SourceCell(
                name=row.name,
                cell_type=row.cell_type,
                locked=row.locked,
                source=row.source or "",
                checksum=row.checksum or "",
                max_score=points.get(key),
                is_solution=key in solutions,
                is_task=key in tasks,
            )
        )
    return [
        NotebookSource(row.name, _kernelspec(row.kernelspec), tuple(cells[row.id]))
        for row in notebooks
    ]


def _read_kinds(
    session: Session, notebooks: list[str]
) -> tuple[dict[_Key, float], set[_Key], set[_Key]]:
    """Points of the cells that are graded, the solution cells, the task cells."""
    from nbgrader import api
    from sqlalchemy import select

    base = api.BaseCell.__table__
    rows: dict[str, dict[_Key, float | None]] = {}
    for model in (api.GradeCell, api.TaskCell, api.SolutionCell):
        table = model.__table__
        score = [table.c.max_score] if "max_score" in table.c else []
        query = select(base.c.notebook_id, base.c.name, *score).join_from(
            table, base, table.c.id == base.c.id
        )
        rows[table.name] = {
            (row[0], row[1]): row[2] if score else None
            for row in session.execute(query.where(base.c.notebook_id.in_(notebooks)))
        }
    graded = rows["grade_cells"] | rows["task_cells"]
    points = {key: score for key, score in graded.items() if score is not None}
    return points, set(rows["solution_cells"]), set(rows["task_cells"])


def _kernelspec(text: str | None) -> Mapping[str, JSON] | None:
    return (json.loads(text) if text else None) or None


@dataclass(frozen=True, slots=True)
class _OwnCell:
    """A cell of the instructor's notebook file."""

    cell_type: str
    source: str
    grade_id: str | None


def _with_source(notebook: NotebookSource, course: Course, folder: Path) -> NotebookSource:
    """The notebook with what only the instructor's file tells, and those that nbgrader puts
    before and behind it (IncludeHeaderFooter)."""
    around = course.config.IncludeHeaderFooter
    header, footer = (str(around.get(part, "")) for part in ("header", "footer"))
    own = [
        cell
        for path in (course.root / header, folder / f"{notebook.name}.ipynb", course.root / footer)
        if path.is_file()
        for cell in _read_own_cells(path)
    ]
    order = {cell.grade_id: index for index, cell in enumerate(own)}
    known = {cell.name for cell in notebook.cells}
    # as it was released, and as the instructor solved it: both bind what students should
    versions: dict[str, list[str]] = {
        cell.name: [cell.source]
        for cell in notebook.cells
        if cell.is_solution and cell.cell_type == "code"
    }
    for cell in own:
        if cell.grade_id in versions:
            versions[cell.grade_id].append(cell.source)
    return replace(
        notebook,
        # the gradebook keeps no order of cells; one that the file no longer has goes last
        cells=tuple(sorted(notebook.cells, key=lambda cell: order.get(cell.name, len(own)))),
        open_code=frozenset(
            cell.source for cell in own if cell.cell_type == "code" and cell.grade_id not in known
        ),
        bindings={
            name: frozenset[str]().union(*map(bound_names, sources))
            for name, sources in versions.items()
        },
        imports={
            name: tuple(dict.fromkeys(line for s in sources for line in imported_modules(s)))
            for name, sources in versions.items()
        },
        reads={
            name: functools.reduce(operator.or_, map(read_names, sources), NOTHING)
            for name, sources in versions.items()
        },
    )


def _read_own_cells(path: Path) -> list[_OwnCell]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return [
            _OwnCell(
                cell["cell_type"],
                "".join(cell["source"]),
                cell["metadata"].get("nbgrader", {}).get("grade_id"),
            )
            for cell in document["cells"]
        ]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise CourseError(
            f"{path} is not a notebook of format 4: {error!r}.",
            next_step="Open it in JupyterLab and save it again.",
        ) from error


def _read_files(course: Course, name: str) -> Iterator[tuple[PurePosixPath, bytes]]:
    from nbgrader.utils import find_all_files

    folder = course.source(name)
    room = course.settings.limits().upload_mb * 2**20
    ignored = [*course.coursedir.ignore, "*.ipynb"]
    for path in sorted(Path(found) for found in find_all_files(str(folder), ignored)):
        relative = PurePosixPath(path.relative_to(folder))
        room -= path.stat().st_size
        if room < 0 or (reason := refusal(relative)):
            raise CourseError(
                f"{path} " + ("makes the assignment too large." if room < 0 else f"{reason}."),
                next_step="Keep large data outside the assignment, or raise Autograder.upload_mb.",
            )
        yield relative, path.read_bytes()
