"""scipy's sparse matrices on the wire: the arrays of which they consist.

scipy is not imported unless somebody has such a matrix.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

_PARTS = {
    "csr": ("data", "indices", "indptr"),
    "csc": ("data", "indices", "indptr"),
    "coo": ("data", "row", "col"),
}
"""The arrays of each format."""


def take_apart(value: object) -> list[object] | None:
    """The name of the class, the shape and the arrays; None for anything else."""
    scipy: Any = sys.modules.get("scipy.sparse")
    name = type(value).__name__
    parts = _PARTS.get(name[:3])
    if scipy is None or parts is None or type(value) is not getattr(scipy, name, None):
        return None
    matrix: Any = value
    return [name, tuple(map(int, matrix.shape)), *(getattr(matrix, part) for part in parts)]


def put_together(parts: Sequence[Any]) -> Any:
    """The matrix of these parts. Raises whatever scipy raises where they fit none."""
    import scipy.sparse  # type: ignore[import-untyped]  # none are published with it

    name, shape, data, first, second = parts
    if name[:3] not in _PARTS or name[3:] not in ("_matrix", "_array"):
        raise ValueError("no format of a sparse matrix")
    if not all(type(array) is np.ndarray and array.ndim == 1 for array in (data, first, second)):
        raise TypeError("parts that are no arrays")
    kind = getattr(scipy.sparse, name)
    if name.startswith("coo"):
        made = kind((data, (first, second)), shape=shape)
    else:
        made = kind((data, first, second), shape=shape)
        made.check_format(full_check=True)  # indices that point elsewhere would be followed
    return made
