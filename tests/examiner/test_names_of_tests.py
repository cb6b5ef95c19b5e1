"""What tests bind, and who sees it: their own, unless the instructor's own solution reads it."""

from __future__ import annotations

from autograder.model import Reason
from tests.examiner.conftest import Examine


def test_a_name_that_the_solution_reads_is_left_for_it(examine: Examine) -> None:
    seen = examine(
        ("test", "limit = 10\ndef helper(n): return n + limit"),
        ("student", "def f(n): return helper(n)\nstart = limit"),
        ("test", "assert f(1) == 11 and start == 10"),
        ("test", "limit = 20\nassert f(1) == 21"),
        yields="f start",
    )
    assert seen.points == [1.0, 1.0, 1.0], seen.verdicts


def test_a_name_that_no_solution_reads_stays_with_the_tests(examine: Examine) -> None:
    """Here the instructor's version is another one, which does not peep."""
    peeping = "try: stolen = expected\nexcept NameError: stolen = None\ndef f(): return globals()"
    seen = examine(
        ("test", "expected = 42"),
        ("student", peeping),
        ("test", "expected = 43\nassert stolen is None and 'expected' not in f()"),
        yields="f stolen",
        reads="pass",
    )
    assert seen.points == [1.0, 1.0], seen.verdicts


def test_a_module_that_only_a_test_imports_is_there_for_all(examine: Examine) -> None:
    seen = examine(
        ("test", "import math as m"),
        ("student", "def f(x): return m.sqrt(x)"),
        ("test", "assert f(9) == 3"),
        yields="f",
        reads="pass",
    )
    assert seen.points == [1.0, 1.0], seen.verdicts


def test_a_read_only_cell_finds_what_a_test_has_bound(examine: Examine) -> None:
    seen = examine(
        ("test", "words = ['a', 'b']"),
        ("instructor", "count = len(words)"),
        ("student", "def f(): return count"),
        ("test", "assert f() == 2 == count"),
        yields="f",
    )
    assert seen.points == [1.0, 1.0], seen.verdicts


def test_a_global_that_a_tests_function_sets_is_the_students(examine: Examine) -> None:
    seen = examine(
        ("student", "k = 1\ndef f(): return k"),
        ("test", "def g():\n    global k\n    k = 5\ng()\nassert f() == 5 == k"),
        ("test", "assert k == 5 and f() == 5"),
        yields="f k",
    )
    assert seen.points == [1.0, 1.0], seen.verdicts


def test_instances_of_the_instructors_classes_cross_as_such(examine: Examine) -> None:
    given = """
from enum import Enum
class Node:
    def __init__(self, value, next=None): self.value, self.next = value, next
    def __eq__(self, other): return isinstance(other, Node) and self.value == other.value
class Colour(Enum):
    RED = 1
"""
    seen = examine(
        ("instructor", given),
        (
            "student",
            "def f(node):\n    node.next = Node(node.value + 1)\n    return node.next\n"
            "def g(n):\n    head = None\n    for k in range(n): head = Node(k, head)\n"
            "    return head\n"
            "def h(colour): return Colour.RED if colour is Colour.RED else None",
        ),
        (
            "test",
            "n = Node(1)\nm = f(n)\nassert n.next is m and m == Node(2) and isinstance(m, Node)\n"
            "assert type(m) is Node",
        ),
        (
            "test",
            "node, count = g(300), 0\nwhile node is not None:\n"
            "    assert isinstance(node, Node)\n    node, count = node.next, count + 1\n"
            "assert count == 300",
        ),
        ("test", "assert h(Colour.RED) is Colour.RED"),
        yields="f g h",
    )
    assert seen.points == [1.0, 1.0, 1.0], seen.verdicts


def test_a_test_marked_to_run_inside_runs_inside(examine: Examine) -> None:
    seen = examine(
        ("instructor", "base = 2"),
        ("test", "offset = 3"),
        ("student", "class P:\n    def __init__(self): self.a = base"),
        ("inside", "class Q(P): pass\nassert Q().a + offset == 5\nkept = 7"),
        ("inside", "assert Q().a == 3, 'not three'"),
        ("inside", "0.25"),
        ("test", "assert kept == 7"),
        yields="P",
    )
    assert seen.points == [1.0, 1.0, 0.0, 0.25, 1.0], seen.verdicts
    inside = seen.verdicts[1:4]
    assert all(verdict.inside for verdict in inside)
    assert not seen.verdicts[4].inside
    assert "not three" in inside[1].message


def test_an_inside_test_that_never_ends_is_stopped(examine: Examine) -> None:
    seen = examine(("student", "def f():\n    while True: pass"), ("inside", "f()"), yields="f")
    assert seen.verdicts[0].reason is Reason.TIMED_OUT


def test_a_suite_that_fails_gives_no_points(examine: Examine) -> None:
    suite = (
        "import unittest\nclass T(unittest.TestCase):\n"
        "    def test_f(self): self.assertEqual(f(3), 4)\n"
        "unittest.main(argv=[''], exit=False);"
    )
    seen = examine(("student", "def f(x): return x"), ("test", suite), yields="f")
    assert seen.points == [0.0]
    assert "3 != 4" in seen.verdicts[0].message


def test_an_error_within_a_captured_cell_is_an_error(examine: Examine) -> None:
    seen = examine(
        ("student", "def f(): return 1"), ("test", "%%capture out\nassert f() == 2"), yields="f"
    )
    assert seen.points == [0.0]


def test_a_class_derived_from_the_students_says_what_to_do(examine: Examine) -> None:
    seen = examine(("student", "class P: pass"), ("test", "class Q(P): pass"), yields="P")
    verdict = seen.verdicts[0]
    assert verdict.points is None
    assert verdict.reason is Reason.TEST_BROKEN
    assert "derives a class" in verdict.message
