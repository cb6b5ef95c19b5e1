"""``autograder audit``: what is to be said of an assignment's tests before students meet them."""

from __future__ import annotations

from autograder import embeddings
from autograder.cli.printing import console, printed
from autograder.gradebook.course import Course
from autograder.grading.audit import audit
from autograder.grading.pool import LocalPool
from autograder.grading.run import Run, Settings


def print_audit(course: Course, assignment: str) -> int:
    """Print the findings; the exit status is 1 where a test needs to be mended."""
    run = Run.prepare(course, assignment, early=True)
    gensim_data = embeddings.prepare(say=printed).gensim_data
    found = audit(run, Settings(gensim_data=gensim_data, workplace=LocalPool(1)))
    for problem in found.problems:
        console.print(problem.message, highlight=False, markup=False, soft_wrap=True)
    console.print(
        f"{found.outside} of {found.tests} tests run outside the students' processes.",
        highlight=False,
    )
    return int(any(problem.slug != "runs-inside" for problem in found.problems))
