"""An instructor's and a student's computer, with nbgrader's exchange between them."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder import embeddings
from tests.course.browser.lab import ROOT, Lab, serve
from tests.sandbox import hosts

ASSIGNMENT = "arrows"
"""It has hidden tests, figures and a question that a person reads, and needs no word vectors."""


@dataclass(frozen=True, slots=True)
class Classroom:
    """Two running JupyterLabs."""

    instructor: Lab
    student: Lab
    name: str
    """The student's id, which nbgrader takes from the system."""


@contextlib.contextmanager
def classroom(*, dark: bool = False) -> Iterator[Classroom]:
    """A course that has been written and not yet released, and a student without any files."""
    # not pytest's folder, which other users may not enter
    with tempfile.TemporaryDirectory(prefix="classroom-") as temporary, contextlib.ExitStack() as st:
        base = Path(temporary)
        base.chmod(0o755)
        host = _another_user()
        places = {name: base / name for name in ("exchange", "course", "staff", "work", "home")}
        for place in places.values():
            place.mkdir()
        places["exchange"].chmod(0o777)
        _write_course(places["course"])
        prepared = embeddings.prepare()
        also = {"XDG_CACHE_HOME": str(embeddings.default_cache().parents[1])}
        python = Path(sys.executable)
        for home in (places["staff"], places["home"]):
            _know_exchange(home / "config", places["exchange"])
        staff, own = (
            st.enter_context(
                serve(python, folder, home, gensim_data=data, dark=dark, also=more, host=who)
            )
            for folder, home, data, more, who in (
                (places["course"], places["staff"], prepared.gensim_data, also, ""),
                (places["work"], places["home"], places["home"], {}, host),
            )
        )
        yield Classroom(staff, own, hosts.STUDENT if host else pwd.getpwuid(os.getuid()).pw_name)


def _write_course(folder: Path) -> None:
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    shutil.copytree(ROOT / "source" / ASSIGNMENT, folder / "source" / ASSIGNMENT)


def _know_exchange(config: Path, exchange: Path) -> None:
    config.mkdir()
    line = f"get_config().Exchange.root = {str(exchange)!r}\n"
    (config / "nbgrader_config.py").write_text(line, "utf-8")


def _another_user() -> str:
    """The host on which a student is another user; none where we may not become one."""
    if os.geteuid() == 0 and hosts.run("student", "-c", "import jupyterlab, nbgrader").returncode == 0:
        return "student"
    return ""
