"""What holds for all tests, and for each process that they start."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

LAZILY = str(Path(__file__).parent / "lazily")
sys.path.insert(0, LAZILY)
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (LAZILY, os.environ.get("PYTHONPATH"))))

# Where a shell has put the tests into the background they ignore Ctrl-C, and so would each command
# that they start and stop.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
