"""Each operator changes what it says, once at a time, and only what the student writes."""

from __future__ import annotations

import pytest

from autograder.audit.mutation import OPERATORS, mutations


def changed(code: str, operator: str) -> set[str]:
    """What an operator makes of one line."""
    return {one.code for one in mutations(code) if one.operator == operator}


@pytest.mark.parametrize(
    ("operator", "code", "expected"),
    [
        ("boundary", "x = a < b", {"x = a <= b"}),
        ("boundary", "x = 0 <= a >= b", {"x = 0 < a >= b", "x = 0 <= a > b"}),
        ("comparison turned around", "x = a == b", {"x = a != b"}),
        ("comparison turned around", "x = a not in b", {"x = a in b"}),
        ("comparison turned around", "x = a < b", {"x = a >= b"}),
        ("condition turned around", "x = not a", {"x = a"}),
        ("condition turned around", "if f(a):\n    g()", {"if not f(a):\n    g()"}),
        ("part of a condition", "x = a or b or c",
         {"x = a or b", "x = a or c", "x = b or c", "x = a and b or c", "x = a or b and c"}),
        ("one branch only", "x = a if c else b", {"x = a", "x = b"}),
        ("one branch only", "x = [a for a in b if a]", {"x = [a for a in b]"}),
        ("arithmetic", "x = a + b * c", {"x = a - b * c", "x = a + b / c"}),
        ("arithmetic", "x = -(a + b)", {"x = (a + b)", "x = -(a - b)"}),
        ("arithmetic", "x @= a", set()),
        ("arithmetic", "x += a", {"x -= a"}),
        ("constant", "x = 7", {"x = 8", "x = 6"}),
        ("constant", "x = 1000", {"x = 2000", "x = 500"}),
        ("constant", "x = 0.01", {"x = 0.0", "x = 1.0"}),
        ("constant", "x = 2.5", {"x = 3.5", "x = 1.5"}),
        ("constant", "x = True", {"x = False"}),
        ("constant", "x = d['key']", {"x = d['']"}),
        ("slice", "x = a[:k]", {"x = a[:]", "x = a[:k + 1]"}),
        ("slice", "x = a[::-1]", {"x = a[:]"}),
        ("call left out", "x = np.clip(a + b, 0, 1)", {"x = (a + b)"}),
        ("call left out", "x = a.copy()", {"x = a"}),
        ("call left out", "x = a.T", {"x = a"}),
        ("call left out", "x = sorted(a)", {"x = a"}),
        ("another function", "x = np.argmax(a)", {"x = np.argmin(a)"}),
        ("another function", "x = any(a)", {"x = all(a)"}),
        ("arguments swapped", "x = f(a, b, c)", {"x = f(b, a, c)"}),
        ("arguments swapped", "x = max(a, b)", set()),
        ("option left out", "x = f(a, key=g, n=h)", {"x = f(a, n=h)", "x = f(a, key=g)"}),
        ("axis", "x = f(a, axis=1)", {"x = f(a, axis=0)"}),
        ("axis", "x = f(a, axis=-1)", {"x = f(a, axis=0)"}),
        ("number type", "x = f(a, dtype=np.float64)", {"x = f(a, dtype=np.float32)"}),
        ("number type", "x = f(a, dtype=float)", {'x = f(a, dtype="float32")'}),
        ("guard left out", "if a:\n    raise ValueError", {"if a:\n    pass"}),
        ("guard left out", "if a:\n    x = b", {"if False:\n    x = b"}),
        ("step left out", "x.append(a)", {"pass"}),
        ("step left out", "x[0] = a", {"pass"}),
        ("step left out", "x = f(x)", {"pass"}),
        ("step left out", "x = f(a)", set()),
        ("step left out", "print(a)", set()),
        ("another result", "def f():\n    return a, b",
         {"def f():\n    return None", "def f():\n    return b, a"}),
    ],
)  # fmt: skip
def test_an_operator_makes_these_changes_and_no_others(
    operator: str, code: str, expected: set[str]
) -> None:
    assert changed(code, operator) == expected


def test_the_axis_is_no_number_to_count_with() -> None:
    assert not changed("x = f(a, axis=1)", "constant")


def test_each_operator_is_tried_above() -> None:
    (mark,) = test_an_operator_makes_these_changes_and_no_others.pytestmark  # type: ignore[attr-defined]
    assert {operator for operator, _, _ in mark.args[1]} == set(OPERATORS)


CELL = '''def f(a, n=1):
    """At least 1."""
    ### BEGIN SOLUTION
    if n < 1:
        raise ValueError(f"{n + 1} is less than 1")
    return a * n
    ### END SOLUTION
print(f(3, 1))
'''


def test_only_what_the_student_writes_is_changed_and_no_message() -> None:
    for one in mutations(CELL):
        lines = one.code.splitlines()
        assert lines[:3] + lines[-2:] == CELL.splitlines()[:3] + CELL.splitlines()[-2:]
        assert 'f"{n + 1} is less than 1"' in one.code or one.operator == "guard left out"


def test_no_two_mutations_are_the_same_code() -> None:
    found = mutations("x = not (a == b)")
    assert len({one.code for one in found}) == len(found) == 2
    assert len({one.id for one in found}) == 2


def test_an_id_stays_while_its_line_does() -> None:
    before = {one.diff.splitlines()[-1]: one.id for one in mutations("x = 1\ny = a + b", place="t")}
    after = {one.code: one.id for one in mutations("import math\nx = 2\ny = a + b", place="t")}
    assert before["+y = a - b"] == after["import math\nx = 2\ny = a - b"]
    other = {one.code: one.id for one in mutations("x = 1\ny = a + b", place="other")}
    assert other["x = 1\ny = a - b"] != before["+y = a - b"]


def test_of_two_equal_lines_each_change_has_its_own_id() -> None:
    found = [one.id for one in mutations("x = a + b\nx = a + b")]
    assert len(set(found)) == len(found) == 2


def test_a_difference_is_shown_as_diff() -> None:
    (one,) = (m for m in mutations("x = a\ny = b < c\n") if m.operator == "boundary")
    assert one.diff == "@@ -1,2 +1,2 @@\n x = a\n-y = b < c\n+y = b <= c"


@pytest.mark.parametrize("code", ["%matplotlib inline\nx = 1", "x = = 1", ""])
def test_what_is_not_plain_python_is_left_alone(code: str) -> None:
    assert mutations(code) == ()
