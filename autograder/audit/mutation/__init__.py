"""A cell of right code, and all the ways to get it slightly wrong.

``mutations(code)`` changes one thing at a time, between the marks of a solution if the cell has
them. The operators are in ``expressions``, ``calls`` and ``statements``; here they are carried out.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from autograder.audit.mutation import calls, expressions, statements

Operator = Callable[[cst.CSTNode], Iterator[cst.CSTNode]]

OPERATORS: dict[str, Operator] = {
    "boundary": expressions.edges,
    "comparison turned around": expressions.opposites,
    "condition turned around": expressions.negations,
    "part of a condition": expressions.parts,
    "one branch only": expressions.branches,
    "arithmetic": expressions.arithmetic,
    "constant": expressions.constants,
    "slice": expressions.slices,
    "call left out": calls.left_out,
    "another function": calls.twins,
    "arguments swapped": calls.swapped,
    "option left out": calls.options,
    "axis": calls.axes,
    "number type": calls.widths,
    "guard left out": statements.guards,
    "step left out": statements.steps,
    "another result": statements.results,
}
"""By what the change is called in reports."""
BEGIN, END = "BEGIN SOLUTION", "END SOLUTION"
_CLOSED = (
    cst.Raise, cst.FormattedString, cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom,
)  # fmt: skip
"""What is left as it is within these decides nothing that a test could ask for."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """A cell with one thing changed."""

    id: str
    """Of the change: the same while the changed lines are, whatever else happens to the cell."""
    operator: str
    code: str
    """The whole cell."""
    diff: str


def mutations(code: str, *, place: str = "") -> tuple[Mutation, ...]:
    """The mutations of a cell; none where it is not plain Python. ``place`` (the cell's name)
    makes ids of different cells differ."""
    try:
        tree = ast.parse(code)
        wrapper = MetadataWrapper(cst.parse_module(code))
    except (SyntaxError, ValueError, cst.ParserSyntaxError):
        return ()
    finder = _Finder(_solution(code))
    wrapper.visit(finder)
    known = {ast.dump(tree)}
    copies: Counter[str] = Counter()
    found = []
    for name, old, new in finder.found:
        changed = wrapper.module.deep_replace(old, new)
        assert isinstance(changed, cst.Module)
        meaning = _meaning(changed.code)
        if meaning is None or meaning in known:
            continue
        known.add(meaning)
        change = f"{place}\n{_change(code, changed.code)}"
        copies[change] += 1
        diff = unified(code, changed.code)
        found.append(Mutation(_id(change, copies[change]), name, changed.code, diff))
    return tuple(found)


def unified(before: str, after: str) -> str:
    """The difference, with three lines around it and no header."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3)
    return "\n".join(list(lines)[2:])


class _Finder(cst.CSTVisitor):
    """Collects what can be changed, in the order of the code."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, solution: Callable[[int], bool]) -> None:
        super().__init__()
        self._solution = solution
        self.found: list[tuple[str, cst.CSTNode, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self._solution(self.get_metadata(PositionProvider, node).start.line):
            for name, operator in OPERATORS.items():
                self.found += [(name, node, other) for other in operator(node)]
        return not (isinstance(node, _CLOSED) or calls.is_axis(node) or _is_docstring(node))


def _is_docstring(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Expr) and isinstance(node.value, cst.SimpleString)


def _solution(code: str) -> Callable[[int], bool]:
    """Whether a line, counted from 1, is the student's to write."""
    inside, marked = set(), False
    within = False
    for number, line in enumerate(code.splitlines(), 1):
        if BEGIN in line or END in line:
            marked, within = True, BEGIN in line
        elif within:
            inside.add(number)
    return inside.__contains__ if marked else lambda _: True


def _meaning(code: str) -> str | None:
    """Equal for code that differs in layout only; None for what is no Python."""
    try:
        return ast.dump(ast.parse(code))
    except SyntaxError:
        return None


def _change(before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return "\n".join(line[0] + line[1:].strip() for line in list(lines)[2:] if line[0] in "+-")


def _id(change: str, copy: int) -> str:
    return hashlib.sha256(f"{change}\n{copy}".encode()).hexdigest()[:8]
