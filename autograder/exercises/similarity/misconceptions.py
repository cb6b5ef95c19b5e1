"""Ways to get ``similarity`` wrong, each with the grade cells that it must lose.

A wrong formula stands in a function that keeps all other rules, and a broken rule beside a right
formula, so each entry shows what its one fault costs. A wrong ``cosine_similarity`` also takes
down the tasks that call it, as the notebook tells students.
"""

from __future__ import annotations

import math
from textwrap import dedent

import numpy as np

from autograder.exercises.catalogue import Catalogue, Misconception
from autograder.exercises.similarity import cases, cosine_slips, probes, reference


def _slip(id: str, title: str, code: str, hint: str, loses: str) -> Misconception:
    """``code`` is a whole cell, whose first def is the task's."""
    cell = dedent(code).lstrip()
    return Misconception(id, cell[4 : cell.index("(")], title, cell, hint, frozenset(loses.split()))


_DOT = (
    _slip(
        "D01", "products not added up",
        """
        def dot(u, v):
            return np.asarray(u, dtype=np.float64) * np.asarray(v, dtype=np.float64)
        """,
        "How many numbers does your function return, and how many should come out?",
        "dot-core dot-contract cosine_similarity-core cosine_similarity-contract "
        "cosine_similarity-stretch cosine_similarity-words angle_degrees-core "
        "angle_degrees-contract cosine_distance-core",
    ),
    _slip(
        "D02", "zip cuts the longer vector",
        """
        def dot(u, v):
            return float(sum(float(a) * float(b) for a, b in zip(u, v)))
        """,
        "What does zip do with the rest of the longer one?",
        "dot-contract cosine_similarity-contract angle_degrees-contract",
    ),
    _slip(
        "D03", "product of the sums",
        """
        def dot(u, v):
            u, v = np.asarray(u, dtype=np.float64), np.asarray(v, dtype=np.float64)
            if u.ndim != 1 or u.shape != v.shape or len(u) == 0:
                raise ValueError("the vectors do not fit")
            return float(u.sum() * v.sum())
        """,
        "Work out [1, 0] times [0, 1] by hand. Which comes first, multiplying or adding?",
        "dot-core cosine_similarity-core cosine_similarity-words angle_degrees-core "
        "angle_degrees-contract cosine_distance-core",
    ),
    _slip(
        "D04", "whole numbers stay int",
        """
        def dot(u, v):
            if np.ndim(u) != 1 or np.shape(u) != np.shape(v) or len(u) == 0:
                raise ValueError("the vectors do not fit")
            return sum(a * b for a, b in zip(np.asarray(u).tolist(), np.asarray(v).tolist()))
        """,
        "What type is the result for two lists of whole numbers?",
        "dot-contract",
    ),
)  # fmt: skip

_ANGLE = (
    _slip(
        "G01", "radians",
        """
        def angle_degrees(u, v):
            return math.acos(cosine_similarity(u, v))
        """,
        "How large is a right angle in the unit that your function returns?",
        "angle_degrees-core",
    ),
    _slip(
        "G02", "absolute value: never more than 90 degrees",
        """
        def angle_degrees(u, v):
            return math.degrees(math.acos(abs(cosine_similarity(u, v))))
        """,
        "Can two arrows be more than a right angle apart? Try [1, 0] and [-1, 1] on paper.",
        "angle_degrees-core",
    ),
    _slip(
        "G03", "arc cosine of a number just above 1",
        """
        def angle_degrees(u, v):
            lengths = math.sqrt(dot(u, u)) * math.sqrt(dot(v, v))
            return math.degrees(math.acos(dot(u, v) / lengths)) if lengths else 90.0
        """,
        "What can rounding do to the cosine of two parallel vectors? Which function of yours "
        "takes care of that already?",
        "angle_degrees-contract",
    ),
    _slip(
        "G04", "converted the wrong way",
        """
        def angle_degrees(u, v):
            return math.radians(math.acos(cosine_similarity(u, v)))
        """,
        "Is half a turn a large number in degrees, or a small one? What do you get?",
        "angle_degrees-core",
    ),
    _slip(
        "G05", "arc cosine forgotten",
        """
        def angle_degrees(u, v):
            return math.degrees(cosine_similarity(u, v))
        """,
        "Which function undoes the cosine? Should parallel arrows get a large angle?",
        "angle_degrees-core angle_degrees-contract",
    ),
    _slip(
        "G06", "turned the other way round for negative cosines",
        """
        def angle_degrees(u, v):
            cosine = cosine_similarity(u, v)
            return math.copysign(math.degrees(math.acos(abs(cosine))), cosine)
        """,
        "The task says between which two numbers an angle lies. Is yours there?",
        "angle_degrees-core angle_degrees-contract",
    ),
)  # fmt: skip

_DISTANCE = (
    _slip(
        "S01", "sign slip",
        "def cosine_distance(u, v):\n    return 1 + cosine_similarity(u, v)\n",
        "How far is a vector from itself, by your function?",
        "cosine_distance-core",
    ),
    _slip(
        "S02", "halved to [0, 1]",
        "def cosine_distance(u, v):\n    return (1 - cosine_similarity(u, v)) / 2\n",
        "How far apart are two opposite arrows, by the formula in the task?",
        "cosine_distance-core",
    ),
    _slip(
        "S03", "Euclidean distance",
        """
        def cosine_distance(u, v):
            return float(np.linalg.norm(np.asarray(u, dtype=float) - np.asarray(v, dtype=float)))
        """,
        "Make one vector twice as long. Should this distance change?",
        "cosine_distance-core",
    ),
    _slip(
        "S04", "absolute value",
        "def cosine_distance(u, v):\n    return 1 - abs(cosine_similarity(u, v))\n",
        "Which two arrows should be farthest apart of all? What do they get?",
        "cosine_distance-core",
    ),
)  # fmt: skip

_MATRIX = """\
def cosine_matrix(A, B):
    A = np.asarray(A, dtype=np.float64)
    B = np.asarray(B, dtype=np.float64)
    if A.ndim != 2 or B.ndim != 2 or A.shape[1] != B.shape[1] or A.shape[1] == 0:
        raise ValueError("the matrices do not fit")

    def unit(M):
        lengths = np.linalg.norm(M, axis=1, keepdims=True)
        return M / np.where(lengths == 0, 1.0, lengths)

    return {answer}
"""
_RIGHT = "np.clip(unit(A) @ unit(B).T, -1.0, 1.0)"
_UNIT_ROWS = _MATRIX[_MATRIX.index("        lengths") : _MATRIX.index("\n    return {")]


def _matrix(id: str, title: str, hint: str, loses: str, **changes: str) -> Misconception:
    """``cosine_matrix`` with another answer, another ``unit``, or another conversion."""
    code = _MATRIX.replace("{answer}", changes.get("answer", _RIGHT))
    code = code.replace(_UNIT_ROWS, changes.get("unit", _UNIT_ROWS))
    code = code.replace("dtype=np.float64", changes.get("dtype", "dtype=np.float64"))
    return _slip(id, title, code, hint, loses)


_TABLES = (
    _matrix(
        "M01", "transposed", "Which matrix should the rows of the result belong to?",
        "cosine_matrix-core", answer="np.clip(unit(B) @ unit(A).T, -1.0, 1.0)",
    ),
    _matrix(
        "M02", "rows not divided by their lengths",
        "Your entries are dot products. What is left to do with the lengths?",
        "cosine_matrix-core cosine_matrix-stretch", answer="A @ B.T",
    ),
    _matrix(
        "M03", "columns divided by their lengths",
        "In which direction does one vector run in your matrix: along axis 0 or along axis 1?",
        "cosine_matrix-core cosine_matrix-stretch",
        unit="        lengths = np.linalg.norm(M, axis=0, keepdims=True)\n"
        "        return M / np.where(lengths == 0, 1.0, lengths)\n",
    ),
    _matrix(
        "M04", "the whole matrix divided by one number",
        "How many lengths does a matrix with three rows have? How many do you divide by?",
        "cosine_matrix-core cosine_matrix-stretch",
        unit="        return M / (np.linalg.norm(M) or 1.0)\n",
    ),
    _matrix(
        "M05", "zero rows become nan", "What do you divide a row of zeros by?",
        "cosine_matrix-contract",
        unit="        return M / np.linalg.norm(M, axis=1, keepdims=True)\n",
    ),
    _matrix(
        "M06", "the caller's matrix divided in place",
        "Print the matrix before and after the call. What does /= do to it?",
        "cosine_matrix-contract",
        unit="        lengths = np.linalg.norm(M, axis=1, keepdims=True)\n"
        "        M /= np.where(lengths == 0, 1.0, lengths)\n        return M\n",
    ),
    _matrix(
        "M07", "only A divided by its lengths",
        "Compare the two factors of your product. Has the same been done to both?",
        "cosine_matrix-core cosine_matrix-stretch", answer="unit(A) @ B.T",
    ),
    _matrix(
        "M08", "types left as they came",
        "What is 200 * 200 in 8 bits? Which rule of the house is about that?",
        "cosine_matrix-contract cosine_matrix-stretch", dtype="dtype=None",
        unit="        lengths = np.sqrt(np.sum(M * M, axis=1, keepdims=True))\n"
        "        return M / np.where(lengths == 0, 1, lengths)\n",
    ),
    _matrix(
        "M09", "nan replaced by 0",
        "What does the task say about a row with nan in it? Who would notice here?",
        "cosine_matrix-stretch", answer=f"np.nan_to_num({_RIGHT})",
    ),
    _matrix(
        "M10", "not cut to [-1, 1]", "Print 1 minus the largest entry. Is it ever negative?",
        "cosine_matrix-stretch", answer="unit(A) @ unit(B).T",
    ),
)  # fmt: skip

_PAIR = (
    _slip(
        "P01", "the most similar pair",
        """
        def find_negative_pair(model):
            return "king", model.most_similar("king", topn=1)[0][0]
        """,
        "Does your pair lie close together or far apart? Print its cosine.",
        "find_negative_pair-core",
    ),
    _slip(
        "P02", "row numbers instead of words",
        """
        def find_negative_pair(model):
            cosines = cosine_matrix(model.vectors[:1000], model.vectors[:1000])
            i, j = np.unravel_index(np.argmin(cosines), cosines.shape)
            return int(i), int(j)
        """,
        "You have found two rows. How do you get from a row to its word?",
        "find_negative_pair-core",
    ),
    _slip(
        "P03", "a word of opposite meaning",
        'def find_negative_pair(model):\n    return "good", "bad"\n',
        "Opposite meaning, opposite direction? Print the cosine of your pair.",
        "find_negative_pair-core",
    ),
)  # fmt: skip

CATALOGUE = Catalogue(
    entries=(
        *cosine_slips.FORMULAS, *cosine_slips.RULES, *_DOT, *_ANGLE, *_DISTANCE, *_TABLES, *_PAIR,
    ),
    names={
        "np": np,
        "math": math,
        **reference.TASKS,
        "man": np.array(cases.MAN),
        "monarch": np.array(cases.MONARCH),
        "king": np.array(cases.KING),
    },
    probes=probes.PROBES,
)  # fmt: skip
"""All of them, with the names that a solution cell finds in the notebook."""
