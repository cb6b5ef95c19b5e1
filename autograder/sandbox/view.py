"""What a candidate's root shows: the interpreter, its libraries, the vectors, and nothing else."""

from __future__ import annotations

import site
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import autograder

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
SMALL = ("/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives", "/etc/fonts")
PACKAGES = ("site-packages", "dist-packages")
"""Names of the folders in which Python's packages are installed."""
SHOWN_PARTS = ("candidate", "sandbox", "embeddings")
"""Folders of this package that the candidate's own code lies in; the others are masked."""


@dataclass(frozen=True, slots=True)
class View:
    """Paths of the host, shown read-only at the same place."""

    shown: tuple[str, ...]
    """Folders and files."""
    masked: tuple[str, ...]
    """Folders within them that appear empty."""
    spool: str
    """The folder in which the worker lays each submission's files; shown until they are copied."""


def interpreter_view(*, extra: Iterable[Path], spool: Path) -> View:
    """The view for this interpreter. ``extra`` are folders to show beside it (the vectors)."""
    here = Path(autograder.__file__).parent
    package = here.resolve()
    wanted = [Path(sys.base_prefix), Path(sys.prefix), *package_folders(), here, *extra]
    paths = [Path(name) for name in (*SYSTEM, *SMALL)]
    paths += [path.resolve() for path in wanted]
    # modules are looked for by the names that they had outside, whatever these lead through
    paths += [link for path in wanted for link in _links(path)]
    shown: list[Path] = []
    for path in paths:
        if path.exists() and not _within(path, shown):
            shown = [other for other in shown if not other.is_relative_to(path)] + [path]
    masked = [
        folder
        for folder in sorted(package.iterdir())
        if folder.is_dir() and folder.name not in (*SHOWN_PARTS, "__pycache__")
    ]
    masked += sorted(_others(package, shown))
    return View(tuple(map(str, shown)), tuple(map(str, masked)), str(spool.resolve()))


def package_folders() -> list[Path]:
    """Where packages are installed for this interpreter: in its own folders, in its user's, in
    those that a ``.pth`` file names. Other folders on its path are the instructor's."""
    return [Path(name) for name in sys.path if Path(name).name in PACKAGES]


def has_users_packages() -> bool:
    """Whether this interpreter takes what is installed for its user alone."""
    return site.getusersitepackages() in sys.path


def interpreter() -> list[str]:
    """The command by which a process of ours is started: it finds the packages that this one finds.
    Where those of a user are looked for hangs on HOME, so nowhere if this one has none of them."""
    return [sys.executable, "-P", *([] if has_users_packages() else ["-s"])]


def _links(path: Path) -> Iterator[Path]:
    """The symbolic links on the way to a path."""
    way, todo = Path("/"), list(reversed(path.absolute().parts[1:]))
    while todo:
        here = way / todo.pop()
        if here.name == "..":
            way = way.parent
        elif here.is_symlink():
            yield here
            target = here.readlink()
            way = Path("/") if target.is_absolute() else way
            todo += reversed(target.parts[1:] if target.is_absolute() else target.parts)
        else:
            way = here


def _within(path: Path, folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _others(package: Path, shown: Iterable[Path]) -> set[Path]:
    """What else of this package is installed there: its references are no less secret."""
    found = {folder / package.name for folder in shown if folder.name in PACKAGES}
    for folder in shown:
        for library in ("lib", "lib64", "local/lib"):
            found.update(folder.glob(f"{library}/python3*/*-packages/{package.name}"))
    folders = {path.resolve() for path in found if path.is_dir()} - {package}
    return {folder for folder in folders if _within(folder, shown)}
