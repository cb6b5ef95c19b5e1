"""What a worker and the jailed runner say to each other, over ``autograder.candidate.wire``.

The worker says ``Setup``, is answered ``Jailed`` or ``Refused``, says ``Go``, and listens from
there on: ``Started`` or ``Failed``, ``Ran`` for each cell, ``Ended``. Who speaks as the runner may
by then be the student's code.
"""

from __future__ import annotations

from typing import Any

import msgspec

from autograder.config import Limits
from autograder.sandbox import SCRATCH, View

RUNNER = "autograder.grading.kernels.runner"
"""The module to start."""
NOTEBOOK = "notebook.json"
"""In the spool: what to run."""
FILES = "files"
"""In the spool: the folder with the files that lie beside the notebook."""

DATA = SCRATCH / "jupyter"
"""Where Jupyter finds the kernel's specification, in the jail."""


class _Message(msgspec.Struct, forbid_unknown_fields=True):
    pass


class Setup(_Message, tag="setup"):
    """What to run and how to confine it. All of it is the instructor's."""

    name: str
    """Name of the kernel."""
    spec: dict[str, Any]
    """Content of its kernel.json."""
    settings: dict[str, Any]
    """For nbgrader's Execute."""
    limits: Limits
    view: View
    root: str
    """An empty folder to build the jail's root on."""


class Go(_Message, tag="go"):
    """The worker has limited the jail's processes together; student code may run."""


class Refused(_Message, tag="refused"):
    """The host does not allow a step of the jail."""

    why: str


class Jailed(_Message, tag="jailed"):
    pass


class Started(_Message, tag="started"):
    """The kernel has answered."""

    language: dict[str, Any]
    """What it says of its language, for the notebook's metadata."""


class Failed(_Message, tag="failed"):
    """The kernel did not come to answer."""

    why: str


class Ran(_Message, tag="ran"):
    """A cell was begun. The payload is its outputs as JSON."""

    index: int
    """Position in the notebook."""
    count: int
    finished: bool
    """Whether the kernel said, in time, that it was through with it."""
    dropped: int
    """Characters of output beyond the limit."""


class Ended(_Message, tag="ended"):
    """There are no more cells, or the kernel died."""

    died: bool


FromWorker = Setup | Go
FromRunner = Refused | Jailed | Started | Failed | Ran | Ended
