"""The three forms of an assignment stay in step, and what is secret stays so."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.authoring.build import Step, build, sync, to_notebook, to_text
from autograder.authoring.check import check
from autograder.authoring.layout import (
    release_folder,
    release_notebook,
    source_folder,
    source_notebook,
    text_form,
)
from autograder.authoring.leaks import PACKAGE, Leak, leaks
from autograder.authoring.release import generate, release
from autograder.errors import NotReleasable
from autograder.exercises import assignments

ROOT = Path(__file__).parents[2]
NAME = "similarity"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the assignment's three forms."""
    forms = text_form(NAME, ROOT).parent
    shutil.copytree(forms, tmp_path / forms.relative_to(ROOT))
    shutil.copytree(source_folder(NAME, ROOT), source_folder(NAME, tmp_path))
    shutil.copytree(release_folder(NAME, ROOT), release_folder(NAME, tmp_path))
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def slugs(course: Path) -> list[str]:
    return [problem.slug for problem in check(NAME, course)]


@pytest.mark.parametrize("name", assignments())
def test_the_three_forms_of_each_assignment_are_in_step(name: str) -> None:
    assert check(name, ROOT) == []


def test_text_and_notebook_are_made_from_each_other_without_loss() -> None:
    text = text_form(NAME, ROOT).read_text("utf-8")
    notebook = to_notebook(text)
    assert to_text(notebook) == text
    assert to_notebook(to_text(notebook)) == notebook


def test_cell_ids_come_from_the_cell_and_are_unique() -> None:
    document = nbformat.reads(source_notebook(NAME, ROOT).read_text("utf-8"), as_version=4)
    ids = [cell.id for cell in document.cells]
    assert len(set(ids)) == len(ids)
    for cell in document.cells:
        assert cell.metadata.get("nbgrader", {}).get("grade_id", cell.id) == cell.id


def test_equal_cells_get_ids_of_their_own() -> None:
    notebook = json.loads(to_notebook("Same.\n\n\nSame.\n\n\nSame.\n"))
    ids = [cell["id"] for cell in notebook["cells"]]
    assert ids == [ids[0], f"{ids[0]}-2", f"{ids[0]}-3"]


def test_an_inserted_cell_leaves_the_other_ids_alone() -> None:
    before = [cell["id"] for cell in json.loads(to_notebook("One.\n\n\nTwo.\n"))["cells"]]
    after = [cell["id"] for cell in json.loads(to_notebook("One.\n\n\nNew.\n\n\nTwo.\n"))["cells"]]
    assert [after[0], after[2]] == before


def test_sync_lets_the_newer_side_win(course: Path) -> None:
    text, notebook = text_form(NAME, course), source_notebook(NAME, course)
    assert sync(NAME, course) is Step.IN_STEP
    edit(text, "three arrows", "3 arrows")
    os.utime(notebook, (0, 0))
    assert sync(NAME, course) is Step.SOURCE_WRITTEN
    edit(notebook, "3 arrows", "some arrows")
    os.utime(text, (0, 0))
    assert sync(NAME, course) is Step.TEXT_WRITTEN
    assert "some arrows" in text.read_text("utf-8")
    notebook.unlink()
    assert sync(NAME, course) is Step.SOURCE_WRITTEN
    assert sync(NAME, course) is Step.IN_STEP


def test_outputs_and_new_ids_do_not_count_as_a_change(course: Path) -> None:
    notebook = source_notebook(NAME, course)
    clean = notebook.read_bytes()
    document = json.loads(clean)
    for index, cell in enumerate(document["cells"]):
        cell["id"] = f"other-{index}"
        if cell["cell_type"] == "code":
            cell["execution_count"] = index
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "seen"}]
    document["metadata"]["language_info"] = {"name": "python", "version": "3.99"}
    notebook.write_text(json.dumps(document), "utf-8")
    assert sync(NAME, course) is Step.IN_STEP
    assert notebook.read_bytes() == clean


def test_a_release_is_the_same_each_time_and_leaves_no_gradebook(course: Path) -> None:
    shutil.rmtree(release_folder(NAME, course))
    folder = release(NAME, course)
    made = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert made == {path.name: path.read_bytes() for path in release_folder(NAME, ROOT).iterdir()}
    assert set(made) == {"similarity.ipynb", "requirements.txt"}
    assert not list(course.rglob("gradebook.db"))


def test_a_release_drops_what_the_source_no_longer_has(course: Path) -> None:
    (release_folder(NAME, course) / "old.txt").write_text("old")
    assert slugs(course) == ["release-out-of-step"]
    release(NAME, course)
    assert slugs(course) == []


def test_students_see_a_stub_for_each_solution() -> None:
    document = nbformat.read(release_notebook(NAME, ROOT), as_version=4)
    solutions = [
        cell for cell in document.cells if cell.metadata.get("nbgrader", {}).get("solution")
    ]
    assert len(solutions) == 7
    for cell in solutions:
        stub = "raise NotImplementedError()" if cell.cell_type == "code" else "YOUR ANSWER HERE"
        assert stub in cell.source


def test_what_nbgrader_refuses_is_not_releasable(course: Path) -> None:
    edit(source_notebook(NAME, course), '"grade_id": "dot-core"', '"grade_id": "dot"')
    with pytest.raises(NotReleasable, match="similarity"):
        generate(NAME, course)


def test_check_sees_each_form_out_of_step(course: Path) -> None:
    edit(text_form(NAME, course), "three arrows", "3 arrows")
    assert slugs(course) == ["source-out-of-step"]
    build(NAME, course)
    assert slugs(course) == ["release-out-of-step"]
    release(NAME, course)
    assert slugs(course) == []
    shutil.rmtree(release_folder(NAME, course))
    assert slugs(course) == ["release-out-of-step"] * 2
    source_notebook(NAME, course).unlink()
    assert slugs(course) == ["missing-file"]


@pytest.mark.parametrize("name", ["retrieval", "topics"])
def test_check_sees_data_that_are_out_of_date(name: str, tmp_path: Path) -> None:
    """In the source, which is made from the package, and in the release, made from the source."""
    forms = text_form(name, ROOT).parent
    for folder in (
        forms,
        forms.parent / "data",
        source_folder(name, ROOT),
        release_folder(name, ROOT),
    ):
        shutil.copytree(folder, tmp_path / folder.relative_to(ROOT))
    assert check(name, tmp_path) == []
    source, released = (
        folder(name, tmp_path) / "corpus.json" for folder in (source_folder, release_folder)
    )
    edit(released, "coffee", "tea")
    (problem,) = check(name, tmp_path)
    assert problem.slug == "release-out-of-step"
    assert f"release/{name}/corpus.json" in problem.message
    edit(source, "coffee", "tea")
    (problem,) = check(name, tmp_path)
    assert problem.slug == "source-out-of-step"
    assert f"source/{name}/corpus.json" in problem.message
    sync(name, tmp_path)
    release(name, tmp_path)
    assert check(name, tmp_path) == []
    released.unlink()
    assert [problem.slug for problem in check(name, tmp_path)] == ["release-out-of-step"]
    source.unlink()
    assert [problem.slug for problem in check(name, tmp_path)] == ["source-out-of-step"]


SECRETS = {
    "a line of a solution": "    return float(np.sum(u * v))",
    "a line of a hidden test": 'check.agrees(cases.random_pairs("dot"))',
    "a sentence of the model answer": "Cosine similarity lies between -1 and 1.",
    "the package": f"import {PACKAGE}",
}


def plant(cell: dict[str, Any], where: str, secret: str) -> None:
    if where == "source":
        cell["source"] = [*cell["source"], "\n", secret]
    elif where == "metadata":
        cell["metadata"]["note"] = secret
    else:
        output = {"output_type": "stream", "name": "stdout", "text": [secret]}
        cell["outputs"] = [output]


@pytest.mark.parametrize("where", ["source", "metadata", "outputs"])
@pytest.mark.parametrize("secret", SECRETS)
def test_a_planted_leak_is_found(where: str, secret: str) -> None:
    source = source_notebook(NAME, ROOT).read_text("utf-8")
    document = json.loads(release_notebook(NAME, ROOT).read_text("utf-8"))
    assert leaks(source, json.dumps(document)) == []
    cell = next(cell for cell in document["cells"] if cell["id"] == "setup")
    plant(cell, where, SECRETS[secret])
    assert leaks(source, json.dumps(document)) == [
        Leak("setup", PACKAGE if secret == "the package" else SECRETS[secret].strip())
    ]


def test_a_source_released_as_it_is_leaks_all_of_its_secrets(course: Path) -> None:
    shutil.copy(source_notebook(NAME, course), release_notebook(NAME, course))
    problems = check(NAME, course)
    leaking = {problem.message.split()[1] for problem in problems if problem.slug == "leak"}
    assert {"dot", "dot-core", "claim-in-your-words", "find_negative_pair-core"} <= leaking
