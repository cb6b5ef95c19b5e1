"""A change that is declared equivalent is noticed by no test of ``similarity``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder import exercises
from autograder.audit.equivalents import NAME, read
from autograder.audit.mutation import Mutation, mutations
from tests.exercises.conftest import Grade
from tests.exercises.trying import solved, without_trials

DECLARED = {
    mutant
    for entry in read(Path(exercises.__file__).parent / "similarity" / NAME)
    for mutant in entry.mutants
}
CHANGES = [
    (cell["metadata"]["nbgrader"]["grade_id"], one)
    for cell in json.loads(solved("similarity"))["cells"]
    if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution")
    for one in mutations("".join(cell["source"]), place=cell["metadata"]["nbgrader"]["grade_id"])
]
EQUIVALENT = [(cell, one) for cell, one in CHANGES if one.id in DECLARED]


@pytest.mark.parametrize(("cell", "change"), EQUIVALENT, ids=lambda v: getattr(v, "id", v))
def test_a_declared_change_gets_full_marks(cell: str, change: Mutation, grade: Grade) -> None:
    notebook = without_trials(solved("similarity"))
    assert grade(notebook, **{cell: change.code}) == {}, change.diff
