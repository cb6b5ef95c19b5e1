"""Every request, and how many more a student may make: ``.autograder/serve.db``.

A request counts against the limit from the moment at which it is taken on, unless it turns out that
it could not be answered for a cause on our side, or that it was no notebook.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import InfrastructureError

PLACE = Path(".autograder", "serve.db")
HOUR = 3600.0
_TABLE = """
create table if not exists requests (
    id integer primary key,
    asked real not null,        -- seconds since 1970
    student text not null,
    assignment text not null,
    notebook text not null,
    digest text not null,       -- SHA-256 of what was sent
    state text not null,        -- at work, answered, failed (by us), refused
    note text not null default '',
    points real,
    max_points real,
    seconds real,
    times integer not null default 1
);
create index if not exists requests_of on requests (student, asked);
"""
_COUNTED = "student = ? and state in ('at work', 'answered') and asked > ?"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a student may still ask."""

    per_hour: int
    left: int
    again: float | None
    """When the next request is possible, in seconds since 1970; None where it is now."""


class Ledger:
    """One for each service."""

    def __init__(
        self, root: Path, *, per_hour: int, clock: Callable[[], float] = time.time
    ) -> None:
        """Raises InfrastructureError."""
        self._per_hour, self._clock = per_hour, clock
        path = root / PLACE
        try:
            path.parent.mkdir(exist_ok=True)
            path.touch(0o600)
            self._base = sqlite3.connect(path, isolation_level=None)
            self._base.executescript(_TABLE)
            # of a service that was killed: nobody got an answer
            self._do("update requests set state = 'failed' where state = 'at work'")
        except (OSError, sqlite3.Error) as error:
            raise InfrastructureError(f"{path} cannot be written: {error}.") from error

    def close(self) -> None:
        self._base.close()

    def allowance(self, student: str) -> Allowance:
        """What a student may ask now."""
        since = self._clock() - HOUR
        query = f"select asked from requests where {_COUNTED} order by asked desc limit ?"
        asked = self._do(query, student, since, self._per_hour)
        left = self._per_hour - len(asked)
        again = asked[-1][0] + HOUR if asked and not left else None
        return Allowance(self._per_hour, left, again)

    def begin(self, student: str, assignment: str, notebook: str, digest: str) -> int:
        """A request is taken on: its number."""
        return self._add(student, assignment, notebook, digest, "at work", "")

    def answered(self, number: int, points: float, max_points: float) -> None:
        query = "update requests set state = 'answered', points = ?, max_points = ?, seconds = "
        query += "? - asked where id = ?"
        self._do(query, points, max_points, self._clock(), number)

    def let_go(self, number: int, state: str, note: str) -> None:
        """It does not count: it ``failed``, by us, or was ``refused``."""
        query = "update requests set state = ?, note = ?, seconds = ? - asked where id = ?"
        self._do(query, state, note, self._clock(), number)

    def refused(self, student: str, assignment: str, notebook: str, note: str) -> None:
        """A request was not taken on. The same refusal, again within the hour, is counted in its
        row: a program that asks without end fills no disk."""
        query = "update requests set times = times + 1 where id = (select max(id) from requests "
        query += "where student = ? and state = 'refused' and note = ? and asked > ?) returning id"
        if not self._do(query, student, note, self._clock() - HOUR):
            self._add(student, assignment, notebook, "", "refused", note)

    def _add(self, *facts: str) -> int:
        query = "insert into requests (asked, student, assignment, notebook, digest, state, note) "
        ((number,),) = self._do(f"{query} values (?, ?, ?, ?, ?, ?, ?) returning id",
                                self._clock(), *facts)  # fmt: skip
        return int(number)

    def _do(self, query: str, *values: str | float | None) -> list[tuple[float, ...]]:
        return self._base.execute(query, values).fetchall()
