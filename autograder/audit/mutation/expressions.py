"""Small changes to expressions: comparisons, arithmetic, conditions, constants, slices.

Each operator takes a node of the syntax tree and yields what may stand in its place. All nodes of
all kinds are offered to each.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

import libcst as cst

LARGE = 100
"""Whole numbers from here on are sizes: one more or less would rarely matter to anybody."""
SMALL = 0.1
"""Numbers below are tolerances."""

_EDGES: Mapping[type[cst.BaseCompOp], type[cst.BaseCompOp]] = {
    cst.LessThan: cst.LessThanEqual,
    cst.LessThanEqual: cst.LessThan,
    cst.GreaterThan: cst.GreaterThanEqual,
    cst.GreaterThanEqual: cst.GreaterThan,
}
_OPPOSITES: Mapping[type[cst.BaseCompOp], type[cst.BaseCompOp]] = {
    cst.LessThan: cst.GreaterThanEqual,
    cst.LessThanEqual: cst.GreaterThan,
    cst.GreaterThan: cst.LessThanEqual,
    cst.GreaterThanEqual: cst.LessThan,
    cst.Equal: cst.NotEqual,
    cst.NotEqual: cst.Equal,
    cst.In: cst.NotIn,
    cst.NotIn: cst.In,
    cst.Is: cst.IsNot,
    cst.IsNot: cst.Is,
}
_ARITHMETIC: Mapping[type[cst.BaseBinaryOp], type[cst.BaseBinaryOp]] = {
    cst.Add: cst.Subtract,
    cst.Subtract: cst.Add,
    cst.Multiply: cst.Divide,
    cst.Divide: cst.Multiply,
    cst.FloorDivide: cst.Divide,
    cst.Modulo: cst.Multiply,
    cst.Power: cst.Multiply,
    cst.MatrixMultiply: cst.Multiply,
    cst.BitAnd: cst.BitOr,
    cst.BitOr: cst.BitAnd,
}
_STEPS: Mapping[type[cst.BaseAugOp], type[cst.BaseAugOp]] = {
    cst.AddAssign: cst.SubtractAssign,
    cst.SubtractAssign: cst.AddAssign,
    cst.MultiplyAssign: cst.DivideAssign,
    cst.DivideAssign: cst.MultiplyAssign,
}


def grouped(node: cst.BaseExpression) -> cst.BaseExpression:
    """In parentheses, where it needs them to stand anywhere."""
    whole = cst.Name | cst.Call | cst.Attribute | cst.Subscript | cst.BaseNumber
    if node.lpar or isinstance(node, whole):
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def edges(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``<`` and ``<=``."""
    yield from _compared(node, _EDGES)


def opposites(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``<`` and ``>=``, ``==`` and ``!=``, ``in`` and ``not in``."""
    yield from _compared(node, _OPPOSITES)


def _compared(
    node: cst.CSTNode, table: Mapping[type[cst.BaseCompOp], type[cst.BaseCompOp]]
) -> Iterator[cst.CSTNode]:
    if not isinstance(node, cst.Comparison):
        return
    for place, target in enumerate(node.comparisons):
        other = table.get(type(target.operator))
        if other is not None:
            changed = list(node.comparisons)
            changed[place] = target.with_changes(operator=other())
            yield node.with_changes(comparisons=changed)


def negations(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A condition that is no comparison, turned around; ``not`` left out."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        yield grouped(node.expression)
    elif isinstance(node, cst.If | cst.IfExp | cst.CompIf):
        test = node.test
        if not isinstance(test, cst.Comparison | cst.BooleanOperation | cst.UnaryOperation):
            yield node.with_changes(test=cst.UnaryOperation(cst.Not(), grouped(test)))


def parts(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """One part of a condition left out; ``and`` and ``or``."""
    if not isinstance(node, cst.BooleanOperation):
        return
    yield grouped(node.left) if node.lpar else node.left
    chained = isinstance(node.left, cst.BooleanOperation) and not node.left.lpar
    if not chained or type(node.left.operator) is not type(node.operator):  # type: ignore[attr-defined]
        yield node.right
    yield node.with_changes(operator=cst.And() if isinstance(node.operator, cst.Or) else cst.Or())


def branches(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``a if c else b`` always the one, or always the other; a filter left out."""
    if isinstance(node, cst.IfExp):
        yield grouped(node.body)
        yield grouped(node.orelse)
    elif isinstance(node, cst.CompFor):
        for one in node.ifs:
            yield node.with_changes(ifs=[other for other in node.ifs if other is not one])


def arithmetic(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``+`` and ``-``, ``*`` and ``/``, a sign or ``~`` left out."""
    if isinstance(node, cst.BinaryOperation) and type(node.operator) in _ARITHMETIC:
        yield node.with_changes(operator=_ARITHMETIC[type(node.operator)]())
    elif isinstance(node, cst.AugAssign) and type(node.operator) in _STEPS:
        yield node.with_changes(operator=_STEPS[type(node.operator)]())
    elif isinstance(node, cst.UnaryOperation) and isinstance(
        node.operator, cst.Minus | cst.BitInvert
    ):
        yield grouped(node.expression)


def constants(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Whole numbers one more and one less (large ones twice and half), small numbers 0 and a
    hundredfold, True and False, texts empty."""
    if isinstance(node, cst.Integer):
        number = node.evaluated_value
        near = (number + 1, number - 1) if number < LARGE else (2 * number, number // 2)
        yield from (cst.parse_expression(str(other)) for other in near)
    elif isinstance(node, cst.Float):
        size = float(ast.literal_eval(node.value))
        wide = (0.0, 100 * size) if 0 < size < SMALL else (size + 1, size - 1)
        yield from (cst.parse_expression(repr(other)) for other in wide)
    elif isinstance(node, cst.Name) and node.value in ("True", "False"):
        yield cst.Name("False" if node.value == "True" else "True")
    elif isinstance(node, cst.SimpleString) and node.raw_value:
        yield cst.SimpleString(f"{node.prefix}''")


def slices(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A bound left out, or one further."""
    if not isinstance(node, cst.Slice):
        return
    for bound in ("lower", "upper"):
        value: cst.BaseExpression | None = getattr(node, bound)
        if value is None:
            continue
        yield node.with_changes(**{bound: None})
        if not isinstance(value, cst.Integer | cst.UnaryOperation):
            further = cst.BinaryOperation(grouped(value), cst.Add(), cst.Integer("1"))
            yield node.with_changes(**{bound: further})
    if node.step is not None:
        yield node.with_changes(step=None, second_colon=cst.MaybeSentinel.DEFAULT)
