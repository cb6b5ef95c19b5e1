"""The figures of the page, for plotly.

Figures are written as the JSON that plotly.js reads: importing plotly.py to make three of them
would cost more time than all the rest. Colours are set in the page, which knows light from dark.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograder.analytics.distribution import Spread
from autograder.analytics.items import JointFailures
from autograder.pages import points
from autograder.pages.plotting import Figure


def histogram(spread: Spread, *, axis: str) -> Figure:
    """A bar for each bin, as wide as the bin."""
    bins = list(zip(spread.edges, spread.edges[1:], strict=False))
    return {
        "data": [
            {
                "type": "bar",
                "x": [(low + high) / 2 for low, high in bins],
                "width": [high - low for low, high in bins],
                "y": list(spread.counts),
                "customdata": [between(low, high) for low, high in bins],
                "hovertemplate": f"%{{customdata}} {axis}: %{{y}} students<extra></extra>",
            }
        ],
        "layout": {
            "xaxis": {"title": {"text": axis}, "range": [spread.edges[0], spread.edges[-1]]},
            "yaxis": {"title": {"text": "students"}, "rangemode": "tozero", "tickformat": ",d"},
            "shapes": [
                {
                    "type": "line", "x0": spread.median, "x1": spread.median,
                    "yref": "paper", "y0": 0, "y1": 1,
                }
            ],
            "annotations": [
                {
                    "x": spread.median, "yref": "paper", "y": 1, "yanchor": "bottom",
                    "text": f"median {points(spread.median)}", "showarrow": False,
                }
            ],
        },
    }  # fmt: skip


def between(low: float, high: float) -> str:
    """``12 to under 13``"""
    return f"{points(low)} to under {points(high)}"


def heat_map(joint: JointFailures, numbers: Mapping[str, int]) -> Figure:
    """Rows: who failed this; columns: how often they failed that. The first row is the class.

    ``numbers`` are those of the grade cells in the page's table, by name: a narrow screen shows
    them in place of the names.
    """
    names = [item.name for item in joint.items]
    short = [str(numbers[name]) for name in names]
    rows = (joint.overall, *joint.shares)
    return {
        "data": [
            {
                "type": "heatmap",
                "z": [[None if x is None else round(100 * x, 1) for x in row] for row in rows],
                "x": list(range(len(names))),
                "y": list(range(len(rows))),
                "zmin": 0, "zmax": 100, "colorscale": "Cividis", "xgap": 1, "ygap": 1,
                "customdata": [
                    [f"Of {who}, failed {name}" for name in names]
                    for who in ("all students", *(f"those who failed {name}" for name in names))
                ],
                "hovertemplate": "%{customdata}: %{z:.0f} %<extra></extra>",
                "colorbar": {"title": {"text": "%"}, "thickness": 12, "outlinewidth": 0},
            }
        ],
        "layout": {
            "xaxis": {"tickvals": list(range(len(names))), "title": {"text": "failed this too"}},
            "yaxis": {
                "tickvals": list(range(len(rows))), "autorange": "reversed",
                "title": {"text": "of those who failed this", "standoff": 14},
            },
            # between the class and those who failed something
            "shapes": [
                {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0.5, "y1": 0.5}
            ],
        },
        "labels": {
            "long": [names, ["all students", *names]],
            "short": [short, ["all", *short]],
        },
    }  # fmt: skip
