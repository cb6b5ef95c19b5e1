"""When all cells have run lost tests are looked back at: why they were lost, and through whose
fault. No mark changes by that, unless the course says that a mistake costs once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from autograder.examiner.blame import declared
from autograder.examiner.worker import Worker
from autograder.exercises.checking import Check
from autograder.exercises.similarity import reference
from autograder.exercises.similarity.misconceptions import CATALOGUE
from autograder.model import Cell, Reason, Role, Verdict
from autograder.names import read_names
from tests.examiner.conftest import LIMITS, Seen

IMPORTS = "import math\nimport numpy as np\n"
HIDDEN = """
from autograder.exercises.checking import Check
from autograder.exercises.comparing import angle_tolerance
from autograder.exercises.similarity import cases, reference
from autograder.exercises.similarity.misconceptions import CATALOGUE
"""
CORE = f"""{HIDDEN}
check = Check(cosine_similarity, reference.cosine_similarity, CATALOGUE)
check.agrees(cases.random_pairs("cosine_similarity"))
"""
CONTRACT = f"""{HIDDEN}
check = Check(cosine_similarity, reference.cosine_similarity, CATALOGUE)
check.agrees(cases.zero_pairs())
"""
ANGLE = f"""{HIDDEN}
check = Check(angle_degrees, reference.angle_degrees, CATALOGUE, angle_tolerance)
check.agrees(cases.angle_pairs())
check.agrees(cases.random_pairs("angle_degrees"))
assert angle_degrees([1, 0], [0, 1]) == 90
"""
DISTANCE = f"""{HIDDEN}
check = Check(cosine_distance, reference.cosine_distance, CATALOGUE)
check.agrees(cases.toy_pairs())
"""
READY = [Cell(0, Role.INSTRUCTOR, IMPORTS), Cell(1, Role.TEST, HIDDEN)]
SOLUTIONS = {
    "cosine_similarity": """
def cosine_similarity(u, v):
    u, v = np.asarray(u, dtype=np.float64), np.asarray(v, dtype=np.float64)
    if u.ndim != 1 or u.shape != v.shape or not len(u):
        raise ValueError
    if not u.any() or not v.any():
        return 0.0
    return float(np.clip(u @ v / np.linalg.norm(u) / np.linalg.norm(v), -1, 1))
""",
    "angle_degrees": """
def angle_degrees(u, v):
    return math.degrees(math.acos(cosine_similarity(u, v)))
""",
    "cosine_distance": "def cosine_distance(u, v):\n    return 1.0 - cosine_similarity(u, v)\n",
}


def code(id: str) -> str:
    return next(entry.code for entry in CATALOGUE.entries if entry.id == id)


def cells(*tests: str, extra: str = "", **changed: str) -> list[Cell]:
    """A notebook with three tasks, tests after them, each worth a point, and a cell of the
    student's own at the end."""
    planned = [Cell(0, Role.INSTRUCTOR, IMPORTS)]
    for task, solution in SOLUTIONS.items():
        source = changed.get(task, solution)
        planned.append(
            Cell(len(planned), Role.STUDENT, source, task, None, frozenset([task]),
                 reads=read_names(solution))
        )  # fmt: skip
    for test in tests:
        index = len(planned)
        planned.append(Cell(index, Role.TEST, test, f"test-{index - 4}", 1.0))
    return [*planned, Cell(len(planned), Role.STUDENT, extra)]


@pytest.fixture(scope="module")
def usual() -> Iterator[Worker]:
    """As nbgrader does: a mistake costs wherever it shows."""
    with Worker(limits=replace(LIMITS, cell_seconds=5.0), cells=READY) as started:
        yield started


@pytest.fixture(scope="module")
def lenient() -> Iterator[Worker]:
    """A mistake costs once."""
    limits = replace(LIMITS, cell_seconds=5.0)
    with Worker(limits=limits, cells=READY, charge_once=True) as started:
        yield started


def seen(worker: Worker, planned: list[Cell]) -> Seen:
    return Seen(worker.examine(planned, seed=1, files={}, trusted_files={}))


def of(worker: Worker, *tests: str, **changed: str) -> list[Verdict]:
    return seen(worker, cells(*tests, **changed)).verdicts


def test_a_wrong_answer_is_explained_by_a_small_question_and_a_name(usual: Worker) -> None:
    found = seen(usual, cells(CORE, cosine_similarity=code("C01")))
    (verdict,) = found.verdicts
    evidence = verdict.evidence
    assert evidence is not None
    assert evidence.call == "cosine_similarity([1, 2], [2, 1])"
    assert evidence.misconception == "no parentheses around the product of the lengths"
    assert evidence.hint.startswith("In which order")
    assert evidence.arrows == (("u", (1.0, 2.0)), ("v", (2.0, 1.0)))
    assert verdict.message.startswith("cosine_similarity([1, 2], [2, 1]) gave 4; expected 0.8.")
    # and in the notebook that comes back
    error = next(r for r in found.results if r.verdict).outputs[-1]
    assert error["evalue"].startswith("cosine_similarity([1, 2], [2, 1]) gave 4; expected 0.8.")
    assert "[1, 2], [2, 1]" in error["traceback"][-1]
    assert "an array of shape" not in "".join(error["traceback"])


def test_code_in_no_catalogue_is_shown_and_not_named(usual: Worker) -> None:
    wrong = SOLUTIONS["cosine_similarity"].replace("u @ v", "-u @ v")
    (verdict,) = of(usual, CORE, cosine_similarity=wrong)
    assert verdict.evidence is not None
    assert verdict.evidence.call == "cosine_similarity([1, 2], [2, 1])"
    assert verdict.evidence.misconception == verdict.evidence.hint == ""


def test_an_exception_is_shown_by_a_small_question(usual: Worker) -> None:
    wrong = "def cosine_similarity(u, v):\n    return {}['a']\n"
    (verdict,) = of(usual, CORE, cosine_similarity=wrong)
    assert verdict.reason is Reason.RAISED
    assert verdict.evidence is not None
    assert verdict.evidence.call == "cosine_similarity([1, 0], [0, 1])"
    assert "KeyError" in verdict.evidence.came


LEAVES_TRACES = """
calls = []
def cosine_similarity(u, v):
    calls.append(np.random.random())
    return 7.0
"""


def test_explaining_comes_after_the_last_cell_and_so_reaches_no_mark(usual: Worker) -> None:
    """The function counts its calls and draws random numbers: a later test sees as many calls, and
    a later cell draws what it would have drawn."""
    counts = "assert len(calls) == 8"
    planned = cells(
        CORE, counts, cosine_similarity=LEAVES_TRACES, extra="np.random.random(), len(calls)"
    )
    found = seen(usual, planned)
    assert found.points == [0.0, 1.0]
    assert "8)" in found.results[-1].outputs[0]["data"]["text/plain"]


@pytest.mark.parametrize(
    "trap",
    [
        "while True: pass",
        "import os; os._exit(3)",
        "import time; time.sleep(60)",
        "raise KeyboardInterrupt",
        "print('x' * 10**6)",
    ],
)
def test_a_trap_for_small_questions_costs_no_verdict(usual: Worker, trap: str) -> None:
    """The function behaves while it is tested, and not when it is asked small questions."""
    wrong = f"""
def cosine_similarity(u, v):
    if list(u) == [1, 2]:
        {trap}
    return 7.0
"""
    found = seen(usual, cells(CORE, CONTRACT, ANGLE, cosine_similarity=wrong))
    assert found.points == [0.0, 0.0, 0.0]
    assert [v.reason for v in found.verdicts][:2] == [Reason.WRONG, Reason.WRONG]
    assert found.examined.problems == ()
    assert "x" * 100 not in str([result.outputs for result in found.results])


def test_the_earlier_function_is_to_blame(usual: Worker) -> None:
    verdicts = of(usual, CORE, CONTRACT, ANGLE, DISTANCE, cosine_similarity=code("C07"))
    assert [v.points for v in verdicts] == [0.0, 1.0, 0.0, 0.0]
    assert [v.because for v in verdicts] == ["", "", "cosine_similarity", "cosine_similarity"]
    for verdict in verdicts[2:]:
        assert "With a right `cosine_similarity` in the place of yours" in verdict.message
        assert verdict.evidence is not None
        assert verdict.evidence.misconception == ""  # by its answers it would be another one


def test_who_has_a_fault_of_their_own_is_to_blame_themselves(usual: Worker) -> None:
    verdicts = of(usual, CORE, ANGLE, cosine_similarity=code("C07"), angle_degrees=code("G01"))
    assert [v.because for v in verdicts] == ["", ""]


def test_a_function_that_reads_no_earlier_one_has_nobody_to_blame(usual: Worker) -> None:
    alone = "def angle_degrees(u, v):\n    return 90.0\n"
    verdicts = of(usual, CORE, ANGLE, cosine_similarity=code("C07"), angle_degrees=alone)
    assert [v.because for v in verdicts] == ["", ""]
    assert verdicts[1].evidence is not None
    assert "to blame" not in verdicts[1].message


def test_a_function_that_is_not_written_or_not_python_is_to_blame_too(usual: Worker) -> None:
    for broken in (
        "def cosine_similarity(u, v):\n    raise NotImplementedError\n",
        "def cosine_similarity(u, v:\n    return 0.0\n",
    ):
        verdicts = of(usual, CORE, ANGLE, cosine_similarity=broken)
        assert verdicts[1].because == "cosine_similarity", verdicts


DELETES = """
def angle_degrees(u, v):
    f = cosine_similarity
    del globals()["cosine_similarity"]
    return math.degrees(math.acos(f(u, v)))
"""


def test_who_deletes_the_lent_function_harms_nobody(usual: Worker) -> None:
    broken = "def cosine_similarity(u, v:\n    return 0.0\n"
    found = seen(usual, cells(CORE, ANGLE, cosine_similarity=broken, angle_degrees=DELETES))
    assert found.points == [0.0, 0.0]
    assert found.examined.problems == ()


def test_the_first_cause_is_named_not_the_last(usual: Worker) -> None:
    """A distance that reads the angle, which is wrong because of the cosine."""
    wrong = "def cosine_similarity(u, v):\n    return 2.0\n"
    planned = cells(CORE, ANGLE, DISTANCE, cosine_similarity=wrong)
    last = planned[3]
    source = (
        "def cosine_distance(u, v):\n    return 1 - math.cos(math.radians(angle_degrees(u, v)))"
    )
    planned[3] = replace(last, source=source)
    verdicts = seen(usual, planned).verdicts
    assert [v.because for v in verdicts] == ["", "cosine_similarity", "cosine_similarity"]


def test_a_mistake_costs_once_where_the_course_says_so(lenient: Worker) -> None:
    verdicts = of(lenient, CORE, CONTRACT, ANGLE, DISTANCE, cosine_similarity=code("C07"))
    assert [v.points for v in verdicts] == [0.0, 1.0, 1.0, 1.0]
    assert [v.because for v in verdicts] == ["", "", "cosine_similarity", "cosine_similarity"]
    assert verdicts[2].reason is Reason.RIGHT
    assert verdicts[2].message == (
        "With a right `cosine_similarity` in the place of yours this test passes, so "
        "`cosine_similarity` alone costs points."
    )


def test_only_answers_of_the_reference_are_lent(lenient: Worker) -> None:
    """The student's function looks for the code of what stands in the place of its own."""
    spying = """
def angle_degrees(u, v):
    f = cosine_similarity
    for name in ("__code__", "__globals__", "__closure__", "__wrapped__", "__module__"):
        try:
            found = getattr(f, name)
        except Exception:
            continue
        if "exercises" in repr(found) or "_unit_rows" in repr(found):
            return 1000.0
    return math.degrees(math.acos(f(u, v)))
"""
    verdicts = of(lenient, CORE, ANGLE, cosine_similarity=code("C07"), angle_degrees=spying)
    assert verdicts[1].because == "cosine_similarity"


def test_all_right_all_quiet(usual: Worker) -> None:
    found = seen(usual, cells(CORE, CONTRACT, ANGLE, DISTANCE))
    assert found.points == [1.0] * 4
    assert [(v.message, v.evidence, v.because) for v in found.verdicts] == [("", None, "")] * 4


def test_which_reference_stands_for_which_function_a_test_says_itself() -> None:
    names: dict[str, Any] = {"Check": Check, "reference": reference, "other": object()}
    found = declared(f"{CORE}\nCheck(nothing, other)\nf(dot, reference.dot)\n", names)
    assert found == {"cosine_similarity": reference.cosine_similarity}
    assert declared("Check(dot, reference.dot", names) == {}
    assert declared(CORE, {}) == {}


@pytest.mark.parametrize("end", ["while True: pass", "raise MemoryError", "import os; os._exit(1)"])
def test_a_question_without_an_answer_is_told_without_the_numbers_that_were_drawn(
    usual: Worker, end: str
) -> None:
    stops = f"def cosine_similarity(u, v):\n    {end}\n"
    found = seen(usual, cells(CORE, cosine_similarity=stops))
    (verdict,) = found.verdicts
    assert verdict.evidence is not None
    assert verdict.evidence.call == (
        "cosine_similarity(an array of shape (10,), an array of shape (10,))"
    )


def test_an_error_shows_the_lines_of_the_notebook_and_none_of_the_engine(usual: Worker) -> None:
    planned = cells(CORE, cosine_similarity="def cosine_similarity(u, v):\n    while True: pass\n")
    planned.append(Cell(len(planned), Role.INSTRUCTOR, "print(cosine_similarity([1], [2]))"))
    planned.append(Cell(len(planned), Role.INSTRUCTOR, "len(cosine_similarity)"))
    results = seen(usual, planned).results
    told = ["".join(result.outputs[-1]["traceback"]) for result in results if result.outputs]
    assert len(told) == 3
    for text in told:
        assert "File" not in text
        assert "cosine_similarity" in text
