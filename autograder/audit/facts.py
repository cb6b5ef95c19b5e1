"""What an audit found out, before anybody judges it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.model import Problem


@dataclass(frozen=True, slots=True)
class Test:
    """A test cell that is graded automatically."""

    key: str
    """Its grade id; with the notebook's name before it where there are several notebooks."""
    notebook: str
    name: str
    points: float
    task: str
    """Grade id of the solution cell above it."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A right solution with one cell made wrong."""

    id: str
    """Of a misconception, or of a change; see ``mutation.Mutation``."""
    notebook: str
    cell: str
    """Grade id of the cell that was changed."""
    title: str
    """What was changed, in words."""
    code: str
    """The whole cell."""
    diff: str
    catalogued: bool = False
    """A known misconception, and no change by an operator."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A mutant that was graded."""

    mutant: Mutant
    lost: Mapping[str, float]
    """Points that it lost, by the key of each test that noticed it."""
    seen: frozenset[str]
    """Tests that notice it without what is hidden in them: what students see."""
    equivalent: str = ""
    """Why no test can notice it, where that was declared."""

    @property
    def killed(self) -> bool:
        return bool(self.lost)

    @property
    def counts(self) -> bool:
        """Whether tests are measured by it."""
        return self.killed or not self.equivalent


@dataclass(frozen=True, slots=True)
class Sharp:
    """How sharp the tests are."""

    tests: tuple[Test, ...]
    tried: tuple[Tried, ...]
    stale: tuple[str, ...] = ()
    """Declared equivalents that no mutant has."""
    untouched: tuple[str, ...] = ()
    """Solution cells in which nothing could be changed."""

    @property
    def counted(self) -> tuple[Tried, ...]:
        return tuple(one for one in self.tried if one.counts)

    @property
    def survivors(self) -> tuple[Tried, ...]:
        return tuple(one for one in self.counted if not one.killed)

    @property
    def equivalents(self) -> tuple[Tried, ...]:
        return tuple(one for one in self.tried if not one.counts)

    @property
    def contradicted(self) -> tuple[Tried, ...]:
        """Declared equivalent, and yet a test notices them."""
        return tuple(one for one in self.tried if one.killed and one.equivalent)

    @property
    def score(self) -> float:
        """Percent of the mutants that count which at least one test notices."""
        return _percent(sum(one.killed for one in self.counted), len(self.counted))

    @property
    def visible_score(self) -> float:
        """The same for what students see of the tests."""
        return _percent(sum(bool(one.seen) for one in self.counted), len(self.counted))

    @property
    def redundant(self) -> tuple[Test, ...]:
        """Tests that notice nothing which no other notices, too."""
        needed = {next(iter(one.lost)) for one in self.tried if len(one.lost) == 1}
        return tuple(test for test in self.tests if test.key not in needed)

    @property
    def blunt(self) -> tuple[Test, ...]:
        """Tests that notice nothing at all."""
        working = {key for one in self.tried for key in one.lost}
        return tuple(test for test in self.tests if test.key not in working)

    def charged_twice(self) -> Iterator[tuple[str, Test, int, int]]:
        """Where faults of one cell cost points in the test of another task, too: that cell, the
        test, in how many of how many mutants that a test of its own task noticed."""
        for cell in dict.fromkeys(one.mutant.cell for one in self.tried):
            own = {test.key for test in self.tests if test.task == cell}
            known = [t for t in self.tried if t.mutant.cell == cell and own & t.lost.keys()]
            for test in self.tests:
                count = sum(test.key in one.lost for one in known)
                if test.key not in own and count:
                    yield cell, test, count, len(known)


@dataclass(frozen=True, slots=True)
class Base:
    """What the instructor's own notebooks and the release get."""

    points: float
    """Of the tests together."""
    source: float
    release: float
    free: tuple[Test, ...]
    """Tests that give the empty release something: they cannot fail."""
    leaks: tuple[str, ...]
    """What the release shows and should not, as sentences."""
    outside: int
    """Tests that run outside the students' processes."""
    problems: tuple[Problem, ...]
    """Of tests on the instructor's own solution."""

    @property
    def source_percent(self) -> float:
        return _percent(self.source, self.points)

    @property
    def release_percent(self) -> float:
        return 100.0 - _percent(self.points - self.release, self.points)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A test that costs a right answer points."""

    variant: str
    test: Test
    lost: float
    cause: str


@dataclass(frozen=True, slots=True)
class Fair:
    """What right answers, written differently, lose."""

    variants: tuple[str, ...]
    rejections: tuple[Rejection, ...]
    unusable: tuple[str, ...] = ()
    """Variants that do not fit the notebook any more."""


@dataclass(frozen=True, slots=True)
class Change:
    """A mark that was another in one of the trials."""

    variant: str
    test: Test
    trial: str
    """What was different, in words."""
    cause: str


@dataclass(frozen=True, slots=True)
class Stable:
    """Whether marks are the same under other conditions that should not matter."""

    trials: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Slow:
    """A cell that takes long."""

    cell: str
    seconds: float
    """CPU seconds in the student's process, what the cell calls there included."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it."""

    assignment: str
    base: Base
    sharp: Sharp
    fair: Fair
    stable: Stable
    slow: tuple[Slow, ...]
    failures: tuple[str, ...] = ()
    """What could not be graded for a cause on our side."""


def _percent(part: float, whole: float) -> float:
    return 100.0 * part / whole if whole else 100.0
