"""The page of an audit: one self-contained HTML file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from itertools import groupby

from jinja2 import Template
from markupsafe import Markup

from autograder.audit.facts import Facts, Sharp, Test, Tried
from autograder.audit.judging import findings, number, passed
from autograder.config import Audit
from autograder.pages import environment, plotting

DECLARED, NOTICED = 0.5, 1.0
"""How dark a field of the matrix is, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a difference."""

    text: str
    kind: str
    """``gone``, ``new``, ``place``, or empty for a line that both have."""


@dataclass(frozen=True, slots=True)
class Row:
    """A test in the table."""

    test: Test
    noticed: int
    alone: int
    """What no other test noticed."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a known misconception costs."""

    tried: Tried
    points: float
    own: float
    """Of them in tests of its own task."""


def page(facts: Facts, wanted: Audit, *, made: date) -> str:
    """The page."""
    found = findings(facts, wanted)
    sharp = facts.sharp
    drawn = {"matrix": matrix(sharp)} if sharp.tests and sharp.tried else {}
    library = plotting.library() if drawn else plotting.Library("", "")
    script = _script()
    return _template().render(
        facts=facts,
        wanted=wanted,
        rejected=len({one.variant for one in facts.fair.rejections}),
        made=made,
        fit=passed(found),
        wrong=[one for one in found if one.fails],
        remarks=[one for one in found if not one.fails],
        sharp=sharp,
        numbers={test.key: place for place, test in enumerate(sharp.tests, 1)},
        rows=[_row(test, sharp) for test in sharp.tests],
        costs=[_cost(one, sharp) for one in sharp.tried if one.mutant.catalogued],
        drawn=drawn,
        figures=Markup(plotting.as_json(drawn)),
        library=Markup(library.packed),
        script=Markup(script),
        allowed=Markup(" ".join(map(plotting.allowed, (script, library.text)))),
    )


def matrix(sharp: Sharp) -> plotting.Figure:
    """The kill matrix: a row for each test, and above them one for all; a column for each mutant,
    in the order of the cells. A field is dark where the test noticed the mutant."""
    tried = sorted(sharp.tried, key=lambda one: (one.mutant.notebook, _place(sharp, one)))
    whole = [NOTICED if one.killed else 0.0 if one.counts else DECLARED for one in tried]
    names = ["any test", *(test.key for test in sharp.tests)]
    rows = [whole] + [
        [NOTICED if test.key in one.lost else 0.0 for one in tried] for test in sharp.tests
    ]
    groups = [
        (cell, len(list(members))) for cell, members in groupby(tried, lambda t: t.mutant.cell)
    ]
    centres = [sum(size for _, size in groups[:place]) + (size - 1) / 2
               for place, (_, size) in enumerate(groups)]  # fmt: skip
    ends = [sum(size for _, size in groups[: place + 1]) for place in range(len(groups))]
    return {
        "data": [
            {
                "type": "heatmap",
                "z": rows,
                "zmin": 0, "zmax": 1, "xgap": 1, "ygap": 2, "showscale": False,
                "customdata": [
                    [_hover(name, one, value) for one, value in zip(tried, row, strict=True)]
                    for name, row in zip(names, rows, strict=True)
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
            {  # survivors, also for those who see no shades
                "type": "scatter", "mode": "text", "hoverinfo": "skip",
                "x": [place for place, value in enumerate(whole) if value == 0.0],
                "y": [0 for value in whole if value == 0.0],
                "text": ["✕" for value in whole if value == 0.0],
            },
        ],
        "layout": {
            "xaxis": {
                "tickvals": centres,
                "ticktext": [cell for cell, _ in groups],
                "title": {"text": "slightly wrong answers, by the cell that was changed"},
            },
            "yaxis": {"tickvals": list(range(len(names))), "ticktext": names,
                      "autorange": "reversed"},
            "shapes": [
                {"type": "line", "x0": end - 0.5, "x1": end - 0.5, "yref": "paper",
                 "y0": 0, "y1": 1}
                for end in ends[:-1]
            ],
        },
        "columns": len(tried),
        "rows": len(names),
    }  # fmt: skip


def _place(sharp: Sharp, one: Tried) -> int:
    """The place of a mutant's cell among all cells that were changed."""
    return list(dict.fromkeys(other.mutant.cell for other in sharp.tried)).index(one.mutant.cell)


def _hover(name: str, one: Tried, value: float) -> str:
    what = {0.0: "did not notice", DECLARED: "cannot notice", NOTICED: "noticed"}[value]
    return f"{name} {what} {one.mutant.id} ({one.mutant.cell}: {one.mutant.title})"


def lines(diff: str) -> list[Line]:
    """A difference, line by line."""
    kinds = {"-": "gone", "+": "new", "@": "place"}
    return [Line(text, kinds.get(text[:1], "")) for text in diff.splitlines()]


def _row(test: Test, sharp: Sharp) -> Row:
    noticed = [one for one in sharp.tried if test.key in one.lost]
    return Row(test, len(noticed), sum(len(one.lost) == 1 for one in noticed))


def _cost(one: Tried, sharp: Sharp) -> Cost:
    own = {test.key for test in sharp.tests if test.task == one.mutant.cell}
    return Cost(
        one, sum(one.lost.values()), sum(lost for key, lost in one.lost.items() if key in own)
    )


@cache
def _script() -> str:
    folder = resources.files("autograder.audit") / "templates"
    return (folder / "audit.js").read_text(encoding="utf-8")


@cache
def _template() -> Template:
    made = environment("autograder.audit")
    made.filters |= {"percent": number}
    made.globals |= {"lines": lines}
    return made.get_template("audit.html.jinja")
