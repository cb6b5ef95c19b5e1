"""An instructor's and a student's computer, with nbgrader's exchange between them."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder import embeddings
from tests.course.browser.lab import ROOT, Lab, serve
from tests.course.browser.lesson import Lesson
from tests.sandbox import hosts


@dataclass(frozen=True, slots=True)
class Classroom:
    """Two running JupyterLabs."""

    instructor: Lab
    student: Lab


@contextmanager
def classroom(lesson: Lesson, *, dark: bool = False) -> Iterator[Classroom]:
    """A course whose lesson is written and not yet released, and a student without any files."""
    # not pytest's folder, which other users may not enter
    with tempfile.TemporaryDirectory(prefix="classroom-") as temporary, ExitStack() as stack:
        base = Path(temporary)
        base.chmod(0o755)
        exchange, course, staff, work, home = (
            base / name for name in ("exchange", "course", "staff", "work", "home")
        )
        for place in (exchange, work):
            place.mkdir()
        exchange.chmod(0o777)
        _write_course(course, lesson)
        for each in (staff, home):
            _know_exchange(each / "config", exchange)
        host = _another_user()
        python, prepared = Path(sys.executable), embeddings.prepare()
        also = {"XDG_CACHE_HOME": str(embeddings.default_cache().parents[1])}
        labs = (
            serve(python, course, staff, gensim_data=prepared.gensim_data, dark=dark, also=also),
            serve(python, work, home, gensim_data=home, dark=dark, host=host),
        )
        with ThreadPoolExecutor(2) as both:
            running = tuple(both.map(stack.enter_context, labs))
        yield Classroom(*running)


def _write_course(course: Path, lesson: Lesson) -> None:
    folder = course / "source" / lesson.name
    folder.mkdir(parents=True)
    (folder / f"{lesson.name}.ipynb").write_bytes(lesson.source)
    shutil.copy(ROOT / "nbgrader_config.py", course)


def _know_exchange(config: Path, exchange: Path) -> None:
    config.mkdir(parents=True)
    line = f"get_config().Exchange.root = {str(exchange)!r}\n"
    (config / "nbgrader_config.py").write_text(line, "utf-8")


def _another_user() -> str:
    """The host on which a student is another user; none where we may not become one."""
    if os.geteuid() != 0:
        return ""
    tried = hosts.run("student", "-c", "import traitlets")
    return "student" if tried.returncode == 0 else ""
