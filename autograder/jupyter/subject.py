"""What is checked: a student's notebook, and the instructor's side of it as far as it is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.config import Limits
from autograder.errors import NothingToCheck
from autograder.grading.intake import take_in
from autograder.grading.kernels.specs import is_python
from autograder.grading.parsing import Notebook, parse
from autograder.grading.released import changed_cells, missing_cells, released_source
from autograder.jupyter.finding import is_course, releases
from autograder.model import Assignment, NotebookSource, Submission

UPLOAD_MB = 64
"""Of the files beside a notebook: who works in a home folder has more there than an assignment."""
STUDENT = "you"


@dataclass(frozen=True, slots=True)
class Subject:
    """A notebook that can be checked."""

    notebook: Notebook
    source: NotebookSource
    assignment: Assignment
    submission: Submission
    release: Notebook | None
    """As it was released; None where that is not known, and the notebook's own cells count."""

    @property
    def changed(self) -> tuple[str, ...]:
        """Locked cells that are not as they were released."""
        return changed_cells(self.notebook, self.source)

    @property
    def missing(self) -> tuple[str, ...]:
        return missing_cells(self.notebook, self.source)


def read_subject(path: Path, root: Path, limits: Limits) -> Subject:
    """Read a notebook and what belongs to it.

    Args:
        path: the notebook; its folder is called as the assignment is.
        root: the folder that the server shows.
        limits: of one candidate.

    Raises:
        NothingToCheck: it is no notebook, of no assignment, or cannot be checked here.
        InfrastructureError: its folder cannot be read.
    """
    limits = replace(limits, upload_mb=min(limits.upload_mb, UPLOAD_MB))
    notebook = read_notebook(path, limits)
    release, folder = find_release(path, root, notebook, limits)
    if release is None and is_course(root):
        name = path.parent.name
        raise NothingToCheck(
            f"This course has no release of {name}, and the check takes its tests from there.",
            next_step=f"Run `autograder release {name}`.",
        )
    source = released_source(path.stem, notebook if release is None else release)
    if not source.cells:
        raise NothingToCheck(
            "This notebook is no assignment of nbgrader's, so there is nothing to check.",
            next_step="Open the notebook of an assignment.",
        )
    if not is_python(source.kernelspec):
        raise NothingToCheck("Only notebooks in Python can be checked.")
    if release is None:
        source = _own(source)
    assignment = Assignment(path.parent.name, (source,))
    submission = take_in(path.parent, student=STUDENT, assignment=assignment, limits=limits)
    files = submission.files
    if folder is not None:
        files = take_in(folder, student="", assignment=assignment, limits=limits).files
    return Subject(notebook, source, replace(assignment, files=files), submission, release)


def read_notebook(path: Path, limits: Limits) -> Notebook:
    """Raises NothingToCheck."""
    if path.suffix != ".ipynb" or not path.is_file():
        raise NothingToCheck(f"{path.name} is no notebook.")
    with path.open("rb") as file:
        parsed = parse(file.read(limits.notebook_mb * 2**20 + 1), limits)
    if parsed.notebook is None:
        raise NothingToCheck(" ".join(problem.message for problem in parsed.problems))
    return parsed.notebook


def find_release(
    path: Path, root: Path, notebook: Notebook, limits: Limits
) -> tuple[Notebook | None, Path | None]:
    """The release of which this notebook is a copy, and its folder: it has half of its cells at
    least, for another course may have an assignment of the same name."""
    for found in releases(path, root):
        release = read_notebook(found, limits)
        source = released_source(path.stem, release)
        if 2 * len(missing_cells(notebook, source)) <= len(source.cells):
            return release, found.parent
    return None, None


def _own(source: NotebookSource) -> NotebookSource:
    """For a notebook whose release is not known. Cells without a name are the student's, and a
    cell that cannot be read still owes the name that it is called by."""
    names: Mapping[str, frozenset[str]] = {
        name: bound | ({name} if name.isidentifier() else set())
        for name, bound in source.bindings.items()
    }
    return replace(source, open_code=frozenset(), bindings=names)
