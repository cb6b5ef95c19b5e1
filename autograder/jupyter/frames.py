"""What needs a script to be seen, in a frame of its own that can reach nothing.

A browser gives such a frame an origin that is nobody's: it has no cookies of the server, cannot
look at the page around it, and its policy lets it load nothing but the one library that it names.
The page around it fills the frame from its ``data-page`` when it is come to; a heavy one is come
to when a person opens what it lies in.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from html import escape
from typing import Any

HEAVY, LARGEST = 1_000_000, 20_000_000
"""Characters of a figure, or of an output's HTML, from which on it is drawn when a person asks, and
that are shown at all: more than an output may have by default."""
HEIGHT = 450
"""Pixels, where a figure does not say how high it is."""
_HIGHEST, _OUTPUT = 1200, 300
_NOTHING = "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:"
_HEAD = """<!DOCTYPE html><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">"""
_FIGURE = """{head}
<style>html, body, #figure {{ margin: 0; height: 100%; background: #fff }}</style>
<div id="figure"></div>
<script type="application/json" id="given">{given}</script>
<script nonce="{nonce}" src="{library}"></script>
<script nonce="{nonce}">
const {{data, layout, frames}} = JSON.parse(document.getElementById("given").textContent);
const config = {{responsive: true, displaylogo: false, scrollZoom: false}};
Plotly.newPlot("figure", {{data, layout: {{autosize: true, ...layout}}, frames, config}});
</script>"""


def figure(given: Any, *, library: str) -> str:
    """A frame that draws a plotly figure with ``library``, the address of plotly.js; where it is no
    figure, a sentence."""
    parts = _parts(given)
    if parts is None:
        return _said("This output says that it is a figure, and is none.")
    try:
        text = json.dumps(parts, allow_nan=False)
    except (ValueError, RecursionError):
        return _said("This output says that it is a figure, and cannot be read.")
    if len(text) > LARGEST:
        return _said("This figure is too large to be drawn here.")
    nonce = secrets.token_urlsafe(16)
    # plotly.js compiles what it draws in 3D, hence eval
    policy = f"{_NOTHING}; script-src 'nonce-{nonce}' 'unsafe-eval'; worker-src blob:"
    page = _FIGURE.format(
        head=_HEAD.format(policy=policy),
        nonce=nonce,
        library=escape(library),
        given=text.replace("<", "\\u003c"),
    )
    return _frame(page, _height(parts["layout"]), "figure")


def html(text: str) -> str:
    """A frame that shows an output's own HTML and runs its own scripts."""
    if len(text) > LARGEST:
        return _said("This output is too large to be shown here.")
    policy = f"{_NOTHING}; script-src 'unsafe-inline' 'unsafe-eval'; worker-src blob:"
    return _frame(_HEAD.format(policy=policy) + text, _OUTPUT, "output")


def _parts(given: Any) -> dict[str, Any] | None:
    """What plotly.js is given; its settings are not the student's to choose."""
    if not isinstance(given, Mapping):
        return None
    data, layout, frames = given.get("data"), given.get("layout") or {}, given.get("frames") or []
    whole = isinstance(data, list) and isinstance(layout, Mapping) and isinstance(frames, list)
    return {"data": data, "layout": layout, "frames": frames} if whole else None


def _height(layout: Mapping[str, Any]) -> int:
    wanted = layout.get("height")
    return round(min(max(wanted, 100), _HIGHEST)) if isinstance(wanted, int | float) else HEIGHT


def _frame(page: str, height: int, what: str) -> str:
    frame = (
        f'<iframe title="{what.capitalize()}" sandbox="allow-scripts" referrerpolicy="no-referrer" '
        f'data-page="{escape(page)}" '
        f'style="width: 100%; height: {height}px; border: 0"></iframe>'
    )
    if len(page) < HEAVY:
        return frame
    line = f"Draw this {what} ({round(len(page) / 1_000_000)} MB)"
    # nbgrader's page takes away the mark by which one sees that this can be opened
    style = "display: list-item; cursor: pointer; text-decoration: underline"
    return f'<details><summary style="{style}">{line}</summary>{frame}</details>'


def _said(sentence: str) -> str:
    return f"<p><em>{escape(sentence)}</em></p>"
