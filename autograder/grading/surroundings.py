"""What decides verdicts besides the notebooks: Python, the libraries, this engine, the vectors, and
the modules of the instructor's own that test cells import (references, cases).

What a module reads while it runs (a file somewhere, the network) is not seen: after a change of
such a thing, ``--force`` grades anew.

Machines that grade together must agree in it: ``differences`` says in what they do not.
"""

from __future__ import annotations

import functools
import importlib.util
import platform
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import autograder
from autograder.candidate.client import clean_environment
from autograder.exercises import assignments
from autograder.grading.address import digest
from autograder.model import Assignment
from autograder.sandbox import package_folders

_IGNORED = {"__pycache__", ".git", ".ipynb_checkpoints"}
_IMPORT = re.compile(
    r"""
    \b from \s+ ([\w.]+) \s+ import \b
    | \b import \s+ ([\w., \t]+)
    | import(?:_module|__) \( \s* ["'] ([\w.]+)
    """,
    re.VERBOSE,
)
"""Whatever may be an import: in a cell that begins with a magic, in a string, in a function. What
is none costs a look for a module of that name."""


_ELSEWHERE = (
    "analytics", "audit", "authoring", "cli", "exports", "feedback", "jupyter", "likeness", "live",
    "pages",
)  # fmt: skip
"""Packages of ours in which no verdict is made."""
_WHERE = frozenset({"PATH", "PYTHONUSERBASE"})
"""Variables that say where something lies."""
_UNASKED = frozenset({"answers.py", "classroom.py", "equivalent.toml"})
"""Files of an assignment's folder that no test reads, besides the text form of its notebook."""
_INSTALLERS = frozenset({"pip", "setuptools", "uv", "wheel"})
"""Packages that may differ between machines that grade together: they put others there."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that grading depends on and that is not part of the course. Two that are equal have equal
    digests."""

    python: str
    machine: str
    """The kind of processor."""
    environment: Mapping[str, str]
    distributions: frozenset[str]
    """Names and versions of what is installed, as the names of its folders have them."""
    engine: Mapping[str, bytes]
    """Digests of those of this package's files that have a say in a verdict, by their paths in
    it."""
    modules: Mapping[str, bytes]
    """Digests of the instructor's own modules."""
    vectors: Mapping[str, bytes]
    """Digests of the models that ``gensim.downloader`` serves."""

    @classmethod
    def of(cls, assignment: Assignment, gensim_data: Path | None) -> Surroundings:
        """Those of this process. Where they lie is not part of them."""
        environment = clean_environment(Path("/"), None)
        return cls(
            sys.version,
            platform.machine(),
            {name: value for name, value in environment.items() if name not in _WHERE},
            frozenset(_distributions()),
            dict(_engine(assignment)),
            {name: content(path) for name, path in own_modules(assignment).items()},
            {} if gensim_data is None else dict(_vectors(gensim_data)),
        )


def _engine(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    """Without assignments that it does not stand on: who mends a case of one regrades nobody in
    the next."""
    package = Path(autograder.__file__).parent
    wanted, every = _exercises(assignment, package), assignments()
    for file, data in contents(package).items():
        folder, *inner = PurePosixPath(file).parts
        if folder == "exercises" and inner[0] in every:
            decides = inner[0] in wanted and inner[-1] not in _UNASKED | {f"{inner[0]}.md"}
        else:
            decides = folder not in _ELSEWHERE
        if decides:
            yield file, data


def _exercises(assignment: Assignment, package: Path) -> set[str]:
    """The assignments of this package whose modules an assignment's cells name, and those that
    these modules name."""
    found: set[str] = set()
    cells = [cell.source for notebook in assignment.notebooks for cell in notebook.cells]
    todo = {name for name in assignments() if any(_names(source, name) for source in cells)}
    while todo:
        name = todo.pop()
        found.add(name)
        files = (package / "exercises" / name).rglob("*.py")
        text = "\n".join(file.read_text(encoding="utf-8") for file in files)
        todo |= {other for other in assignments() if _names(text, other)} - found
    return found


def installed(distributions: Iterable[str] = ()) -> dict[str, str]:
    """Versions of packages by name, without installers; of this process if not of these folders'
    names."""
    found: dict[str, list[str]] = {}
    for folder in sorted(distributions or _distributions()):
        name, _, version = folder.rpartition(".")[0].partition("-")
        found.setdefault(name.lower().replace("_", "-"), []).append(version)
    return {n: " and ".join(v) for n, v in found.items() if n not in _INSTALLERS}


def versions(surroundings: Surroundings) -> dict[str, str]:
    """Python, the kind of processor and the packages, by name."""
    return {
        "Python": _minor(surroundings.python),
        "the processor": surroundings.machine,
        **installed(surroundings.distributions),
    }


def differences(here: Surroundings, there: Surroundings) -> Iterator[str]:
    """In what another machine differs from this one, as phrases."""
    ours, theirs = versions(here), versions(there)
    yield from versions_that_differ(ours, theirs)
    if here.engine != there.engine and ours == theirs:
        yield "autograder's own code is another"
    for name in _unequal(here.environment, there.environment):
        values = (s.environment.get(name, "not set") for s in (there, here))
        yield "the environment variable {} is {} there, {} here".format(name, *values)
    yield from _contents_that_differ("the module", here.modules, there.modules)
    yield from _contents_that_differ("the model", here.vectors, there.vectors)


def versions_that_differ(here: Mapping[str, str], there: Mapping[str, str]) -> Iterator[str]:
    """Of versions by name those that are not the same, as phrases."""
    for name in _unequal(here, there):
        if name not in there:
            yield f"{name} {here[name]} is not there"
        elif name not in here:
            yield f"{name} {there[name]} is not here"
        else:
            yield f"{name} is {there[name]} there, {here[name]} here"


def _unequal(here: Mapping[str, object], there: Mapping[str, object]) -> Iterator[str]:
    return (n for n in dict.fromkeys([*here, *there]) if here.get(n) != there.get(n))


def _contents_that_differ(
    what: str, here: Mapping[str, bytes], there: Mapping[str, bytes]
) -> Iterator[str]:
    for name in _unequal(here, there):
        state = "not there" if name not in there else "not here" if name not in here else "another"
        yield f"{what} {name} is {state}"


def _minor(python: str) -> str:
    """3.11, of 3.11.2 and whatever else there is to say of it."""
    return ".".join(python.split()[0].split(".")[:2])


def own_modules(assignment: Assignment) -> dict[str, Path]:
    """Modules that are neither Python's nor installed, and that the instructor's cells import, or
    modules which those import: by top-level name, the file or the package's folder."""
    found: dict[str, Path] = {}
    seen = {autograder.__name__}
    todo = {name for source in _code(assignment) for name in _top_level(source)} - seen
    while todo:
        name = todo.pop()
        seen.add(name)
        if (path := _own(name)) is not None:
            found[name] = path
            files = path.rglob("*.py") if path.is_dir() else [path]
            texts = [file.read_text(encoding="utf-8", errors="replace") for file in files]
            todo |= {other for text in texts for other in _top_level(text)} - seen
    return found


def _code(assignment: Assignment) -> Iterator[str]:
    for notebook in assignment.notebooks:
        yield from notebook.open_code
        yield from (cell.source for cell in notebook.cells if cell.cell_type == "code")
        yield from (line for lines in notebook.imports.values() for line in lines)


@functools.lru_cache(maxsize=1000)
def _top_level(source: str) -> frozenset[str]:
    names = [
        name for found in _IMPORT.findall(source) for part in found for name in part.split(",")
    ]
    tops = (name.split(" as ")[0].strip().partition(".")[0] for name in names)
    return frozenset(top for top in tops if top.isidentifier())


def _own(name: str) -> Path | None:
    """Where a module lies that is not installed. Finding it runs nothing of it."""
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return None
    if spec is None:
        return None
    places = list(spec.submodule_search_locations or ()) or [spec.origin or ""]
    path = Path(places[0])
    installed = any(path.is_relative_to(folder) for folder in _installed())
    return None if installed or not path.exists() else path.resolve()


def _installed() -> list[str]:
    """Folders of Python's own modules and of packages that are installed: their names and
    versions tell what is in them."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    return [*map(str, package_folders()), *(sysconfig.get_path(name) for name in names)]


def _distributions() -> set[str]:
    """Names and versions of what is installed, as the names of its folders have them."""
    folders = [Path(entry or ".") for entry in sys.path]
    return {
        path.name
        for folder in folders
        if folder.is_dir()
        for path in folder.iterdir()
        if path.suffix in (".dist-info", ".egg-info")
    }


def _names(source: str, exercise: str) -> bool:
    """``exercises.similarity``, ``exercises import cases, similarity``"""
    found = re.search(rf"\bexercises(?:\.|\s+import\b[^#\n]*?\b){exercise}\b", source)
    return found is not None


def content(path: Path) -> bytes:
    """A digest of a file, or of all files of a folder with their names."""
    return digest(path.read_bytes() if path.is_file() else contents(path))


def contents(folder: Path) -> dict[str, bytes]:
    """A digest of each file of a folder, by its path in it."""
    files = sorted(_files([folder]))
    return {file.relative_to(folder).as_posix(): digest(file.read_bytes()) for file in files}


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for entry in folder.iterdir():
            if entry.is_dir() and entry.name not in _IGNORED:
                yield from _files([entry])
            elif entry.is_file() and entry.suffix != ".pyc":
                yield entry


def _vectors(gensim_data: Path) -> Iterator[tuple[str, bytes]]:
    """Models that ``gensim.downloader`` serves. A store of ours has a manifest with a digest of
    each file; of other models the sizes and times of their files must do."""
    for package in sorted(entry for entry in gensim_data.iterdir() if entry.is_dir()):
        manifest = package / "store" / "manifest.json"
        if manifest.is_file():
            yield package.name, digest(manifest.read_bytes())
        else:
            status = {str(file): file.stat() for file in _files([package])}
            times = {name: (s.st_size, s.st_mtime_ns) for name, s in status.items()}
            yield package.name, digest(times)
