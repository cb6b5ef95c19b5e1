"""One case, from its files to the differences."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.course.conformance import engines, percent, results
from tests.course.conformance.cases import Case, Declared
from tests.course.conformance.compare import Difference, declares, differences
from tests.course.conformance.engines import Ran
from tests.course.conformance.processes import apart

_CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "conformance"
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case."""

    case: Case
    scores: tuple[Difference, ...]
    cells: tuple[Difference, ...]
    compared: int
    """How many scores."""
    ran: Ran

    @property
    def undeclared(self) -> tuple[Difference, ...]:
        """Differences in scores that nobody meant."""
        return tuple(difference for difference in self.scores if not difference.why)

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
    """Build the course in ``folder``, grade one copy with each engine, and compare."""
    course = folder / "course"
    build(case, course)
    for name in ("stock", "own"):
        shutil.copytree(course, folder / name)
    apart(engines.stock, case.assignment, root=folder / "stock", log="grading.log")
    ran = apart(engines.own, case.assignment, root=folder / "own", log="grading.log")
    expected, found = (
        apart(results.read, case.assignment, root=folder / name, log="reading.log")
        for name in ("stock", "own")
    )
    return Outcome(
        case,
        tuple(differences(case, expected.scores, found.scores)),
        tuple(differences(case, expected.cells, found.cells)),
        len(expected.scores.keys() | found.scores.keys()),
        ran,
    )


def build(case: Case, root: Path) -> None:
    """The course with its release and its submissions."""
    root.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(_CONFIG + case.config, encoding="utf-8")
    for path, data in case.files.items():
        _write(root / path, data)
    apart(engines.release, case.assignment, root=root, log="release.log")
    released, solved = (root / step / case.assignment for step in ("release", "source"))
    for student in ("source", "release", *case.students):
        origin = solved if student == "source" else released
        folder = root / "submitted" / student / case.assignment
        shutil.copytree(origin, folder)
        if student in case.students:
            _fill(case, student, folder, solved)
        for path in case.withheld.get(student, ()):
            (folder / path).unlink()


def _fill(case: Case, student: str, folder: Path, solved: Path) -> None:
    """Turn a copy of the release into what a student hands in."""
    for path, data in case.handed_in.get(student, {}).items():
        _write(folder / path, data)
    texts = case.texts.get(student)
    if texts is None:
        return
    for name in (p.stem for p in solved.glob("*.ipynb")):
        notebook = percent.submission(
            texts.get(name, ""),
            release=(folder / f"{name}.ipynb").read_bytes(),
            solved=(solved / f"{name}.ipynb").read_bytes(),
        )
        _write(folder / f"{name}.ipynb", notebook)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(data)
