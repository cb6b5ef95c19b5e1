"""What is declared equivalent has a reason, and is a change that a solution can undergo."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder import exercises
from autograder.audit.equivalents import NAME, read
from autograder.audit.mutation import mutations
from autograder.errors import CourseError

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", exercises.assignments())
def test_each_declared_change_exists_and_is_declared_once(name: str) -> None:
    notebook = json.loads((ROOT / "source" / name / f"{name}.ipynb").read_text("utf-8"))
    known = {
        one.id
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution")
        for one in mutations(
            "".join(cell["source"]), place=cell["metadata"]["nbgrader"]["grade_id"]
        )
    }
    entries = read(Path(exercises.__file__).parent / name / NAME)
    declared = [mutant for entry in entries for mutant in entry.mutants]
    assert set(declared) <= known
    assert len(set(declared)) == len(declared)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[equivalent]]\nmutants = ["a"]\nreason = " "', "without a reason"),
        ('[[equivalent]]\nmutants = ["a"]', "reason"),
        ('[[equivalent]]\nmutants = ["a"]\nreasn = "x"\nreason = "x"', "reasn"),
        ("[[equivalent]", "cannot be read"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(
    text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / NAME
    path.write_text(text)
    with pytest.raises(CourseError, match=said):
        read(path)
