"""The students' edition of the package: it checks notebooks, and holds no answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from autograder.exercises import MISSING, assignments
from tests.exercises.trying import ROOT
from tests.jupyter.serving import released, served, write

WALK = """
import importlib, pkgutil, autograder
for found in pkgutil.walk_packages(autograder.__path__, "autograder."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
print(autograder.__path__[0])
"""


def build(folder: Path, edition: str, target: str = "wheel") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    environment = {**os.environ, "AUTOGRADER_EDITION": edition}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def wheel(folder: Path, edition: str) -> Path:
    done = build(folder, edition)
    assert done.returncode == 0, done.stderr
    (path,) = folder.iterdir()
    return path


def files(path: Path) -> set[str]:
    """What is in a wheel; the version is part of the names of the folders that wheels have."""
    with zipfile.ZipFile(path) as archive:
        return {re.sub(r"^word_vector\S+\.(data|dist-info)/", "", n) for n in archive.namelist()}


@pytest.fixture(scope="module")
def students(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheel(tmp_path_factory.mktemp("students"), "students")


@pytest.fixture(scope="module")
def python(students: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an environment where that edition is installed, beside the packages of this one."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=False)
    interpreter = folder / "bin" / "python"
    packages = sysconfig.get_path("purelib", "venv", vars={"base": str(folder)})
    Path(packages, "others.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(interpreter), "install", "-q"]
    subprocess.run([*pip, "--no-index", "--no-deps", str(students)], check=True)
    return interpreter


def test_it_lacks_the_assignments_and_nothing_else(students: Path, tmp_path: Path) -> None:
    whole = files(wheel(tmp_path, ""))
    gone = whole - files(students)
    assert {name.split("/")[2] for name in gone} == {*assignments(), "data"}
    assert all(name.startswith("autograder/exercises/") for name in gone)
    assert "autograder/exercises/similarity/reference.py" in gone
    assert files(students) < whole


def test_its_name_says_so(students: Path) -> None:
    assert students.name.split("-")[1].endswith("+students")


def test_an_edition_that_is_none_is_refused(tmp_path: Path) -> None:
    done = build(tmp_path, "student")
    assert done.returncode != 0
    assert "set it to 'students', or not at all" in done.stderr
    assert not list(tmp_path.iterdir())


def test_it_cannot_be_a_link_to_a_folder_that_holds_the_answers(tmp_path: Path) -> None:
    done = build(tmp_path, "students", target="wheel:editable")
    assert done.returncode != 0
    assert "-e" in done.stderr


def test_no_module_of_it_needs_an_assignment(python: Path, tmp_path: Path) -> None:
    done = subprocess.run([python, "-c", WALK], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().startswith(str(python.parents[1]))


def test_the_check_panel_works_in_it(python: Path, tmp_path: Path) -> None:
    write(tmp_path / "root/ps/ps.ipynb", released(double="def double(x):\n    return 2 * x"))
    with served(tmp_path / "root", tmp_path / "home", python=str(python)) as server:
        end = server.checked("ps/ps.ipynb")
    assert end["state"] == "done", end
    assert [task["tone"] for task in end["result"]["tasks"]] == ["right", "empty", "empty"]


def test_who_wants_an_assignment_is_told_what_to_install(python: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [python.with_name("autograder"), "demo", "--folder", str(tmp_path / "demo")],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert MISSING in " ".join(done.stderr.split())
