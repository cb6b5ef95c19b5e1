from __future__ import annotations

import subprocess
import sys

import pytest

GRAMMAR = "rfc3987_syntax"
START = {
    "a command": "from pathlib import Path; from autograder.gradebook.course import Course; "
    "Course.open(Path('.'))",
    "a command about tests or releases": "import autograder.cli.audit, autograder.cli.demo",
    "a fork server": "import plotly.graph_objects, autograder.candidate.shell as it; "
    "it._show_figure()",
}


@pytest.mark.parametrize("kind", START)
def test_no_process_compiles_a_grammar_that_nothing_asks(kind: str) -> None:
    """Each has loaded nbformat, and so jsonschema; whoever wants the grammar can have it."""
    pytest.importorskip(GRAMMAR)
    code = f"{START[kind]}; import sys; assert 'nbformat.validator' in sys.modules\n"
    code += f"assert {GRAMMAR!r} not in sys.modules; import {GRAMMAR}"
    subprocess.run([sys.executable, "-c", code], check=True)
