"""The instructor's own notebook, examined before the first submission: are the tests fit to run
outside the student's process?

A test that looks at what stays in the other process (a figure that is open there, a file that was
written there) fails from outside, whatever the student did. The instructor's own solution tells:
where a test gives it less from outside than within its process, as in nbgrader, nobody loses
points by that test, and the instructor is told what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from autograder.errors import RUN_INSIDE
from autograder.examiner.worker import Examined
from autograder.model import Cell, NotebookReport, Reason, Role, Verdict

Examine = Callable[[Sequence[Cell]], Examined]


def unfit_tests(cells: Sequence[Cell], examine: Examine) -> dict[str, str]:
    """What is wrong with the tests of the instructor's own notebook, by grade id."""
    outside = _verdicts(examine(cells))
    failed = {name for name, verdict in outside.items() if not verdict.passed}
    if not any(_is_outside(cell) and cell.grade_id in failed for cell in cells):
        return {}
    inside = _verdicts(
        examine([replace(c, inside=True) if c.role is Role.TEST else c for c in cells])
    )
    return {
        name: _explanation(outside[name])
        for name in failed & inside.keys()
        if (inside[name].points or 0.0) > (outside[name].points or 0.0)
    }


def excused(report: NotebookReport, unfit: Mapping[str, str]) -> NotebookReport:
    """The report without the failures that such tests have caused: a person decides."""
    if not unfit:
        return report
    verdicts = tuple(
        replace(v, points=None, reason=Reason.TEST_BROKEN, message=unfit[v.grade_id])
        if v.grade_id in unfit and not v.passed and not v.inside
        else v
        for v in report.verdicts
    )
    return replace(report, verdicts=verdicts)


def _is_outside(cell: Cell) -> bool:
    return cell.role is Role.TEST and not cell.inside


def _verdicts(examined: Examined) -> dict[str, Verdict]:
    return {r.verdict.grade_id: r.verdict for r in examined.results if r.verdict is not None}


def _explanation(verdict: Verdict) -> str:
    return (
        "This test could not be carried out, and not through your fault: from outside the "
        f"notebook's process it gives the instructor's own solution {verdict.points or 0:g} of "
        f"{verdict.max_points:g} points ({verdict.message}). {RUN_INSIDE}"
    )
