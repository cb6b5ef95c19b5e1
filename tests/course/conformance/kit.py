"""One case, from its files to the differences."""

from __future__ import annotations

import hashlib
import importlib.metadata
import shutil
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.course.conformance import engines, percent, results
from tests.course.conformance.cases import Case, Declared, HandedIn
from tests.course.conformance.compare import Difference, declares, differences
from tests.course.conformance.engines import Ran
from tests.course.conformance.processes import apart

_CONFIG = f"""\
c = get_config()
c.CourseDirectory.course_id = "{engines.COURSE}"
"""
_alone = threading.Lock()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case."""

    case: Case
    scores: tuple[Difference, ...]
    cells: tuple[Difference, ...]
    compared: int
    """How many scores."""
    ran: Ran
    points: Mapping[str, float]
    """By student: the points that stock gives automatically."""
    marks: Mapping[str, Mapping[str, float | None]]
    """By student and cell: those that the engine gives; of several notebooks' cells with one name
    the last."""

    @property
    def own_points(self) -> Mapping[str, float]:
        """By student: the points that the engine gives automatically."""
        return {
            student: sum(value or 0.0 for value in cells.values())
            for student, cells in self.marks.items()
        }

    @property
    def undeclared(self) -> tuple[Difference, ...]:
        """Differences in scores that nobody meant."""
        return tuple(difference for difference in self.scores if not difference.why)

    @property
    def unlike(self) -> tuple[Difference, ...]:
        """Differences in the autograded notebooks that nobody meant. Where a score is meant to
        differ, so are the outputs that it comes from."""
        meant = {difference.place[:-1] for difference in self.scores if difference.why}
        return tuple(
            difference
            for difference in self.cells
            if not difference.why and difference.place[:-1] not in meant
        )

    @property
    def unseen(self) -> tuple[Declared, ...]:
        """Declarations that nothing came of."""
        found = (*self.scores, *self.cells)
        return tuple(
            declared
            for declared in self.case.differences
            if not any(declares(declared, difference) for difference in found)
        )


def run(case: Case, folder: Path) -> Outcome:
    """Build the course in ``folder``, grade one copy with each engine, and compare. What stock made
    of the same case in the same folder before is used again."""
    stock, own = folder / "stock", folder / "own"
    _by_stock(case, folder)
    shutil.rmtree(own, ignore_errors=True)
    shutil.copytree(folder / "course", own)
    ran = apart(engines.own, case.assignment, root=own, log="grading.log")
    if case.resubmissions:
        _hand_in_again(case, own)
        apart(engines.own, case.assignment, root=own, log="grading.log")
    expected, found = (
        apart(results.read, case.assignment, root=root, log="reading.log") for root in (stock, own)
    )
    return Outcome(
        case,
        tuple(differences(case, expected.scores, found.scores)),
        tuple(differences(case, expected.cells, found.cells)),
        len(expected.scores.keys() | found.scores.keys()),
        ran,
        results.points(expected),
        results.marks(found),
    )


def _by_stock(case: Case, folder: Path) -> None:
    """The course in ``folder / "course"``, and a copy of it graded by stock."""
    done = folder / "done"
    if done.is_file() and done.read_text(encoding="ascii") == _key(case):
        return
    shutil.rmtree(folder, ignore_errors=True)
    build(case, folder / "course")
    stock = folder / "stock"
    shutil.copytree(folder / "course", stock)
    _grade_by_stock(case, stock)
    if case.resubmissions:
        _hand_in_again(case, stock)
        _grade_by_stock(case, stock, "--force")
    done.write_text(_key(case), encoding="ascii")


def _key(case: Case) -> str:
    """What stock's marks of a case depend on."""
    versions = {d.name: d.version for d in importlib.metadata.distributions()}
    parts = (case.files, case.config, case.submissions, case.resubmissions, case.withheld, case.due)
    text = repr((sys.version, sorted(versions.items()), _CONFIG, parts))
    return hashlib.sha256(text.encode()).hexdigest()


def _hand_in_again(case: Case, root: Path) -> None:
    for student, handed_in in case.resubmissions.items():
        hand_in(case, student, handed_in, root)


def _grade_by_stock(case: Case, root: Path, *options: str) -> None:
    """The whole class at once; then, for one student's notebook can stop the whole command, each
    of those who were left out."""
    apart(engines.stock, case.assignment, *options, root=root, log="grading.log")
    for student in ("source", "release", *case.submissions):
        if not (root / "autograded" / student).is_dir():
            who = ("--student", student)
            apart(engines.stock, case.assignment, *who, root=root, log="grading.log")


def build(case: Case, root: Path) -> None:
    """The course with its release and its submissions."""
    root.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(_CONFIG + case.config, encoding="utf-8")
    for path, data in case.files.items():
        _write(root / path, data)
    shutil.copy(_gradebook(root.parents[1] / "empty"), root)
    apart(engines.release, case.assignment, root=root, log="release.log")
    if case.due:
        apart(engines.set_due, case.assignment, case.due, root=root, log="release.log")
    for student in ("source", "release"):
        origin = root / student / case.assignment
        shutil.copytree(origin, root / "submitted" / student / case.assignment)
    for student, handed_in in case.submissions.items():
        hand_in(case, student, handed_in, root)


def _gradebook(folder: Path) -> Path:
    """The gradebook with which each course begins, made once: for each new one nbgrader asks
    ``alembic`` for its version, which imports all of nbgrader again."""
    path = folder / "gradebook.db"
    with _alone:
        if not path.is_file():
            folder.mkdir(parents=True)
            apart(engines.create_gradebook, root=folder, log="creating.log")
    return path


def hand_in(case: Case, student: str, handed_in: HandedIn, root: Path) -> None:
    """What was released, with what the student made of it, in the place of what lies there."""
    solved, released = (root / step / case.assignment for step in ("source", "release"))
    folder = root / "submitted" / student / case.assignment
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(released, folder)
    names = [path.stem for path in solved.glob("*.ipynb")] if handed_in.texts else []
    for name in names:
        notebook = percent.submission(
            handed_in.texts.get(name, ""),
            release=(released / f"{name}.ipynb").read_bytes(),
            solved=(solved / f"{name}.ipynb").read_bytes(),
        )
        _write(folder / f"{name}.ipynb", notebook)
    for path, data in handed_in.files.items():
        _write(folder / path, data)
    for path in case.withheld.get(student, ()):
        (folder / path).unlink()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(data)
