"""Which notebooks need another kernel, and what is said where it cannot be used."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue

from autograder.config import Autograder
from autograder.errors import KernelUnavailable
from autograder.gradebook.course import Course
from autograder.grading.kernels.specs import find, is_python, required, settings
from autograder.grading.pool import instructors_cells
from autograder.model import Assignment, NotebookSource, SourceCell
from tests.grading.kernels.installed import course_at


def assignment(**kernels: Mapping[str, Any] | None) -> Assignment:
    return Assignment("ps1", tuple(NotebookSource(name, k, ()) for name, k in kernels.items()))


@pytest.mark.parametrize(
    ("kernelspec", "expected"),
    [
        (None, True),
        ({}, True),
        ({"name": "python3", "display_name": "Python 3", "language": "python"}, True),
        ({"name": "course", "display_name": "Course", "language": "Python"}, True),
        ({"name": "python3", "display_name": ""}, True),
        ({"name": "conda-env-a", "display_name": "Python [conda env:a]"}, True),
        ({"name": "ir", "display_name": "R", "language": "R"}, False),
        ({"name": "ir", "display_name": "R"}, False),
        ({"name": "python3", "display_name": "Python 3", "language": "R"}, False),
    ],
)
def test_a_notebook_is_in_the_language_that_it_names(
    kernelspec: Mapping[str, Any] | None, expected: bool
) -> None:
    assert is_python(kernelspec) is expected


def test_an_assignment_in_python_needs_no_kernel(tmp_path: Path) -> None:
    assert required(course_at(tmp_path), assignment(one=None, two={"name": "python3"})) == {}


def test_one_line_says_which_notebook_which_kernel_and_what_to_do(tmp_path: Path) -> None:
    given = assignment(one=None, stats={"name": "nosuch", "language": "R"})
    with pytest.raises(KernelUnavailable) as caught:
        required(course_at(tmp_path), given)
    assert str(caught.value) == (
        "stats.ipynb is written for the Jupyter kernel 'nosuch', which is not installed here. "
        "Install it (`jupyter kernelspec list` shows what there is), then grade again."
    )


def test_without_a_sandbox_no_other_kernel_is_started(tmp_path: Path) -> None:
    with pytest.raises(KernelUnavailable, match="in the sandbox only"):
        required(course_at(tmp_path), assignment(it={"name": "bash", "language": "bash"}),
                 jail=False)  # fmt: skip


def test_a_kernel_is_tried_once_and_tells_its_language(tmp_path: Path) -> None:
    bash = {"name": "bash", "language": "bash"}
    found = required(course_at(tmp_path), assignment(one=bash, two=bash, three=None))
    assert sorted(found) == ["one", "two"]
    assert found["one"] is found["two"]
    assert found["one"].language["file_extension"] == ".sh"


def test_one_that_does_not_start_in_the_sandbox_is_found_out_before_grading(
    kernels: Path, tmp_path: Path
) -> None:
    """Its program lies where the sandbox does not show it, until the course says so."""
    program = tmp_path / "lib" / "run.sh"
    program.parent.mkdir()
    program.write_text(f'exec {sys.executable} -m bash_kernel -f "$1"\n')
    folder = kernels / "kernels" / "apart"
    folder.mkdir()
    spec = {"argv": ["sh", "-c", f"exec sh {program} $0", "{connection_file}"],
            "display_name": "Bash", "language": "bash"}  # fmt: skip
    (folder / "kernel.json").write_text(json.dumps(spec))
    root = tmp_path / "course"
    root.mkdir()
    given = assignment(it={"name": "apart", "language": "bash"})
    with pytest.raises(KernelUnavailable, match=r"does not start in the sandbox.*run\.sh") as no:
        required(course_at(root), given)
    assert "c.Autograder.kernel_folders" in no.value.next_step
    shown = course_at(root, kernel_folders=[str(program.parent)])
    assert required(shown, given)["it"].language["name"] == "bash"


@pytest.mark.parametrize("folder", [".", ".."])
def test_no_folder_is_shown_in_which_the_course_lies(tmp_path: Path, folder: str) -> None:
    root = tmp_path / "course"
    root.mkdir()
    course = course_at(root, kernel_folders=[str(root / folder)])
    with pytest.raises(KernelUnavailable, match="student code must not see that folder"):
        find("bash", course=course, what="It is")


def test_a_program_outside_an_environment_is_shown_alone(kernels: Path, tmp_path: Path) -> None:
    """What else lies in its folder is nobody's business."""
    program = tmp_path / "bin" / "program"
    program.parent.mkdir()
    program.touch()
    folder = kernels / "kernels" / "alone"
    folder.mkdir()
    spec = {"argv": [str(program), "{resource_dir}/x"], "display_name": "", "language": "x"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    root = tmp_path / "course"
    root.mkdir()
    found = find("alone", course=course_at(root), what="It is")
    assert str(program) in found.folders
    assert str(program.parent) not in found.folders
    assert found.spec["argv"][1] == f"{folder}/x"
    assert sys.prefix in find("bash", course=course_at(root), what="It is").folders


def test_plain_settings_of_execute_are_passed_on(tmp_path: Path) -> None:
    config = Config()
    config.ExecutePreprocessor = Config(timeout=10, startup_timeout=90)
    config.Execute = Config(timeout=40, timeout_func=len, kernel_name="other", enabled=True)
    config.Execute.extra_arguments = LazyConfigValue()
    course = Course(tmp_path, None, config, Autograder())
    assert settings(course) == {"timeout": 40, "startup_timeout": 90}


def test_cells_of_another_language_are_not_rehearsed_as_python() -> None:
    setup = SourceCell("setup", "code", True, "x", "", None, False, False)
    bash = NotebookSource("one", {"name": "bash", "language": "bash"}, (setup,))
    python = NotebookSource("two", None, (setup,))
    assert len(instructors_cells(Assignment("ps1", (bash, python)))) == 1
