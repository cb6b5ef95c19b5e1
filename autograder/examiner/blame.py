"""One root cause is charged once: is a test lost only because an earlier function is wrong?

Where the student's cell for a task reads a function of an earlier task whose own tests were lost,
the test is examined again with the reference in that function's place. The reference is lent:
only its answers cross, and the student's function is put back afterwards. Which reference stands
for which function a test says itself, where it makes its check: ``Check(dot, reference.dot)``.

All of this happens when all cells have run, so it cannot touch a mark that is not looked at here.
Who passes by now without the reference does so for other reasons; where it is known which question
failed, it suffices to ask that one again.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from autograder.examiner.link import Link
from autograder.exercises.checking import Check
from autograder.exercises.explaining import Failure
from autograder.model import Cell, Reason, Role, Verdict
from autograder.names import NOTHING, read_names

CALL_SECONDS, SECONDS = 1.0, 5.0
"""Seconds of work for one call in a test that is examined again, and for all such tests of a
notebook together."""
TOGETHER = 8
"""Calls in one exchange. Each crossing of the lent reference looks at what both sides share, and
all that such calls are about is shared."""
AGAIN = frozenset(
    (Reason.WRONG, Reason.PARTIAL, Reason.RAISED, Reason.NOT_STARTED, Reason.TIMED_OUT)
)
"""Why a test can be lost through the fault of an earlier function."""

LONGEST = 100_000
"""Characters of a cell that is looked into: it is the student's, and may be of any length."""

Examine = Callable[[Cell], Verdict]


class Blame:
    """Finds, for the lost tests of one notebook in their order, the function that is to blame."""

    def __init__(self, cells: Sequence[Cell], link: Link, examine: Examine, *, whole: bool) -> None:
        """``examine`` runs a test cell once more. ``whole`` says that the whole test must pass, for
        points hang on it; else it is enough that the question which failed is answered rightly."""
        self._link = link
        self._examine = examine
        self._whole = whole
        self._owners = {
            name: cell for cell in cells if cell.role is Role.STUDENT for name in cell.yields
        }
        self._worked = link.stopwatch()
        self._references: dict[str, Callable[..., Any]] = {}
        self._causes: dict[str, set[str]] = {}

    def of(
        self,
        test: Cell,
        reason: Reason,
        failure: Failure | None,
        declared: Mapping[str, Callable[..., Any]],
    ) -> str:
        """The function to blame for a lost test, or ``''``. ``failure`` is what a check saw fail,
        ``declared`` are the functions that it checks, with our own of the same name."""
        suspects = self.suspects(test) if reason in AGAIN else []
        passing = (name for name in suspects if self._passes(test, reason, failure, name))
        because = next(passing, "")
        self._references |= declared
        for name in declared:
            self._causes.setdefault(name, set()).add(because)
        return because

    def suspects(self, test: Cell) -> list[str]:
        """Functions of earlier tasks that have lost tests, and that what is tested here reads; for
        one that lost them only because of another, that other."""
        reads = read_names(test.source)
        asked = {name for name in reads.now | reads.later if name in self._owners}
        cells = {self._owners[name].index: self._owners[name] for name in asked}
        found: dict[str, None] = {}
        for cell in cells.values():
            used = read_names(cell.source) if len(cell.source) < LONGEST else NOTHING
            for name in sorted(used.now | used.later):
                owner = self._owners.get(name)
                if name in self._references and owner and owner.index < cell.index:
                    causes = self._causes[name]
                    found |= dict.fromkeys(causes if "" not in causes else {name})
        return [name for name in found if name not in asked]

    def _passes(self, test: Cell, reason: Reason, failure: Failure | None, name: str) -> bool:
        """Whether it comes out right with the reference in the place of this function, and only
        so."""
        left = SECONDS - self._worked()
        if left <= 0:
            return False
        with self._link.hurried(CALL_SECONDS, left, together=TOGETHER):
            known = failure if failure is not None and failure.recurs() else None
            if known is None and reason is not Reason.TIMED_OUT and self._examine(test).passed:
                return False
            with self._replaced(name):
                if known is not None and known.recurs():
                    return False
                return (known is not None and not self._whole) or self._examine(test).passed

    @contextlib.contextmanager
    def _replaced(self, name: str) -> Iterator[None]:
        self._link.begin()
        try:
            before = self._link.look(name)
        except NameError:
            before = None
        self._link.bind(name, self._references[name])
        try:
            yield
        finally:
            self._link.begin()
            if before is None:
                with contextlib.suppress(NameError):  # the student's code may have been before us
                    self._link.unbind(name)
            else:
                self._link.bind(name, before)


def declared(source: str, names: Mapping[str, Any]) -> dict[str, Callable[..., Any]]:
    """The functions that a test cell checks, by name, with our own: ``Check(dot, reference.dot)``
    says that ``reference.dot`` stands for ``dot``. ``names`` are the test's own."""
    found = {}
    with contextlib.suppress(SyntaxError, ValueError):
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Call(func, [ast.Name(name), second, *_]):
                    reference = _value(second, names)
                    if _value(func, names) is Check and callable(reference):
                        found[name] = reference
    return found


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """What a name, or an attribute of one, is bound to in the test's own namespace."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        return getattr(_value(node.value, names), node.attr, None)
    return None
