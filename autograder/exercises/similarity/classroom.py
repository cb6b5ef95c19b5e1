"""Twenty-four students who do not exist, and what each must get.

The names are common first names of no one in particular. What each loses is what the fault
deserves: see the stories.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograder.exercises.classroom import MadeUp, delete, expected, fill, insert, rename
from autograder.exercises.similarity import answers
from autograder.exercises.similarity.misconceptions import CATALOGUE

NOTEBOOK = "similarity.ipynb"

_CONTRACTS = ("dot-contract", "cosine_similarity-contract", "angle_degrees-contract",
              "cosine_matrix-contract")  # fmt: skip
_COSINE = tuple(f"cosine_similarity-{part}" for part in ("core", "contract", "stretch", "words"))
_ANGLE = ("angle_degrees-core", "angle_degrees-contract")
_MATRIX = tuple(f"cosine_matrix-{part}" for part in ("core", "contract", "stretch"))
_DISTANCE = ("cosine_distance-core",)

_SLIPS = {
    "farid": ("C01", "divides by one length and multiplies by the other"),
    "greta": ("C07", "takes the absolute value, so nothing is ever negative"),
    "hugo": ("C10", "returns the distance where the similarity is asked for"),
    "ines": ("C15", "rounds to three digits to make it look nice"),
    "jonas": ("C16", "adds 1e-8 to the denominator against division by zero"),
    "lena": ("C35", "divides the caller's arrays in place"),
    "mika": ("C13", "returns the angle where its cosine is asked for"),
    "nadia": ("C34", "uses the notebook's arrows instead of the parameters"),
    "omar": ("C24", "lets zip cut the longer vector in silence"),
}
"""One misconception each, in an otherwise right notebook: student to id and story."""

_LOOP = "def cosine_matrix(A, B):\n    while True:\n        pass\n"
_HOARD = """\
def cosine_matrix(A, B):
    blocks = []
    while True:
        blocks.append(np.ones(4_000_000))
"""
_CHATTER = """\
def cosine_distance(u, v):
    while True:
        print("the distance is", 1 - cosine_similarity(u, v))
"""
_CRASH = "import ctypes\n\nctypes.string_at(0)  # where do the bytes lie?\n"


def submissions(release: bytes) -> tuple[MadeUp, ...]:
    """The whole class, made from the release notebook. Always the same 24, in one order."""
    right = fill(release, answers.written())
    everything = expected(release, ()).keys()

    def made(
        student: str, story: str, notebook: bytes, lost: Iterable[str] = (), wild: bool = False
    ) -> MadeUp:
        return MadeUp(student, story, {NOTEBOOK: notebook}, expected(release, lost), wild)

    def with_cells(**cells: str) -> bytes:
        return fill(right, cells)

    return (
        made("ada", "NumPy, all right", right),
        made("boris", "loops in pure Python, all right",
             fill(release, answers.written(answers.LOOPS))),
        made("chiara", "einsum and an import of her own, all right",
             fill(release, answers.written(answers.EINSUM))),
        made("deniz", "small helper functions and cells of his own, all right",
             _own_cells(fill(release, answers.written(answers.HELPERS)))),
        *(
            made(student, story, *_slip(right, id))
            for student, (id, story) in _SLIPS.items()
        ),
        made("pia", "the bare formulas: the rules of the house were not read",
             fill(release, answers.written(answers.NAIVE)),
             (*_CONTRACTS, "cosine_similarity-stretch", "cosine_matrix-stretch")),
        made("quentin", "handed in as it was released", release, everything),
        made("rosa", "a bracket missing in cosine_similarity",
             with_cells(cosine_similarity="def cosine_similarity(u, v:\n    return 0.0\n"),
             (*_COSINE, *_ANGLE, *_DISTANCE)),
        made("sven", "an endless loop in cosine_matrix", with_cells(cosine_matrix=_LOOP),
             _MATRIX, wild=True),
        made("tariq", "ends the process in the first task",
             with_cells(dot="import os\n\nos._exit(3)\n"), everything, wild=True),
        made("uma", "crashes the interpreter in a cell of her own",
             insert(right, "dot", _CRASH), everything, wild=True),
        made("viktor", "prints without end in cosine_distance",
             with_cells(cosine_distance=_CHATTER), _DISTANCE, wild=True),
        made("xenia", "hoards memory in cosine_matrix", with_cells(cosine_matrix=_HOARD),
             _MATRIX, wild=True),
        made("wanda", "deleted one test cell and renamed another",
             rename(delete(right, "dot-contract"), "angle_degrees-contract", "my-tests"),
             ("dot-contract", "angle_degrees-contract")),
        MadeUp("yusuf", "handed in a notebook file that holds no notebook",
               {NOTEBOOK: b"I will hand it in tomorrow, sorry\n"}, expected(release, everything)),
        MadeUp("zoe", "handed in a text file and no notebook",
               {"notes.txt": b"cosine = dot / lengths\n"}, expected(release, everything)),
    )  # fmt: skip


def _slip(right: bytes, id: str) -> tuple[bytes, frozenset[str]]:
    entry = next(entry for entry in CATALOGUE.entries if entry.id == id)
    return fill(right, {entry.task: entry.code}), entry.loses


def _own_cells(notebook: bytes) -> bytes:
    """Notes and trials between the tasks, as people leave them."""
    notebook = insert(notebook, "dot", "import time\nstart = time.time()\nnotes = {}\n")
    notebook = insert(notebook, "cosine_similarity", "notes['first try'] = dot([1, 2], [3, 4])\n")
    return insert(notebook, "cosine_matrix", "print(notes, angle_degrees([1, 0], [1, 1]))\n")
