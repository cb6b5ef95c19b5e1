"""Which files a request may name: those below the server's root, and no link that leads out."""

from __future__ import annotations

from pathlib import Path

from autograder.errors import NothingToCheck
from autograder.gradebook.paths import refusal, shown


def below(root: Path, path: object) -> Path:
    """The file or folder that a request names, with links followed.

    Raises:
        NothingToCheck: it is no path of the root's, or leads out of it.
    """
    text = path.strip("/") if isinstance(path, str) else ""
    reason = refusal(text) if text else "is no path"
    if not reason:
        home = root.resolve()
        found = (home / text).resolve()
        if found.is_relative_to(home):
            return found
        reason = "leads out of the folder that this server shows"
    raise NothingToCheck(f"{shown(text)} {reason}.")
