"""nbgrader's exchange, as a student's side of it: handing in, what was handed in, and feedback.

All of it goes by nbgrader's own classes, so that an exchange by a plugin works as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from traitlets.config import Config

from autograder.errors import ExchangeRefused
from autograder.gradebook.course import personal_config

ADDED = (PurePosixPath("timestamp.txt"), PurePosixPath("submission_secret.txt"))
"""What the exchange adds to a submission. Beside pages, these tell ``nbgrader release_feedback``
whose they are."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A notebook that was handed in."""

    name: str
    digest: str
    """SHA-256 of the file, as ``sha256sum`` prints it."""
    path: Path
    """nbgrader's own copy of it, on the student's side."""
    released: bool
    """Whether there is feedback on it in the exchange."""
    page: Path | None
    """The feedback, where it was fetched, and is as it was released."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One submission."""

    timestamp: str
    """As nbgrader writes it."""
    papers: tuple[Paper, ...]


class Counter:
    """Where one student hands in one assignment."""

    def __init__(self, folder: Path, course_id: str) -> None:
        """``folder`` holds the student's work, and is called as the assignment is. Raises
        CourseError where nbgrader's configuration cannot be read."""
        self._name, self._course_id = folder.name, course_id
        self._config = Config(personal_config())
        nested = bool(self._config.Exchange.get("path_includes_course", False))
        self._config.Exchange.assignment_dir = str(folder.parents[1 if nested else 0])

    def hand_in(self) -> None:
        """What ``nbgrader submit`` does. Raises ExchangeRefused."""
        self._run("Submit")

    def fetch_feedback(self) -> None:
        """What ``nbgrader fetch_feedback`` does. Raises ExchangeRefused."""
        self._run("FetchFeedback")

    def handed_in(self) -> tuple[HandedIn, ...]:
        """All submissions, the latest first. Raises ExchangeRefused."""
        found = [one for all_ in self._run("List", cached=True) for one in all_["submissions"]]
        found.sort(key=lambda one: str(one["timestamp"]), reverse=True)
        return tuple(
            HandedIn(str(one["timestamp"]), tuple(_papers(one["notebooks"]))) for one in found
        )

    def _run(self, name: str, **wishes: Any) -> Any:
        # nbgrader costs seconds to import
        from nbgrader.auth import Authenticator
        from nbgrader.coursedir import CourseDirectory
        from nbgrader.exchange import ExchangeError, ExchangeFactory

        config = Config(self._config)
        config.CourseDirectory.course_id = self._course_id
        config.CourseDirectory.assignment_id = self._name
        make = getattr(ExchangeFactory(config=config), name)
        try:
            work = make(
                coursedir=CourseDirectory(config=config),
                authenticator=Authenticator(config=config),
                config=config,
                **wishes,
            )
            return work.start()
        except (ExchangeError, OSError, RuntimeError) as error:
            raise ExchangeRefused(
                f"nbgrader's exchange refuses this: {error}.",
                next_step="Show this to the course's staff, if you cannot mend it.",
            ) from error


def _papers(notebooks: list[dict[str, Any]]) -> Iterator[Paper]:
    for one in notebooks:
        path = Path(one["path"])
        fetched = one["has_local_feedback"] and not one["feedback_updated"]
        yield Paper(
            str(one["notebook_id"]),
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path,
            bool(one["has_exchange_feedback"]),
            Path(one["local_feedback_path"]) if fetched else None,
        )
