"""Functions that are asked many questions at once answer as they would have, one by one."""

from __future__ import annotations

import pytest

from autograder.model import Reason
from tests.examiner.conftest import Examine

ASK = """
import numpy as np
from autograder.exercises.asking import answers

def ask(questions):
    return [a.get() if a.error is None else type(a.error).__name__ for a in answers(f, questions)]

numbers = [(n,) for n in range(40)]
"""

ONE_BY_ONE = {
    "a number": ("def f(n): return n / 2", "assert ask(numbers) == [n / 2 for n in range(40)]"),
    "counts its calls": (
        "calls = []\ndef f(n):\n    calls.append(n)\n    return len(calls)",
        "assert ask(numbers) == list(range(1, 41))\nassert calls == list(range(40))",
    ),
    "one buffer for all answers": (
        "import numpy as np\nbuffer = np.zeros(1)\ndef f(n):\n    buffer[0] = n\n    return buffer",
        "assert [a.tolist() for a in ask(numbers)] == [[n] for n in range(40)]",
    ),
    "one list for all answers": (
        "kept = []\ndef f(n):\n    kept.append([n])\n    return kept",
        "assert [len(a) for a in ask(numbers[:12])] == list(range(1, 13))",
    ),
    "an object of its own": (
        "class Box:\n    def __init__(self, n): self.n = n\ndef f(n): return Box(n)",
        "assert [box.n for box in ask(numbers[:12])] == list(range(12))",
    ),
    "raises now and then": (
        "def f(n):\n    if n % 3: raise KeyError(n)\n    return n",
        "assert ask(numbers) == ['KeyError' if n % 3 else n for n in range(40)]",
    ),
    "changes what it is given": (
        "def f(u):\n    u[0] = 9\n    return u.sum()",
        "us = [np.zeros(2) for _ in range(20)]\nassert ask([(u,) for u in us]) == [9.0] * 20\n"
        "assert all(u[0] == 9 for u in us)",
    ),
    "changes what it is given twice": (
        "def f(u):\n    u[0] += 1\n    return u[0]",
        "u = np.zeros(2)\nassert ask([(u,)] * 5) == [1, 2, 3, 4, 5]\nassert u[0] == 5",
    ),
    "prints": (
        "def f(n):\n    print(n)\n    return n",
        "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as said:\n"
        "    found = answers(f, numbers)\n    assert next(found).get() == 0\n"
        "assert said.getvalue() == '0\\n'",
    ),
    "calls a function of the test's": (
        "def f(n, g): return g(n) + 1",
        "def double(n): return 2 * n\n"
        "assert ask([(n, double) for n in range(20)]) == [2 * n + 1 for n in range(20)]",
    ),
    "takes its time": (
        "import time\ndef f(n):\n    time.sleep(0.02)\n    return n",
        "assert ask(numbers[:30]) == list(range(30))",
    ),
}


@pytest.mark.parametrize("solution, test", ONE_BY_ONE.values(), ids=list(ONE_BY_ONE))
def test_answers_are_those_of_calls_one_by_one(examine: Examine, solution: str, test: str) -> None:
    seen = examine(("student", solution), ("test", ASK + test), yields="f calls")
    assert seen.points == [1.0], seen.verdicts


def test_the_time_limit_is_that_of_one_call(examine: Examine) -> None:
    """Together they take more than a call may, each by itself little."""
    busy = (
        "import time\ndef f(n):\n    end = time.process_time() + 0.09\n"
        "    while time.process_time() < end: pass\n    return n"
    )
    test = "assert ask(numbers[:7]) == list(range(7))"
    seen = examine(("student", busy), ("test", ASK + test), yields="f")
    assert seen.points == [1.0], seen.verdicts


def test_the_call_that_never_ends_is_named(examine: Examine) -> None:
    endless = "def f(n):\n    while n == 5: pass\n    return n"
    test = "from autograder.exercises.checking import Case, Check\n" + (
        "def expected(n): return n\nCheck(f, expected).agrees(Case((n,)) for n in range(8))"
    )
    seen = examine(("student", endless), ("test", test), yields="f")
    assert seen.verdicts[0].reason is Reason.TIMED_OUT
    assert seen.verdicts[0].evidence is not None
    assert seen.verdicts[0].evidence.call == "expected(5)"


def test_a_process_that_ends_in_a_batch_costs_the_cell(examine: Examine) -> None:
    dies = "import os\ndef f(n):\n    if n == 5: os._exit(3)\n    return n"
    seen = examine(("student", dies), ("test", ASK + "ask(numbers)"), yields="f")
    assert seen.verdicts[0].reason is Reason.DIED
    assert seen.points == [0.0]


REBOUND = {
    "by its own function": (
        "x = 1\ndef f():\n    global f\n    old = f\n    f = lambda: 2\n    return 1",
        "assert f() == 1\nassert f() == 2",
    ),
    "by a function that a test calls back": (
        "def f(g): return g()\ndef h(): return 1\n"
        "def swap():\n    global h\n    h = lambda: 2\n    return 0",
        "assert h() == 1\nassert f(swap) == 0\nassert h() == 2",
    ),
    "by the test": (
        "def f(): return 1\ndef h(): return f()",
        "assert f() == 1\nf = lambda: 2\nassert f() == 2\nassert h() == 2\ndel f\n"
        "try:\n    f()\nexcept NameError:\n    pass\nelse:\n    raise AssertionError",
    ),
    "to a number": (
        "def f():\n    global f\n    f = 3",
        "f()\nassert f == 3",
    ),
}


@pytest.mark.parametrize("solution, test", REBOUND.values(), ids=list(REBOUND))
def test_a_name_means_what_it_means_by_now(examine: Examine, solution: str, test: str) -> None:
    """Names are looked up once in a cell, and again when they were bound anew."""
    seen = examine(("student", solution), ("test", test), yields="f h swap")
    assert seen.points == [1.0], seen.verdicts
