"""Which notebooks of an assignment are not in Python, and whether their kernels can be used here.

Found out once a run, before anything is graded.
"""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.errors import KernelUnavailable
from autograder.gradebook.course import Course
from autograder.model import JSON, Assignment, NotebookSource

_SECTIONS = ("NotebookClient", "ExecutePreprocessor", "Execute")
"""Sections of a course's configuration that nbgrader's Execute reads; later ones win."""
_OURS = ("kernel_name", "enabled")
"""Settings that are not passed on: the gradebook says which kernel."""
_ENVIRONMENTS = ("conda-meta", "pyvenv.cfg")
"""What tells a folder of programs and libraries that belong together."""

_SYSTEM = ("/etc/R",)
"""Settings that Debian's packages of such languages keep apart from their programs."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """A Jupyter kernel of another language, and how it is to be run."""

    name: str
    spec: Mapping[str, JSON]
    """Content of its kernel.json, with its programs' full paths."""
    folders: tuple[str, ...]
    """Folders and files that the jail shows beside the interpreter's."""
    settings: Mapping[str, JSON]
    """The course's settings of nbgrader's Execute."""
    language: Mapping[str, JSON]
    """What the kernel says of its language, for notebooks' metadata."""


def is_python(kernelspec: Mapping[str, JSON] | None) -> bool:
    """Whether a notebook with these metadata is in Python. One that does not say so is, as far as
    its names do not tell otherwise: old notebooks have a kernel's names only."""
    if not kernelspec:
        return True
    language = str(kernelspec.get("language") or "").lower()
    if language:
        return language == "python"
    names = f"{kernelspec.get('name') or 'python'} {kernelspec.get('display_name') or ''}"
    return "python" in names.lower()


def foreign(assignment: Assignment) -> Iterator[NotebookSource]:
    """The notebooks that are not in Python."""
    return (source for source in assignment.notebooks if not is_python(source.kernelspec))


def required(course: Course, assignment: Assignment, *, jail: bool = True) -> dict[str, Kernel]:
    """The kernels that an assignment's notebooks need, by the notebooks' names; empty where all
    are in Python. Each kernel is started once in the sandbox, without anything of a student's.

    Raises:
        KernelUnavailable: one is not installed, does not start in the sandbox, or there is to be
            no sandbox (``jail``).
    """
    from autograder.grading.kernels.execution import try_kernel

    tried: dict[str, Kernel] = {}
    needed: dict[str, Kernel] = {}
    for source in foreign(assignment):
        name = str((source.kernelspec or {}).get("name") or "")
        what = f"{source.name}.ipynb is written for the Jupyter kernel '{name}'"
        if not jail:
            raise KernelUnavailable(
                f"{what}, and such notebooks are graded in the sandbox only.",
                next_step="Leave out --unsafe, or use stock nbgrader.",
            )
        if name not in tried:
            kernel = find(name, course=course, what=what)
            language = try_kernel(kernel, limits=course.settings.limits(), what=what)
            tried[name] = replace(kernel, language=language)
        needed[source.name] = tried[name]
    return needed


def find(name: str, *, course: Course, what: str) -> Kernel:
    """The kernel of this name as it is installed. ``what`` begins the sentence of the error.

    Raises:
        KernelUnavailable: it is not installed, or what it needs must not be shown.
    """
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # kernel.json with keys of old
            found = KernelSpecManager().get_kernel_spec(name)
    except NoSuchKernel as error:
        raise KernelUnavailable(
            f"{what}, which is not installed here.",
            next_step="Install it (`jupyter kernelspec list` shows what there is), then grade "
            "again.",
        ) from error
    spec: dict[str, Any] = found.to_dict()
    argv = [part.replace("{resource_dir}", found.resource_dir) for part in spec["argv"]]
    if not argv[0].startswith("python"):  # by which jupyter_client means this interpreter
        argv[0] = shutil.which(argv[0]) or argv[0]
    spec["argv"] = argv
    paths = [*_SYSTEM, *argv, *map(str, spec.get("env", {}).values()), found.resource_dir]
    folders = [*map(_with_environment, _existing(paths))]
    folders += [Path(folder).expanduser().absolute() for folder in course.settings.kernel_folders]
    for folder in folders:
        if course.root.resolve().is_relative_to(folder.resolve()):
            raise KernelUnavailable(
                f"{what}, which needs {folder}: student code must not see that folder, for the "
                "course lies in it.",
                next_step="Install the kernel elsewhere, or name a smaller folder in "
                "c.Autograder.kernel_folders.",
            )
    shown = tuple(dict.fromkeys(map(str, folders)))
    return Kernel(name, spec, shown, settings(course), {})


def settings(course: Course) -> dict[str, JSON]:
    """The course's settings of nbgrader's Execute, as far as they are plain values."""
    given: dict[str, Any] = {}
    for section in _SECTIONS:
        given |= course.config[section]
    plain = {}
    for key, value in given.items():
        try:
            plain[key] = json.loads(json.dumps(value))
        except (TypeError, ValueError):  # a function, or a value that waits for a command line
            continue
    return {key: value for key, value in plain.items() if key not in _OURS}


def _existing(texts: Iterable[str]) -> Iterator[Path]:
    """The files and folders among these."""
    for text in texts:
        path = Path(text)
        if path.is_absolute() and path.exists():
            yield path


def _with_environment(path: Path) -> Path:
    """The environment that a program is installed in, where there is one: its libraries are
    there. Else the path itself, for what else lies beside it is nobody's business."""
    for folder in path.parents:
        if any((folder / mark).exists() for mark in _ENVIRONMENTS):
            return folder
    return path
