"""The same marks as stock nbgrader: each case of the conformance kit, graded by both.

``python -m tests.course.conformance`` prints the same as a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.course.conformance import cases, packaged
from tests.course.conformance.__main__ import one
from tests.course.conformance.kit import Outcome

NAMES = [*cases.names(), *packaged.names()]
OWN = cases.names()

KNOWN: Mapping[str, str] = {}
"""Cases in which scores differ today that should not: why."""

Outcomes = Mapping[str, Future[Outcome]]


@pytest.fixture(scope="module")
def outcomes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Outcomes]:
    """What comes of each case that a selected test asks for; two at a time are at work."""
    folder = tmp_path_factory.mktemp("conformance")
    calls = [item.callspec for item in request.session.items if hasattr(item, "callspec")]
    chosen = {call.params["name"]: None for call in calls if call.params.get("name") in NAMES}
    with ThreadPoolExecutor(2) as pool:
        yield {name: pool.submit(one, name, folder / name) for name in chosen}


@pytest.mark.parametrize("name", NAMES)
def test_each_score_is_the_one_of_stock_or_declared_to_differ(
    name: str, outcomes: Outcomes
) -> None:
    found = outcomes[name].result()
    assert found.compared
    if name in KNOWN:
        assert found.undeclared, f"nothing differs: take {name} off the list"
    else:
        assert found.undeclared == ()


@pytest.mark.parametrize("name", NAMES)
def test_each_autograded_notebook_is_the_one_of_stock_or_declared_to_differ(
    name: str, outcomes: Outcomes
) -> None:
    """Its metadata, its cells with theirs, their texts and their outputs."""
    assert outcomes[name].result().unlike == ()


@pytest.mark.parametrize("name", NAMES)
def test_each_declared_difference_is_there(name: str, outcomes: Outcomes) -> None:
    assert outcomes[name].result().unseen == ()


@pytest.mark.parametrize("name", [name for name in OWN if cases.load(name).honest])
def test_where_stock_is_wrong_the_mark_is_the_honest_one(name: str, outcomes: Outcomes) -> None:
    found = outcomes[name].result()
    for student, marks in found.case.honest.items():
        assert {cell: found.marks[student][cell] for cell in marks} == marks, student


@pytest.mark.parametrize("name", OWN)
def test_the_right_submission_is_told_from_the_others(name: str, outcomes: Outcomes) -> None:
    """Else a case would show nothing: a test that passes, or fails, for the wrong reason. By
    stock, or by the engine where stock is declared to be wrong. The right one is ``right`` where
    the instructor's own notebook is not whole, as without a header."""
    found = outcomes[name].result()
    points = found.own_points if found.case.honest else found.points
    best = points.get("right", points["source"])
    assert points["release"] < best
    assert points["wrong"] < best
