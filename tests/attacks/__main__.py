"""``python -m tests.attacks``: all attacks as a table, or those that are named.

``--json`` is for programs, ``--defended`` leaves out what they achieve without the defence.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from rich.console import Console
from rich.table import Table

from tests.attacks.corpus import Attack, load
from tests.attacks.engine import Engine
from tests.attacks.stock import Stock
from tests.attacks.trial import Result, defended, undefended


def main() -> int:
    """Returns 1 where an attack achieved something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--defended", action="store_true")
    options = parser.parse_args()
    attacks = [a for a in load() if not options.names or a.name in options.names]
    started = time.monotonic()
    results = []
    for result in trials(attacks, defended_only=options.defended):
        results.append(result)
        if options.json:
            sys.stdout.write(json.dumps(dataclasses.asdict(result)) + "\n")
            sys.stdout.flush()
    failed = [result for result in results if result.complaints]
    if not options.json:
        console = Console()
        console.print(table(attacks, results))
        for result in failed:
            console.print(f"{result.name}: {'; '.join(result.complaints)}", markup=False)
        seconds = time.monotonic() - started
        console.print(f"{len(results)} attacks, {len(failed)} achieved something, {seconds:.0f} s")
    return 1 if failed else 0


def trials(attacks: Sequence[Attack], *, defended_only: bool) -> Iterator[Result]:
    """The result of each attack, one after the other."""
    with ExitStack() as stack:
        engine = stack.enter_context(Engine())
        stock = None if defended_only else stack.enter_context(Stock())
        for attack in attacks:
            without = ""
            if stock is not None and attack.without != "none":
                without = undefended(attack, engine, stock)
            yield defended(attack, engine, without=without)


def table(attacks: Sequence[Attack], results: Sequence[Result]) -> Table:
    """The results for a terminal."""
    made = Table(title="Attacks on the grader")
    for name in ("attack", "class", "without the defence", "forged", "leaked", "touched"):
        made.add_column(name)
    made.add_column("seconds", justify="right")
    for attack, result in zip(attacks, results, strict=True):
        not_tried = "not tried" if attack.without == "none" else "nothing"
        made.add_row(
            result.name,
            result.kind,
            result.without or not_tried,
            f"{result.forged:g}",
            ", ".join(result.leaked) or "nothing",
            ", ".join(result.disturbed) or "nothing",
            f"{result.seconds:.1f}",
            style="red" if result.complaints else "",
        )
    return made


if __name__ == "__main__":
    sys.exit(main())
