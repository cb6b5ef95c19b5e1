"""A release tells until when it is to be handed in."""

from __future__ import annotations

import json
from datetime import datetime

from autograder.authoring.due import KEY, with_due


def test_a_release_says_until_when_with_its_time_zone() -> None:
    told = with_due('{"metadata": {}}', datetime(2030, 1, 2, 3, 4))
    assert json.loads(told)["metadata"][KEY] == "2030-01-02T03:04+00:00"


def test_a_release_without_a_due_date_stays_as_it_was() -> None:
    assert with_due("{ }", None) == "{ }"
