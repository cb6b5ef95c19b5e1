"""From what a kernel did to marks: nbgrader's, the honest ones where it slips, and nothing for
what was not run."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat import from_dict
from nbgrader.utils import determine_grade

from autograder.candidate.outputs import DisplayData, Error, ExecuteResult, Output, Stream
from autograder.candidate.outputs import notebook_outputs as as_json
from autograder.examiner.examination import CellResult
from autograder.grading.kernels.execution import Begun, Execution
from autograder.grading.kernels.marks import points_of, results_of, to_run
from autograder.model import Cell, Ending, Reason, Role

ERROR = Error("RunTimeError", "\x1b[31mno\x1b[0m", [])
WARNING = Stream("stderr", "Loading\n")
PRINTED = Stream("stdout", "0.5\n")


def result(text: Any) -> ExecuteResult:
    return ExecuteResult({"text/plain": text}, {}, 1)


def stock(outputs: list[Output], maximum: float) -> float:
    claims = {"grade": True, "solution": False, "points": maximum}
    cell = {"cell_type": "code", "metadata": {"nbgrader": claims}, "outputs": as_json(outputs)}
    return float(determine_grade(from_dict(cell))[0])


@pytest.mark.parametrize(
    ("outputs", "points"),
    [
        ([], 2.0),
        ([PRINTED], 2.0),
        ([PRINTED, ERROR], 0.0),
        ([WARNING, result("1")], 0.0),
        ([result("0.5")], 0.5),
        ([result("0")], 0.0),
        ([result("2")], 2.0),
        ([PRINTED, result("1.5"), ERROR], 1.5),
        ([result(["1"])], 1.0),
        ([result(["1", "2"])], 2.0),
        ([result("ok")], 2.0),
        ([DisplayData({"text/plain": "[1] 0.5"}, {})], 2.0),
    ],
)
def test_marks_are_nbgraders(outputs: list[Output], points: float) -> None:
    assert points_of(outputs, 2.0) == points
    assert stock(outputs, 2.0) == points


@pytest.mark.parametrize(
    ("text", "points", "in_stock"),
    [
        ("nan", 0.0, 2.0),
        ("-1", 0.0, 2.0),
        ("inf", 0.0, ValueError),
        ("2.5", 2.0, ValueError),
        ("", 2.0, KeyError),
    ],
)
def test_where_nbgrader_slips_the_honest_mark_is_given(
    text: str, points: float, in_stock: float | type[Exception]
) -> None:
    outputs: list[Output] = [result(text)]
    assert points_of(outputs, 2.0) == points
    if isinstance(in_stock, float):
        assert stock(outputs, 2.0) == in_stock
    else:
        with pytest.raises(in_stock):
            stock(outputs, 2.0)


CELLS = (
    Cell(0, Role.TEXT, "words"),
    Cell(1, Role.STUDENT, "f", "f"),
    Cell(2, Role.TEST, "test f", "f-test", 2.0),
    Cell(3, Role.STUDENT, "g", "g"),
    Cell(4, Role.TEST, "test g", "g-test", 1.0),
)


def begun(index: int, *outputs: Output, finished: bool = True, dropped: int = 0) -> Begun:
    return Begun(index, index, list(outputs), finished, dropped)


def judged(execution: Execution) -> dict[str, tuple[float | None, Reason]]:
    return {
        r.verdict.grade_id: (r.verdict.points, r.verdict.reason)
        for r in results_of(CELLS, execution)
        if r.verdict is not None
    }


def ended(execution: Execution) -> dict[int, Ending]:
    return {
        r.index: r.outcome.ending for r in results_of(CELLS, execution) if r.outcome is not None
    }


def by_index(execution: Execution) -> dict[int, CellResult]:
    return {result.index: result for result in results_of(CELLS, execution)}


def test_reasons_say_what_came_of_a_test() -> None:
    done = Execution(cells=[begun(1, ERROR), begun(2, result("0.5")), begun(3), begun(4, ERROR)])
    assert judged(done) == {"f-test": (0.5, Reason.PARTIAL), "g-test": (0.0, Reason.WRONG)}
    assert ended(done) == {1: Ending.RAISED, 3: Ending.OK}
    verdict = by_index(done)[4].verdict
    assert verdict is not None
    assert verdict.message == "This test failed: RunTimeError: no"


def test_a_cell_that_took_too_long_is_told_by_nbgraders_error() -> None:
    late = Error("CellTimeoutError", "", [])
    done = Execution(cells=[begun(1, WARNING, late), begun(2, WARNING, late), begun(3), begun(4)])
    assert judged(done) == {"f-test": (0.0, Reason.TIMED_OUT), "g-test": (1.0, Reason.RIGHT)}
    assert ended(done)[1] is Ending.TIMED_OUT


def test_a_test_that_was_not_run_to_its_end_gives_nothing() -> None:
    """Nor one whose output was cut, for an error may be what is missing."""
    done = Execution(cells=[begun(1), begun(2, finished=False), begun(3), begun(4, dropped=9)])
    assert judged(done) == {"f-test": (0.0, Reason.TIMED_OUT), "g-test": (0.0, Reason.MALFORMED)}


@pytest.mark.parametrize(
    ("ending", "out_of_memory", "reason"),
    [
        (Ending.DIED, False, Reason.DIED),
        (Ending.DIED, True, Reason.MEMORY),
        (Ending.TIMED_OUT, False, Reason.TIMED_OUT),
        (Ending.MALFORMED, False, Reason.MALFORMED),
    ],
)
def test_tests_after_the_end_give_nothing_and_say_why(
    ending: Ending, out_of_memory: bool, reason: Reason
) -> None:
    cells = [begun(1), begun(2), begun(3, finished=False)]
    done = Execution(cells=cells, ending=ending, out_of_memory=out_of_memory)
    assert judged(done) == {"f-test": (2.0, Reason.RIGHT), "g-test": (0.0, reason)}
    assert ended(done) == {1: Ending.OK, 3: ending}


def test_where_nothing_ran_the_first_cell_alone_tells_it() -> None:
    done = Execution(ending=Ending.DIED)
    assert judged(done) == {"f-test": (0.0, Reason.DIED), "g-test": (0.0, Reason.DIED)}
    assert ended(done) == {1: Ending.DIED}


def test_a_test_that_the_runner_leaves_out_gives_nothing() -> None:
    """A cell of the student's may be tagged to be left out; a test may not."""
    done = Execution(cells=[begun(1), begun(4)])
    assert judged(done) == {"f-test": (0.0, Reason.MALFORMED), "g-test": (1.0, Reason.RIGHT)}
    assert ended(done) == {1: Ending.OK}


def test_tags_of_a_test_are_not_passed_on() -> None:
    tagged = {"metadata": {"tags": ["skip-execution"]}, "source": ""}
    run = to_run({"cells": [tagged] * len(CELLS)}, CELLS)
    assert [cell["metadata"]["tags"] for cell in run["cells"]] == [
        ["skip-execution"], ["skip-execution"], [], ["skip-execution"], [],
    ]  # fmt: skip
