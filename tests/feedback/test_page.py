"""What is on the page, and what is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from autograder.config import Level
from autograder.feedback import Edition, page, write_feedback
from autograder.feedback.document import sections
from autograder.model import Evidence, NotebookReport, Problem, Reason, SubmissionReport, Verdict
from tests.feedback.samples import cell, document, read, report, right, task, wrong

EVIDENCE = Evidence("dot([3, 4], [8, 6])", "24", "48", "It is a sum.", "Count the terms.")
NOTEBOOK = document(
    *task("dot", "def dot(u, v):\n    return 24", "Task 1: the `dot` product (2 points)"),
    *task("angle", "def angle(u, v):\n    return 1", "Task 2: the angle"),
    cell("## Task 3: in words", kind="markdown"),
    cell("My *own* words", "claim", kind="markdown", grade=True, solution=True),
)
MIXED = report(
    wrong("dot-core", message="dot gave 24", evidence=EVIDENCE),
    right("angle-core"),
    Verdict("claim", None, 3.0, Reason.MANUAL),
    document=NOTEBOOK,
    problems=(Problem("locked-cell", "A locked cell was set back."),),
)


def html(found: SubmissionReport) -> str:
    return page(found, found.notebooks[0].name)


def said(found: SubmissionReport) -> str:
    return read(html(found)).text


def everything() -> Iterator[SubmissionReport]:
    """A page for each reason, with and without a notebook."""
    yield MIXED
    yield report(document="{}")
    yield report(right("dot-core"), document=NOTEBOOK)
    for reason in Reason:
        yield report(wrong("dot-core", reason), wrong("dot-more", reason), document=NOTEBOOK)
        yield report(wrong("dot-core", reason), document=None)


def test_the_mark_and_what_waits_is_at_the_top() -> None:
    assert "2 of 7 points" in said(MIXED)
    assert "up to 3 more points" in said(MIXED)
    assert "Handed in on 14 November 2025 at 23:47 UTC" in said(MIXED)


def test_what_nobody_has_marked_is_not_called_right() -> None:
    waits = Verdict("claim", None, 3.0, Reason.MANUAL)
    broken = Verdict("dot-core", None, 1.0, Reason.TEST_BROKEN, message="BROKEN")
    for verdicts in ([waits], [broken], [waits, broken]):
        assert "Nothing of it has been marked yet." in said(report(*verdicts, document=NOTEBOOK))
    text = said(report(waits, right("dot-core"), document=NOTEBOOK))
    assert "All that could be tested is right." in text
    assert "Everything is right." in said(report(right("dot-core"), document=NOTEBOOK))


def test_a_wrong_answer_shows_the_board_the_hint_and_the_code() -> None:
    for text in ("dot([3, 4], [8, 6])", "24", "48", "It is a sum.", "Count the terms."):
        assert text in said(MIXED)
    assert "return 24" in said(MIXED)


def test_a_message_that_repeats_the_board_is_left_out() -> None:
    message = "dot([3, 4], [8, 6]) gave 24; expected 48. It is a s…"
    verdict = wrong("dot-core", message=message, evidence=EVIDENCE)
    assert "gave 24" not in said(report(verdict, document=NOTEBOOK))
    other = replace(verdict, message="Something else.")
    assert "Something else." in said(report(other, document=NOTEBOOK))


def test_test_cells_are_never_shown() -> None:
    assert "SECRET" not in html(MIXED)
    assert "SECRET" not in repr(sections(NOTEBOOK))


def test_a_solution_cell_is_not_shown_for_being_called_one_by_its_neighbours() -> None:
    """A cell with nbgrader's metadata that is no solution is the instructor's, whatever else."""
    given = cell("SECRET = 1", "setup", grade=False, solution=False)
    assert "SECRET" not in html(report(wrong("dot-core"), document=document(given)))


def test_a_person_reads_what_the_student_wrote_and_markdown_stays_text() -> None:
    assert "A person will read this" in said(MIXED)
    assert "My *own* words" in said(MIXED)


def test_passed_tasks_are_folded_and_others_are_open() -> None:
    found = read(html(MIXED))
    assert found.tags.count("details") == 1
    assert "open" not in next(attrs for tag, attrs in found.elements if tag == "details")


def test_the_first_failing_task_is_what_to_try_next() -> None:
    after = said(MIXED).partition("What to try next")[2]
    assert "Task 1: the dot product" in after
    assert "Count the terms." in after
    assert "Task 2" not in after


def test_a_later_test_belongs_to_the_task_it_is_named_for() -> None:
    cells = [
        *task("dot", "pass", "Task 1"),
        cell("## Real words", kind="markdown"),
        cell("assert SECRET", "dot-words", grade=True, solution=False),
    ]
    text = said(report(right("dot-core"), right("dot-words"), document=document(*cells)))
    assert "4 of 4" in text
    assert "Real words" not in text


def test_a_cell_without_a_heading_goes_by_its_whole_name() -> None:
    assert "claim-in-words" in said(report(wrong("claim-in-words", Reason.UNREADABLE)))


def test_headings_in_code_and_in_answers_make_no_tasks() -> None:
    cells = [
        cell("## Task 1\n```\n# a comment\n```", kind="markdown"),
        cell("# My heading", "note", kind="markdown", solution=True, grade=False),
        cell("assert 1", "dot-core", grade=True, solution=False),
    ]
    text = said(report(right("dot-core"), document=document(*cells)))
    assert "Task 1" in text
    assert "a comment" not in text
    assert "My heading" not in text


def test_the_error_of_a_cell_is_shown_without_colours() -> None:
    error = {
        "ename": "ValueError",
        "evalue": "no",
        "traceback": ["\x1b[0;31mValueError\x1b[0m: no"],
    }
    cells = task("dot", "dot = 1 + ", "Task 1", error=error)
    assert "ValueError: no" in said(report(wrong("dot-core"), document=document(*cells)))


def test_what_was_not_begun_is_not_shown_as_code() -> None:
    found = report(
        wrong("dot-core", Reason.NOT_STARTED),
        document=document(*task("dot", "raise NotImplementedError()", "Task 1")),
        unanswered=frozenset({"dot"}),
    )
    assert "NotImplementedError" not in said(found)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (Reason.MISSING_NOTEBOOK, "no notebook with this name"),
        (Reason.UNREADABLE, "cannot be opened as a notebook"),
    ],
)
def test_without_a_notebook_the_page_says_what_came_and_what_to_do(
    reason: Reason, told: str
) -> None:
    text = said(report(wrong("dot-core", reason), problems=(Problem("x", "It is empty."),)))
    assert told in text
    assert "It is empty." in text
    assert "What was received" in text
    assert "hand" in text.partition("What to try next")[2]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", "null", '{"cells": 3}', '{"cells": [1, {"metadata": 2}]}', "[" * 100_000],
)
def test_a_document_of_any_shape_makes_a_page(text: str) -> None:
    assert "dot" in said(report(wrong("dot-core"), document=text))


def test_every_page_is_well_formed_with_one_h1_and_headings_in_order() -> None:
    for found in everything():
        tags = read(html(found)).tags
        levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(b <= a + 1 for a, b in pairwise(levels))


def test_every_page_has_a_language_a_title_and_unique_ids() -> None:
    for found in everything():
        elements = read(html(found)).elements
        assert ("html", {"lang": "en"}) in elements
        assert "title" in dict(elements)
        ids = [attrs["id"] for _, attrs in elements if "id" in attrs]
        assert len(ids) == len(set(ids))
        links = {attrs["href"] for tag, attrs in elements if tag == "a"}
        assert links <= {f"#{name}" for name in ids}


def test_every_table_has_headers_of_columns_and_rows() -> None:
    for found in everything():
        elements = read(html(found)).elements
        scopes = [attrs["scope"] for tag, attrs in elements if tag == "th"]
        rows = sum(tag == "tr" for tag, _ in elements)
        assert scopes.count("col") == (3 if "table" in dict(elements) else 0)
        assert len(scopes) - scopes.count("col") == max(rows - 1, 0)


def test_every_result_has_a_word_beside_its_symbol() -> None:
    for found in everything():
        words = re.findall(
            r'<span class="result \w+"><span [^>]*>.</span> ([^<]*)</span>', html(found)
        )
        assert len(words) == html(found).count('class="result ')
        assert all(words)


def test_several_notebooks_give_a_file_each_and_the_mark_of_all(tmp_path: Path) -> None:
    notebooks = (
        NotebookReport("one", (right("a"),), "{}"),
        NotebookReport("two", (wrong("b"),), "{}"),
    )
    found = SubmissionReport("alice", "both", notebooks)
    paths = write_feedback(found, tmp_path / "alice" / "both")
    assert [path.name for path in paths] == ["one.html", "two.html"]
    assert sorted(paths[0].parent.iterdir()) == sorted(paths)  # no drafts are left
    text = read(paths[1].read_text(encoding="utf-8")).text
    assert "0 of 2 points" in text
    assert "The whole assignment: 2 of 4 points" in text


def test_an_old_page_is_replaced_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "similarity.html").write_text("old")
    monkeypatch.setattr(Path, "replace", _fail)
    with pytest.raises(OSError, match="full"):
        write_feedback(MIXED, tmp_path)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def _fail(*_: object) -> None:
    raise OSError("the disk is full")


def test_a_mark_that_was_given_in_the_students_process_says_so() -> None:
    inside = Verdict("dot-core", 2.0, 2.0, Reason.RIGHT, inside=True)
    assert "ran inside your notebook's process" in said(report(inside, document=NOTEBOOK))
    assert "ran inside" not in said(report(right("dot-core"), document=NOTEBOOK))


NAMED = replace(EVIDENCE, misconception="only the last term", arrows=(("u", (3.0, 4.0)),))


def test_a_misconception_is_named_as_a_guess_with_its_hint_once_a_task() -> None:
    found = report(
        wrong("dot-core", evidence=NAMED),
        wrong("dot-more", evidence=replace(NAMED, call="dot([1], [2])")),
        document=NOTEBOOK,
    )
    assert said(found).count("Looks like: only the last term") == 1
    assert "it may be wrong" in said(found)
    assert said(found).partition("What to try next")[0].count("Count the terms.") == 1


def test_vectors_are_drawn_and_told() -> None:
    found = read(html(report(wrong("dot-core", evidence=NAMED), document=NOTEBOOK)))
    assert found.tags.count("svg") == 1
    assert "u = (3, 4)." in found.text


def test_a_smaller_question_on_the_board_takes_the_place_of_the_message_about_another() -> None:
    """What a mark was given for may be another question than the one that explains it."""
    message = "dot([0.1234], [5.678]) gave 1; expected 2."
    found = report(wrong("dot-core", message=message, evidence=EVIDENCE), document=NOTEBOOK)
    assert "0.1234" not in html(found)


def test_who_is_to_blame_is_named_and_whether_the_points_are_given() -> None:
    told = "This failed because dot is wrong: with a right dot"
    charged = wrong("angle-core", because="dot")
    found = report(wrong("dot-core"), charged, document=NOTEBOOK)
    assert f"{told} your answer is right." in said(found)
    assert "points are given" not in said(found)
    after = said(found).partition("What to try next")[2]
    assert "Task 1" in after
    assert "Task 2" not in after
    spared = replace(charged, points=2.0)
    found = report(wrong("dot-core"), spared, document=NOTEBOOK)
    assert f"{told} it passes. So its points are given here." in said(found)
    assert "counted as right" in said(found)
    alone = report(right("dot-core"), charged, document=NOTEBOOK)
    doubled = replace(charged, message="It is wrong. With a right `dot` in its place it passes.")
    once = said(report(wrong("dot-core"), doubled, document=NOTEBOOK))
    assert "It is wrong. This failed because dot is wrong" in once
    assert "Mend dot first" in said(alone).partition("What to try next")[2]


def test_what_people_have_marked_and_written_is_shown() -> None:
    edition = Edition(
        by_hand={"similarity": {"claim": 2.0, "dot-core": 1.5}},
        comments={"similarity": {"claim": "Well put.", "dot": "See me.", "setup": "Nice."}},
        penalties={"similarity": 0.5},
    )
    text = read(page(MIXED, "similarity", edition)).text
    assert "5 of 7 points" in text
    assert "0.5 points were taken off because it was handed in late" in text
    assert "A person will read" not in text
    assert "A person has read and marked this" in text
    for comment in ("Well put.", "See me.", "Nice."):
        assert text.count(comment) == 1
    assert "A person wrote" not in said(MIXED)


def revealed(level: Level) -> str:
    """A page with one of everything that can be held back."""
    error = {"ename": "KeyError", "evalue": "CELL", "traceback": ["CELL"]}
    cells = task("dot", "dot = 1", "Task 1", error=error)
    more = replace(NAMED, hint="HINT", law="LAW", call="CALL", came="CAME", expected="EXPECTED")
    verdicts = (
        wrong("dot-core", message="ASSERTED", evidence=more),
        wrong("dot-raised", Reason.RAISED, message="RAISED"),
        wrong("dot-because", because="BLAME"),
        wrong("dot-empty", Reason.NOT_STARTED, message="EMPTY"),
        Verdict("dot-broken", None, 1.0, Reason.TEST_BROKEN, message="BROKEN"),
    )
    edition = Edition(level=level, comments={"similarity": {"dot": "COMMENT"}})
    failed = Problem("cell-failed", "The code in cell 9 failed: KeyError: SPOKEN")
    found = report(*verdicts, document=document(*cells), problems=(failed,))
    return page(found, "similarity", edition)


REVEALED = {
    Level.MARKS: {"not right yet", "0 of 2", "COMMENT", "dot = ", "A person", "cell 9"},
    Level.HINTS: {"HINT", "only the last term", "BLAME", "EMPTY", "Try"},
    Level.COUNTEREXAMPLES: {"CALL", "CAME", "EXPECTED", "LAW", "Drawing", "RAISED"},
    Level.EVERYTHING: {"ASSERTED", "CELL", "BROKEN", "SPOKEN"},
}


@pytest.mark.parametrize("level", Level)
def test_a_level_reveals_what_it_says_and_nothing_above_it(level: Level) -> None:
    html = revealed(level)
    text = read(html).text + " ".join(re.findall('aria-label="(.*?)"', html))
    for other, told in REVEALED.items():
        for phrase in told:
            assert (phrase in text) == (other <= level), phrase


def test_where_points_are_given_all_the_same_no_level_says_that_it_is_wrong() -> None:
    spared = Verdict("angle-core", 2.0, 2.0, Reason.WRONG, because="dot")
    for level in Level:
        text = read(page(report(spared, document=NOTEBOOK), "similarity", Edition(level))).text
        assert "counted as right" in text
        assert "not right yet" not in text


def test_a_formula_in_a_heading_can_be_read() -> None:
    cells = task("angle", "pass", "Task 2: $\\cos\\theta$ (2 points)")
    assert "Task 2: cosθ" in said(report(wrong("angle-core"), document=document(*cells)))
