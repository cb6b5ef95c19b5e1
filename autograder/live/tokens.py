"""Tokens that the instructor gives to students. Only digests are kept: who reads the file can ask
for nobody."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from pathlib import Path

from autograder.errors import CourseError
from autograder.gradebook.paths import refusal, shown

PLACE = Path(".autograder", "serve-tokens.json")
"""Below the course's folder: students by the digests of their tokens."""


def new_token(root: Path, student: str) -> str:
    """A token for this student; one that they had before is of no use any more. Raises
    CourseError."""
    if not student or "/" in student or (reason := refusal(student)):
        reason = "holds a slash" if "/" in student else reason if student else "is empty"
        raise CourseError(f"The student id {shown(student)} {reason}.")
    token = secrets.token_urlsafe(32)
    known = {digest: other for digest, other in _read(root).items() if other != student}
    _write(root, {**known, _digest(token): student})
    return token


def student_of(root: Path, token: str) -> str | None:
    """Whose token this is. Read anew each time: one that was taken back is of no use at once."""
    return _read(root).get(_digest(token))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _read(root: Path) -> dict[str, str]:
    try:
        return dict(json.loads((root / PLACE).read_text("utf-8")))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise CourseError(
            f"{root / PLACE} cannot be read: {error}.", next_step="Delete it, and make new tokens."
        ) from error


def _write(root: Path, known: dict[str, str]) -> None:
    path = root / PLACE
    path.parent.mkdir(exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(known, file, indent=1)
    draft.replace(path)
