"""Outputs of cells without what differs from one run to the next: paths, addresses, times, the
frames of tracebacks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_PATTERNS = [
    (re.compile(r"\x1b\[[0-9;]*m"), ""),
    # the frames of a traceback that is printed, as unittest does
    (re.compile(r'^  File ".*", line \d+, in .*\n(?:    .*\n)*', re.MULTILINE), ""),
    (re.compile(r"0x[0-9a-f]{4,}"), "0x…"),
    # where a cell's code is said to lie
    (re.compile(r"(?:/[\w.~-]+)+/(?:ipykernel_\d+/)?\d+\.py:\d+"), "CELL"),
    (re.compile(r"<ipython-input-\d+-[0-9a-f]+>:\d+"), "CELL"),
    (re.compile(r"\((?:\d+\.py|<ipython-input-\d+-[0-9a-f]+>), line"), "(CELL, line"),
    (re.compile(r"<ipython-input-\d+-[0-9a-f]+>"), "PATH"),
    (re.compile(r"(?:/[\w.~-]+){2,}"), "PATH"),
    (re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)? ?(?:ns|us|µs|μs|ms|s)\b"), "TIME"),
]


def text(value: str) -> str:
    """A text of an output."""
    for pattern, instead in _PATTERNS:
        value = pattern.sub(instead, value)
    return value


def outputs(items: Iterable[Any]) -> list[Any]:
    """Outputs in nbformat, reduced to what must be the same; streams are joined, for how a text is
    cut into messages is a matter of time."""
    found: list[Any] = []
    for item in items:
        output = _output(item)
        if found and "stream" in output and found[-1].get("stream") == output["stream"]:
            found[-1]["text"] += output["text"]
        else:
            found.append(output)
    return found


def _output(item: Any) -> Any:
    kind = item["output_type"]
    if kind == "stream":
        return {"stream": item["name"], "text": text(_joined(item["text"]))}
    if kind == "error":
        return {"error": item["ename"], "value": text(item["evalue"])}
    return {kind: {name: _data(name, data) for name, data in sorted(item["data"].items())}}


def _data(mimetype: str, data: Any) -> Any:
    if mimetype.startswith("image/"):
        return "an image"
    return text(_joined(data)) if isinstance(data, (str, list)) else data


def _joined(value: Any) -> str:
    return value if isinstance(value, str) else "".join(value)
