"""What candidate and examiner may say to each other: the closed schema of messages.

The examiner asks (``Request``), the candidate answers with the same random id (``Reply``). While
it works on an answer the candidate may call back a function that a test lent it (``Ask``); the
examiner then answers that first (``Request`` with ``Told``), and may ask something in between, so
exchanges nest like function calls. Nothing is ever looked up by a name that the candidate sent,
but for the names of builtin exceptions and of objects that both sides were given.
"""

from __future__ import annotations

import builtins
from typing import Literal

import msgspec
import numpy as np

from autograder.candidate.values import Ancestor, Blob, Node

EXCEPTIONS: dict[str, type[BaseException]] = {
    name: value
    for name, value in vars(builtins).items()
    if isinstance(value, type)
    and issubclass(value, BaseException)
    and not issubclass(value, BaseExceptionGroup)
}
"""Exceptions that cross as themselves. All others cross as their nearest base among these."""

WELL_KNOWN: dict[str, object] = {
    f"builtins.{name}": value
    for name, value in vars(builtins).items()
    if (isinstance(value, type) or callable(value) or value is NotImplemented)
    and not name.startswith("_")
    and name not in {"breakpoint", "compile", "eval", "exec", "exit", "help", "input", "open"}
    and name not in {"copyright", "credits", "license", "quit", "globals", "locals", "vars"}
} | {
    f"numpy.{kind.__name__}": kind
    for kind in vars(np).values()
    if isinstance(kind, type) and issubclass(kind, np.generic | np.ndarray)
}
"""Types and functions that both sides have from the start, by name: they cross as themselves."""

Operator = Literal[
    "getattr", "setattr", "delattr", "getitem", "setitem", "delitem", "contains", "len", "iter",
    "next", "bool", "str", "repr", "hash", "int", "float", "complex", "index", "array", "dir",
    "eq", "ne", "lt", "le", "gt", "ge",
    "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor",
    "lshift", "rshift",
    "radd", "rsub", "rmul", "rtruediv", "rfloordiv", "rmod", "rpow", "rmatmul", "rand", "ror",
    "rxor", "rlshift", "rrshift",
    "divmod", "rdivmod",
    "iadd", "isub", "imul", "itruediv", "ifloordiv", "imod", "ipow", "imatmul", "iand", "ior",
    "ixor", "ilshift", "irshift",
    "neg", "pos", "abs", "invert", "round", "floor", "ceil", "trunc", "enter", "exit", "await",
    "isinstance", "issubclass", "kind_of", "plain", "format", "bytes", "fspath", "reversed",
    "copy", "deepcopy", "asdict", "astuple", "fields", "replace", "is_dataclass",
]  # fmt: skip
"""What a test may do with an object of the student's beyond calling it."""


class _Message(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    pass


class Octets(_Message, tag="b"):
    """Bytes, each as the character of its number."""

    text: str


Scalar = None | bool | int | float | str | Octets
"""What an exception may be made of, to be made again."""


class RunCell(_Message, tag="cell"):
    """Run a cell. ``given`` names what it binds on both sides (an instructor's cell)."""

    source: str
    count: int
    """Its execution count: test cells, which run elsewhere, are counted too."""
    given: tuple[str, ...] = ()


class Look(_Message, tag="look"):
    """The value of one of the student's names."""

    name: str


class Bind(_Message, tag="bind"):
    name: str
    value: Node


class Import(_Message, tag="import"):
    """Bind a module to one of the student's names: a test cell has imported it."""

    name: str
    module: str


class Patch(_Message, tag="patch"):
    """Put something in the place of a module's attribute, or put the original back."""

    module: str
    attribute: str
    value: Node = None
    undo: bool = False


class Unbind(_Message, tag="unbind"):
    name: str


class EndCell(_Message, tag="end"):
    """A test cell is over: do what IPython does after each cell, as showing open figures."""


class Call(_Message, tag="call"):
    """Call one of the candidate's objects."""

    handle: int
    args: list[Node]
    kwargs: dict[str, Node]


class CallMany(_Message, tag="calls"):
    """Call one of the candidate's objects several times; see ``DoneMany``."""

    handle: int
    calls: list[list[Node]]
    """The arguments of each call."""


class Operate(_Message, tag="op"):
    """Apply an operator to one of the candidate's objects."""

    handle: int
    operator: Operator
    args: list[Node]


class Told(_Message, tag="told"):
    """The answer to an ``Ask``."""

    value: Node = None
    raised: Raised | None = None


class Raised(_Message, tag="raised"):
    """An exception: its class, the nearest builtin base, and what it says."""

    name: str
    base: str
    message: str
    where: str = ""
    """The line of the student's code that raised it, as ``function, line 3``."""
    cause: Raised | None = None
    """What it was raised from, without a further one."""
    home: int | None = None
    """Where it is an exception of a test's own, raised in a call back: which one."""
    classes: list[Ancestor] = []
    """Its class, where it is no builtin one; see ``Kind``."""
    handle: int | None = None
    """The sender's number for the exception itself, for its attributes."""
    args: list[Scalar] | None = None
    """What it was made of, where that is plain."""


class Change(_Message, tag="change"):
    """New content of the mutable container that both sides know as number ``index``."""

    index: int
    value: Node


class Sync(_Message, tag="sync"):
    """What keeps the containers that both sides know alike; see ``shared``."""

    cell: int = 0
    """The cell that is at work: what was shared in another one is not shared any more."""
    first: int = 0
    """The number of the first container that the message itself brings."""
    changes: list[Change] = []
    forgotten: list[int] = []
    """Containers that are not shared any more; only the examiner decides that."""
    rebound: list[str] = []
    """Names that the examiner has looked up in this cell and that mean something else by now; only
    the candidate says that."""


class Dice(_Message, tag="dice"):
    """The state of the global random generators, Python's and numpy's."""

    python: tuple[int, ...]
    gauss: float | None
    numpy: bytes
    position: int
    has_gauss: int
    cached: float


class Warned(_Message, tag="warned"):
    """A warning: its category, the nearest builtin one, what it says, and where."""

    name: str
    category: str
    message: str
    file: str = ""
    line: int = 1


class Done(_Message, tag="done"):
    """The answer to everything but RunCell and CallMany."""

    value: Node = None
    raised: Raised | None = None
    outputs: Blob | None = None
    """What was printed or displayed meanwhile: nbformat outputs as JSON."""
    warned: list[Warned] = []
    waiting: bool = False
    """Whether figures are open, which a Jupyter kernel shows when the cell ends."""


class DoneMany(_Message, tag="many"):
    """The answer to CallMany: to the first of the calls, at least to one. It ends with a call that
    printed, warned, or took long, and with one that returned what may change later."""

    answers: list[Done]


class CellDone(_Message, tag="ran"):
    """The answer to RunCell."""

    raised: Raised | None
    outputs: Blob | None
    dropped: int = 0
    """Characters printed beyond the limit."""


class Ask(_Message, tag="ask"):
    """The candidate calls a function that the examiner lent it, or applies an operator to an
    object that it lent."""

    handle: int
    args: list[Node]
    kwargs: dict[str, Node] = {}
    operator: Operator | None = None
    outputs: Blob | None = None
    """What was printed or displayed since the last word."""


class Request(_Message, tag="?"):
    """Examiner to candidate."""

    id: int
    body: (
        RunCell | Look | Bind | Import | Patch | Unbind | Call | CallMany | Operate | EndCell | Told
    )
    sync: Sync = msgspec.field(default_factory=Sync)
    dice: Dice | None = None
    """Given where a test or an instructor's cell has seeded or drawn since the last message."""


class Reply(_Message, tag="!"):
    """Candidate to examiner; ``id`` repeats that of the request."""

    id: int
    body: Done | DoneMany | CellDone | Ask
    sync: Sync = msgspec.field(default_factory=Sync)


WELL_KNOWN_NAMES: dict[int, str] = {id(value): name for name, value in WELL_KNOWN.items()}


def nearest_builtin(kind: type) -> str:
    """The name of the nearest builtin type that ``kind`` is a kind of."""
    for base in kind.__mro__:
        if vars(builtins).get(base.__name__) is base:
            return str(base.__name__)
    return "object"


def exception_base(error: type[BaseException]) -> str:
    """The name of the nearest builtin exception that ``error`` is a kind of."""
    for kind in error.__mro__:
        if EXCEPTIONS.get(kind.__name__) is kind:
            return kind.__name__
    return "BaseException"
