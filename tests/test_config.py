"""What ``c.Autograder.reveal`` says, and how it is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from traitlets.config import Config

from autograder.config import Autograder, Level, Revealing
from autograder.errors import CourseError

NOON = datetime(2026, 12, 18, 12, tzinfo=UTC)


def reveal(value: object, assignment: str = "similarity") -> Revealing:
    config = Config()
    config.Autograder.reveal = value
    return Autograder(config=config).revealing(assignment)


def test_everything_is_revealed_where_nothing_is_said() -> None:
    assert Autograder().revealing("similarity") == Revealing(Level.EVERYTHING)
    assert reveal({"topics": "marks"}) == Revealing(Level.EVERYTHING)


@pytest.mark.parametrize("level", Level)
def test_a_level_holds_for_all_assignments(level: Level) -> None:
    assert reveal(level.name.lower()).at(NOON) is level


def test_an_assignment_has_its_own_level_and_the_others_the_one_without_a_name() -> None:
    setting = {"": "hints", "topics": "everything"}
    assert reveal(setting, "topics").at(NOON) is Level.EVERYTHING
    assert reveal(setting).at(NOON) is Level.HINTS


def test_a_level_holds_from_its_moment_on_wherever_the_clock_is() -> None:
    found = reveal(
        {
            "similarity": {
                "": "marks",
                "2026-12-18T13:00+01:00": "everything",
                "2026-12-17T12:00Z": "hints",
            }
        }
    )
    second = timedelta(seconds=1)
    moments = (NOON - timedelta(days=2), NOON - second, NOON, NOON + second)
    assert [found.at(moment) for moment in moments] == [
        Level.MARKS, Level.HINTS, Level.EVERYTHING, Level.EVERYTHING,
    ]  # fmt: skip
    assert found.more(NOON - timedelta(days=2)) == (NOON - timedelta(days=1), Level.HINTS)
    assert found.more(NOON) is None


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("answers", "'answers' is no level"),
        ("Hints", "'Hints' is no level"),
        (3, "3 is no level"),
        ({"topics": "all"}, "'all' is no level for 'topics'"),
        ({"similarity": {"2026-12-18T12:00Z": "marks"}}, "before the first moment"),
        ({"similarity": {"": "marks", "soon": "hints"}}, "'soon' is no moment for 'similarity'"),
        (
            {"similarity": {"": "marks", "2026-12-18T12:00": "hints"}},
            "'2026-12-18T12:00' has no time zone for 'similarity' (write 2026-12-18T12:00:00Z",
        ),
        ({"": "marks", "2026-12-18T12:00Z": "hints"}, "is no name of an assignment"),
        ({7: "marks"}, "7 is no name of an assignment"),
    ],
)
def test_what_cannot_be_read_is_refused_and_what_is_allowed_is_said(
    value: object, said: str
) -> None:
    with pytest.raises(CourseError) as caught:
        reveal(value)
    assert said in str(caught.value)
    assert "'counterexamples'" in str(caught.value)
