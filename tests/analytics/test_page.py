"""What is on the page: for any class, for anybody's eyes, whatever students wrote."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
import re
from collections.abc import Sequence
from itertools import pairwise

import pytest

from autograder.analytics import ClassFacts, anonymous, gather
from autograder.grading.results import Result
from autograder.model import Mark, NotebookReport, Problem, Reason, SubmissionReport, Verdict
from autograder.pages import plotting
from tests.analytics.samples import assignment, facts, html, table, verdict, wrong
from tests.feedback.samples import Page, read

CALL = "dot([3, 4], [8, 6])"
EVIL = (
    "</script><script>alert(1)</script><!-- ]]> {{ 7 * 191 }} \u2028 '\" onload=alert(1) &lt;b&gt;"
)


def ordinary(count: int = 40) -> ClassFacts:
    """A class in which most things happen."""
    lot = random.Random(3)
    class_: dict[str, Sequence[Verdict]] = {}
    for number in range(count):
        able = lot.random() < number / count
        class_[f"student-{number:04}"] = [
            verdict("dot", 1.0) if able else wrong("dot", CALL, "11", "48"),
            verdict("angle", 2.0, 2.0) if lot.random() < 0.6 else verdict("angle", 0.5, 2.0),
            wrong("norm", "norm([3, 4])", "7", "5", "Squares first.") if lot.random() < 0.3
            else verdict("norm", 1.0),
            verdict("claim", None, 3.0),
        ]  # fmt: skip
    return facts(class_, ungraded=["late-comer"])


def parsed(found: ClassFacts, links: dict[str, str] | None = None) -> Page:
    return read(html(found, links))


def numbers(page: str) -> str:
    """The page without its library, in which any letters may stand."""
    return re.sub(r'(<script id="library"[^>]*>)[^<]*', r"\1", page)


EDGES = {
    "empty": facts({}),
    "nobody graded": facts({}, ungraded=["x", "y"]),
    "one student": table([[1.0, 0.0]]),
    "one student, right": table([[1.0, 1.0]]),
    "everybody right": table([[1.0, 1.0, 1.0]] * 30),
    "everybody wrong": table([[0.0, 0.0, 0.0]] * 30),
    "one grade cell": table([[1.0], [0.0]] * 30),
    "nothing decided": table([[None, None]] * 30),
    "nothing tried": facts({"x": [verdict("a", 0.0, reason=Reason.MISSING_NOTEBOOK)]}),
    "no points to gain": facts({f"s{n}": [verdict("a", 0.0, 0.0)] for n in range(20)}),
    "no cells": facts({"x": []}),
}


@pytest.mark.parametrize("name", EDGES)
def test_an_odd_class_has_a_page_without_numbers_that_are_none(name: str) -> None:
    page = parsed(EDGES[name])
    assert not re.search(r"\b(nan|inf|None|null)\b", page.text, re.IGNORECASE)
    assert len([tag for tag in page.tags if tag == "h1"]) >= 1
    assert "Students" in page.text


def test_why_there_is_no_correlation_is_on_the_page() -> None:
    assert (
        "no discrimination: everybody has the same points" in parsed(EDGES["everybody right"]).text
    )
    assert "no discrimination: nothing to compare with" in parsed(EDGES["one grade cell"]).text
    assert "no discrimination: fewer than 10 students" in parsed(EDGES["one student"]).text


def test_the_page_begins_with_what_was_understood_and_what_to_look_at() -> None:
    text = parsed(ordinary()).text
    order = ["Half of the 40 graded students", "Not understood by many", "Look at this first"]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "1 student is not graded yet: run autograder grade similarity" in text
    assert "40 students still wait for a person's mark" in text
    assert "gave the same wrong answer in dot" in text.replace("  ", " ")


def test_a_cell_that_contradicts_the_rest_comes_before_what_is_hard() -> None:
    rows = [[1.0 if n < 10 else 0.0, *[n / 20] * 3] for n in range(20)]
    hard = [[*row, 1.0 if row[1] > 0.8 else 0.0] for row in rows]
    text = parsed(table(hard)).text
    assert text.index("a : who does well in the rest") < text.index("e : few have any points")
    assert "contradicts the rest" in text
    assert "very hard" in text


def test_a_wrong_answer_is_told_with_the_number_of_students() -> None:
    class_ = {f"s{n}": [wrong("dot", CALL, "11", "48"), verdict("b", 1.0)] for n in range(12)}
    text = parsed(facts(class_)).text
    assert f"12 dot {CALL} gave 11 ; expected 48 none yet" in text


def test_marks_that_can_be_tampered_with_are_named() -> None:
    inside = [verdict("a", 1.0, inside=True), verdict("b", 1.0)]
    text = parsed(facts({"x": inside, "y": inside})).text
    assert "Tests that ran in the students' own processes: a ." in text
    assert text.count("ran in the students' processes") == 1
    notebook = NotebookReport("vectors", (), "", (Problem("not-tamper-proof", "Not safe: R."),))
    report = SubmissionReport("x", "similarity", (notebook,))
    assert "Not safe: R." in parsed(gather(assignment({}), [Result("x", report, b"")], {}, {})).text


def test_a_test_that_could_not_be_carried_out_is_named_first() -> None:
    broken = [verdict("a", None, reason=Reason.TEST_BROKEN), verdict("b", 1.0)]
    text = parsed(facts({"x": broken, "y": broken})).text
    assert "Look at this first Tests that could not be carried out, for up to 2 students: a" in text


def test_marks_are_the_gradebooks_and_what_a_person_gave_counts_in_its_cell() -> None:
    class_ = {f"s{n}": [verdict("a", 1.0), verdict("b", None, 2.0)] for n in range(3)}
    found = facts(
        class_,
        marks={"s0": Mark(1.5, 3.0), "s1": Mark(0.25, 3.0), "s2": Mark(1.0, 3.0, 2.0)},
        given={("s0", "vectors", "b"): 2.0, ("s1", "vectors", "b"): 1.0},
    )
    text = parsed(found).text
    assert "median 1, quartiles 0.62 and 1.25" in text
    assert re.search(r"2 b 2 75 % 1 of 2 ", text)
    assert "0.25 of 3" in text


def test_a_row_leads_to_the_students_page_if_there_is_one() -> None:
    link = "../../feedback/student-0001/similarity/vectors.html"
    page = parsed(ordinary(), {"student-0001": link})
    found = [attrs["href"] for tag, attrs in page.elements if tag == "a"]
    assert [href for href in found if href and not href.startswith("#")] == [link]


def test_links_within_the_page_lead_somewhere() -> None:
    page = parsed(ordinary())
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    hrefs = [attrs["href"] or "" for tag, attrs in page.elements if tag == "a"]
    assert {href.removeprefix("#") for href in hrefs} <= set(ids)
    named = [attrs[name] for _, attrs in page.elements for name in ("aria-labelledby", "for")
             if name in attrs]  # fmt: skip
    assert set(named) <= set(ids)


def test_headings_are_in_order_and_tables_have_captions_and_scopes() -> None:
    page = parsed(ordinary())
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.tags.count("caption") == page.tags.count("table")
    assert all("scope" in attrs for tag, attrs in page.elements if tag == "th")
    for tag, attrs in page.elements:
        if "scroll" in (attrs.get("class") or "").split():  # reachable without a mouse
            assert (tag, attrs["tabindex"], attrs["role"]) == ("div", "0", "group")


def test_without_javascript_each_figure_has_its_numbers() -> None:
    page = html(ordinary())
    for figure in page.split("<figure>")[1:]:
        inside = figure.split("</figure>")[0]
        assert "<figcaption>" in inside
        assert "<details>" in inside
        assert "<table" in inside
    assert page.count("<figure>") == len(json.loads(script(page, "figures"))) == 3


def script(page: str, name: str) -> str:
    found = re.search(rf'<script id="{name}"[^>]*>([^<]*)</script>', page)
    assert found
    return found[1]


@pytest.mark.parametrize("found", [ordinary(), facts({})])
def test_only_our_two_scripts_may_run_and_nothing_is_fetched(found: ClassFacts) -> None:
    page = html(found)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert policy[1].startswith("default-src 'none'; ")
    own = page.rpartition("<script>")[2].partition("</script>")[0]
    packed = script(page, "library")
    library = gzip.decompress(base64.b64decode(packed)) if packed else b""
    digests = [base64.b64encode(hashlib.sha256(text).digest()).decode()
               for text in (own.encode(), library)]  # fmt: skip
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    assert f"script-src {allowed};" in policy[1]
    assert not re.search(r"https?://|url\(|@import|\bsrc=", numbers(page))
    assert not packed or library.decode() == plotting.library().text


def test_what_students_wrote_is_text_wherever_it_stands() -> None:
    class_ = {
        f"{EVIL}{n}": [wrong(EVIL, EVIL, EVIL, EVIL, EVIL), verdict(f"b{EVIL}", 0.0, message=EVIL)]
        for n in range(12)
    }
    evil, calm = html(facts(class_, name=EVIL)), html(facts({
        f"s{n}": [wrong("a", CALL, "1", "2", "h"), verdict("b", 0.0, message="m")]
        for n in range(12)
    }))  # fmt: skip
    assert read(evil).tags == read(calm).tags
    assert "<script>alert(1)</script>" in read(evil).text
    assert str(7 * 191) not in numbers(evil)
    assert "\u2028" not in evil
    assert not [name for _, attrs in read(evil).elements for name in attrs if name.startswith("on")]
    drawn = json.loads(script(evil, "figures"))
    assert "<script>alert(1)</script>" in drawn["joint"]["labels"]["long"][0][0]


def test_json_in_a_script_neither_ends_it_nor_opens_a_comment() -> None:
    text = plotting.as_json({EVIL: {}})
    assert not re.search("[<>&\u2028\u2029]", text)
    assert list(json.loads(text)) == [EVIL]


def test_an_anonymous_page_holds_no_id() -> None:
    ids = [f"maria-{n:03}" for n in range(60)] + ["Žofie", "ann", "72913"]
    class_ = {}
    for name in ids:
        shown = wrong("a", CALL, f"'by {name}'", "48", f"Dear {name.upper()}, think.")
        said = verdict("b", 0.0, reason=Reason.RAISED, message=f"File /home/{name}/x.py: {name}!")
        class_[name] = [shown, said, verdict("c", 1.0)]
        class_[f"twin-{name}"] = [shown, said, verdict("c", 0.0)]
    found = facts(class_, ungraded=["someone-else"])
    named, nameless = (
        numbers(html(one, {"ann": "../ann.html"})) for one in (found, anonymous(found))
    )
    for name in [*class_, "someone-else"]:
        alone = re.compile(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", re.IGNORECASE)
        assert alone.search(named)
        assert not alone.search(nameless)
    for text in ("maria", "Žofie", "72913", "../"):
        assert text in named
        assert text not in nameless
    assert "student 127" in nameless


def test_without_names_all_numbers_stay_the_same() -> None:
    found = ordinary()
    before, after = parsed(found).text, parsed(anonymous(found)).text
    for start, end in (("Marks 40 students", "Marks are"), ("Grade cells How", "Failed together")):
        parts = [text.partition(start)[2].partition(end)[0] for text in (before, after)]
        assert parts[0] == parts[1] != ""


def test_the_order_of_the_numbers_reveals_nothing_and_cannot_be_computed_again() -> None:
    found = facts({f"s{n:03}": [verdict("a", n / 100, 1.0)] for n in range(100)})
    first, second = (anonymous(found).students["points"].to_list() for _ in range(2))
    assert sorted(first) == sorted(second) == found.students["points"].to_list()
    assert first != second != sorted(second)


def test_an_id_that_is_an_ordinary_word_or_number_leaves_the_answers_readable() -> None:
    class_ = {name: [wrong("a", CALL, "11", "48"), verdict("b", 1.0)] for name in ("48", "a", "x1")}
    assert "expected 48" in parsed(anonymous(facts(class_))).text


@pytest.mark.parametrize(("count", "most"), [(1_000, 3_000_000), (10_000, 5_000_000)])
def test_a_page_stays_small(count: int, most: int) -> None:
    assert len(html(ordinary(count)).encode()) < most
