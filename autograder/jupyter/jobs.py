"""Jobs: a file for each, to which the process that does the work appends what comes of it.

A file is a list of events, one JSON object a line. The first one, ``job``, says what is done, the
last one, ``end``, how it ended. Who works holds a lock on the file, which the kernel takes from the
dead: a job without an end that nobody works on was interrupted.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

Event = dict[str, Any]
"""``event`` says which kind it is of."""

KEPT = 60
"""Jobs of which the files are kept."""
MAX_LINE = 4 << 20
_ID = re.compile(r"[0-9a-f]{16}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Job:
    """What is done, and where its file lies."""

    id: str
    kind: str
    """``check``, ``grade``, ``report``, ``audit``."""
    subject: str
    """A notebook's path below the server's root, or the name of an assignment."""
    path: Path


class Journal:
    """The file of a job, open for who does the work: a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        # never made anew: a job whose file is gone has been forgotten
        self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._file)

    def write(self, event: str, **facts: Any) -> None:
        """Append an event."""
        os.write(self._file, _line(event, facts))


def _line(event: str, facts: Event) -> bytes:
    return json.dumps({"event": event, **facts}, allow_nan=False).encode() + b"\n"


def new_events(file: BinaryIO) -> Iterator[Event]:
    """What has been written since the last time; the file stands behind it then."""
    while line := file.readline(MAX_LINE):
        if not line.endswith(b"\n"):  # it is being written
            file.seek(-len(line), os.SEEK_CUR)
            return
        yield json.loads(line)


class Jobs:
    """The jobs of one server's root folder."""

    def __init__(self, folder: Path, root: Path) -> None:
        """``folder`` is shared by all servers of one person, and theirs alone."""
        self._folder, self._root = folder, str(root)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def new(self, kind: str, subject: str) -> Job:
        """A job that nobody works on yet."""
        name = f"{time.time_ns():016x}-{secrets.token_hex(4)}"
        job = Job(name, kind, subject, self._path(name))
        first = {"event": "job", "id": name, "kind": kind, "subject": subject, "root": self._root}
        descriptor = os.open(job.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(json.dumps(first) + "\n")
        self._forget()
        return job

    def find(self, name: str) -> Job | None:
        """The job with this id, if it is one of this root's."""
        if not _ID.fullmatch(name):
            return None
        for event in self.events(name):
            if event.get("event") == "job" and event.get("root") == self._root:
                return Job(name, str(event["kind"]), str(event["subject"]), self._path(name))
            break
        return None

    def latest(self, kind: str, subject: str) -> Job | None:
        """The job of this kind that was begun last."""
        for path in sorted(self._folder.glob("*.jsonl"), reverse=True):
            job = self.find(path.stem)
            if job is not None and (job.kind, job.subject) == (kind, subject):
                return job
        return None

    def events(self, name: str, *, after: int = 0) -> Iterator[Event]:
        """What has been written so far, without the first ``after``."""
        with contextlib.suppress(FileNotFoundError), self._path(name).open("rb") as file:
            for number, event in enumerate(new_events(file)):
                if number >= after:
                    yield event

    def is_worked_on(self, job: Job) -> bool:
        """Whether a process holds its lock."""
        try:
            with job.path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            return False
        return False

    def end(self, job: Job, state: str, **facts: Any) -> None:
        """Say how a job has ended whose process did not. Nothing happens where that is said."""
        if any(event["event"] == "end" for event in self.events(job.id)):
            return
        with contextlib.suppress(FileNotFoundError), job.path.open("r+b", buffering=0) as file:
            file.seek(0, os.SEEK_END)  # no lock: the server must not wait for one
            file.write(_line("end", {"state": state, **facts}))

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.jsonl"

    def _forget(self) -> None:
        for path in sorted(self._folder.glob("*.jsonl"), reverse=True)[KEPT:]:
            path.unlink(missing_ok=True)
