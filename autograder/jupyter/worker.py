"""The process that checks notebooks for a Jupyter server: ``python -m autograder.jupyter.worker``.

It is told what to do on its standard input, one JSON object a line, and answers each with one on
its standard output, in their order. It ends when the input does, that is, with the server.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.config import Limits
from autograder.errors import AutograderError
from autograder.jupyter.jobs import Journal
from autograder.sandbox.probe import refuse_elsewhere

if TYPE_CHECKING:
    from autograder.jupyter.checking import Bench


def main() -> None:
    """``argv`` holds the server's root folder and the limits of a candidate, as JSON."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    setup = json.loads(sys.argv[1])
    with ExitStack() as stack:
        for answer in serve(setup, stack):
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


def serve(setup: dict[str, Any], stack: ExitStack) -> Iterator[dict[str, Any]]:
    """Answers, until the input ends."""
    bench: Bench | None = None
    for line in sys.stdin:
        order = json.loads(line)
        try:
            bench = bench or stack.enter_context(_bench(setup))
            found = _obey(bench, order)
        except AutograderError as error:
            found = {"error": told(error)}
        yield {"id": order["id"], **found}


def _bench(setup: dict[str, Any]) -> Bench:
    refuse_elsewhere()
    from autograder.jupyter.checking import Bench  # which imports on Linux only

    return Bench(Path(setup["root"]), Limits(**setup["limits"]))


def _obey(bench: Bench, order: dict[str, Any]) -> dict[str, Any]:
    path = Path(order["path"])
    match order["do"]:
        case "about":
            return {"found": bench.about(path)}
        case "warm up":
            bench.warm_up(path)
        case "check":
            with Journal(Path(order["job"])) as journal:
                _check(bench, path, journal)
    return {}


def _check(bench: Bench, path: Path, journal: Journal) -> None:
    journal.write("started", pid=os.getpid())
    try:
        result = bench.check(path, journal)
    except AutograderError as error:
        journal.write("end", state="failed", **told(error))
    except Exception as error:
        traceback.print_exc()  # for the server's log
        message = f"The check failed on our side: {type(error).__name__}."
        journal.write("end", state="failed", message=message, nextStep="Try it again.")
    else:
        journal.write("end", state="done", result=result)


def told(error: AutograderError) -> dict[str, str]:
    """An error of ours, for the panel."""
    return {"slug": error.slug, "message": error.message, "nextStep": error.next_step}


if __name__ == "__main__":
    main()
