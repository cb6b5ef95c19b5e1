"""What ``nbgrader_config.py`` can set, in one place.

Example::

    c = get_config()
    c.Autograder.call_seconds = 10
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from traitlets import Bool, Float, Int, List, Unicode
from traitlets.config import Configurable


@dataclass(frozen=True, slots=True)
class Limits:
    """What one candidate may use. All are generous: they end runaway code, not slow students."""

    cell_seconds: float = 30.0
    """CPU seconds of one of the student's cells."""
    call_seconds: float = 10.0
    """CPU seconds of one call that a test makes."""
    wall_factor: float = 4.0
    """Wall time allowed for each CPU second: a backstop for code that sleeps, wide enough for a
    busy machine."""
    submission_seconds: float = 300.0
    """Wall seconds of a whole notebook."""
    memory_mb: int = 2048
    """Memory that the candidate may take beyond what it starts with."""
    file_mb: int = 64
    """Size of one file that it may write."""
    processes: bool = False
    """Whether it may start other processes (``subprocess``, ``!command``, ``multiprocessing``)."""
    output_kb: int = 1024
    """Text that one cell may print; the rest is dropped and counted."""
    display_mb: int = 16
    """Figures and other rich output of one cell."""
    message_mb: int = 512
    """Size of one answer."""
    notebook_mb: int = 128
    """Size of a notebook file that is read at all."""
    upload_mb: int = 256
    """Size of everything in one submission's folder."""


_DEFAULT = Limits()


class Autograder(Configurable):
    """Settings of the engine; the section ``c.Autograder`` of ``nbgrader_config.py``."""

    workers = Int(0, help="Submissions graded side by side; 0 takes one for each core.").tag(
        config=True
    )
    cell_seconds = Float(_DEFAULT.cell_seconds, help="CPU seconds of one student cell.").tag(
        config=True
    )
    call_seconds = Float(_DEFAULT.call_seconds, help="CPU seconds of one call by a test.").tag(
        config=True
    )
    submission_seconds = Float(
        _DEFAULT.submission_seconds, help="Wall seconds of one notebook."
    ).tag(config=True)
    memory_mb = Int(_DEFAULT.memory_mb, help="Memory of one candidate, in MB.").tag(config=True)
    processes = Bool(
        _DEFAULT.processes, help="Whether student code may start other processes."
    ).tag(config=True)
    output_kb = Int(_DEFAULT.output_kb, help="Text that one cell may print, in kB.").tag(
        config=True
    )
    notebook_mb = Int(_DEFAULT.notebook_mb, help="Largest notebook file, in MB.").tag(config=True)
    upload_mb = Int(_DEFAULT.upload_mb, help="Largest submission folder, in MB.").tag(config=True)

    kernel_folders = List(
        Unicode(),
        help="Folders that Jupyter kernels of other languages need beside what their kernelspecs "
        "name (a Julia depot, say): student code in such a notebook can read them.",
    ).tag(config=True)

    def limits(self) -> Limits:
        """The limits of one candidate."""
        return Limits(
            cell_seconds=self.cell_seconds,
            call_seconds=self.call_seconds,
            submission_seconds=self.submission_seconds,
            memory_mb=self.memory_mb,
            processes=self.processes,
            output_kb=self.output_kb,
            notebook_mb=self.notebook_mb,
            upload_mb=self.upload_mb,
        )

    def worker_count(self) -> int:
        """How many submissions to grade side by side."""
        return self.workers or len(os.sched_getaffinity(0))


class Audit(Configurable):
    """What an assignment must reach for ``autograder audit`` to be content; the section
    ``c.Audit``. Numbers are percent, but where they say otherwise."""

    source = Float(100.0, help="Of its points, what your own solution must get.").tag(config=True)
    release = Float(0.0, help="What the empty release may get.").tag(config=True)
    sharpness = Float(
        100.0,
        help="Of the slightly wrong solutions that are not declared equivalent, how many the "
        "tests must notice.",
    ).tag(config=True)
    leaks = Int(0, help="How many secrets the release may show.").tag(config=True)
    rejections = Int(0, help="How many of your right answers may lose points.").tag(config=True)
    unstable = Int(0, help="How many marks may differ from one run to another.").tag(config=True)
    trials = Int(20, help="How many runs are compared.").tag(config=True)
    slow_seconds = Float(2.0, help="CPU seconds from which a cell counts as slow.").tag(config=True)
