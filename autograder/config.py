"""What ``nbgrader_config.py`` can set, in one place.

Example::

    c = get_config()
    c.Autograder.call_seconds = 10
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from traitlets import Any, Bool, Enum, Float, Int, List, Unicode, default
from traitlets.config import Configurable

from autograder.errors import CourseError


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


class Level(IntEnum):
    """How much a page reveals to a student. Each level holds all below it.

    What a person has written to the student, and what the student has handed in, is on every page.
    """

    MARKS = 1
    """Points and results, part by part."""
    HINTS = 2
    """What kind of result it is and what to try; the name of a misconception, with its hint; which
    earlier function is to blame."""
    COUNTEREXAMPLES = 3
    """The question that was asked, what came, what was expected, the rule, the figure; with which
    error the student's code answered."""
    EVERYTHING = 4
    """What a test says in its own words, and the errors of the student's own cells."""


_LEVELS = {level.name.lower(): level for level in Level}
_ALLOWED = (
    "Levels are "
    + ", ".join(f"'{name}'" for name in _LEVELS)
    + ". c.Autograder.reveal is one of them, or a dictionary by assignment ('' for all others); in "
    "place of a level there may be a dictionary by moment ('' until the first of them), such as "
    "{'': 'hints', '2026-12-18T18:00+01:00': 'everything'}."
)


@dataclass(frozen=True, slots=True)
class Revealing:
    """What the pages of one assignment reveal, and from when on."""

    first: Level
    later: tuple[tuple[datetime, Level], ...] = ()
    """Moments, with their time zones, in their order."""

    def at(self, now: datetime) -> Level:
        """The level that holds at this moment, which has a time zone."""
        past = [level for moment, level in self.later if moment <= now]
        return past[-1] if past else self.first

    def more(self, now: datetime) -> tuple[datetime, Level] | None:
        """When the level next rises, and to which."""
        level = self.at(now)
        return next(((m, to) for m, to in self.later if m > now and to > level), None)


def read_reveal(value: object, assignment: str) -> Revealing:
    """``c.Autograder.reveal`` as it holds for an assignment; all of it is checked. Raises
    CourseError."""
    by_name = value if isinstance(value, Mapping) else {"": value}
    found = {}
    for name, wish in by_name.items():
        if not isinstance(name, str) or ":" in name:  # a moment, on the wrong level
            raise _unreadable(f"{name!r} is no name of an assignment")
        found[name] = _read_steps(wish, f" for '{name}'" if name else "")
    return found.get(assignment) or found.get("") or Revealing(Level.EVERYTHING)


def _read_steps(wish: object, where: str) -> Revealing:
    if not isinstance(wish, Mapping):
        return Revealing(_read_level(wish, where))
    if "" not in wish:
        raise _unreadable(f"it does not say what holds before the first moment{where}")
    later = [(_read_moment(k, where), _read_level(v, where)) for k, v in wish.items() if k != ""]
    return Revealing(_read_level(wish[""], where), tuple(sorted(later)))


def _read_level(value: object, where: str) -> Level:
    if not isinstance(value, str) or value not in _LEVELS:
        raise _unreadable(f"{value!r} is no level{where}")
    return _LEVELS[value]


def _read_moment(value: object, where: str) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise _unreadable(f"{value!r} is no moment{where}") from None
    if moment.utcoffset() is None:
        raise _unreadable(
            f"{value!r} has no time zone{where} (write {moment.isoformat()}Z if it is UTC)"
        )
    return moment


def _unreadable(why: str) -> CourseError:
    return CourseError(f"c.Autograder.reveal cannot be read: {why}.", next_step=_ALLOWED)


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

    charge_once = Bool(
        default_value=False,
        help="Whether a mistake costs points only once: a test that is lost because an earlier "
        "function of the student's is wrong, and that passes with a right one in its place, gets "
        "its points. By default it gets none, as in nbgrader, and the student is told which "
        "function is to blame.",
    ).tag(config=True)

    keep = Enum(
        ("last", "best"),
        "last",
        help="Which of a student's submissions counts: the 'last' that was collected, as in "
        "nbgrader, or the 'best', as a whole: of the last and the one that counted before, the one "
        "for which the present tests give more points, late penalties taken off.",
    ).tag(config=True)

    kernel_folders = List(
        Unicode(),
        help="Folders that Jupyter kernels of other languages need beside what their kernelspecs "
        "name (a Julia depot, say): student code in such a notebook can read them.",
    ).tag(config=True)

    reveal = Any(
        Level.EVERYTHING.name.lower(),
        help="How much the pages for students reveal: 'marks', 'hints', 'counterexamples' or "
        "'everything'; or a dictionary of these by the name of the assignment, with '' for all "
        "others. In place of a level there may be a dictionary of levels by the moment from which "
        "they hold, such as '2026-12-18T18:00+01:00', with '' until the first of them.",
    ).tag(config=True)

    service = Unicode(
        help="In a student's jupyter_server_config.py: the address of the course's live check "
        "service, such as http://127.0.0.1:8765/. The environment may say it: AUTOGRADER_SERVICE.",
    ).tag(config=True)
    service_token = Unicode(
        help="The student's token there. The environment may say it: AUTOGRADER_SERVICE_TOKEN; in "
        "JupyterHub it is the token of the student's server.",
    ).tag(config=True)

    @default("service")
    def _service(self) -> str:
        return os.environ.get("AUTOGRADER_SERVICE", "")

    @default("service_token")
    def _service_token(self) -> str:
        known = os.environ.get("JUPYTERHUB_API_TOKEN", "")
        return os.environ.get("AUTOGRADER_SERVICE_TOKEN", known)

    def revealing(self, assignment: str) -> Revealing:
        """What the pages of an assignment reveal, and when. Raises CourseError where the setting
        cannot be read, also in what it says of others."""
        return read_reveal(self.reveal, assignment)

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


class Serve(Configurable):
    """How the live check service (``autograder serve``) answers; the section ``c.Serve``."""

    per_hour = Int(6, min=1, help="How often one student may ask within an hour.").tag(config=True)
    assignments = List(
        Unicode(), help="Which assignments may be asked about; all if none is named."
    ).tag(config=True)
    queue = Int(20, min=1, help="How many requests may wait or be at work.").tag(config=True)
    workers = Int(
        0, min=0, help="How many are at work side by side; 0 takes half of the cores."
    ).tag(config=True)
    seconds = Float(
        120.0, help="Wall seconds of one notebook, where Autograder.submission_seconds is more."
    ).tag(config=True)
    notebook_mb = Int(16, min=1, help="Largest notebook that may be sent, in MB.").tag(config=True)


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
