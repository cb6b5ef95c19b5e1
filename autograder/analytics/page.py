"""The page for an instructor: one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import polars as pl
from jinja2 import Template
from markupsafe import Markup

from autograder.analytics import answers, figures, items
from autograder.analytics.change import Against, Since
from autograder.analytics.distribution import spread
from autograder.analytics.facts import ClassFacts
from autograder.analytics.wording import KINDS, Findings, advice, percent, summary
from autograder.model import Reason
from autograder.pages import counted, environment, plotting

SLOWEST = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A student in the table."""

    name: str
    link: str
    """Relative address of the student's feedback; empty where there is none."""
    graded: bool
    points: float
    max_points: float
    pending: float
    trouble: str
    """What cost most points, and in how many cells."""
    seconds: float


def page(
    facts: ClassFacts,
    *,
    links: Mapping[str, str],
    made: date,
    since: Since | None = None,
    against: Against | None = None,
) -> str:
    """The page. ``links`` lead to the students' own pages, by name; of an anonymous class none
    does. What changed ``since`` the time before and ``against`` another class is told, if given."""
    graded = facts.graded
    most = graded["max_points"].max() if graded.height else None
    marks = spread(graded["points"], end=most if isinstance(most, float) else None)
    seconds = spread(graded["seconds"])
    stats, joint = items.statistics(facts), items.joint_failures(facts)
    misconceptions, behaviours = answers.misconceptions(facts), answers.behaviours(facts)
    kinds = answers.kinds(facts)
    found = Findings(facts, marks, stats, misconceptions.shown, behaviours.shown, kinds)
    numbers = {item.name: number for number, item in enumerate(facts.items, start=1)}
    drawn = {}
    if marks is not None and seconds is not None:
        drawn["marks"] = figures.histogram(marks, axis="points")
        drawn["seconds"] = figures.histogram(seconds, axis="seconds")
    if len(joint.items) > 1:
        drawn["joint"] = figures.heat_map(joint, numbers)
    library = plotting.library() if drawn else plotting.Library("", "")
    script = _script()
    return _template().render(
        facts=facts,
        made=made,
        allowed=Markup(" ".join(map(plotting.allowed, (script, library.text)))),
        script=Markup(script),
        library=Markup(library.packed),
        figures=Markup(plotting.as_json(drawn)),
        drawn=drawn,
        summary=summary(found),
        advice=advice(found),
        marks=marks,
        seconds=seconds,
        slowest=_slowest(graded),
        stats=stats,
        numbers=numbers,
        joint=joint,
        misconceptions=misconceptions,
        behaviours=behaviours,
        kinds=kinds,
        rows=_rows(facts, {} if facts.anonymous else links),
        since=since,
        against=against,
        untried=graded.height - int(graded["tried"].sum()),
    )


@cache
def _script() -> str:
    folder = resources.files("autograder.analytics") / "templates"
    return (folder / "report.js").read_text(encoding="utf-8")


@cache
def _template() -> Template:
    made = environment("autograder.analytics")
    made.filters |= {
        "kind": KINDS.__getitem__,
        "percent": percent,
        "signed": signed,
    }
    made.globals |= {"between": figures.between}
    return made.get_template("report.html.jinja")


def signed(number: float) -> str:
    """``−0.12``"""
    return f"{number:.2f}".replace("-", "−")


def _slowest(graded: pl.DataFrame) -> list[tuple[str, float]]:
    ordered = graded.sort(["seconds", "name"], descending=[True, False]).head(SLOWEST)
    return list(ordered.select("name", "seconds").iter_rows())


def _rows(facts: ClassFacts, links: Mapping[str, str]) -> list[Row]:
    """Those with the lowest marks first, who may need help; without names in the drawn order."""
    troubles = _troubles(facts)
    rows = [
        Row(
            name=row["name"],
            link=links.get(row["name"], ""),
            graded=row["graded"],
            points=row["points"] or 0.0,
            max_points=row["max_points"] or 0.0,
            pending=row["pending"] or 0.0,
            trouble=troubles.get(number, "nothing lost") if row["graded"] else "not graded yet",
            seconds=row["seconds"] or 0.0,
        )
        for number, row in enumerate(facts.students.to_dicts())
    ]
    return rows if facts.anonymous else sorted(rows, key=lambda row: (row.points, row.name))


def _troubles(facts: ClassFacts) -> dict[int, str]:
    """By student: the reason that cost most points."""
    lost = (
        facts.verdicts.filter(pl.col("points") < pl.col("max_points"))
        .group_by("student", "reason")
        .agg(cost=(pl.col("max_points") - pl.col("points")).sum(), cells=pl.len())
        .sort(["student", "cost", "reason"], descending=[False, True, False])
        .unique("student", keep="first", maintain_order=True)
    )
    return {
        student: f"{KINDS[Reason(reason)]}, {counted(cells, 'cell')}"
        for student, reason, _, cells in lost.iter_rows()
    }
