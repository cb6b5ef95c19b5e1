"""Facts that a release tells of itself, in its notebooks' metadata."""

from __future__ import annotations

import json
from typing import Any


def told(release: str, key: str, value: Any) -> str:
    """A released notebook, as JSON text, that tells this; as it was where there is nothing to
    tell."""
    if not value:
        return release
    document = json.loads(release)
    document["metadata"][key] = value
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
