"""What ends programs, coming out of the student's code: in a test it is an exception like any
other, and it ends nothing of ours."""

from __future__ import annotations

import pytest

from autograder.model import Reason
from tests.examiner.conftest import Examine

ENDS = """
import sys
def leave(code): sys.exit(code)
def interrupt(): raise KeyboardInterrupt("now")
def close(): raise GeneratorExit
class Stop(BaseException): pass
class Quit(SystemExit): pass
def stop(): raise Stop("enough")
def quit_program(): raise Quit(4)
"""


@pytest.mark.parametrize(
    "test",
    [
        "with pytest.raises(SystemExit) as e: leave(3)\nassert e.value.code == 3",
        "with pytest.raises(SystemExit) as e: leave('no')\nassert e.value.args == ('no',)",
        "with pytest.raises(SystemExit) as e: leave(None)\nassert e.value.code is None",
        "with pytest.raises(KeyboardInterrupt, match='now'): interrupt()",
        "with pytest.raises(GeneratorExit): close()",
        "with pytest.raises(Stop, match='enough'): stop()",
        "with pytest.raises(SystemExit) as e: quit_program()\nassert e.value.code == 4",
        "with pytest.raises(Quit): quit_program()",
    ],
)
def test_a_test_can_expect_it(examine: Examine, test: str) -> None:
    seen = examine(("instructor", "import pytest"), ("student", ENDS), ("test", test))
    assert seen.points == [1.0]


@pytest.mark.parametrize("call", ["leave(0)", "interrupt()", "close()", "stop()"])
def test_no_except_exception_of_a_test_catches_it(examine: Examine, call: str) -> None:
    seen = examine(
        ("student", ENDS),
        ("test", f"try:\n    {call}\nexcept Exception:\n    pass"),
        ("test", "assert leave"),
    )
    assert seen.points == [0.0, 1.0]


HOSTILE = """
class X(int):
    def fail(self, *args):
        raise {ends}
    __repr__ = __str__ = __hash__ = __eq__ = __lt__ = __float__ = __int__ = __index__ = fail
    __getattr__ = __len__ = __iter__ = __bool__ = __format__ = __add__ = __radd__ = fail
    __reduce__ = __copy__ = __deepcopy__ = __enter__ = __exit__ = __class_getitem__ = fail
def f(*args): return X()
def g(value): return [X(), {{"a": X()}}]
"""


@pytest.mark.parametrize("ends", ["SystemExit(0)", "KeyboardInterrupt", "GeneratorExit"])
@pytest.mark.parametrize(
    "test",
    [
        "f()",
        "1 + f()",
        "assert f() == 1",
        "assert f(), g(1)",
        "{f(): 1}",
        "globals()['x'] = f(); assert x.y",
        "with f(): pass",
        "raise AssertionError(f())",
        "g(1)",
        "assert g(1) == [0], g(1)",
        "print(f())",
        "global f\nf = f()",
    ],
)
def test_it_ends_nothing_of_ours_wherever_it_comes_from(
    examine: Examine, test: str, ends: str
) -> None:
    seen = examine(
        ("student", HOSTILE.format(ends=ends)),
        ("test", test),
        ("student", "def h(): return 1"),
        ("test", "assert h() == 1"),
        yields="f g h",
    )
    assert seen.points[1:] == [1.0]


@pytest.mark.parametrize("method", ["__float__", "__int__", "__index__", "__repr__"])
def test_a_test_may_end_with_a_number_of_the_students_own_class(
    examine: Examine, method: str
) -> None:
    """What it is worth is read from what is shown, and the student is not asked again."""
    number = f"class X(int):\n    def {method}(self): raise KeyboardInterrupt\nx = X(1)"
    seen = examine(("student", number), ("test", "x"), ("test", "1"))
    assert seen.points == [0.0 if method == "__repr__" else 1.0, 1.0]


def test_an_interrupt_of_the_students_is_no_time_limit_and_a_time_limit_no_interrupt(
    examine: Examine,
) -> None:
    seen = examine(
        ("instructor", "import pytest"),
        ("student", ENDS + "\ndef loop():\n    while True: pass"),
        ("test", "interrupt()"),
        ("test", "with pytest.raises(KeyboardInterrupt): loop()"),
        ("test", "with pytest.raises(KeyboardInterrupt): interrupt()"),
    )
    assert seen.points == [0.0, 0.0, 1.0]
    assert [v.reason for v in seen.verdicts[:2]] == [Reason.RAISED, Reason.TIMED_OUT]


def test_what_a_tests_own_function_raises_passes_through_the_students_code(
    examine: Examine,
) -> None:
    seen = examine(
        ("instructor", "import pytest"),
        (
            "student",
            "cleared = []\n"
            "def apply(function):\n"
            "    try:\n"
            "        return function()\n"
            "    finally:\n"
            "        cleared.append(1)",
        ),
        (
            "test",
            "def leave(): raise SystemExit(5)\n"
            "with pytest.raises(SystemExit) as e: apply(leave)\n"
            "assert e.value.code == 5\n"
            "assert cleared == [1]",
        ),
        ("test", "apply(lambda: pytest.fail('never'))"),
        ("test", "assert cleared == [1, 1]"),
    )
    assert seen.points == [1.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("raised", "check"),
    [
        ("KeyError(3)", "e.args == (3,) and str(e) == '3'"),
        ("KeyError('a')", "e.args == ('a',)"),
        ("ValueError", "e.args == ()"),
        ("ValueError('a', 1)", "e.args == ('a', 1)"),
        ("OSError(2, 'no such thing', 'here')", "e.errno == 2 and e.filename == 'here'"),
        ("FileNotFoundError(2, 'no')", "e.strerror == 'no'"),
        ("UnicodeDecodeError('utf-8', b'\\xff', 0, 1, 'bad')", "e.start == 0 and e.end == 1"),
        ("UserWarning('old')", "type(e) is UserWarning"),
        ("StopIteration(7)", "type(e) is RuntimeError"),
    ],
)
def test_an_exception_comes_with_what_it_was_made_of(
    examine: Examine, raised: str, check: str
) -> None:
    seen = examine(
        ("student", f"def f(): raise {raised}"),
        ("test", f"try:\n    f()\nexcept BaseException as e:\n    assert {check}, repr(e)"),
    )
    assert seen.points == [1.0]
