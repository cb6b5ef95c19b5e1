"""``python -m tests.benchmarks.classroom``: what a class costs, beside stock nbgrader.

Classes of growing size are made, which hand in what the demo's class hands in (without those who
loop, print or hoard without end), each student something of their own. All of them are graded by
``autograder grade``, and a sample by ``nbgrader autograde``, which is given the memory-mapped
vectors. The exit status is 1 where a mark is not the one that the story deserves, or is not stock's
and that is not one of the differences that are meant.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from rich.console import Console
from rich.table import Table

from autograder import embeddings
from autograder.cli.demo import ASSIGNMENT
from autograder.exercises.classroom import MadeUp
from tests.benchmarks.handing_in import (
    Points,
    copy_course,
    environment,
    hand_in,
    make_course,
    points,
    signed,
    students,
)
from tests.benchmarks.measuring import Cost, cost
from tests.benchmarks.needs import Need, needs

TARGET_RATIO, TARGET_CPU, TARGET_MB = 60, 2.0, 1500


@dataclass(frozen=True, slots=True)
class Graded:
    """A class, what grading it took, and what came of it."""

    count: int
    cost: Cost
    points: Points

    @property
    def per_second(self) -> float:
        return self.count / self.cost.seconds

    @property
    def cpu(self) -> float:
        """CPU seconds of one submission, starting up included."""
        return self.cost.cpu_seconds / self.count


class Bench:
    """One folder with a course for each class."""

    def __init__(self, root: Path, console: Console) -> None:
        self._root = root
        self._console = console
        self.data = embeddings.prepare().gensim_data
        self.course = make_course(root / "empty")

    def grade(self, name: str, count: int, *command: str) -> Graded:
        """Have a class of that many handed in and graded by a command of Python's."""
        course = copy_course(self.course, self._root / name)
        for student in students(course, count):
            hand_in(course, student)
        return self.again(name, count, *command)

    def again(self, name: str, count: int, *command: str) -> Graded:
        """Grade what lies there."""
        course = self._root / name
        with self._console.status(f"{name}: {count} submissions"):
            spent = cost(
                [sys.executable, "-m", *command], folder=course, environment=environment(self.data)
            )
        self._console.print(f"{name}: {spent.seconds:.1f} s", style="dim", highlight=False)
        return Graded(count, spent, points(course))

    def change(self, name: str, student: MadeUp) -> None:
        """One student hands in something else."""
        files = {file: signed(data, "once more") for file, data in student.files.items()}
        hand_in(self._root / name, MadeUp(student.student, student.story, files, student.expected))


DELIBERATE = {
    "wanda": "stock fails a notebook with a cell whose name the assignment does not know",
    "zoe": "stock gives no mark where no notebook was handed in, ours is 0 with the reason",
}
"""Stories where our mark is not stock's, and why."""

OURS = ("autograder", "grade", ASSIGNMENT)
STOCK = ("nbgrader", "autograde", ASSIGNMENT)


def main() -> int:
    options = _options()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="classroom-") as folder:
        bench = Bench(Path(folder), console)
        needed = needs(bench.course)
        stock = bench.grade("stock", options.stock, *STOCK)
        own = [bench.grade(f"class-{n}", n, *OURS) for n in sorted(options.students)]
        last = own[-1]
        made = list(students(bench.course, last.count))
        unfair = [line for graded in own for line in check(made, graded)]
        unlike = compare(made[: stock.count], stock.points)
        console.print(throughput(stock, last), cells(made, needed, last), growth(own))
        console.print(verdict(stock, last, _mean(made, needed)), highlight=False)
        if options.regrade:
            name = f"class-{last.count}"
            same = bench.again(name, last.count, *OURS)
            bench.change(name, made[0])
            one = bench.again(name, last.count, *OURS)
            console.print(regrading(last, same, one))
            unfair += [line for graded in (same, one) for line in check(made, graded)]
        for line in (*unlike.deliberate, *unlike.wrong, *unfair):
            console.print(line, highlight=False, markup=False)
    return 1 if unfair or unlike.wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--students", type=int, nargs="+", default=[100, 1000, 10_000], metavar="N",
        help="how large the classes are",
    )  # fmt: skip
    parser.add_argument("--stock", type=int, default=21, help="how many stock nbgrader grades")
    parser.add_argument("--no-regrade", dest="regrade", action="store_false")
    return parser.parse_args()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where stock nbgrader's marks are not ours."""

    deliberate: list[str]
    wrong: list[str]


def compare(made: Sequence[MadeUp], stock: Points) -> Comparison:
    """Stock's marks beside those deserved."""
    found = {student: cells for student, cells in stock.items() if cells}
    comparison = Comparison([], [])
    for student in made:
        lines = differences([student], found)
        if student.student not in found:
            lines = [f"{student.student} ({student.story}): no mark"]
        why = DELIBERATE.get(student.student.partition("-")[0])
        if not why:
            comparison.wrong.extend(f"stock gave {line}" for line in lines)
        elif lines:
            line = f"{student.student} ({student.story}): {len(lines)} cells, for {why}"
            comparison.deliberate.append(f"stock differs, as it should: {line}")
    return comparison


def check(made: Sequence[MadeUp], own: Graded) -> list[str]:
    """A line for each mark of ours that is not the one deserved."""
    lines = differences(made[: own.count], own.points)
    return [f"autograder gave {line}" for line in lines]


def differences(made: Sequence[MadeUp], found: Points) -> list[str]:
    """A line for each mark that is not the one deserved, or is not there."""
    lines = []
    for student in made:
        cells = found.get(student.student, {})
        for cell, expected in student.expected.items():
            if cells.get(cell) != expected:
                who = f"{student.student} ({student.story})"
                lines.append(f"{who}: {cells.get(cell)}, not {expected:g}, for {cell}")
    return lines


def throughput(stock: Graded, own: Graded) -> Table:
    table = Table("", title="Throughput", title_justify="left")
    for column in ("Submissions", "s", "Each second", "CPU s each", "Peak MB"):
        table.add_column(column, justify="right")
    for name, graded in (("nbgrader autograde", stock), ("autograder grade", own)):
        spent = graded.cost
        figures = (f"{spent.seconds:.1f}", f"{graded.per_second:.2f}", f"{graded.cpu:.3f}")
        table.add_row(name, str(graded.count), *figures, f"{spent.peak_mb:.0f}")
    return table


def cells(made: Sequence[MadeUp], needed: Mapping[str, Need], own: Graded) -> Table:
    """Where the CPU time of a submission goes."""
    mean_need = _mean(made, needed)
    table = Table("", title="CPU time of a submission", title_justify="left")
    for column in ("s", "Share"):
        table.add_column(column, justify="right")
    rows = {
        "autograder grade": own.cpu,
        "all cells in one process, without an engine": mean_need.total,
        "the student's own cells and functions": mean_need.students,
    }
    for name, seconds in rows.items():
        table.add_row(name, f"{seconds:.3f}", f"{seconds / own.cpu:.0%}")
    return table


def _mean(made: Sequence[MadeUp], needed: Mapping[str, Need]) -> Need:
    mine = [needed[student.student.partition("-")[0]] for student in made]
    return Need(mean(need.total for need in mine), mean(need.students for need in mine))


def growth(own: Sequence[Graded]) -> Table:
    """How time and memory grow; the rate is that of the submissions added to the class before."""
    table = Table("Submissions", title="How it grows", title_justify="left")
    for column in ("s", "ms for each one more", "CPU s each", "Peak MB"):
        table.add_column(column, justify="right")
    before = (0, 0.0)
    for graded in own:
        count, seconds = graded.count, graded.cost.seconds
        more = (seconds - before[1]) / (count - before[0]) * 1000
        before = (count, seconds)
        memory = f"{graded.cost.peak_mb:.0f}"
        table.add_row(str(count), f"{seconds:.1f}", f"{more:.1f}", f"{graded.cpu:.3f}", memory)
    return table


def regrading(first: Graded, same: Graded, one: Graded) -> Table:
    table = Table("", title=f"Grading {first.count} once more", title_justify="left")
    for column in ("s", "CPU s"):
        table.add_column(column, justify="right")
    rows = {"the first time": first, "nothing changed": same, "one submission changed": one}
    for name, graded in rows.items():
        table.add_row(name, f"{graded.cost.seconds:.1f}", f"{graded.cost.cpu_seconds:.1f}")
    return table


def verdict(stock: Graded, own: Graded, need: Need) -> str:
    ratio, cpu = own.per_second / stock.per_second, own.cpu / need.total
    reached = ratio >= TARGET_RATIO and cpu <= TARGET_CPU and own.cost.peak_mb < TARGET_MB
    return (
        f"{ratio:.0f} times stock nbgrader's throughput; {cpu:.2f} times the CPU time that the "
        f"cells need. Target: {TARGET_RATIO} times, at most {TARGET_CPU:g}, under "
        f"{TARGET_MB} MB: {'reached' if reached else 'missed'}."
    )


if __name__ == "__main__":
    sys.exit(main())
