"""Until when an assignment is to be handed in: told in the release, for the gradebook, which knows,
is not on a student's machine."""

from __future__ import annotations

from datetime import UTC, datetime

from autograder.authoring.telling import told

KEY = "due"
"""In the metadata of a released notebook: a moment in ISO 8601."""


def with_due(release: str, due: datetime | None) -> str:
    """A released notebook, as JSON text, that says until when; as it was where that is not set.
    ``due`` is as nbgrader keeps it: UTC, without a time zone."""
    return told(release, KEY, due and due.replace(tzinfo=UTC).isoformat(timespec="minutes"))
