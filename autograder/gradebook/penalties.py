"""Penalties for late submissions, by nbgrader's own plugin as the course configured it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from traitlets.config import Config

from autograder.errors import InfrastructureError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def assign_late_penalties(
    session: Session, config: Config, *, notebooks: Iterable[str], graded: Iterable[str]
) -> None:
    """Set or clear the penalty of each submitted notebook, from the marks as they now stand.

    Args:
        session: where the marks have been written; the caller commits.
        config: the course's; ``AssignLatePenalties`` and its plugin are read from it.
        notebooks: ids of all submitted notebooks that were recorded: theirs are cleared.
        graded: ids of those among them that were handed in: they are asked about, as in nbgrader.
    """
    from nbgrader.api import SubmittedNotebook
    from nbgrader.preprocessors import AssignLatePenalties
    from sqlalchemy import select, update

    stock = AssignLatePenalties(config=config)
    if not stock.enabled:
        return
    stock.init_plugin()
    session.execute(
        update(SubmittedNotebook)
        .where(SubmittedNotebook.id.in_(list(notebooks)))
        .values(late_submission_penalty=None)
        .execution_options(synchronize_session=False)
    )
    query = select(SubmittedNotebook).where(SubmittedNotebook.id.in_(list(graded)))
    for notebook in session.scalars(query):
        submission = notebook.assignment
        # nbgrader cannot add an extension to a due date that does not exist
        if submission.assignment.duedate is None or not submission.total_seconds_late:
            continue
        penalty = stock.plugin_inst.late_submission_penalty(
            submission.student_id, notebook.score, submission.total_seconds_late
        )
        if penalty is None:
            continue
        if not math.isfinite(penalty):
            raise InfrastructureError(
                f"The late penalty of {submission.student_id} is {penalty}.",
                next_step=f"Mend {stock.plugin_class.__name__}.",
            )
        notebook.late_submission_penalty = stock._check_late_penalty(notebook, penalty)
    session.flush()
