"""Small changes to calls: the call left out, its arguments, its axis, the type of its numbers.

As in ``expressions``, each operator takes any node and yields what may stand in its place.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from autograder.audit.mutation.expressions import grouped

MODULES = frozenset({"copy", "linalg", "math", "np", "numpy", "random", "scipy", "statistics"})
"""What stands before a dot and is no value."""
SAME_KIND = frozenset(
    {
        "abs", "array", "asarray", "ascontiguousarray", "astype", "ceil", "clip", "copy",
        "deepcopy", "degrees", "exp", "fabs", "flatten", "float", "floor", "int", "list", "log",
        "lower", "nan_to_num", "norm", "radians", "ravel", "reversed", "round", "set", "sort",
        "sorted", "sqrt", "square", "squeeze", "str", "strip", "tolist", "tuple", "unique",
    }
)  # fmt: skip
"""Functions and methods without which the first argument, or the object, still is of use."""
SYMMETRIC = frozenset({"isinstance", "issubclass", "max", "maximum", "min", "minimum", "print"})
"""Functions whose first two arguments can change places, or must not."""
TWINS = {
    one: other
    for pair in (
        ("all", "any"), ("argmax", "argmin"), ("ceil", "floor"), ("cos", "sin"), ("max", "min"),
        ("maximum", "minimum"), ("mean", "sum"), ("ones", "zeros"), ("append", "extend"),
    )
    for one, other in (pair, pair[::-1])
}  # fmt: skip
"""Functions that are easily taken for each other."""
_WIDTHS = {"float64": "float32", "float32": "float64", "int64": "int32"}


def called(node: cst.CSTNode) -> str:
    """The last name of what is called: ``clip`` of ``np.clip(x)``; empty for others."""
    if not isinstance(node, cst.Call):
        return ""
    if isinstance(node.func, cst.Attribute):
        return node.func.attr.value
    return node.func.value if isinstance(node.func, cst.Name) else ""


def left_out(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``np.clip(x, 0, 1)`` and ``x.clip(0, 1)`` become ``x``; so does ``x.T``."""
    if isinstance(node, cst.Attribute) and node.attr.value == "T":
        yield grouped(node.value)
    if not isinstance(node, cst.Call) or called(node) not in SAME_KIND:
        return
    owner = _owner(node)
    if owner is not None:
        yield grouped(owner)
    elif node.args and node.args[0].keyword is None and not node.args[0].star:
        yield grouped(node.args[0].value)


def _owner(call: cst.Call) -> cst.BaseExpression | None:
    """The object whose method is called."""
    if not isinstance(call.func, cst.Attribute):
        return None
    value = call.func.value
    last = value.attr if isinstance(value, cst.Attribute) else value
    return None if isinstance(last, cst.Name) and last.value in MODULES else value


def twins(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``max`` and ``min``, ``any`` and ``all``, ``sum`` and ``mean``."""
    if not isinstance(node, cst.Call) or called(node) not in TWINS:
        return
    other = cst.Name(TWINS[called(node)])
    if isinstance(node.func, cst.Attribute):
        yield node.with_changes(func=node.func.with_changes(attr=other))
    else:
        yield node.with_changes(func=other)


def swapped(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The first two arguments in each other's place."""
    if not isinstance(node, cst.Call) or called(node) in SYMMETRIC or len(node.args) < 2:
        return
    first, second = node.args[:2]
    if any(arg.keyword is not None or arg.star for arg in (first, second)):
        return
    yield node.with_changes(
        args=[
            first.with_changes(value=second.value),
            second.with_changes(value=first.value),
            *node.args[2:],
        ]
    )


def options(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """An argument given by name left out."""
    if not isinstance(node, cst.Call):
        return
    for one in node.args:
        if one.keyword is not None:
            kept = [other for other in node.args if other is not one]
            if kept:  # the last one ends without a comma
                kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
            yield node.with_changes(args=kept)


def axes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``axis=0`` and ``axis=1``."""
    if isinstance(node, cst.Arg) and is_axis(node):
        code = cst.Module([]).code_for_node(node.value)
        yield node.with_changes(value=cst.Integer("1" if code in ("0", "-2") else "0"))


def is_axis(node: cst.CSTNode) -> bool:
    """Whether this is an argument ``axis=``, whose number is no number to count with."""
    return isinstance(node, cst.Arg) and node.keyword is not None and node.keyword.value == "axis"


def widths(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``float64`` and ``float32``."""
    if isinstance(node, cst.Attribute) and node.attr.value in _WIDTHS:
        yield node.with_changes(attr=cst.Name(_WIDTHS[node.attr.value]))
    elif (
        isinstance(node, cst.Arg)
        and node.keyword is not None
        and node.keyword.value == "dtype"
        and isinstance(node.value, cst.Name)
        and node.value.value == "float"
    ):
        yield node.with_changes(value=cst.SimpleString('"float32"'))
