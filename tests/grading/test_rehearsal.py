"""A test that fails from outside, whatever the student did, costs nobody points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from autograder.config import Limits
from autograder.examiner.worker import Examined, Worker
from autograder.grading.rehearsal import excused, unfit_tests
from autograder.model import Cell, NotebookReport, Reason, Role, Verdict

SOLUTION = Cell(
    0,
    Role.STUDENT,
    "def save(text):\n    with open('made.txt', 'w') as file: file.write(text)\n"
    "    return len(text)",
    "save",
    yields=frozenset({"save"}),
)
FILE = "save('abc')\nassert open('made.txt').read() == 'abc'"


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(limits=Limits(cell_seconds=2.0)) as started:
        yield started


def test(name: str, source: str, *, inside: bool = False) -> Cell:
    return Cell(len(name), Role.TEST, source, name, 2.0, inside=inside)


test.__test__ = False  # type: ignore[attr-defined]  # it makes cells


def unfit(worker: Worker, *tests: Cell) -> dict[str, str]:
    def examine(cells: Sequence[Cell]) -> Examined:
        return worker.examine(cells, seed=1, files={}, trusted_files={})

    return unfit_tests([SOLUTION, *tests], examine)


def test_a_test_that_can_only_pass_inside_is_found(worker: Worker) -> None:
    found = unfit(worker, test("file", FILE), test("length", "assert save('ab') == 2"))
    assert found.keys() == {"file"}
    assert "0 of 2 points" in found["file"]
    assert "# autograder: inside" in found["file"]


def test_a_test_that_fails_everywhere_is_not_excused(worker: Worker) -> None:
    assert unfit(worker, test("wrong", "assert save('ab') == 3"), test("half", "1.0")) == {}


def test_a_test_that_is_marked_is_not_excused(worker: Worker) -> None:
    assert unfit(worker, test("file", FILE, inside=True)) == {}


def test_only_failures_of_unfit_tests_are_excused() -> None:
    verdicts = (
        Verdict("file", 0.0, 2.0, Reason.WRONG, "no file"),
        Verdict("other", 0.0, 2.0, Reason.WRONG, "no"),
        Verdict("file-2", 2.0, 2.0, Reason.RIGHT),
    )
    report = NotebookReport("nb", verdicts, "{}")
    first, second, third = excused(report, {"file": "why", "file-2": "why"}).verdicts
    assert (first.points, first.reason, first.message) == (None, Reason.TEST_BROKEN, "why")
    assert (second, third) == verdicts[1:]
