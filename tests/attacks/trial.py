"""One attack on trial: with the defence, and without it."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.attacks.assignment import Document, notebook, to_bytes
from tests.attacks.corpus import Attack
from tests.attacks.engine import FULL, Engine, Seen, edited
from tests.attacks.stock import WITNESS, Stock
from tests.attacks.surroundings import leaked

SLACK = 3.0
"""Times the seconds of an attack that it may take on a busy machine."""


@dataclass(frozen=True, slots=True)
class Result:
    """What the table says of an attack."""

    name: str
    kind: str
    without: str
    """What it achieves without the defence; empty where it was not tried."""
    forged: float
    """Points beyond those that it is worth."""
    leaked: tuple[str, ...]
    disturbed: tuple[str, ...]
    complaints: tuple[str, ...]
    """All that must not be."""
    seconds: float


def defended(attack: Attack, engine: Engine, *, without: str = "") -> Result:
    """Grade the attack, then an honest submission."""
    seen, after = engine.attack(attack), engine.honest()
    return Result(
        attack.name,
        attack.kind,
        without,
        max(0.0, seen.points - attack.points),
        tuple(sorted(seen.leaked)),
        seen.disturbed,
        tuple(complaints(attack, seen, after)),
        seen.seconds,
    )


def complaints(attack: Attack, seen: Seen, after: Seen) -> list[str]:
    """What is not as the attack's folder says it must be."""
    found = [*seen.faults, *(f"touched: {what}" for what in seen.disturbed)]
    if seen.points != attack.points:
        found.append(f"{seen.points:g} points instead of {attack.points:g}")
    if seen.pending != attack.pending:
        found.append(f"{seen.pending} tests left to a person instead of {attack.pending}")
    if seen.leaked:
        found.append("leaked " + ", ".join(sorted(seen.leaked)))
    if seen.seconds > SLACK * attack.seconds:
        found.append(f"took {seen.seconds:.1f} s instead of {attack.seconds:g} s")
    if after.points != FULL or after.pending or after.faults:
        found.append(f"the honest submission after it got {after.points:g} points {after.faults}")
    return found


def undefended(attack: Attack, engine: Engine, stock: Stock) -> str:
    """What the attack achieves without the defence; empty for nothing."""
    if attack.without == "no jail":
        seen = engine.attack(attack, jail=False)
        points, secrets, harm = seen.points, seen.leaked, list(seen.disturbed)
    else:
        prelude = engine.around.prelude(WITNESS)
        answer = stock.run(_notebook(attack, prelude))
        points, harm = answer["points"], list(answer["harm"])
        secrets = leaked(answer["text"])
        if attack.after:
            secrets |= leaked(stock.run(notebook(attack.after, prelude))["text"])
        harm += engine.around.disturbed()
    achieved = [f"{points:g} points"] if points > attack.points else []
    achieved += [f"read {len(secrets)} secrets"] if secrets else []
    return ", ".join([*achieved, *harm])


def _notebook(attack: Attack, prelude: str) -> Document:
    data = to_bytes(notebook(attack.code, prelude))
    with tempfile.TemporaryDirectory() as folder:
        document: Document = json.loads(edited(data, attack.edit, Path(folder)))
    return document
