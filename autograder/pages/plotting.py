"""plotly.js in a page that fetches nothing: written once, compressed, and allowed by its digest."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

Figure = dict[str, Any]
"""The JSON that plotly.js reads."""
LEVEL = 6
"""Of compression: 9 takes a fifth longer for three kB."""


@dataclass(frozen=True, slots=True)
class Library:
    """plotly.js, as it stands in the page."""

    text: str
    """What is run."""
    packed: str
    """The same, compressed and in base64."""


@cache
def library() -> Library:
    """The whole of plotly.js, 4.8 MB; compressed it is 1.5 MB, and 2 MB as text."""
    data = pkgutil.get_data("plotly", "package_data/plotly.min.js")
    assert data is not None, "plotly comes with it"
    packed = gzip.compress(data, LEVEL, mtime=0)
    return Library(data.decode(), base64.b64encode(packed).decode())


def allowed(script: str) -> str:
    """By which a page's own policy knows a script that may run."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def as_json(figures: Mapping[str, Figure]) -> str:
    """JSON that can stand in a script element: nothing in it ends the element, opens a comment,
    or is a line break to JavaScript."""
    text = json.dumps(figures, allow_nan=False)  # ASCII: the rest is escaped
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
