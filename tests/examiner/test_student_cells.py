"""Student cells give the outputs that a Jupyter kernel would have given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pytest

from autograder.examiner.worker import Worker
from autograder.model import Cell, Role
from tests.examiner.conftest import LIMITS, Examine


def outputs(examine: Examine, source: str) -> list[Any]:
    return examine(("student", source)).results[0].outputs


FIGURE = """
%matplotlib inline
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.show()
"""

PLOTLY = """
import plotly.graph_objects as go
go.Figure(go.Scatter(x=[1, 2], y=[3, 4])).show()
"""

FRAME = """
import pandas
pandas.DataFrame({"word": ["king"]})
"""

MIME_TYPES = {
    FIGURE: "image/png",
    PLOTLY: "application/vnd.plotly.v1+json",
    FRAME: "text/html",
    "from IPython.display import Latex; Latex('$x$')": "text/latex",
}


@pytest.fixture(scope="module")
def patient() -> Iterator[Callable[[str], list[Any]]]:
    """With time for the first import of a drawing library."""
    with Worker(limits=replace(LIMITS, cell_seconds=60.0, memory_mb=2048)) as worker:

        def run(source: str) -> list[Any]:
            cells = [Cell(0, Role.STUDENT, source)]
            return worker.examine(cells, seed=1, files={}, trusted_files={}).results[0].outputs

        yield run


@pytest.mark.parametrize("source", MIME_TYPES)
def test_rich_output_is_kept(patient: Callable[[str], list[Any]], source: str) -> None:
    shown = [output["data"] for output in patient(source) if "data" in output]
    assert MIME_TYPES[source] in shown[-1], shown


def test_a_figure_at_the_end_of_a_cell_is_shown_without_asking(
    patient: Callable[[str], list[Any]],
) -> None:
    shown = patient("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert [list(output["data"]) for output in shown] == [["text/plain", "image/png"]]


def test_a_traceback_shows_the_students_lines(examine: Examine) -> None:
    (error,) = outputs(examine, "def f(x):\n    return 1 / x\nf(0)")
    assert error["ename"] == "ZeroDivisionError"
    assert "return" in "".join(error["traceback"])


def test_input_is_refused_as_in_nbconvert(examine: Examine) -> None:
    (error,) = outputs(examine, "input('name? ')")
    assert error["ename"] == "StdinNotImplementedError"


def test_processes_are_denied_unless_the_course_allows_them(examine: Examine) -> None:
    (error,) = outputs(examine, "!echo hello")
    assert error["ename"] == "PermissionError"


def test_with_processes_allowed_a_command_prints() -> None:
    cells = [Cell(0, Role.STUDENT, "!echo hello"), Cell(1, Role.STUDENT, "%%bash\necho there")]
    with Worker(limits=replace(LIMITS, processes=True)) as allowing:
        results = allowing.examine(cells, seed=1, files={}, trusted_files={}).results
    assert [result.outputs[0]["text"] for result in results] == ["hello\n", "there\n"]


def test_bytes_written_to_a_descriptor_reach_nobody(examine: Examine) -> None:
    assert outputs(examine, "import os\nos.write(1, b'forged')\nos.write(2, b'forged');") == []


def test_files_are_given_and_may_be_written(worker: Worker) -> None:
    source = "open('data/words.txt', 'a').write(' queen')\nprint(open('data/words.txt').read())"
    files = {PurePosixPath("data/words.txt"): b"king"}
    for _ in range(2):  # what one writes, the next does not see
        examined = worker.examine(
            [Cell(0, Role.STUDENT, source)], seed=1, files=files, trusted_files={}
        )
        assert examined.results[0].outputs[0]["text"] == "king queen\n"
