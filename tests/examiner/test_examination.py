"""Test cells run outside the student's process, and see what they would see inside it."""

from __future__ import annotations

import pytest

from autograder.examiner.worker import Worker
from autograder.model import Cell, Reason, Role
from tests.examiner.conftest import Examine

NUMPY = ("instructor", "import numpy as np")

SEEN_AS_INSIDE = {
    "plain call": ("def f(x): return x + 1", "assert f(2) == 3"),
    "keywords": ("def f(a, *, b=2): return a * b", "assert f(3, b=5) == 15 and f(3) == 6"),
    "array": ("def f(x): return x * 2", "assert np.array_equal(f(np.arange(3)), [0, 2, 4])"),
    "type of the answer": ("def f(): return np.float32(1)", "assert type(f()) is np.float32"),
    "plain variable": ("values = [1, 2]", "assert values == [1, 2]"),
    "changed argument": (
        "def f(a, d):\n    a *= 2\n    d['new'] = a",
        "a = np.ones(2); d = {'old': 1}\nassert f(a, d) is None\n"
        "assert a.tolist() == [2, 2] and d['old'] == 1 and d['new'].tolist() == [2, 2]",
    ),
    "nested change": (
        "def f(rows):\n    rows[1].append(3)",
        "rows = [[1], [2]]; second = rows[1]; f(rows)\nassert rows == [[1], [2, 3]] is not None\n"
        "assert second == [2, 3]",
    ),
    "unchanged argument": ("def f(a): return a * 2", "a = np.ones(2); f(a); assert a.sum() == 2"),
    "read-only argument": (
        "def f(a): a[0] = 5",
        "a = np.ones(2); a.flags.writeable = False\n"
        "try: f(a)\nexcept ValueError: pass\nelse: assert False",
    ),
    "the same object comes back": ("def f(x): return x", "x = [1]; assert f(x) is x"),
    "builtin exception": (
        "def f(): raise KeyError('gone')",
        "try: f()\nexcept KeyError as e: assert e.args == ('gone',)\nelse: assert False",
    ),
    "exception of the student's": (
        "class Bad(ValueError): pass\ndef f(): raise Bad('no')",
        "try: f()\nexcept ValueError as e: assert type(e).__name__ == 'Bad' and str(e) == 'no'\n"
        "else: assert False",
    ),
    "pytest.raises": (
        "def f(): raise ZeroDivisionError('by nothing')",
        "import pytest\nwith pytest.raises(ZeroDivisionError, match='nothing'): f()",
    ),
    "instance": (
        "class P:\n    def __init__(self, a): self.a = a\n    def twice(self): return 2 * self.a\n"
        "    def __len__(self): return 7\n    def __add__(self, other): return P(self.a + other.a)",
        "p = P(3)\nassert p.a == 3 and p.twice() == 6 and len(p) == 7 and isinstance(p, P)\n"
        "p.a = 5\nassert (p + P(1)).a == 6 and not isinstance(3, P)",
    ),
    "equality of two of the student's": (
        "class P:\n    def __init__(self, a): self.a = a\n"
        "    def __eq__(self, other): return self.a == other.a",
        "assert P(1) == P(1) and P(1) != P(2)",
    ),
    "generator": (
        "def f():\n    got = yield 1\n    yield got",
        "g = f(); assert next(g) == 1 and g.send(5) == 5\nassert list(f()) == [1, None]",
    ),
    "callback": ("def f(g): return g(3) + 1", "assert f(lambda v: v * 2) == 7"),
    "callback that fails": (
        "def f(g):\n    try: g()\n    except Exception as e: return str(e)",
        "def g(): raise ValueError('oops')\nassert 'oops' in f(g)",
    ),
    "helper function of the test": (
        "def f(x): return x",
        "def helper(n): return [f(i) for i in range(n)]\nassert helper(3) == [0, 1, 2]",
    ),
    "captured print": (
        "def f(): print('hello')",
        "import io, contextlib\nwith contextlib.redirect_stdout(io.StringIO()) as out: f()\n"
        "assert out.getvalue() == 'hello\\n'",
    ),
    "patched global": (
        "def base(): return 1\ndef f(): return base() + 1",
        "from unittest import mock\nwith mock.patch('__main__.base', lambda: 10):\n"
        "    assert f() == 11\nassert f() == 2",
    ),
    "deleted name": (
        "def base(): return 1\ndef f(): return base()",
        "del base\ntry: f()\nexcept NameError: pass\nelse: assert False",
    ),
    "rebound name": ("k = 1\ndef f(): return k", "k = 5\nassert f() == 5"),
    "numpy's dtype as an argument": (
        "def f(t): return np.zeros(2, t)", "assert f(np.int8).dtype == np.int8",
    ),
    "builtins in the answer": ("def f(): return int", "assert f() is int"),
    "__main__": ("def f(): return 1", "if __name__ == '__main__':\n    assert f() == 1\nelse: 0/0"),
    "array-like object": (
        "class V:\n    def __array__(self, dtype=None, copy=None): return np.arange(3.0)",
        "assert np.allclose(V(), [0, 1, 2])",
    ),
    "strided argument": ("def f(a): return a.strides[0]", "assert f(np.arange(4.0)[::-1]) == -8"),
    "data frame": (
        "def f(d): return d[d['n'] > 1]",
        "import pandas as pd\nd = pd.DataFrame({'n': [1, 2], 'w': ['a', 'b']})\n"
        "pd.testing.assert_frame_equal(f(d), d.iloc[1:])",
    ),
    "changed data frame": (
        "def f(d): d['twice'] = d['n'] * 2",
        "import pandas as pd\nd = pd.DataFrame({'n': [1, 2]})\nassert f(d) is None\n"
        "assert d['twice'].tolist() == [2, 4]",
    ),
    "series": (
        "import pandas as pd\ndef f(): return pd.Series([1.5], name='x')",
        "s = f()\nassert s.name == 'x' and s.mean() == 1.5",
    ),
    "magics": ("def f(): print('x')", "%%capture kept\nf()"),
    "changed variable": (
        "values = [1, 2]\ndef f(): return sum(values)",
        "values.append(3)\nassert values == [1, 2, 3] and f() == 6",
    ),
    "nested variable": (
        "k = {'a': [1]}\ndef f(): return k['a']",
        "k['a'].append(2)\nassert f() == [1, 2] and f() is k['a']",
    ),
    "array variable": (
        "k = np.zeros(3)\ndef f(): return k.sum()", "k[1] = 5\nassert f() == 5 == k[1]",
    ),
    "variable that a function changes": (
        "values = [3, 1]\ndef f(): values.sort()", "v = values\nf()\nassert v == [1, 3] == values",
    ),
    "attribute that is changed": (
        "class P:\n    def __init__(self): self.items = []\n    def size(self): return len(self.items)",
        "p = P()\np.items.append(3)\nassert p.size() == 1 and p.items == [3]",
    ),
    "argument that is kept": (
        "class P:\n    def __init__(self, items): self.items = list(items); self.same = items",
        "a = [1]\np = P(a)\na.append(2)\nassert p.items == [1] and p.same == [1, 2] and p.same is a",
    ),
    "answer that is changed": (
        "k = [1]\ndef f(): return k", "r = f()\nr.append(2)\nassert f() == [1, 2]",
    ),
    "callback that changes its argument": (
        "def f(g):\n    a = [3, 1, 2]\n    g(a)\n    return a",
        "assert f(lambda a: a.sort()) == [1, 2, 3] and f(lambda a: None) == [3, 1, 2]",
    ),
    "callback that sees a change": (
        "def f(a, g):\n    a.append(1)\n    return g()", "a = []\nassert f(a, lambda: len(a)) == 1",
    ),
    "exception of the test's own": (
        "def f(g):\n    return g()",
        "class Mine(Exception): pass\ndef g(): raise Mine('own')\n"
        "try: f(g)\nexcept Mine as e: assert str(e) == 'own'\nelse: assert False",
    ),
    "builtin exception of a callback": (
        "def f(g):\n    try: return g()\n    except ZeroDivisionError: return 'caught'",
        "assert f(lambda: 1 / 0) == 'caught'",
    ),
    "object of the test's own": (
        "def f(node):\n    total = 0\n    while node is not None:\n        total += node.value\n"
        "        node.seen = True\n        node = node.next\n    return total",
        "class Node:\n    def __init__(self, value, next=None): self.value, self.next = value, next\n"
        "list_ = Node(1, Node(2))\nassert f(list_) == 3 and list_.next.seen",
    ),
    "generator of random numbers": (
        "def f(rng):\n    a = [1, 2, 3, 4]\n    rng.shuffle(a)\n    return a + [rng.normal()]",
        "expected = [1, 2, 3, 4]\nrng = np.random.default_rng(0)\nrng.shuffle(expected)\n"
        "assert f(np.random.default_rng(0)) == expected + [rng.normal()]",
    ),
    "iterator of the test's": ("def f(i): return list(i)", "assert f(iter([1, 2])) == [1, 2]"),
    "file of the test's": (
        "def f(file): return [line.strip() for line in file]",
        "import io\nassert f(io.StringIO('a\\nb')) == ['a', 'b']",
    ),
    "counter": (
        "from collections import Counter\ndef f(x): return Counter(x)",
        "assert f('aab') == {'a': 2, 'b': 1} and f('aab').most_common(1) == [('a', 2)]",
    ),
    "default dict": (
        "from collections import defaultdict\ndef f():\n    d = defaultdict(list)\n"
        "    d['a'].append(1)\n    return d",
        "d = f()\nassert d == {'a': [1]} and d['b'] == []",
    ),
    "deque": (
        "from collections import deque\ndef f(d): d.appendleft(0); return d",
        "from collections import deque\nd = deque([1]); assert f(d) is d and list(d) == [0, 1]",
    ),
    "views of a dict": (
        "def f(d): return d.keys()", "assert f({'a': 1}) == {'a'} and list(f({'b': 2})) == ['b']",
    ),
    "dates and fractions": (
        "import datetime, fractions, decimal\ndef f(d): return d + datetime.timedelta(days=1)\n"
        "def k(): return fractions.Fraction(1, 3), decimal.Decimal('0.1')",
        "import datetime\nfrom fractions import Fraction\nfrom decimal import Decimal\n"
        "assert f(datetime.date(2026, 1, 31)) == datetime.date(2026, 2, 1)\n"
        "assert k() == (Fraction(1, 3), Decimal('0.1'))",
    ),
    "named tuple": (
        "from collections import namedtuple\nP = namedtuple('P', 'x y')\ndef f(p): return P(p.y, p.x)\n"
        "def k(p): return isinstance(p, P)",
        "p = f(P(1, 2))\nassert p == (2, 1) and p.x == 2 and isinstance(p, P) and k(p)\n"
        "assert p._replace(x=5) == (5, 1) and repr(p) == 'P(x=2, y=1)'",
    ),
    "named tuple of the test's": (
        "def f(p): return p._replace(x=p.x + p.y)",
        "from typing import NamedTuple\nclass Q(NamedTuple):\n    x: int\n    y: int\n"
        "q = f(Q(1, 2))\nassert q == Q(3, 2) and isinstance(q, Q)",
    ),
    "exception class of the student's": (
        "class Bad(ValueError):\n    def __init__(self, code): self.code = code; super().__init__('no')\n"
        "class P(Bad): pass\ndef f(): raise P(7)",
        "import pytest\nwith pytest.raises(Bad, match='no') as caught: f()\n"
        "assert caught.value.code == 7 and caught.type is P and issubclass(P, Bad)\n"
        "try: f()\nexcept P as e: assert isinstance(e, ValueError) and type(e) is P\n"
        "else: assert False",
    ),
    "exception class of the student's that is not raised": (
        "class Bad(Exception): pass\ndef f(): raise KeyError('k')",
        "try: f()\nexcept Bad: assert False\nexcept KeyError: pass\nelse: assert False",
    ),
    "mock as an argument": (
        "def f(log): log.info('hello', 3)",
        "from unittest import mock\nlog = mock.Mock()\nf(log)\n"
        "log.info.assert_called_once_with('hello', 3)",
    ),
}  # fmt: skip


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
