"""A small real course with two notebooks, built once by nbgrader; an examiner that runs nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from traitlets.config import Config

from autograder.examiner.examination import CellResult
from autograder.examiner.worker import Examined
from autograder.gradebook.database import scripts_on_path
from autograder.model import Cell, Reason, Role, Verdict

SOURCE = Path(__file__).parents[1] / "gradebook" / "course"


def said(text: str) -> list[dict[str, Any]]:
    return [{"output_type": "stream", "name": "stdout", "text": text}]


class Examiner:
    """A worker whose verdicts are those of ``points``, by grade id; full ones for the rest."""

    def __init__(self, points: Mapping[str, float], outputs: list[dict[str, Any]]) -> None:
        self.points, self.outputs = points, outputs

    def examine(
        self,
        cells: Sequence[Cell],
        *,
        seed: int,
        files: Mapping[PurePosixPath, bytes],
        trusted_files: Mapping[PurePosixPath, bytes],
        seen: Callable[[CellResult], None] | None = None,
    ) -> Examined:
        return Examined(tuple(self._results(cells)), (), None, 0.0)

    def _results(self, cells: Sequence[Cell]) -> Iterator[CellResult]:
        for cell in cells:
            if cell.role is Role.TEST:
                name, top = cell.grade_id or "", cell.points or 0.0
                given = self.points.get(name, top)
                verdict = Verdict(name, given, top, Reason.RIGHT if given else Reason.WRONG)
                yield CellResult(cell.index, [], 1, verdict=verdict)
            elif cell.role is Role.STUDENT:
                yield CellResult(cell.index, self.outputs, 1)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built") / "course"
    shutil.copytree(SOURCE, root)
    (root / "submitted").mkdir()
    with scripts_on_path():
        result = api(root, Config()).generate_assignment("ps1")
    assert result["success"], result["error"]
    return root


def hand_in(root: Path, student: str) -> Path:
    folder = root / "submitted" / student / "ps1"
    shutil.copytree(root / "release" / "ps1", folder)
    return folder


def edit(path: Path, name: str, **changes: Any) -> None:
    """Change a cell of a submitted notebook, as its owner can."""
    notebook = json.loads(path.read_text())
    (cell,) = (
        c for c in notebook["cells"] if name == c["metadata"].get("nbgrader", {}).get("grade_id")
    )
    cell |= changes
    path.write_text(json.dumps(notebook))


def api(root: Path, config: Config) -> Any:
    """As Formgrader makes it for each request."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    config.CourseDirectory.course_id = "words101"
    return NbGraderAPI(CourseDirectory(root=str(root), config=config), config=config)
