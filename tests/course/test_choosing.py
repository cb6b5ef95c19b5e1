"""What ``--student``, ``--notebook`` and ``--force`` choose is what they choose in nbgrader: the
same marks are new, the others are left as they were."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.course.conformance import engines, kit, percent, results
from tests.course.conformance.cases import ASSIGNMENT, Case, HandedIn
from tests.course.conformance.processes import apart
from tests.course.conformance.results import Place

NOTEBOOK = """\
# %% solution="answer"
### BEGIN SOLUTION
x = 1
### END SOLUTION

# %% test="test" points=2
assert x == 1

# %% manual="why" points=3
### BEGIN SOLUTION
"because"
### END SOLUTION
"""
RIGHT, WRONG = '# %% answer="answer"\nx = 1\n', '# %% answer="answer"\nx = 2\n'
BOTH = ("first", "second")


def _handed_in(text: str) -> HandedIn:
    return HandedIn(texts=dict.fromkeys(BOTH, text))


CASE = Case(
    "choosing",
    {f"source/{ASSIGNMENT}/{name}.ipynb": percent.source(NOTEBOOK) for name in BOTH},
    submissions={"ann": _handed_in(WRONG), "ben": _handed_in(WRONG)},
)


class Both:
    """The same course twice."""

    def __init__(self, folder: Path) -> None:
        kit.build(CASE, folder / "own")
        for student in ("source", "release"):
            shutil.rmtree(folder / "own" / "submitted" / student)
        shutil.copytree(folder / "own", folder / "stock")
        self.own, self.stock = folder / "own", folder / "stock"

    def hand_in(self, student: str, text: str) -> None:
        for root in (self.own, self.stock):
            kit.hand_in(CASE, student, _handed_in(text), root)

    def grade(
        self, *, students: Sequence[str] = (), notebooks: Sequence[str] = (), force: bool = False
    ) -> Mapping[Place, Any]:
        """Grade both; what is then in both gradebooks, which is the same."""
        options = [f"--student={name}" for name in students]
        options += [f"--notebook={name}" for name in notebooks]
        options += ["--force"] if force else []
        apart(engines.stock, ASSIGNMENT, *options, root=self.stock, log="log")
        apart(engines.own, ASSIGNMENT, students, notebooks, force, root=self.own, log="log")
        expected, found = (
            apart(results.read, ASSIGNMENT, root=root, log="log") for root in (self.stock, self.own)
        )
        assert found.scores == expected.scores
        return found.scores


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    return Both(tmp_path_factory.mktemp("choosing"))


def _points(scores: Mapping[Place, Any], student: str) -> dict[str, Any]:
    return {
        place.notebook: value
        for place, value in scores.items()
        if (place.student, place.cell, place.field) == (student, "test", "auto_score")
    }


def test_the_same_marks_are_new_and_the_others_are_left(both: Both) -> None:
    scores = both.grade(students=["ann"])
    assert _points(scores, "ann") == {"first": 0.0, "second": 0.0}
    assert _points(scores, "ben") == {}
    scores = both.grade()
    assert _points(scores, "ben") == {"first": 0.0, "second": 0.0}
    both.hand_in("ann", RIGHT)
    both.hand_in("ben", RIGHT)
    scores = both.grade(students=["ann"], notebooks=["first"], force=True)
    assert _points(scores, "ann") == {"first": 2.0, "second": 0.0}
    assert _points(scores, "ben") == {"first": 0.0, "second": 0.0}
    scores = both.grade(force=True)
    assert _points(scores, "ben") == {"first": 2.0, "second": 2.0}
