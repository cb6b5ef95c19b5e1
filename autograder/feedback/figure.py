"""Two or three small vectors, drawn as a person would on a board: inline SVG, without any script.

Arrows differ in how they are dashed and in the names at their tips, not in colour alone; what is
drawn is also said in words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from autograder.pages import line

MOST = 4
"""Arrows in one figure; more would be no figure."""
LARGEST = 1e6
"""Of a coordinate, up or down: beyond that, and the steps of the grid are no plain numbers."""
_SIZE, _MARGIN = 240.0, 28.0
"""Pixels of the longer side of what is drawn, and around it."""
_HEAD = 11.0
_DEPTH = (-0.46, -0.34)
"""Where a unit of the first of three coordinates goes on paper: to the front, left and down."""

Vector = tuple[float, ...]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing, and what it shows."""

    svg: Markup
    caption: str


@dataclass(frozen=True, slots=True)
class _Paper:
    """From coordinates to pixels."""

    left: float
    top: float
    scale: float
    width: float
    height: float

    @classmethod
    def around(cls, points: Iterable[Point]) -> _Paper:
        xs, ys = zip(*points, strict=True)
        wide, high = max(xs) - min(xs), max(ys) - min(ys)
        scale = _SIZE / max(wide, high)
        return cls(
            min(xs) * scale - _MARGIN,
            max(ys) * scale + _MARGIN,
            scale,
            wide * scale + 2 * _MARGIN,
            high * scale + 2 * _MARGIN,
        )

    def at(self, point: Point) -> Point:
        return point[0] * self.scale - self.left, self.top - point[1] * self.scale


def figure(arrows: Sequence[tuple[str, Vector]]) -> Figure | None:
    """The arrows, all from the origin; None where they cannot be drawn on one board."""
    named = [(line(name, 10), tuple(map(float, vector))) for name, vector in arrows[:MOST]]
    numbers = [number for _, vector in named for number in vector]
    largest = max(map(abs, numbers), default=0.0)
    sizes = {len(vector) for _, vector in named}
    if sizes not in ({2}, {3}) or not all(map(math.isfinite, numbers)):
        return None
    if not 1 / LARGEST <= largest <= LARGEST:
        return None
    paper, shapes = _plane(named) if sizes == {2} else _space(named)
    caption = _caption(named)
    opening = Markup('<svg viewBox="0 0 {} {}" width="{}" role="img" aria-label="{}">')
    width, height = _px(paper.width), _px(paper.height)
    svg = opening.format(width, height, width, f"Drawing: {caption}")
    return Figure(svg + Markup("").join(shapes) + Markup("</svg>"), caption)


def _plane(named: Sequence[tuple[str, Vector]]) -> tuple[_Paper, list[Markup]]:
    tips = [(v[0], v[1]) for _, v in named]
    step = _step(named)
    (low_x, high_x), (low_y, high_y) = (_range([tip[i] for tip in tips], step) for i in (0, 1))
    paper = _Paper.around([(low_x, low_y), (high_x, high_y)])
    shapes = []
    for x in _steps(low_x, high_x, step):
        shapes.append(_line(paper, (x, low_y), (x, high_y), "axis" if x == 0 else "grid"))
        shapes += [_text(paper, (x, 0), f"{x:g}", "tick", (0, 14))] if x else []
    for y in _steps(low_y, high_y, step):
        shapes.append(_line(paper, (low_x, y), (high_x, y), "axis" if y == 0 else "grid"))
        shapes += [_text(paper, (0, y), f"{y:g}", "tick y", (-6, 4))] if y else []
    return paper, shapes + _arrows(
        paper, [(name, tip) for (name, _), tip in zip(named, tips, strict=True)]
    )


def _space(named: Sequence[tuple[str, Vector]]) -> tuple[_Paper, list[Markup]]:
    """The third coordinate goes up, the second to the right, the first towards the reader."""
    step = _step(named)
    ranges = [_range([v[i] for _, v in named], step) for i in range(3)]
    ends = [
        [tuple(end if i == j else 0.0 for j in range(3)) for end in ranges[i]] for i in range(3)
    ]
    feet = [(v[0], v[1], 0.0) for _, v in named]
    corners = [_flat(p) for p in (*(e for pair in ends for e in pair), *feet)]
    paper = _Paper.around([*corners, *(_flat(v) for _, v in named)])
    shapes = []
    for i, name in enumerate("xyz"):
        shapes.append(_line(paper, _flat(ends[i][0]), _flat(ends[i][1]), "axis"))
        shapes.append(
            _text(paper, _flat(ends[i][1]), name, "tick", ((-14, 14), (22, 4), (0, -22))[i])
        )
        for mark in _steps(*ranges[i], step):
            place = _flat(tuple(mark if i == j else 0.0 for j in range(3)))
            shapes.append(_dot(paper, place, "mark"))
    for (_, tip), foot in zip(named, feet, strict=True):
        x, y, _ = foot
        for start, end in (((x, 0.0, 0.0), foot), ((0.0, y, 0.0), foot), (foot, tip)):
            shapes.append(_line(paper, _flat(start), _flat(end), "help"))
    return paper, shapes + _arrows(paper, [(name, _flat(tip)) for name, tip in named])


def _flat(point: Vector) -> Point:
    x, y, z = point
    return y + _DEPTH[0] * x, z + _DEPTH[1] * x


def _step(named: Sequence[tuple[str, Vector]]) -> float:
    """1, 2 or 5 times a power of ten: about six of them up to the largest number, and for whole
    numbers no fractions."""
    numbers = [number for _, vector in named for number in vector]
    least = max(map(abs, numbers)) / 6
    power: float = 10.0 ** math.floor(math.log10(least))
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= least * (1 - 1e-9))
    return max(step, 1.0) if all(number.is_integer() for number in numbers) else step


def _range(values: Sequence[float], step: float) -> tuple[float, float]:
    """From below the least to above the greatest, with the origin and a little of both sides."""
    low = math.floor(min(*values, 0.0) / step) if min(*values, 0.0) < 0 else -0.5
    high = math.ceil(max(*values, 0.0) / step) if max(*values, 0.0) > 0 else 0.5
    return low * step, (high + 0.3) * step


def _steps(low: float, high: float, step: float) -> list[float]:
    """Multiples of the step, 0 exactly among them."""
    return [n * step for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _arrows(paper: _Paper, named: Sequence[tuple[str, Point]]) -> list[Markup]:
    shapes: list[Markup] = []
    taken: list[Point] = []
    origin = paper.at((0, 0))
    for number, (name, tip) in enumerate(named, start=1):
        x, y = paper.at(tip)
        dx, dy = x - origin[0], y - origin[1]
        length = math.hypot(dx, dy)
        if length < 1:
            shapes.append(_dot(paper, (0, 0), f"tip v{number}"))
            place = origin[0] - 14, origin[1] + 16
        else:
            ux, uy = dx / length, dy / length
            head = min(_HEAD, length)
            bx, by = x - head * ux, y - head * uy
            shapes.append(_shaft(origin, (bx, by), number))
            corners = [(x, y)] + [
                (bx - side * uy * head * 0.42, by + side * ux * head * 0.42) for side in (1, -1)
            ]
            shapes.append(
                Markup('<polygon class="tip v{}" points="{}"/>').format(
                    number, " ".join(f"{_px(a)},{_px(b)}" for a, b in corners)
                )
            )
            place = x + 14 * ux, y + 14 * uy + 5
        while any(math.dist(place, other) < 15 for other in taken):
            place = place[0], place[1] - 15  # two arrows that end in one place
        taken.append(place)
        shapes.append(_label(place, name, number))
    return shapes


def _shaft(start: Point, end: Point, number: int) -> Markup:
    numbers = (_px(c) for c in (*start, *end))
    return Markup('<line class="shaft v{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        number, *numbers
    )


def _line(paper: _Paper, start: Point, end: Point, kind: str) -> Markup:
    numbers = (_px(c) for c in (*paper.at(start), *paper.at(end)))
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(kind, *numbers)


def _dot(paper: _Paper, place: Point, kind: str) -> Markup:
    x, y = paper.at(place)
    radius = 2 if kind == "mark" else 4
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(
        kind, _px(x), _px(y), radius
    )


def _text(paper: _Paper, place: Point, text: str, kind: str, shift: Point) -> Markup:
    x, y = paper.at(place)
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(
        kind, _px(x + shift[0]), _px(y + shift[1]), text
    )


def _label(place: Point, name: str, number: int) -> Markup:
    return Markup('<text class="name v{}" x="{}" y="{}">{}</text>').format(
        number, _px(place[0]), _px(place[1]), escape(name)
    )


def _px(number: float) -> str:
    return f"{number:.1f}"


def _caption(named: Sequence[tuple[str, Vector]]) -> str:
    """``u = (3, 4), v = (4, 3); the angle between them is 16°.``"""
    told = ", ".join(f"{name} = ({', '.join(f'{c:g}' for c in v)})" for name, v in named)
    angle = _angle(*(v for _, v in named)) if len(named) == 2 else None
    return f"{told}." if angle is None else f"{told}; the angle between them is {angle:.0f}°."


def _angle(u: Vector, v: Vector) -> float | None:
    """In degrees; None where one of them has no direction."""
    lengths = math.hypot(*u) * math.hypot(*v)
    if not lengths:
        return None
    cosine = sum(a * b for a, b in zip(u, v, strict=True)) / lengths
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))
