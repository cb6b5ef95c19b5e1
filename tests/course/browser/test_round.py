"""An assignment goes from the instructor to the student and back, by nbgrader's own buttons."""

from __future__ import annotations

import pytest

from tests.course.browser.classroom import classroom
from tests.course.browser.lesson import small
from tests.course.browser.notebook import CHROMIUM
from tests.course.browser.round import go_round, windows


@pytest.mark.skipif(not CHROMIUM, reason="there is no chromium here")
def test_an_assignment_goes_round_with_nothing_but_buttons_and_this_machine() -> None:
    lesson = small()
    with classroom(lesson) as room, windows(room, lesson, width=1280) as here:
        go_round(here)
        for watched in here.watched:
            assert watched.off_machine == []
            assert watched.complaints == []
