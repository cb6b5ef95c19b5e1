"""Outputs are nbformat outputs, bounded, and a candidate's are read against a schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import nbformat
import numpy as np
import pytest

from autograder.candidate.outputs import (
    PATIENCE,
    Outputs,
    Stream,
    decode_outputs,
    notebook_outputs,
)
from autograder.candidate.shell import Shell
from autograder.candidate.values import WireError
from autograder.config import Limits


def outputs(limit: int = 100) -> Outputs:
    return Outputs(limit=limit, display_limit=1000)


def test_text_beyond_the_limit_is_counted_and_dropped() -> None:
    captured = outputs()
    for _ in range(30):
        captured.write("stdout", "0123456789")
    assert captured.dropped == 200
    text, note = decode_outputs(captured.encode())
    assert text == Stream("stdout", "0123456789" * 10)
    assert isinstance(note, Stream)
    assert "200 more characters" in note.text


def test_who_prints_without_end_is_stopped() -> None:
    captured = outputs()
    with pytest.raises(OSError, match="printed more than"):
        for _ in range(100 * (PATIENCE + 2)):
            captured.write("stdout", "x" * 10)


def test_text_of_one_stream_is_one_output_until_something_else_is_shown() -> None:
    captured = outputs()
    for _ in range(2):
        for name, text in (("stderr", "a"), ("stdout", "b"), ("stderr", "c"), ("stdout", "d")):
            captured.write(name, text)  # type: ignore[arg-type]
        captured.display({"text/plain": "x"}, {})
    texts = [o.text for o in captured.items if isinstance(o, Stream)]
    assert texts == ["bd", "ac", "bd", "ac"]


def test_figures_beyond_the_limit_are_named_not_kept() -> None:
    captured = outputs()
    captured.display({"text/html": "x" * 2000}, {})
    (shown,) = notebook_outputs(captured.items)
    assert "not shown" in shown["data"]["text/plain"]


def test_bytes_and_arrays_in_a_bundle_become_json() -> None:
    captured = outputs()
    captured.display({"image/png": b"\x89PNG", "application/json": np.arange(2)}, {})
    (shown,) = notebook_outputs(decode_outputs(captured.encode()))
    assert shown["data"] == {"image/png": "iVBORw==", "application/json": [0, 1]}


@pytest.mark.parametrize(
    "forged",
    [
        b"{}",
        b"[" * 5000,
        b'[{"output_type": "stream", "name": "stdin", "text": "x"}]',
        b'[{"output_type": "stream", "name": "stdout", "text": "x", "points": 5}]',
        b'[{"output_type": "verdict"}]',
        b'[{"output_type": "error", "ename": 1, "evalue": "", "traceback": []}]',
        b"\xff",
    ],
)
def test_forged_outputs_are_refused(forged: bytes) -> None:
    with pytest.raises(WireError):
        decode_outputs(forged)


@pytest.fixture(scope="module")
def shell() -> Iterator[Shell]:
    yield Shell.instance(limits=Limits())
    Shell.clear_instance()


CELLS = {
    "1 + 1": ["execute_result"],
    "1 + 1;": [],
    "1 / 0": ["error"],
    "def f(:": ["error"],
    "from IPython.display import display, HTML; display(HTML('x'))": ["display_data"],
    "%%capture kept\nprint(1)": [],
    "%time 3": ["stream", "execute_result"],
    "await __import__('asyncio').sleep(0)": [],
    "import asyncio\nasync def g(): return 4\nasyncio.run(g())": ["execute_result"],
    "from IPython.display import clear_output\nclear_output()": [],
    "__name__": ["execute_result"],
}


@pytest.mark.parametrize("source", CELLS)
def test_a_cell_gives_the_outputs_that_a_kernel_gives(shell: Shell, source: str) -> None:
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()) as printed:
        run = shell.run(source, count=3)
    found: list[Any] = notebook_outputs(run.outputs.items)
    if printed.getvalue():  # not taken over here, so that pytest keeps its streams
        found.insert(0, {"output_type": "stream", "name": "stdout", "text": printed.getvalue()})
    assert [output["output_type"] for output in found] == CELLS[source]
    cell = nbformat.v4.new_code_cell(source, outputs=nbformat.from_dict(found), execution_count=3)
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    json.dumps(found, allow_nan=False)


def test_display_updates_change_what_was_displayed(shell: Shell) -> None:
    run = shell.run(
        "from IPython.display import display\nh = display(1, display_id=True)\nh.update(2)",
        count=1,
    )
    (shown,) = notebook_outputs(run.outputs.items)
    assert shown["data"]["text/plain"] == "2"
