"""What is known of a class can be read, also what no run may use again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from autograder.grading.packing import pack
from autograder.grading.results import for_reading, note_from_road, results
from autograder.grading.store import Written, opened
from autograder.model import NotebookReport, Reason, SubmissionReport, Verdict


def report(points: float) -> SubmissionReport:
    verdict = Verdict("a", points, 1.0, Reason.WRONG)
    return SubmissionReport("whoever", "ps1", (NotebookReport("n", (verdict,), "{}"),))


def test_each_students_last_result_is_found_and_one_that_may_not_be_used_again_too(
    tmp_path: Path,
) -> None:
    notes = {name: Written(name.encode(), b"") for name in ("kept", "once", "forgotten")}
    with opened(tmp_path) as store:
        store.note("ps1", notes)
        store.keep(b"kept", pack(report(0.25)))
        store.keep(for_reading(b"once"), pack(report(0.5)))
        found = {r.student: r for r in results(store, "ps1", ["once", "kept", "forgotten", "new"])}
        assert list(found) == ["once", "kept", "forgotten", "new"]
        marks = {name: r.report.mark.points for name, r in found.items() if r.report}
        assert marks == {"once": 0.5, "kept": 0.25}
        assert [r.report.student for r in found.values() if r.report] == ["once", "kept"]
        assert (found["forgotten"].address, found["new"].address) == (b"forgotten", None)
        assert store.facts([b"once"]) == {}


def test_notebooks_that_come_one_after_another_are_known_together_while_they_are_of_one_submission(
    tmp_path: Path,
) -> None:
    def came(name: str, points: float, hour: int) -> SubmissionReport:
        part = replace(report(points).notebooks[0], name=name)
        return SubmissionReport("ann", "ps1", (part,), datetime(2026, 1, 1, hour))

    def known() -> dict[str, float | None]:
        (found,) = results(store, "ps1", ["ann"])
        assert found.report is not None
        assert found.address is None
        return {part.name: part.verdicts[0].points for part in found.report.notebooks}

    with opened(tmp_path) as store:
        note_from_road(store, came("two", 0.5, 8))
        note_from_road(store, came("one", 0.25, 8))
        note_from_road(store, came("two", 0.75, 8))
        assert known() == {"one": 0.25, "two": 0.75}
        note_from_road(store, came("one", 1.0, 9))
        assert known() == {"one": 1.0}
