"""Students' code is confined wherever this package is installed, and finds the same packages."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from autograder.sandbox.view import interpreter_view

BASE = Path(sys.base_prefix, "bin", f"python{sys.version_info.major}.{sys.version_info.minor}")
CONFINED = "Student code can be confined here."


def doctor(python: Path, **environment: str) -> str:
    """Its last line; with what went before where it finds fault."""
    done = subprocess.run(
        [python, "-m", "autograder", "doctor"], cwd="/", env={**os.environ, **environment},
        capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.splitlines()[-1] if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize("relative", [False, True])
def test_an_environment_may_lie_behind_links(tmp_path: Path, relative: bool) -> None:
    prefix = Path(sys.prefix)
    second = tmp_path / "second"
    second.symlink_to(prefix.parent)
    first = tmp_path / "first"
    first.symlink_to("second" if relative else second)
    assert doctor(first / prefix.name / "bin" / "python") == CONFINED


def test_packages_may_be_those_of_a_user_or_named_by_a_file(tmp_path: Path) -> None:
    """``pip install --user``; and what lies there names folders of others."""
    user = tmp_path / f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
    user.mkdir(parents=True)
    root = Path(__file__).parents[2]
    (user / "others.pth").write_text(f"{sysconfig.get_path('purelib')}\n{root}\n", encoding="utf-8")
    assert doctor(BASE, PYTHONUSERBASE=str(tmp_path), PYTHONNOUSERSITE="") == CONFINED


def test_nothing_is_shown_twice_and_nothing_masked_that_is_not_shown(tmp_path: Path) -> None:
    view = interpreter_view(extra=(), spool=tmp_path)
    shown = [Path(name) for name in view.shown]
    assert not [a for a in shown for b in shown if a != b and a.is_relative_to(b)]
    assert view.masked
    assert all(any(Path(name).is_relative_to(a) for a in shown) for name in view.masked)
