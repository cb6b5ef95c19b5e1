"""What came of a call of the student's code."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.candidate.messages import Done, Raised, Warned, nearest_builtin
from autograder.candidate.outputs import Outputs
from autograder.candidate.raised import MAX_MESSAGE
from autograder.candidate.sharing import Parcel
from autograder.candidate.values import Blob

MAX_ITEMS, MAX_DEPTH = 1000, 5
"""Of containers that are copied."""
_SCALARS = frozenset((type(None), bool, int, float, complex, str, bytes))


@dataclass(slots=True)
class Tried:
    """A call that is over."""

    value: object
    raised: Raised | None
    outputs: Outputs
    caught: Sequence[warnings.WarningMessage]
    waiting: bool
    """Whether figures are open."""

    def hold(self) -> bool:
        """Hold on to what was returned whatever comes next; whether that can be done, and nothing
        was printed that would have to be shown before."""
        if self.outputs.items or self.outputs.dropped or self.caught:
            return False
        if self.raised is not None:
            return self.raised.base != "KeyboardInterrupt"
        try:
            self.value = _copy(self.value, MAX_DEPTH)
        except ValueError:
            return False
        return True

    def done(self, parcel: Parcel) -> Done:
        """As it is sent."""
        node = parcel.encoder.encode(self.value)
        blob = printed(self.outputs.encode(), parcel)
        return Done(node, self.raised, blob, list(map(_warned, self.caught)), self.waiting)


def printed(outputs: bytes, parcel: Parcel) -> Blob | None:
    """What was printed, if anything, to go with a message."""
    return parcel.encoder.blob(outputs) if outputs else None


def _copy(value: Any, depth: int) -> Any:
    """A copy of plain data. Raises ValueError for anything else."""
    kind = type(value)
    if kind in _SCALARS or (isinstance(value, np.generic) and kind is value.dtype.type):
        return value
    if kind is np.ndarray and not value.dtype.hasobject:
        return value.copy(order="K")
    if kind in (list, tuple) and depth and len(value) <= MAX_ITEMS:
        return kind(_copy(item, depth - 1) for item in value)
    raise ValueError(f"{kind} is not copied")


def _warned(warning: warnings.WarningMessage) -> Warned:
    kind, message = warning.category, str(warning.message)[:MAX_MESSAGE]
    file = str(warning.filename)[:200]
    return Warned(kind.__name__[:100], nearest_builtin(kind), message, file, int(warning.lineno))
