"""Test cells run outside the student's process, and see what they would see inside it."""

from __future__ import annotations

import pytest

from autograder.examiner.worker import Worker
from autograder.exercises import MISSING
from autograder.model import Cell, Reason, Role
from tests.examiner.conftest import Examine
from tests.examiner.seen_inside import SEEN_AS_INSIDE

NUMPY = ("instructor", "import numpy as np")


@pytest.mark.parametrize("solution, test", SEEN_AS_INSIDE.values(), ids=list(SEEN_AS_INSIDE))
def test_a_test_sees_what_it_would_see_inside(examine: Examine, solution: str, test: str) -> None:
    names = "f k values P V base Bad"
    seen = examine(NUMPY, ("student", solution), ("test", test), yields=names)
    assert seen.points == [1.0], seen.verdicts


@pytest.mark.parametrize("solution, test", SEEN_AS_INSIDE.values(), ids=list(SEEN_AS_INSIDE))
def test_each_of_them_can_fail(examine: Examine, solution: str, test: str) -> None:
    """Without the student's cell no test passes: none of them is a test of nothing."""
    if test.startswith("%%capture"):
        pytest.skip("a captured cell hides its own error; stock gives full marks as well")
    seen = examine(NUMPY, ("test", test), yields="")
    assert seen.points == [0.0], seen.verdicts


def test_the_instructors_names_are_out_of_the_students_reach(examine: Examine) -> None:
    """Rebinding or patching what a test uses does nothing to the test."""
    attack = (
        "import numpy\nnumpy.isclose = lambda *a, **k: True\n"
        "class np:\n    isclose = staticmethod(lambda *a, **k: True)\n"
        "abs = lambda v: 0\nlimit = 100\nimport builtins\nbuiltins.abs = abs\n"
        "def f(): return 1"
    )
    instructor = ("instructor", "import numpy as np\nlimit = 0.1")
    test = ("test", "assert np.isclose(f(), 5)")
    other = ("test", "assert abs(f() - 5) < limit")
    seen = examine(instructor, ("student", attack), test, other, yields="f")
    assert seen.points == [0.0, 0.0]


def test_a_module_that_only_the_solution_imports_is_the_instructors_too(worker: Worker) -> None:
    """``np`` in a test is numpy, also where the one import stands in the student's cell."""
    attack = "import numpy as np\nnp.isclose = lambda *a, **k: True\ndef f(): return 1"
    cells = [
        Cell(0, Role.STUDENT, attack, "f", None, frozenset({"f"}), ("import numpy as np",)),
        Cell(1, Role.TEST, "assert np.isclose(f(), 5)", "wrong", 1.0),
        Cell(2, Role.TEST, "assert np.isclose(f(), 1)", "right", 1.0),
    ]
    examined = worker.examine(cells, seed=1, files={}, trusted_files={})
    assert [r.verdict.points for r in examined.results if r.verdict] == [0.0, 1.0]


def test_names_the_task_asks_for_are_the_students_even_if_bound_before(examine: Examine) -> None:
    """An instructor's ``data`` that the solution is asked to rebind is then the student's."""
    seen = examine(
        ("instructor", "data = [3, 1]"),
        ("student", "data = sorted(data)"),
        ("test", "assert data == [1, 3]"),
        yields="data",
    )
    assert seen.points == [1.0]


LIES = {
    "equal to all": """
class A:
    def __eq__(self, o): return True
    def __ne__(self, o): return False
""",
    "a float": """
class A(float):
    def __eq__(self, o): return True
""",
    "an array": """
class A(np.ndarray):
    def __eq__(self, o): return True
    def __new__(cls): return np.zeros(1).view(cls)
""",
    "ordered": """
class A:
    def __lt__(self, o): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __sub__(self, o): return self
    __rsub__ = __sub__
    def __abs__(self): return self
""",
    "array protocol": """
class A:
    def __array_ufunc__(self, *a, **k): return True
    def __array_function__(self, *a, **k): return True
    __array_priority__ = 1e9
""",
}


@pytest.mark.parametrize("lie", LIES.values(), ids=list(LIES))
@pytest.mark.parametrize(
    "test",
    [
        "assert f() == 5",
        "assert not f() != 5",
        "assert abs(f() - 5) < 1e-9",
        "assert np.isclose(f(), 5)",
        "assert np.all(np.asarray(f()) == 5)",
        "np.testing.assert_allclose(f(), 5)",
        "assert 4 < f() < 6",
        "assert f() in [5]",
        "assert max(f(), 4) <= 5 and f() == 5",
    ],
)
def test_objects_that_lie_gain_nothing(examine: Examine, lie: str, test: str) -> None:
    seen = examine(NUMPY, ("student", f"{lie}\ndef f(): return A()"), ("test", test), yields="f A")
    assert seen.points == [0.0], seen.verdicts


def test_an_endless_cell_costs_itself_alone(examine: Examine) -> None:
    seen = examine(
        ("student", "def f(): return 1"),
        ("student", "while True: pass"),
        ("test", "assert f() == 1"),
        yields="f",
    )
    assert [str(r.outcome.ending) for r in seen.results if r.outcome] == ["ok", "timed out"]
    assert seen.points == [1.0]


def test_an_endless_call_costs_the_test_that_asked(examine: Examine) -> None:
    seen = examine(
        ("student", "def f(x):\n    while x: pass\n    return 1"),
        ("test", "assert f(1) == 1"),
        ("test", "assert f(0) == 1"),
        yields="f",
    )
    assert seen.points == [0.0, 1.0]
    assert seen.verdicts[0].reason is Reason.TIMED_OUT


def test_a_time_limit_cannot_be_taken_for_an_expected_exception(examine: Examine) -> None:
    test = "import pytest\nwith pytest.raises(Exception): f()"
    hidden = "try: f()\nexcept BaseException: pass"
    seen = examine(
        ("student", "def f():\n    while True: pass"), ("test", test), ("test", hidden), yields="f"
    )
    assert seen.points == [0.0, 0.0]


def test_who_ignores_the_interrupt_is_ended_and_keeps_what_was_answered(examine: Examine) -> None:
    stubborn = """
def f(x):
    while x:
        try:
            while True:
                x += 1
        except KeyboardInterrupt:
            pass
    return 1
"""
    seen = examine(
        ("student", stubborn),
        ("test", "assert f(0) == 1"),
        ("test", "assert f(1) == 1"),
        ("test", "assert f(0) == 1"),
        yields="f",
    )
    assert seen.points == [1.0, 0.0, 0.0]
    assert [v.reason for v in seen.verdicts[1:]] == [Reason.TIMED_OUT, Reason.TIMED_OUT]


def test_sleeping_is_ended_too(examine: Examine) -> None:
    seen = examine(
        ("student", "import time\ndef f(): time.sleep(1000)"), ("test", "f()"), yields="f"
    )
    assert seen.verdicts[0].reason is Reason.TIMED_OUT


def test_a_process_that_ends_itself_keeps_what_was_answered(examine: Examine) -> None:
    seen = examine(
        ("student", "def f(): return 1"),
        ("test", "assert f() == 1"),
        ("student", "import os; os._exit(3)"),
        ("test", "assert f() == 1"),
        yields="f",
    )
    assert seen.points == [1.0, 0.0]
    assert seen.verdicts[1].reason is Reason.DIED
    assert seen.examined.exit_status == 3


MALFORMED = {
    "too large": "def f(): return bytes(2**23)",
    "too deep": """
def f():
    x = []
    for _ in range(500): x = [x]
    return x
""",
    "raw bytes": """
import os
def f():
    for descriptor in range(3, 20):
        try: os.write(descriptor, b'x' * 64)
        except OSError: pass
    return 1
""",
}


@pytest.mark.parametrize("solution", MALFORMED.values(), ids=list(MALFORMED))
def test_an_answer_that_breaks_the_wire_costs_the_test_that_asked(
    examine: Examine, solution: str
) -> None:
    seen = examine(("student", solution), ("test", "assert f() == 1"), yields="f")
    assert seen.points == [0.0]


def test_forged_answers_ahead_of_a_question_end_the_candidate(examine: Examine) -> None:
    """A frame that nobody asked for carries the wrong id, for ids are random."""
    attack = (
        "import gc\nfrom autograder.candidate.wire import Channel\n"
        "from autograder.candidate.messages import Reply, Done\n"
        "channel = [o for o in gc.get_objects() if type(o) is Channel][0]\n"
        "for n in range(3): channel.send(Reply(n, Done(5)))\ndef f(): return 5"
    )
    seen = examine(("student", attack), ("test", "assert f() == 5"), yields="f")
    assert seen.points == [0.0]


def test_a_name_error_says_which_cell_should_have_made_it(examine: Examine) -> None:
    seen = examine(("student", "def f(:\n    pass"), ("test", "assert f() == 1"), yields="f")
    (verdict,) = seen.verdicts
    assert verdict.reason is Reason.SYNTAX
    assert verdict.message.endswith("could not be run: SyntaxError: invalid syntax (line 1)")


def test_what_cannot_be_sent_is_the_tests_fault_not_the_students(examine: Examine) -> None:
    test = "class Odd(str): pass\nf(Odd())"
    seen = examine(("student", "def f(x): return 1"), ("test", test), yields="f")
    assert seen.verdicts[0].reason is Reason.TEST_BROKEN


ABSENT = "import not_installed_here as absent"


@pytest.mark.parametrize(
    "solution, test",
    {
        "a test's own import": ("def f(): return 1", f"{ABSENT}\nassert f() == 1"),
        "a name of the setup's": ("def f(): return 1", "assert f() == absent.one"),
        "a function that needs it": ("def f(): return absent.one", "assert f() == 1"),
        "a cell that needs it": ("one = absent.one\ndef f(): return one", "assert f() == 1"),
        "a name of an earlier test's": ("def f(): return 1", "assert f() == late.one"),
    }.values(),
)
def test_what_is_not_installed_here_costs_nobody_points(
    examine: Examine, solution: str, test: str
) -> None:
    earlier = ("test", "import not_installed_here.late as late")
    seen = examine(
        ("instructor", ABSENT), earlier, ("student", solution), ("test", test), yields="f"
    )
    verdict = seen.verdicts[-1]
    assert (verdict.points, verdict.reason) == (None, Reason.TEST_BROKEN)
    assert "No module named 'not_installed_here'" in verdict.message
    assert "Install it where this is graded" in verdict.message


def test_what_the_student_needs_and_has_not_is_the_students_affair(examine: Examine) -> None:
    lazy = ("student", f"def f():\n    {ABSENT}\n    return 1")
    assert examine(lazy, ("test", "assert f() == 1"), yields="f").points == [0.0]
    early = ("student", f"{ABSENT}\ndef f(): return absent.one")
    assert examine(early, ("test", "assert f() == 1"), yields="f").points == [0.0]
    forged = ("student", "def f(): raise NameError(\"name 'absent' is not defined\")")
    assert examine(forged, ("test", "assert f() == 1"), yields="f").points == [0.0]


def test_who_needs_an_assignment_that_is_not_installed_is_told_of_the_edition(
    examine: Examine,
) -> None:
    test = "from autograder.exercises.no_such_assignment import reference"
    (verdict,) = examine(("test", test)).verdicts
    assert MISSING in verdict.message


@pytest.mark.parametrize(
    "last, points",
    [
        ("0.5", 0.5), ("np.float64(0.25)", 0.25), ("1", 1.0), ("0", 0.0), ("-1", 0.0), ("7", 1.0),
        ("float('nan')", 0.0), ("float('inf')", 0.0), ("'0.5'", 1.0), ("True", 1.0), ("None", 1.0),
        ("[0.5]", 1.0), ("0.5;", 1.0), ("f()", 0.75),
    ],
)  # fmt: skip
def test_partial_credit_is_the_number_a_test_ends_with(
    examine: Examine, last: str, points: float
) -> None:
    seen = examine(NUMPY, ("student", "def f(): return 0.75"), ("test", last), yields="f")
    assert seen.points == [points]


def test_a_failed_check_says_what_was_asked_and_what_came(examine: Examine) -> None:
    seen = examine(("student", "def f(x): return x + 1"), ("test", "assert f(2) == 4"), yields="f")
    evidence = seen.verdicts[0].evidence
    assert evidence is not None
    assert (evidence.call, evidence.came) == ("f(2)", "3")


def test_an_instructors_cell_that_uses_the_students_function_runs_once(examine: Examine) -> None:
    seen = examine(
        ("student", "count = 0\ndef f():\n    global count\n    count += 1\n    return count"),
        ("instructor", "result = f()"),
        ("student", "copy = result"),
        ("test", "assert count == 1 and copy == 1 and result == 1"),
        yields="f count copy",
    )
    assert seen.points == [1.0], seen.verdicts


def test_a_given_object_is_the_students_own_on_the_other_side(examine: Examine) -> None:
    """``f(model)`` in a test hands the student's code the model of its own process."""
    seen = examine(
        ("instructor", "class Model:\n    size = 3\nmodel = Model()"),
        ("student", "def f(m): return m is model and m.size\ndef g(): return model"),
        ("test", "assert f(model) == 3"),
        ("test", "assert g() is model"),
        yields="f g",
    )
    assert seen.points == [1.0, 1.0]


def test_one_submission_leaves_nothing_for_the_next(examine: Examine) -> None:
    test = "import numpy\nassert not hasattr(numpy, 'mark')\nnumpy.mark = 1\nassert f() == 1"
    for _ in range(2):
        assert examine(("student", "def f(): return 1"), ("test", test), yields="f").points == [1.0]


def test_outputs_of_a_failed_test_are_those_of_a_notebook(examine: Examine) -> None:
    seen = examine(("student", "def f(): print('in')"), ("test", "f()\nassert False"), yields="f")
    outputs = seen.results[-1].outputs
    assert [output["output_type"] for output in outputs] == ["stream", "error"]
    assert outputs[0]["text"] == "in\n"
    assert outputs[1]["ename"] == "AssertionError"
