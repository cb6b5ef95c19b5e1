"""A test cell shows what it would show in the student's process, in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from autograder.config import Limits
from autograder.examiner.worker import Worker
from autograder.model import Cell, Role
from tests.examiner.conftest import Examine, Seen


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """With time enough for figures."""
    cell = Cell(0, Role.INSTRUCTOR, "import matplotlib.pyplot, matplotlib_inline.backend_inline")
    with Worker(limits=Limits(), cells=[cell]) as started:
        yield started


def outputs(seen: Seen, cell: int) -> list[Any]:
    """Kinds of outputs, with the texts of streams."""
    shown = next(result.outputs for result in seen.results if result.index == cell)
    return [(o.get("name", o["output_type"]), o.get("text", "")) for o in shown]


DRAW = """
%matplotlib inline
import matplotlib.pyplot as plt
def draw():
    plt.plot([1, 2])
"""


def test_a_figure_drawn_in_a_call_is_shown_in_that_test_alone(examine: Examine) -> None:
    seen = examine(
        ("student", DRAW),
        ("test", "draw()"),
        ("test", "assert draw() == 1"),
        ("student", "1 + 1"),
        ("test", "assert draw"),
    )
    assert seen.points == [1.0, 0.0, 1.0]
    assert outputs(seen, 1) == [("display_data", "")]
    assert outputs(seen, 2) == [("error", ""), ("display_data", "")]
    assert outputs(seen, 3) == [("execute_result", "")]
    assert outputs(seen, 4) == []


def test_a_figure_that_cannot_be_shown_costs_no_points(examine: Examine) -> None:
    seen = examine(
        ("student", DRAW),
        ("student", "get_ipython().events.register('post_execute', lambda: 1 / 0)"),
        ("test", "draw()"),
        ("student", "import os\nget_ipython().events.register('post_execute', os.abort)"),
        ("test", "draw()"),
    )
    assert seen.points[0] == 1.0, seen.verdicts[0].message


def test_what_is_printed_before_and_after_a_call_back_stays_in_order(examine: Examine) -> None:
    student = "def f(g):\n    print('a')\n    g()\n    print('c')"
    test = (
        "import io\nfrom contextlib import redirect_stdout\n"
        "out = io.StringIO()\nwith redirect_stdout(out): f(lambda: print('b'))\n"
        "assert out.getvalue() == 'a\\nb\\nc\\n'\nf(lambda: print('b'))"
    )
    seen = examine(("student", student), ("test", test))
    assert seen.points == [1.0]
    assert outputs(seen, 1) == [("stdout", "a\nb\nc\n")]


def test_the_two_streams_come_one_after_the_other_until_something_is_shown(
    examine: Examine,
) -> None:
    """As a kernel flushes them."""
    source = (
        "import sys\n"
        "for i in range(2):\n    print(i, file=sys.stderr); print(i)\n"
        "display(1)\nprint(3, file=sys.stderr); print(4)"
    )
    seen = examine(("student", source))
    assert outputs(seen, 0) == [
        ("stdout", "0\n1\n"),
        ("stderr", "0\n1\n"),
        ("display_data", ""),
        ("stdout", "4\n"),
        ("stderr", "3\n"),
    ]


WARN = """
import warnings
class Odd(UserWarning): pass
def f(x):
    warnings.warn("honest")
    return x
def old(): warnings.warn("late", DeprecationWarning)
def odd(): warnings.warn("strange", Odd)
def lie(file): warnings.warn_explicit("lie", UserWarning, file, 1)
"""
AS_USUAL = (
    "instructor",
    "import importlib, warnings\n"
    "importlib.reload(warnings).resetwarnings()\n"
    "warnings.simplefilter('default')",
)
"""As where people grade: pytest gathers warnings, and takes them for errors."""


def test_a_warning_is_shown_with_the_line_of_the_students_that_warned(examine: Examine) -> None:
    seen = examine(
        AS_USUAL, ("student", WARN), ("test", "f(1); f(2); None"), ("test", "old(); odd()")
    )
    ((_, text),) = outputs(seen, 2)
    first, second = text.splitlines()
    assert first.startswith("<ipython-input-2-")
    assert first.endswith(":4: UserWarning: honest")
    assert second == '  warnings.warn("honest")'
    ((_, text),) = outputs(seen, 3)
    assert "DeprecationWarning: late" in text
    assert ": Odd: strange" in text


def test_a_warning_shows_no_line_of_a_file_of_the_graders(examine: Examine) -> None:
    tests = [("test", f"lie({name!r})") for name in (__file__, "<cell 2>")]
    seen = examine(AS_USUAL, ("student", WARN), *tests)
    for cell in (2, 3):
        ((_, text),) = outputs(seen, cell)
        assert text == "<student>:1: UserWarning: lie\n"
