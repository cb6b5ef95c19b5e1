"""What holds for all tests, and for each process that they start."""

from __future__ import annotations

import os
import sys
from pathlib import Path

LAZILY = str(Path(__file__).parent / "lazily")
sys.path.insert(0, LAZILY)
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (LAZILY, os.environ.get("PYTHONPATH"))))
