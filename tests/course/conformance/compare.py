"""Stock's results beside ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from tests.course.conformance.cases import Case, Declared
from tests.course.conformance.results import Place

NOTHING = "nothing"
"""What stands in the table for a value that an engine does not have."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value in which the engines differ."""

    case: str
    place: Place
    stock: Any
    ours: Any
    why: str = ""
    """The reason, where the case declares the difference."""


def differences(
    case: Case, stock: Mapping[Place, Any], ours: Mapping[Place, Any]
) -> Iterator[Difference]:
    """All values that are not the same, in order."""
    for place in sorted({*stock, *ours}):
        pair = stock.get(place, NOTHING), ours.get(place, NOTHING)
        if not _same(*pair):
            found = Difference(case.name, place, *pair)
            why = next((d.why for d in case.differences if declares(d, found)), "")
            yield Difference(case.name, place, *pair, why=why)


def declares(declared: Declared, found: Difference) -> bool:
    """Whether this difference is the one that was declared."""
    values = {**found.place._asdict(), "stock": found.stock, "ours": found.ours}
    expected = {f.name: getattr(declared, f.name) for f in fields(declared) if f.name != "why"}
    return all(value == "*" or _same(value, values[name]) for name, value in expected.items())


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) or (one != one and other != other)  # both may be NaN
