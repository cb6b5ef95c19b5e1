"""All that decides verdicts besides a submission: a change of any of it changes the digest."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import pytest
from traitlets.config import Config

import autograder
from autograder.config import Limits
from autograder.grading.conditions import _own_parts, changes, conditions
from autograder.grading.pool import Job
from autograder.grading.submission import Policy
from autograder.grading.surroundings import Surroundings, differences, own_modules
from autograder.model import Assignment, NotebookSource, SourceCell

TEST = "%matplotlib inline\nfrom reference import norm\nassert norm(v) == length(v)"


@dataclass(frozen=True, slots=True)
class Course:
    """What a job is made of, and where its parts lie."""

    job: Job
    folder: Path

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The instructor's modules lie where Python finds them; so does a library, and the vectors."""
    modules, installed = tmp_path / "modules", tmp_path / "site-packages"
    for folder in (modules, installed):
        monkeypatch.syspath_prepend(str(folder))
    engine = tmp_path / "engine"
    shutil.copytree(Path(autograder.__file__).parent, engine)
    monkeypatch.setattr(autograder, "__file__", str(engine / "__init__.py"))
    cell = SourceCell("t1", "code", True, TEST, "", 2.0, False, False)
    helper = SourceCell(
        "h", "code", True, 'importlib.import_module("plugin")', "", None, False, False
    )
    essay = SourceCell("e", "markdown", True, "import prose", "", None, False, False)
    notebook = NotebookSource("words", {"name": "python3"}, (cell, helper, essay))
    data = {PurePosixPath("a.csv"): b"1"}
    made = Course(
        Job(
            Assignment("ps1", (notebook,), data),
            Limits(),
            Policy(),
            Config(LimitOutput={"max_lines": 10}),
            tmp_path / "gensim-data",
            jail=True,
        ),
        tmp_path,
    )
    made.write("modules/reference.py", "import cases\ndef norm(v): ...\n")
    made.write("modules/cases/__init__.py", "")
    made.write("modules/cases/table.csv", "3,4,5\n")
    made.write("modules/plugin.py", "")
    made.write("modules/prose.py", "")
    made.write("site-packages/library/__init__.py", "")
    made.write("site-packages/library-1.0.dist-info/METADATA", "")
    made.write("gensim-data/glove/store/manifest.json", "{}")
    made.write("gensim-data/other/model.bin", "1")
    return made


def changed(job: Job, **changes: object) -> Job:
    (notebook,) = job.assignment.notebooks
    (cell, *rest) = notebook.cells
    new = replace(cell, **changes)  # type: ignore[arg-type]  # the fields of a cell
    notebook = replace(notebook, cells=(new, *rest))
    return replace(job, assignment=replace(job.assignment, notebooks=(notebook,)))


JOBS: dict[str, Callable[[Job], Job]] = {
    "a hidden test": lambda job: changed(job, source=TEST + "\nassert norm([]) == 0"),
    "points": lambda job: changed(job, max_score=3.0),
    "a data file": lambda job: replace(
        job, assignment=replace(job.assignment, files={PurePosixPath("a.csv"): b"2"})
    ),
    "a limit": lambda job: replace(job, limits=Limits(call_seconds=1)),
    "the policy": lambda job: replace(job, policy=Policy(add_missing_cells=True)),
    "that a mistake costs once": lambda job: replace(job, policy=Policy(charge_once=True)),
    "a preprocessor": lambda job: replace(job, config=Config(LimitOutput={"max_lines": 11})),
    "the jail": lambda job: replace(job, jail=False),
    "no vectors": lambda job: replace(job, gensim_data=None),
}

FILES = {
    "the reference": "modules/reference.py",
    "what it imports": "modules/cases/__init__.py",
    "its data": "modules/cases/table.csv",
    "a module that is named in a string": "modules/plugin.py",
    "another package": "site-packages/other-1.0.dist-info/METADATA",
    "another version": "site-packages/library-2.0.dist-info/METADATA",
    "the engine": "engine/examiner/judge.py",
    "the vectors": "gensim-data/glove/store/manifest.json",
    "other vectors": "gensim-data/other/model.bin",
}


@pytest.mark.parametrize("name", JOBS)
def test_each_part_of_the_job_counts(course: Course, name: str) -> None:
    before = conditions(course.job)
    assert before is not None
    assert conditions(course.job) == before
    assert conditions(JOBS[name](course.job)) != before


@pytest.mark.parametrize("name", FILES)
def test_each_part_of_the_surroundings_counts(course: Course, name: str) -> None:
    before = conditions(course.job)
    course.write(FILES[name], "changed = True\n")
    assert conditions(course.job) != before


def surroundings(course: Course) -> Surroundings:
    return Surroundings.of(course.job.assignment, course.job.gensim_data)


DIFFERENT = {
    "its data": "the module cases is another",
    "another package": "other 1.0 is not here",
    "another version": "library is 1.0 and 2.0 there, 1.0 here",
    "the engine": "autograder's own code is another",
    "the vectors": "the model glove is another",
    "other vectors": "the model other is another",
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_differs_on_another_machine_is_named(course: Course, name: str) -> None:
    here = surroundings(course)
    assert list(differences(here, surroundings(course))) == []
    course.write(FILES[name], "changed = True\n")
    assert list(differences(here, surroundings(course))) == [DIFFERENT[name]]


def test_of_another_python_the_minor_version_is_named(course: Course) -> None:
    here = replace(surroundings(course), python="3.11.2 (Debian)")
    assert list(differences(here, replace(here, python="3.11.9 (conda)"))) == []
    there = replace(here, python="3.12.1", machine="riscv64", vectors={})
    assert list(differences(here, there)) == [
        "Python is 3.12 there, 3.11 here",
        f"the processor is riscv64 there, {here.machine} here",
        "the model glove is not there",
        "the model other is not there",
    ]


def test_a_time_zone_and_installers_decide_as_much_as_they_do(course: Course) -> None:
    here = surroundings(course)
    there = replace(
        here,
        environment={**here.environment, "TZ": "Mars/Base"},
        distributions=here.distributions | {"uv-0.9.dist-info"},
    )
    ours = here.environment.get("TZ", "not set")
    assert list(differences(here, there)) == [
        f"the environment variable TZ is Mars/Base there, {ours} here"
    ]


def test_another_python_counts(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    before = conditions(course.job)
    monkeypatch.setattr(sys, "version", "3.99")
    assert conditions(course.job) != before


@pytest.mark.parametrize(
    "path",
    [
        "modules/prose.py", "modules/unused.py", "site-packages/library/__init__.py",
        "engine/feedback/templates/new.html", "engine/exercises/arrows/cases.py",
    ],
)  # fmt: skip
def test_what_no_cell_imports_does_not_count(course: Course, path: str) -> None:
    """Nor do the files of a package that is installed: its version tells; nor the pages that are
    written when all is decided, nor other assignments."""
    before = conditions(course.job)
    course.write(path, "changed = True\n")
    assert conditions(course.job) == before


@pytest.mark.parametrize(
    "line",
    [
        "from autograder.exercises.topics import reference",
        "import autograder.exercises.topics",
        "from autograder.exercises import styles, topics as t",
    ],
)
def test_an_assignment_on_which_the_tests_references_stand_counts(
    course: Course, line: str
) -> None:
    """That of topics imports the one of similarity."""
    job = changed(course.job, source=line)
    before = conditions(job)
    course.write("engine/exercises/arrows/reference.py", "")
    assert conditions(job) == before
    assert before is not None
    course.write("engine/exercises/similarity/reference.py", "")
    after = conditions(job)
    assert after is not None
    assert after != before
    assert changes(before.parts, after.parts) == ["reference and cases of similarity"]


def test_of_a_notebook_that_one_run_left_out_nothing_is_said(course: Course) -> None:
    """``autograder grade --notebook a``: no cell of b is new or gone for that."""
    job = course.job
    cell = SourceCell("b1", "code", True, "assert True", "", 1.0, False, False)
    first = job.assignment.notebooks[0]
    whole = Assignment(
        "ps1", (first, NotebookSource("b", {}, (cell,))), own={"words": b"1", "b": b"2"}
    )
    one = replace(whole, notebooks=(first,))
    changed = replace(one, notebooks=(replace(first, cells=(cell, *first.cells[1:])),))
    parts = []
    for assignment in (whole, one, changed):
        found = conditions(replace(job, assignment=assignment))
        assert found is not None
        parts.append(found.parts)
    assert changes(parts[0], parts[1]) == changes(parts[1], parts[0]) == []
    told = {"cell t1 of words (gone)", "cell b1 of words (new)"}
    assert told <= set(changes(parts[0], parts[2]))


def test_own_modules_are_found_and_not_run(course: Course) -> None:
    course.write("modules/reference.py", "import cases, numpy, json\nraise SystemExit\n")
    assert set(own_modules(course.job.assignment)) == {"reference", "cases", "plugin"}
    assert "reference" not in sys.modules
    assert sysconfig.get_path("stdlib")


def test_where_something_has_no_digest_nothing_is_kept(
    course: Course, caplog: pytest.LogCaptureFixture
) -> None:
    job = replace(course.job, config=Config(LimitOutput={"hook": print}))
    assert conditions(job) is None
    assert "Results are not kept" in caplog.text


def test_what_has_changed_of_this_package_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reference of an assignment, or the engine: in a copy of the package."""
    package = tmp_path / "autograder"
    shutil.copytree(Path(autograder.__file__).parent, package)
    monkeypatch.setattr(autograder, "__file__", str(package / "__init__.py"))
    cell = SourceCell(
        "t", "code", True, "from autograder.exercises.similarity import reference", "", 1, False,
        False,
    )  # fmt: skip
    assignment = Assignment("ps1", (NotebookSource("words", None, (cell,)),))

    def named() -> dict[str, str]:
        return dict(_own_parts(Surroundings.of(assignment, None).engine))

    first = named()
    assert list(first) == ["reference and cases of similarity", "autograder's own code"]
    (package / "exercises" / "topics" / "reference.py").write_text("")
    assert named() == first
    (package / "exercises" / "similarity" / "cases.py").write_text("")
    second = named()
    assert changes(first, second) == ["reference and cases of similarity"]
    (package / "examiner" / "judge.py").write_text("")
    assert changes(second, named()) == ["autograder's own code"]
