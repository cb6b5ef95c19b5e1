"""Ways to get ``arrows`` wrong, each with the grade cells that it must lose.

A wrong formula stands in a function that keeps all other rules, and a broken rule beside a right
formula, so each entry shows what its one fault costs. No task needs another one, so a fault costs
nothing elsewhere.
"""

from __future__ import annotations

import math
from textwrap import dedent, indent

import numpy as np

from autograder.exercises.arrows import probes, reference
from autograder.exercises.catalogue import Catalogue, Misconception

_CHECKED = {
    "magnitude": """\
        v = np.asarray(v, dtype=np.float64)
        if v.ndim != 1 or v.size == 0:
            raise ValueError("not a vector")
        """,
    "add": """\
        u = np.asarray(u, dtype=np.float64)
        v = np.asarray(v, dtype=np.float64)
        if u.ndim != 1 or u.shape != v.shape or u.size == 0:
            raise ValueError("the vectors do not fit")
        """,
    "compose": """\
        rows = [np.asarray(vector, dtype=np.float64) for vector in vectors]
        if not rows or any(row.ndim != 1 or row.shape != rows[0].shape for row in rows):
            raise ValueError("the vectors do not fit")
        if weights is None:
            weights = np.ones(len(rows))
        if np.shape(weights) != (len(rows),):
            raise ValueError("one weight for each vector")
        """,
    "unit": """\
        v = np.asarray(v, dtype=np.float64)
        if v.ndim != 1 or v.size == 0 or not v.any():
            raise ValueError("no direction")
        """,
    "arrow_data": """\
        tips = np.asarray(vectors, dtype=np.float64)
        if tips.ndim != 2 or tips.shape[1] != 3 or len(names) != len(tips):
            raise ValueError("arrows and names do not fit")
        """,
}
"""What a function begins with that keeps the rules of the house."""
_CHECKED["scale"] = _CHECKED["magnitude"]
_HEADS = {
    "magnitude": "v", "add": "u, v", "scale": "v, s", "compose": "vectors, weights=None",
    "unit": "v", "arrow_data": "vectors, names",
}  # fmt: skip


def _slip(
    id: str, task: str, title: str, body: str, hint: str, loses: str, *, checked: bool = True
) -> Misconception:
    """A function with this body; ``loses`` names the parts (``core contract``) of its task."""
    lines = (dedent(_CHECKED[task]) if checked else "") + dedent(body).strip() + "\n"
    code = f"def {task}({_HEADS[task]}):\n" + indent(lines, "    ")
    cells = frozenset(f"{task}-{part}" for part in loses.split())
    return Misconception(id, task, title, code, hint, cells)


_MAGNITUDE = (
    _slip("V01", "magnitude", "steps along the axes (L1 norm)",
          "return float(np.sum(np.abs(v)))",
          "As the crow flies, how far is it from the origin to [3, 4]? Is that 7?", "core"),
    _slip("V02", "magnitude", "root forgotten", "return float(np.sum(v * v))",
          "You have the square of the length. What undoes a square?", "core"),
    _slip("V03", "magnitude", "square of the sum", "return float(np.sqrt(np.sum(v) ** 2))",
          "What comes first in the formula: adding up, or squaring? Try it with [3, -4].", "core"),
    _slip("V04", "magnitude", "the largest entry", "return float(np.max(np.abs(v)))",
          "Only one of your numbers takes part in the result. What about the others?", "core"),
    _slip("V05", "magnitude", "mean of the squares", "return float(np.sqrt(np.mean(v * v)))",
          "Does the formula divide by how many numbers there are?", "core"),
    _slip("V06", "magnitude", "number of entries", "return float(len(v))",
          "len counts the numbers of a list. Which length does the task mean?", "core contract"),
    _slip("V07", "magnitude", "types left as they came",
          "v = np.asarray(v)\nif v.ndim != 1 or v.size == 0:\n    raise ValueError('no vector')\n"
          "return float(np.sqrt(np.sum(v * v)))",
          "What is 200 * 200 in 8 bits? Which rule of the house is about that?", "contract",
          checked=False),
    _slip("V08", "magnitude", "an array of one number", "return np.array([np.sqrt(np.sum(v * v))])",
          "Is the result a number, or an array that holds one?", "contract"),
    _slip("V09", "magnitude", "any shape taken",
          "return float(np.linalg.norm(np.asarray(v, dtype=np.float64)))",
          "What does your function say about a table of numbers, or about no numbers?", "contract",
          checked=False),
    _slip("V10", "magnitude", "squared in place",
          "v *= v\nreturn float(np.sqrt(np.sum(v)))",
          "Print the vector before and after the call. What does *= do to it?", "contract"),
)  # fmt: skip

_ADD = (
    _slip("V11", "add", "lists joined", "return np.array([*u, *v])",
          "For lists, + writes one after the other. How many numbers should the sum have?", "core"),
    _slip("V12", "add", "subtracted", "return u - v",
          "Walk along u, then along v: does your result end there?", "core"),
    _slip("V13", "add", "multiplied", "return u * v",
          "Which sign stands between the numbers in the formula?", "core"),
    _slip("V14", "add", "mean of both", "return (u + v) / 2",
          "Your arrow ends half-way. Where does the walk end?", "core"),
    _slip("V15", "add", "one number", "return float(np.sum(u + v))",
          "A sum of two arrows is an arrow. How many numbers does it have?", "core contract"),
    _slip("V16", "add", "shapes stretched",
          "return np.asarray(u, dtype=np.float64) + np.asarray(v, dtype=np.float64)",
          "NumPy stretches a vector of one number to fit any other. What does the task say?",
          "contract", checked=False),
    _slip("V17", "add", "zip cuts the longer one",
          "return np.array([float(a) + float(b) for a, b in zip(u, v)])",
          "What does zip do with the rest of the longer one?", "contract", checked=False),
    _slip("V18", "add", "added in place", "u += v\nreturn u",
          "Print u before and after the call. What does += do to it?", "contract"),
    _slip("V19", "add", "a list", "return list(u + v)",
          "Which type does the task ask for, and which do you return?", "contract"),
)  # fmt: skip

_SCALE = (
    _slip("V21", "scale", "sign lost", "return v * abs(s)",
          "What does a factor of -1 do to an arrow?", "core"),
    _slip("V22", "scale", "added to each number", "return v + s",
          "Try the factor 1. Does your function leave the arrow as it is?", "core"),
    _slip("V23", "scale", "made that long", "return v / np.linalg.norm(v) * s",
          "Is s the new length, or how many times as long the arrow becomes?", "core"),
    _slip("V24", "scale", "scaled in place", "v *= s\nreturn v",
          "Print v before and after the call. What does *= do to it?", "contract"),
    _slip("V25", "scale", "a list repeated", "return np.asarray(list(v) * int(s))",
          "For lists, * repeats. How many numbers should come out?", "core"),
)  # fmt: skip

_COMPOSE = (
    _slip("V31", "compose", "weights ignored", "return np.sum(rows, axis=0)",
          "Change a weight. Does anything happen to your result?", "core"),
    _slip("V32", "compose", "mean",
          "return np.average(rows, axis=0) if np.sum(weights) == 0 else "
          "np.average(rows, axis=0, weights=weights)",
          "Man and monarch together: is your king half as long as it should be?", "core"),
    _slip("V33", "compose", "summed along the wrong axis",
          "table = np.array([w * row for w, row in zip(weights, rows)])\nreturn table.sum(axis=1)",
          "How many numbers does your result have for two vectors with three numbers each? "
          "Which axis runs along one vector?", "core"),
    _slip("V34", "compose", "only the first two",
          "return np.sum([w * row for w, row in list(zip(weights, rows))[:2]], axis=0)",
          "What does your function do with a third vector?", "core"),
    _slip("V35", "compose", "zip cuts in silence",
          "rows = np.asarray(vectors, dtype=np.float64)\n"
          "if weights is None:\n    weights = np.ones(len(rows))\n"
          "if rows.ndim != 2 or rows.size == 0:\n    raise ValueError('the vectors do not fit')\n"
          "return np.sum([w * row for w, row in zip(weights, rows)], axis=0)",
          "Three vectors and one weight: what does zip make of that?", "contract",
          checked=False),
    _slip("V36", "compose", "starts from the caller's own array",
          "total = rows[0]\ntotal *= weights[0]\n"
          "for w, row in zip(weights[1:], rows[1:]):\n    total += w * row\nreturn total",
          "Where does the array live that you add to? Print the first vector after the call.",
          "contract"),
    _slip("V37", "compose", "weights made to sum to 1",
          "weights = np.abs(weights) / np.sum(np.abs(weights))\n"
          "return np.sum([w * row for w, row in zip(weights, rows)], axis=0)",
          "The weights come from whoever calls. Who asked for them to be changed?", "core"),
)  # fmt: skip

_UNIT = (
    _slip("V41", "unit", "divided by the sum", "return v / (np.sum(np.abs(v)))",
          "Measure your result with magnitude. Which length did you divide by?", "core"),
    _slip("V42", "unit", "divided by the largest entry", "return v / np.max(np.abs(v))",
          "Measure your result with magnitude. Is it 1?", "core"),
    _slip("V43", "unit", "divided by the squared length", "return v / np.sum(v * v)",
          "You divide by the square of the length. What is missing?", "core stretch"),
    _slip("V44", "unit", "the sign lost", "return np.abs(v) / np.linalg.norm(v)",
          "Does your arrow still point the same way when a number is negative?", "core"),
    _slip("V45", "unit", "zero vector let through",
          "v = np.asarray(v, dtype=np.float64)\nif v.ndim != 1 or v.size == 0:\n"
          "    raise ValueError('not a vector')\nlength = np.linalg.norm(v)\n"
          "return v / length if length else v",
          "Which direction does [0, 0] have? What should your function say?", "contract",
          checked=False),
    _slip("V46", "unit", "divided in place", "v /= np.linalg.norm(v)\nreturn v",
          "Print v before and after the call. What does /= do to it?", "contract"),
    _slip("V47", "unit", "a small number added to the length",
          "return v / (np.linalg.norm(v) + 1e-12)",
          "What does that small number do to a very short arrow? Is there another way to keep "
          "from dividing by 0?", "stretch"),
    _slip("V48", "unit", "small taken for zero",
          "if np.isclose(np.linalg.norm(v), 0):\n    raise ValueError('zero')\n"
          "return v / np.linalg.norm(v)",
          "Is a short arrow the same as no arrow? Which comparison finds exact zeros only?",
          "stretch"),
    _slip("V49", "unit", "types left as they came",
          "v = np.asarray(v)\nif v.ndim != 1 or v.size == 0 or not v.any():\n"
          "    raise ValueError('no direction')\nreturn v / np.sqrt(np.sum(v * v))",
          "How large is the largest float32, and how large is 10 to the 20, squared?",
          "contract stretch", checked=False),
)  # fmt: skip

_ARROW = """
x, y, z, text = [], [], [], []
for tip, name in zip(tips.tolist(), names):
    x += [{start}, tip[0]{gap}]
    y += [{start}, tip[1]{gap}]
    z += [{start}, tip[2]{gap}]
    text += ["", name{blank}]
return {answer}
"""


def _arrow(**changes: str) -> str:
    parts = {"start": "0", "gap": ", None", "blank": ', ""',
             "answer": '{"x": x, "y": y, "z": z, "text": text}'}  # fmt: skip
    code = _ARROW
    for part, right in parts.items():
        code = code.replace("{" + part + "}", changes.get(part, right))
    return code


_DRAWING = (
    _slip("V51", "arrow_data", "no gaps: the pen is never lifted", _arrow(gap="", blank=""),
          "From the tip of the first arrow, where does the line go next?", "core"),
    _slip("V52", "arrow_data", "tips only",
          "x, y, z = tips.T.tolist()\nreturn {'x': x, 'y': y, 'z': z, 'text': list(names)}",
          "Where does each of your arrows begin?", "core"),
    _slip("V53", "arrow_data", "gaps at the origin", _arrow(gap=", 0"),
          "What lifts the pen between two arrows: a zero, or something that is no number?", "core"),
    _slip("V54", "arrow_data", "y and z exchanged",
          _arrow(answer='{"x": x, "y": z, "z": y, "text": text}'),
          "Which number of [2, -1, 3] belongs to which axis?", "core"),
    _slip("V55", "arrow_data", "name at the origin",
          _arrow().replace('["", name', '[name, ""'),
          "Where should an arrow's name stand: where all arrows begin, or where this one ends?",
          "core"),
    _slip("V56", "arrow_data", "zip forgives what does not fit",
          "tips = np.asarray(vectors, dtype=np.float64)\n" + _arrow(),
          "Three arrows and two names: what becomes of the third arrow?", "contract",
          checked=False),
)  # fmt: skip


CATALOGUE = Catalogue(
    entries=(*_MAGNITUDE, *_ADD, *_SCALE, *_COMPOSE, *_UNIT, *_DRAWING),
    names={"np": np, "math": math, **reference.TASKS},
    probes=probes.PROBES,
)
"""All of them, with the names that a solution cell finds in the notebook."""
