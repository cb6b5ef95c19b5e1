"""The part of each message that keeps shared containers alike, the same on both sides."""

from __future__ import annotations

from autograder.candidate.decoding import Decoder
from autograder.candidate.encoding import Encoder
from autograder.candidate.messages import Change, Sync
from autograder.candidate.shared import Shared, restore


class Parcel:
    """A message on its way out: the encoder of its values, and what goes along with them."""

    def __init__(self, encoder: Encoder, shared: Shared) -> None:
        self.encoder = encoder
        self._shared = shared
        self._altered: list[int] = []

    def sync(self, cell: int = 0, forgotten: list[int] | None = None) -> Sync:
        """What this side has changed; to be called when the values are encoded."""
        changes = []
        for number, container in list(self._shared.altered()):
            changes.append(Change(number, self.encoder.content(container)))
            self._altered.append(number)
        return Sync(cell, self.encoder.first, changes, forgotten or [])

    def sent(self) -> None:
        """The message is on its way, and the other side will know what it holds."""
        self._shared.add(self.encoder.first, self.encoder.added)
        self._shared.settle(self._altered)


def take_in(sync: Sync, decoder: Decoder, shared: Shared, *, lasting: bool = False) -> None:
    """Change this side's copies as the other side says; to be called when the values of its
    message are decoded. Raises WireError."""
    for change in sync.changes:
        restore(shared[change.index], decoder.content(change.value))
    shared.add(decoder.first, decoder.added, lasting=lasting)
    shared.settle(change.index for change in sync.changes)
