"""``autograder grade``: a run with its progress, and what it has come to."""

from __future__ import annotations

import signal
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from autograder import embeddings
from autograder.cli.printing import console, errors, printed
from autograder.cli.review import print_review
from autograder.cli.tables import print_failures, print_tables
from autograder.cli.tally import Tally
from autograder.errors import AutograderError
from autograder.feedback import Pages
from autograder.gradebook.course import Course
from autograder.grading.packing import without_documents
from autograder.grading.pool import LocalPool, Workplace
from autograder.grading.review import review
from autograder.grading.run import Arrived, Event, Failure, Run, Settings, Unchanged
from autograder.model import SubmissionReport
from autograder.quick import freeze


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line asks of a run."""

    students: Sequence[str] = ()
    notebooks: Sequence[str] = ()
    workers: int | None = None
    dask: str | None = None
    """Address of a Dask scheduler, whose workers grade."""
    feedback: bool = True
    unsafe: bool = False
    force: bool = False
    dry_run: bool = False
    """Whether to find out whose marks would change, and to change none."""


def grade_once(course: Course, assignment: str, wishes: Wishes = Wishes()) -> int:
    """Grade, print, and return the exit status: 0, 1 where something failed on our side, 130
    where a person stopped it."""
    freeze()
    run = Run.prepare(course, assignment, students=wishes.students, notebooks=wishes.notebooks)
    settings = _settings(run, wishes)
    started = time.monotonic()
    with _progress() as progress:
        task = progress.add_task(f"Grading {assignment}", total=len(run.students), unchanged="")
        reports: list[SubmissionReport] = []
        events = _noting(run.grade_as(settings), reports if wishes.dry_run else None)
        tally, stopped = _follow(events, progress, task)
    if wishes.dry_run:
        print_review(assignment, list(review(run, settings, reports)), len(reports))
        print_failures(tally)
        return 130 if stopped else 1 if tally.failures else 0
    print_tables(assignment, tally)
    counts = f"{tally.graded} graded" + (f", {tally.unchanged} unchanged" * bool(tally.unchanged))
    seconds = time.monotonic() - started
    console.print(f"{counts}; all of them are recorded. {seconds:.1f} s.", highlight=False)
    if wishes.feedback and tally.recorded:
        path = course.feedback(tally.shown()[0].student, assignment)
        console.print(f"Pages for students: e.g. {path}/", highlight=False, soft_wrap=True)
    if stopped:
        left = len(run.students) - tally.recorded - len(tally.failures)
        console.print(
            f"Stopped. {left} are left: the same command goes on with them.", highlight=False
        )
        return 130
    return 1 if tally.failures else 0


def _noting(
    events: Generator[Event, None, None], reports: list[SubmissionReport] | None
) -> Generator[Event, None, None]:
    """Note reports as they pass by, without their documents."""
    with closing(events):
        for event in events:
            if reports is not None and not isinstance(event, Failure):
                known = event.report if isinstance(event, Unchanged) else without_documents(event)
                reports.append(known)
            yield event


def watch(course: Course, assignment: str, wishes: Wishes = Wishes()) -> int:
    """Grade what is there and then what arrives, until a person stops it. Returns 0, or 1 where
    something failed on our side."""
    freeze()
    run = Run.prepare(
        course,
        assignment,
        students=wishes.students,
        notebooks=wishes.notebooks,
        early=True,
    )
    settings = _settings(run, wishes)
    with _progress() as progress:
        task = progress.add_task(f"Watching {assignment}", total=0, unchanged="")
        tally, _ = _follow(run.watch(settings), progress, task)
    print_tables(assignment, tally)
    counts = f"{tally.graded} graded, {tally.unchanged} unchanged"
    console.print(f"Stopped. {counts}; all of them are recorded.", highlight=False)
    return 1 if tally.failures else 0


def _settings(run: Run, wishes: Wishes) -> Settings:
    return Settings(
        gensim_data=embeddings.prepare(say=printed).gensim_data,
        workplace=_workplace(run.course, wishes),
        unsafe=wishes.unsafe,
        force=wishes.force,
        trial=wishes.dry_run,
        publisher=Pages(run.course, run.assignment.name) if wishes.feedback else None,
    )


def _workplace(course: Course, wishes: Wishes) -> Workplace:
    if wishes.dask is None:
        return LocalPool(wishes.workers or course.settings.worker_count())
    try:
        from autograder.grading.cluster import Cluster
    except ModuleNotFoundError as error:
        raise AutograderError(
            f"--dask needs a package that is not installed: {error.name}.",
            next_step="pip install distributed",
        ) from error
    cluster = Cluster(wishes.dask, say=printed)
    cluster.greet()
    return cluster


def _follow(
    events: Generator[Event | Arrived, None, None], progress: Progress, task: TaskID
) -> tuple[Tally, bool]:
    """Count what comes, and whether a person stopped it. When this returns, all that was counted
    is recorded."""
    tally, total = Tally(), 0.0
    with closing(events):
        try:
            for event in events:
                if isinstance(event, Arrived):
                    total += len(event.students)
                    progress.update(task, total=total)
                    continue
                tally.add(event)
                if isinstance(event, Failure) and not event.student:
                    errors.print(event.message, markup=False, highlight=False, soft_wrap=True)
                    continue
                shown = f"{tally.unchanged} unchanged" if tally.unchanged else ""
                progress.update(task, advance=1, unchanged=shown)
        except KeyboardInterrupt:
            # the rest is short, and a second Ctrl-C would leave the last marks unrecorded
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            events.close()
            signal.signal(signal.SIGINT, signal.default_int_handler)
            return tally, True
    return tally, False


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[unchanged]}"),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        console=console,
    )
