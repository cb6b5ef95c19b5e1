"""Of whom all is known to be right without a look into the gradebook, and of whom that can be noted
for the next run. While the gradebook's seal is whole (``autograder.gradebook.sealing``), it says of
them what it said then."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from traitlets.config import Config

from autograder.errors import InfrastructureError
from autograder.gradebook.recording import Recorder
from autograder.grading.address import Address, CannotBeAddressed, digest
from autograder.grading.delivery import Delivery
from autograder.grading.store import Store, Written


@dataclass(slots=True)
class Settling:
    """For one run."""

    store: Store
    delivery: Delivery
    recorder: Recorder
    penalties: bytes
    """See ``rule``."""
    right: set[str] = field(default_factory=set)
    """Students of whom all was found to be right."""
    settled: set[str] = field(default_factory=set)
    """Those of whom that was known."""
    recorded: set[str] = field(default_factory=set)
    """Those whose marks were handed to the recorder."""

    def known(self, places: Mapping[str, Address], notes: Mapping[str, Written]) -> set[str]:
        """Those students of whom all is right, by the addresses of what they handed in and the
        notes of what was written."""
        seal = self._with_penalties(self.recorder.seal)
        if seal is None:
            return set()
        found = {
            student
            for student, note in notes.items()
            if (note.settled, note.address) == (seal, places[student].whole)
            and self.delivery.stands_untouched(note.files)
        }
        self.settled |= found
        return found

    def note(self, assignment: str, *, but: Collection[str]) -> None:
        """Called when all is recorded: note of whom all is right; but of these not. Pages are
        written before marks are recorded, so whose say more than marks are left for the next run
        to look at."""
        seal = self._with_penalties(self.recorder.renewed_seal())
        if seal is None:
            return
        with contextlib.suppress(InfrastructureError):  # it costs the next run some time
            wrong = set(but)
            wrong.update(self.delivery.touched(sorted(self.recorded - wrong)))
            right = self.right.union(self.recorded) - wrong
            if seal != self._with_penalties(self.recorder.seal):
                right |= self.settled
            self.store.settle(assignment, sorted(right), seal)

    def _with_penalties(self, seal: bytes | None) -> bytes | None:
        return None if seal is None else digest(seal, self.penalties)


def rule(config: Config) -> bytes | None:
    """A digest of what decides late penalties besides the gradebook; None where that cannot be
    said, for a plugin of the course's own may do anything."""
    if "plugin_class" in config.AssignLatePenalties:
        return None
    try:
        return digest(config.AssignLatePenalties, config.LateSubmissionPlugin)
    except CannotBeAddressed:
        return None
