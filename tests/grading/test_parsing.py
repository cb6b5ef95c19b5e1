"""Hostile and malformed files: what a reader of submissions must survive."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.config import Limits
from autograder.grading import parsing
from autograder.grading.parsing import Notebook, parse
from autograder.grading.plan import plan
from autograder.grading.sanitise import sanitise
from autograder.model import NotebookSource, SourceCell

LIMITS = Limits(notebook_mb=1)

SOURCE = NotebookSource(
    "nb",
    {"name": "python3", "display_name": "Python 3"},
    (
        SourceCell("norm", "code", False, "def norm(): ...", "0" * 32, None, True, False),
        SourceCell("test", "code", True, "assert norm()", "1" * 32, 2.0, False, False),
        SourceCell("essay", "markdown", False, "?", "2" * 32, 4.0, True, False),
        SourceCell("task", "markdown", True, "Do it.", "3" * 32, 5.0, False, True),
    ),
)

REFUSED = {
    "empty": (b"", "not-json"),
    "html": (b"<html>login</html>", "not-json"),
    "utf-16": ('{"cells": []}'.encode("utf-16"), "not-json"),
    "latin-1": ('{"cells": ["é"]}'.encode("latin-1"), "not-json"),
    "cut off": (b'{"cells": [', "not-json"),
    "deep lists": (b"[" * 200_000, "not-json"),
    "deep objects": (b'{"a":' * 200_000, "not-json"),
    "endless number": (b'{"nbformat": ' + b"9" * 100_000 + b"}", "not-json"),
    "a list": (b"[]", "not-a-notebook"),
    "a number": (b"1", "not-a-notebook"),
    "no cells": (b'{"nbformat": 4}', "not-a-notebook"),
    "cells are an object": (b'{"nbformat": 4, "cells": {}}', "not-a-notebook"),
    "format 5": (b'{"nbformat": 5, "cells": []}', "unknown-format"),
    "format true": (b'{"nbformat": true, "cells": []}', "unknown-format"),
    "format text": (b'{"nbformat": "4", "cells": []}', "unknown-format"),
    "format infinite": (b'{"nbformat": 1e999, "cells": []}', "unknown-format"),
    "format 3 of nonsense": (b'{"nbformat": 3, "worksheets": [1]}', "old-format"),
    "format 2 of nonsense": (b'{"nbformat": 2, "worksheets": 7}', "old-format"),
    "no format, no cells": (b"{}", "old-format"),
    "a million empty cells": (b'{"nbformat": 4, "cells": [' + b"{}," * 9999 + b"{}]}", "too-large"),
    "more than a megabyte": (b'{"cells": "' + b"x" * 2**20 + b'"}', "too-large"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_notebook_is_refused_with_a_reason(name: str) -> None:
    data, slug = REFUSED[name]
    parsed = parse(data, LIMITS)
    assert parsed.notebook is None
    assert [problem.slug for problem in parsed.problems] == [slug]
    assert len(parsed.problems[0].message) < 300


def test_too_many_values_are_refused_before_they_are_built(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parsing, "MAX_ITEMS", 100)
    parsed = parse(b'{"nbformat": 4, "cells": [' + b"[]," * 99 + b"[]]}", LIMITS)
    assert [problem.slug for problem in parsed.problems] == ["too-large"]


def wrapped(**fields: Any) -> bytes:
    base = {"cell_type": "code", "metadata": {}, "source": "", "outputs": []}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{**base, **fields}]}
    return json.dumps(notebook).encode()


MENDED = {
    "byte order mark": b"\xef\xbb\xbf" + wrapped(),
    "source null": wrapped(source=None),
    "source number": wrapped(source=1),
    "source list of numbers": wrapped(source=[1, "a"]),
    "lone surrogate": wrapped(source="a\ud800b"),
    "zero": wrapped(source="a\0b"),
    "type unknown": wrapped(cell_type="heading"),
    "type a list": wrapped(cell_type=[]),
    "metadata a list": wrapped(metadata=[]),
    "metadata deep": wrapped(metadata={"a": json.loads("[" * 400 + "]" * 400)}),
    "metadata NaN": wrapped(metadata={"a": [float("nan"), float("inf")]}),
    "metadata surrogates": wrapped(metadata={"\udfff": "\udfff"}),
    "tags malformed": wrapped(metadata={"tags": [1]}),
    "tags twice": wrapped(metadata={"tags": ["a", "a"]}),
    "nbgrader a list": wrapped(metadata={"nbgrader": [1]}),
    "nbgrader text": wrapped(metadata={"nbgrader": "norm"}),
    "grade_id a list": wrapped(metadata={"nbgrader": {"grade_id": ["norm"], "grade": True}}),
    "grade_id a number": wrapped(metadata={"nbgrader": {"grade_id": 1}}),
    "outputs a number": wrapped(outputs=1),
    "outputs of Infinity": wrapped(outputs=[float("-inf")]),
    "id a number": wrapped(id=1),
    "metadata of infinite size": wrapped().replace(b'"metadata": {}', b'"metadata": {"a": 1e999}'),
    "id malformed": wrapped(id="../../etc"),
    "attachments text": wrapped(cell_type="markdown", attachments="x"),
    "attachments nested": wrapped(cell_type="raw", attachments={"a": {"b": {"c": 1}}, "d": 1}),
    "cell a number": json.dumps({"nbformat": 4, "metadata": {}, "cells": [1, None, []]}).encode(),
    "minor version text": b'{"nbformat": 4, "nbformat_minor": "x", "cells": []}',
    "notebook metadata text": b'{"nbformat": 4, "metadata": "x", "cells": []}',
    "kernelspec text": b'{"nbformat": 4, "metadata": {"kernelspec": "x"}, "cells": []}',
    "language text": b'{"nbformat": 4, "metadata": {"language_info": {}}, "cells": []}',
    "equal keys": b'{"nbformat": 3, "nbformat": 4, "cells": 1, "cells": []}',
    "format 3": json.dumps({
        "nbformat": 3, "nbformat_minor": 0, "metadata": {"name": "old"},
        "worksheets": [{"cells": [
            {"cell_type": "code", "input": ["x = 1"], "language": "python", "outputs": []},
            {"cell_type": "heading", "level": 2, "source": "Title"},
        ]}],
    }).encode(),
}  # fmt: skip


def check_shape(notebook: Notebook) -> None:
    """The promises of ``Notebook`` hold, nbformat agrees, and it can be written and planned."""
    import nbformat

    for one in notebook["cells"]:
        assert isinstance(one["source"], str)
        assert isinstance(one["metadata"], dict)
        if one["cell_type"] == "code":
            assert (one["outputs"], one["execution_count"]) == ([], None)
    clean = sanitise(notebook, SOURCE, add_missing_cells=True).notebook
    nbformat.validate(nbformat.from_dict(clean), relax_add_props=True)
    json.dumps(clean, allow_nan=False).encode()
    json.dumps(clean, ensure_ascii=False, allow_nan=False).encode()
    assert len(plan(clean, SOURCE)) == len(clean["cells"])


@pytest.mark.parametrize("name", MENDED)
def test_malformed_parts_are_mended_not_fatal(name: str) -> None:
    parsed = parse(MENDED[name], LIMITS)
    assert parsed.notebook is not None
    check_shape(parsed.notebook)


def test_deep_metadata_are_dropped() -> None:
    """However deep Python would follow them, other readers of notebooks would not."""
    parsed = parse(MENDED["metadata deep"], LIMITS)
    assert parsed.notebook is not None
    assert parsed.notebook["cells"][0]["metadata"] == {}
    assert [problem.slug for problem in parsed.problems] == ["bad-metadata"]


def test_ids_are_unique_whatever_the_file_says() -> None:
    cells: list[Any] = [{"cell_type": "raw", "metadata": {}, "source": "", "id": i} for i in
             ("a", "a", "cell-3", "a", "cell-1")]  # fmt: skip
    parsed = parse(json.dumps({"nbformat": 4, "metadata": {}, "cells": cells}).encode(), LIMITS)
    assert parsed.notebook is not None
    ids = [cell["id"] for cell in parsed.notebook["cells"]]
    assert len(set(ids)) == 5
    assert ids[0] == "a"


def test_old_formats_are_upgraded_as_nbformat_does() -> None:
    parsed = parse(MENDED["format 3"], LIMITS)
    assert parsed == parse(MENDED["format 3"], LIMITS), "ids are the same each time"
    assert parsed.notebook is not None
    assert [(c["cell_type"], c["source"]) for c in parsed.notebook["cells"]] == [
        ("code", "x = 1"),
        ("markdown", "## Title"),
    ]
    assert "orig_nbformat" not in parsed.notebook["metadata"]


def test_of_equal_keys_the_last_counts() -> None:
    """As in stock; what matters is that there is one reading of the file only."""
    parsed = parse(wrapped()[:-3] + b', "source": "last"}]}', LIMITS)
    assert parsed.notebook is not None
    assert parsed.notebook["cells"][0]["source"] == "last"


def test_reports_on_mended_cells_are_bounded() -> None:
    cells = [{"cell_type": "x" * 10_000, "metadata": {"m" * 10_000: 1}, "source": 1}] * 1000
    text = json.dumps({"nbformat": 4, "metadata": {}, "cells": cells[:40]}).encode()
    parsed = parse(text, Limits())
    assert len(parsed.problems) <= parsing.MAX_PROBLEMS
    assert all(len(problem.message) < 300 for problem in parsed.problems)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_names = st.sampled_from([cell.name for cell in SOURCE.cells]) | _json
_nbgrader = st.fixed_dictionaries(
    {},
    optional={
        "grade_id": _names, "grade": _json, "solution": _json, "locked": _json, "task": _json,
        "points": _json, "checksum": _json, "cell_type": _json, "schema_version": _json,
    },
)  # fmt: skip
_standard = ["tags", "name", "jupyter", "execution", "format", "collapsed", "scrolled"]
_metadata = st.dictionaries(st.sampled_from(_standard), _json, max_size=2) | st.fixed_dictionaries(
    {}, optional={"nbgrader": _nbgrader | _json}
)
_cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw"]) | _json,
        "metadata": _metadata | _json,
        "source": st.text() | st.lists(st.text()) | _json,
        "outputs": _json,
        "id": st.sampled_from(["a", "b"]) | _json,
        "attachments": _json | st.dictionaries(st.text(), st.dictionaries(st.text(), _json)),
    },
)
_notebooks = st.fixed_dictionaries(
    {"nbformat": st.just(4) | st.integers(-1, 5) | _json, "cells": st.lists(_cells | _json)},
    optional={
        "nbformat_minor": st.integers(-1, 6) | _json,
        "worksheets": st.lists(st.fixed_dictionaries({"cells": st.lists(_cells | _json)})),
        "metadata": _json
        | st.dictionaries(
            st.sampled_from(["kernelspec", "language_info", "title", "authors", "widgets"]), _json
        ),
    },
)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(_notebooks)
def test_no_notebook_like_object_crashes_or_comes_out_malformed(document: dict[str, Any]) -> None:
    """Whatever the values, the result satisfies nbformat's schema, or there is a reason."""
    parsed = parse(json.dumps(document).encode(), LIMITS)
    if parsed.notebook is None:
        assert parsed.problems
    else:
        check_shape(parsed.notebook)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.binary() | _json.map(json.dumps).map(str.encode))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    parsed = parse(data, LIMITS)
    assert (parsed.notebook is None) == bool(parsed.problems)


def test_reading_a_submission_imports_neither_nbgrader_nor_nbformat() -> None:
    """They cost seconds in each worker, and no notebook of format 4 needs them."""
    code = (
        "import sys; from pathlib import Path\n"
        "from autograder.config import Limits\n"
        "from autograder.grading import intake, plan, sanitise\n"
        "from autograder.model import Assignment, NotebookSource\n"
        "assert sanitise.parse(sys.stdin.buffer.read(), Limits()).notebook\n"
        "source = NotebookSource('nb', None, ())\n"
        "intake.take_in(Path('.'), student='a', assignment=Assignment('b', (source,)),"
        " limits=Limits(), ignore=['*'])\n"
        "print({'nbgrader', 'nbformat', 'sqlalchemy'} & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], input=wrapped(), capture_output=True, check=True
    )
    assert result.stdout.decode().strip() == "set()"
