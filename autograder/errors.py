"""What can go wrong on our side, as one tree.

What a student's code does is never an exception of this tree: it is an ``Outcome``
(``autograder.model``). An error here means that we could not do our work, so it never costs marks.

    AutograderError
    ├── CourseError            the course folder is not what it should be
    │   ├── UnknownAssignment      no such assignment in the gradebook
    │   ├── NoSubmissions          nothing to grade
    │   ├── NotReleasable          the notebook breaks a rule of authoring
    │   └── KernelUnavailable      a notebook's Jupyter kernel cannot be used here
    ├── VectorsError           the word vectors
    │   ├── VectorsUnavailable     no source of the vectors could be reached
    │   └── VectorsCorrupt         the contents are not the published ones
    ├── InfrastructureError    a part of the engine failed; the submission is graded again
    │   ├── ForkServerDied
    │   ├── ServiceBusy            too many ask the live check service at this moment
    │   └── ClusterUnavailable     nobody answers there, or nobody works there
    ├── ClusterUnfit           a machine there could give other marks than this one
    ├── NothingToCheck         this notebook cannot be checked before it is handed in
    ├── ExchangeRefused        nbgrader's exchange does not take or give what was asked
    ├── SandboxUnavailable     this host cannot confine student code
    └── CannotCross            a test tried to send the student's code what no wire can carry
"""

from __future__ import annotations

from typing import ClassVar


class AutograderError(Exception):
    """The root. ``str(error)`` is one sentence; ``next_step`` says what to do about it."""

    slug: ClassVar[str] = "autograder-error"

    def __init__(self, message: str, *, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".rstrip()


class CourseError(AutograderError):
    """The course folder is not what it should be."""

    slug = "course"


class UnknownAssignment(CourseError):
    """The assignment is not in the gradebook."""

    slug = "unknown-assignment"


class NoSubmissions(CourseError):
    """There is nothing to grade."""

    slug = "no-submissions"


class NotReleasable(CourseError):
    """An instructor's notebook breaks a rule of authoring."""

    slug = "not-releasable"


class KernelUnavailable(CourseError):
    """A notebook is written for a Jupyter kernel that cannot be used here."""

    slug = "kernel-unavailable"


class VectorsError(AutograderError):
    """The word vectors could not be prepared."""

    slug = "vectors"


class VectorsUnavailable(VectorsError):
    """No source of the vectors could be reached."""

    slug = "vectors-unavailable"


class VectorsCorrupt(VectorsError):
    """What was read is not what was published."""

    slug = "vectors-corrupt"


class InfrastructureError(AutograderError):
    """A part of the engine failed. The submission is graded again and loses nothing."""

    slug = "infrastructure"


class ForkServerDied(InfrastructureError):
    """The process from which candidates are forked is gone."""

    slug = "fork-server-died"


class ServiceBusy(InfrastructureError):
    """Too many ask the live check service at this moment."""

    slug = "busy"


class ClusterUnavailable(InfrastructureError):
    """There is no scheduler at this address, or there are no workers."""

    slug = "cluster-unavailable"


class ClusterUnfit(AutograderError):
    """A machine of the cluster cannot grade, or could give other marks than this one."""

    slug = "cluster-unfit"


class NothingToCheck(AutograderError):
    """A notebook that cannot be checked before it is handed in: it is of no assignment, say."""

    slug = "nothing-to-check"


class ExchangeRefused(AutograderError):
    """nbgrader's exchange does not take or give what a student asked for."""

    slug = "exchange"


class SandboxUnavailable(AutograderError):
    """This host cannot confine student code, so none is run."""

    slug = "sandbox-unavailable"


RUN_INSIDE = (
    "Run this test inside the student's process: write `# autograder: inside` into its cell."
)
"""What to do about a test that cannot be carried out from outside."""


class CannotCross(AutograderError):
    """A test handed the student's code an object that cannot be sent to another process."""

    slug = "cannot-cross"
