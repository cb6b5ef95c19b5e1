"""How many checks of each test cell students do not see: told in the release, so that what tells
them that all is well can also say how much is still to come. What the checks are is not told.
"""

from __future__ import annotations

import ast
import json
import re
import textwrap

from autograder.authoring.telling import told

KEY = "hidden_checks"
"""In the metadata of a released notebook: number of checks by grade id."""
_HIDDEN = re.compile(
    r"^[^\n]*BEGIN HIDDEN TESTS[^\n]*\n(.*?)^[^\n]*END HIDDEN TESTS", re.DOTALL | re.MULTILINE
)


def hidden_checks(source: str) -> dict[str, int]:
    """The numbers of a source notebook, as JSON text; of cells that hide nothing, none."""
    found = {}
    for cell in json.loads(source)["cells"]:
        nbgrader = cell["metadata"].get("nbgrader", {})
        text = "".join(cell["source"])
        if cell["cell_type"] == "code" and nbgrader.get("grade"):
            count = sum(_checks(part) for part in _HIDDEN.findall(text))
            if count:
                found[str(nbgrader["grade_id"])] = count
    return found


def _checks(code: str) -> int:
    """Assertions, and calls that stand alone: such as raise by themselves where an answer is wrong.
    One in a loop counts once."""
    try:
        tree = ast.parse(textwrap.dedent(code))
    except (SyntaxError, ValueError):
        return len(re.findall(r"^\s*assert\b", code, re.MULTILINE))
    return sum(
        isinstance(node, ast.Assert)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
        for node in ast.walk(tree)
    )


def with_counts(release: str, source: str) -> str:
    """A released notebook that says how much it hides; as it was where it hides nothing. Both are
    JSON text."""
    return told(release, KEY, hidden_checks(source))
