"""Where the three forms of an assignment lie in a checkout.

The text form is what people edit and review. It lies in the package, never in ``source/<name>/``,
for nbgrader copies that whole folder into the release.
"""

from __future__ import annotations

from pathlib import Path

from autograder import exercises
from autograder.errors import UnknownAssignment


def text_form(name: str, root: Path) -> Path:
    """The notebook as jupytext Markdown, with solutions and hidden tests: that of the checkout at
    ``root``, or else that of the installed package, so that a course can be started anywhere.

    Raises UnknownAssignment where there is neither.
    """
    packaged = Path(exercises.__file__).parent
    for folder in (root / "autograder" / "exercises", packaged):
        path = folder / name / f"{name}.md"
        if path.is_file():
            return path
    known = ", ".join(exercises.assignments())
    raise UnknownAssignment(
        f"There is no text form of an assignment '{name}'.",
        next_step=f"There is one of: {known}." if known else exercises.MISSING,
    )


def extra_files(name: str, root: Path) -> tuple[Path, ...]:
    """Files that go beside the notebook: what a student must install, and the data that the
    notebook names. Data lie in one folder for all assignments, so that each has one original."""
    form = text_form(name, root)
    text = form.read_text("utf-8")
    data = [path for path in form.parents[1].glob("data/*") if path.name in text]
    return tuple(sorted([*form.parent.glob("*.txt"), *data]))


def source_folder(name: str, root: Path) -> Path:
    """The folder that nbgrader makes the release from."""
    return root / "source" / name


def source_notebook(name: str, root: Path) -> Path:
    """The instructor's notebook, without outputs."""
    return source_folder(name, root) / f"{name}.ipynb"


def release_folder(name: str, root: Path) -> Path:
    """What students get."""
    return root / "release" / name


def release_notebook(name: str, root: Path) -> Path:
    """The notebook that students get."""
    return release_folder(name, root) / f"{name}.ipynb"
