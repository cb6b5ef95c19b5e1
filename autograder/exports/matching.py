"""Who is who: students of the gradebook, and people of a file that Canvas wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from autograder.gradebook.sheet import Student

Key = tuple[str, str]
"""A column of Canvas's that identifies a person, and a value of it."""

_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("lms_user_id", ("ID", "SIS User ID", "Integration ID", "SIS Login ID")),
    ("id", ("SIS Login ID", "SIS User ID", "Integration ID")),
    ("email", ("SIS Login ID",)),
    ("id", ("ID",)),
)
"""What of ours is looked for where, the surest first. An id that staff entered for this purpose
comes before nbgrader's own, and Canvas's internal number, which is nothing but a number, is
compared with nbgrader's id last."""

_FOLDED = ("SIS Login ID",)
"""Logins and addresses are the same in capitals and in small letters."""


def matched(
    people: Sequence[Mapping[str, str]], students: Iterable[Student]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """The place in ``people`` of each student that is found there, by student id.

    ``people`` are the values of the identifying columns of each row. Where a student fits several
    rows by one rule, or two students fit one row, nobody is guessed at: their ids come second.
    """
    index: dict[Key, list[int]] = {}
    for place, person in enumerate(people):
        for column, value in person.items():
            if value.strip():
                index.setdefault(_key(column, value), []).append(place)
    found: dict[str, int] = {}
    unsure: set[str] = set()
    for student in students:
        places = _places(student, index)
        if len(places) > 1:
            unsure.add(student.id)
        elif places:
            found[student.id] = places[0]
    takers: dict[int, list[str]] = {}
    for name, place in found.items():
        takers.setdefault(place, []).append(name)
    for names in takers.values():
        if len(names) > 1:
            unsure.update(names)
    sure = {name: place for name, place in found.items() if name not in unsure}
    return sure, tuple(sorted(unsure))


def _places(student: Student, index: Mapping[Key, list[int]]) -> list[int]:
    for field, columns in _RULES:
        value = getattr(student, field)
        for column in columns if value.strip() else ():
            places = index.get(_key(column, value))
            if places:
                return places
    return []


def _key(column: str, value: str) -> Key:
    plain = value.strip()
    return column, plain.casefold() if column in _FOLDED else plain
