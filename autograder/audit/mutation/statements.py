"""Small changes to statements: one left out, another value returned.

As in ``expressions``, each operator takes any node and yields what may stand in its place.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from autograder.audit.mutation.calls import called

_SILENT = frozenset({"print", "display"})
"""Calls that decide nothing."""


def guards(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``raise`` left out; what stands under a condition left out."""
    if isinstance(node, cst.Raise):
        yield cst.Pass()
    elif isinstance(node, cst.If) and not m.matches(
        node.body, m.IndentedBlock([m.SimpleStatementLine([m.Raise()])])
    ):
        yield node.with_changes(test=cst.Name("False"))


def steps(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A step left out: a call that is made for what it does, an item that is set, a name that is
    given a value made of its own, ``break`` and ``continue``."""
    if isinstance(node, cst.Break | cst.Continue | cst.AugAssign):
        yield cst.Pass()
    elif isinstance(node, cst.Expr):
        if isinstance(node.value, cst.Call) and called(node.value) not in _SILENT:
            yield cst.Pass()
    elif isinstance(node, cst.Assign):
        target = node.targets[0].target
        own = isinstance(target, cst.Name) and m.findall(node.value, m.Name(target.value))
        if own or isinstance(target, cst.Subscript | cst.Attribute):
            yield cst.Pass()


def results(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Nothing returned; two values returned in the other order."""
    if not isinstance(node, cst.Return) or node.value is None:
        return
    if not m.matches(node.value, m.Name("None")):
        yield node.with_changes(value=cst.Name("None"))
    if isinstance(node.value, cst.Tuple) and len(node.value.elements) > 1:
        first, second, *rest = node.value.elements
        other = [
            first.with_changes(value=second.value), second.with_changes(value=first.value), *rest
        ]  # fmt: skip
        yield node.with_changes(value=node.value.with_changes(elements=other))
