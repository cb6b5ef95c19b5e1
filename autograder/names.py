"""Which names a cell binds, and which it reads.

Told from the instructor's own version of a cell: the names that a solution binds are what the
tests may ask the candidate for, those that it reads are what a test may leave for it. Nothing is
executed; a cell that does not parse binds and reads nothing.
"""

from __future__ import annotations

import ast
import functools
import symtable
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_TRANSPARENT_MAGICS = frozenset({"%%capture", "%%prun", "%%time"})
"""Cell magics whose body runs in the notebook's own namespace."""
KEPT = 500
"""Cells whose names are remembered: the instructor's are asked for again in each notebook."""


@functools.lru_cache(maxsize=KEPT)
def bound_names(source: str) -> frozenset[str]:
    """Names that are bound at module level once ``source`` has run.

    Branches are taken to be run, deletions to happen; ``%magics`` and ``!commands`` are
    understood as IPython does. A wildcard import binds nothing that could be known here. Modules
    that are imported whole do not count: they are nobody's answer (see ``imported_modules``).
    """
    tree = _parsed(source)
    scope = _ModuleScope()
    try:
        for statement in tree.body:
            if not isinstance(statement, ast.Import):
                scope.visit(statement)
    except RecursionError:
        return frozenset()
    return frozenset(scope.names)


def imported_modules(source: str) -> tuple[str, ...]:
    """The statements at top level that import whole modules, ``import numpy as np``.

    A test that uses such a name means the module, so the tests' side imports it for itself.
    """
    return tuple(ast.unparse(s) for s in _parsed(source).body if isinstance(s, ast.Import))


def names_of_modules(source: str) -> frozenset[str]:
    """The names that these statements bind."""
    statements = [s for s in _parsed(source).body if isinstance(s, ast.Import)]
    aliases = [alias for statement in statements for alias in statement.names]
    return frozenset(alias.asname or alias.name.partition(".")[0] for alias in aliases)


@dataclass(frozen=True, slots=True)
class Reads:
    """Names that a cell reads without having bound them before."""

    now: frozenset[str] = frozenset()
    """While it runs."""
    later: frozenset[str] = frozenset()
    """When somebody calls the functions that it defines."""

    def __or__(self, other: Reads) -> Reads:
        return Reads(self.now | other.now, self.later | other.later)


NOTHING = Reads()


@functools.lru_cache(maxsize=KEPT)
def read_names(source: str) -> Reads:
    """The names that a cell reads from the notebook."""
    now: set[str] = set()
    later: set[str] = set()
    bound: set[str] = set()
    for statement in _parsed(source).body:
        read, recalled, stored = _names_of(statement)
        # in "x = x + 1" the x is read first, in a loop over x it is bound first
        simple = isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign)
        now |= read - bound - (set() if simple else stored)
        later |= recalled
        bound |= stored
    return Reads(frozenset(now), frozenset(later - bound))


def _names_of(statement: ast.stmt) -> tuple[set[str], set[str], set[str]]:
    """Names that a statement reads at once, those that its functions read, those it binds."""
    try:
        table = symtable.symtable(ast.unparse(statement), "cell", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return set(), set(), set()
    read = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        read.add(statement.target.id)
    stored = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() or symbol.is_imported()
    }
    recalled: set[str] = set()
    for inner, called in _scopes(table, called=False):
        names = {s.get_name() for s in inner.get_symbols() if s.is_global() and s.is_referenced()}
        if called:
            recalled |= names
        else:
            read |= names
    return read, recalled, stored


def _scopes(table: symtable.SymbolTable, *, called: bool) -> Iterator[tuple[Any, bool]]:
    """The scopes within a statement, and whether they run only when somebody calls them."""
    for inner in table.get_children():
        at_once = inner.get_type() == "class" or inner.get_name().endswith(("comp", "genexpr"))
        yield inner, called or not at_once
        yield from _scopes(inner, called=called or not at_once)


def _parsed(source: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in a string is the instructor's affair
            return ast.parse(_plain_python(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _plain_python(source: str) -> str:
    """The cell as Python, with IPython's additions turned into calls."""
    from IPython.core.inputtransformer2 import TransformerManager

    first, _, rest = source.lstrip().partition("\n")
    if first.split(maxsplit=1)[:1] and first.split(maxsplit=1)[0] in _TRANSPARENT_MAGICS:
        source = rest
    transformed: str = TransformerManager().transform_cell(source)
    return transformed


class _ModuleScope(ast.NodeVisitor):
    """Collects what is bound in the module's scope, in the order of the source."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self.names.add(node.id)
        elif isinstance(node.ctx, ast.Del):
            self.names.discard(node.id)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        # "x: int" alone declares and does not bind
        if node.value is not None or not isinstance(node.target, ast.Name):
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        self.names.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.names.update(alias.asname or alias.name for alias in node.names if alias.name != "*")

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._visit_all(node.decorator_list)
        self.visit(node.args)
        if node.returns is not None:
            self.visit(node.returns)
        self.names.add(node.name)
        self._add_globals(node.body)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._visit_all([*node.decorator_list, *node.bases])
        self._visit_all([keyword.value for keyword in node.keywords])
        self.names.add(node.name)
        self._add_globals(node.body)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.visit(node.args)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        # its target lives in a scope of its own; a walrus inside binds outside
        self._visit_all([node.iter, *node.ifs])

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        before = node.name in self.names
        self.generic_visit(node)
        if node.name is not None and not before:
            self.names.discard(node.name)  # Python unbinds it when the handler ends

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        self._capture(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        self._capture(node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self._capture(node.rest)
        self.generic_visit(node)

    def _capture(self, name: str | None) -> None:
        if name is not None:
            self.names.add(name)

    def _visit_all(self, nodes: list[ast.expr]) -> None:
        for node in nodes:
            self.visit(node)

    def _add_globals(self, body: list[ast.stmt]) -> None:
        for statement in body:
            for node in ast.walk(statement):
                if isinstance(node, ast.Global):
                    self.names.update(node.names)
