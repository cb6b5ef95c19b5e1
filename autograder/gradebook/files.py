"""Files, written whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from autograder.errors import CourseError


def write_file(path: Path, data: bytes, *, replace: bool, mode: int | None = None) -> None:
    """Write a file; who looks sees the old one or the whole new one. Its permissions are ``mode``,
    or what the process gives to files.

    Raises:
        CourseError: it is there and is not to be replaced, or the disk refused.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        if mode is not None:
            draft.chmod(mode)
        _put(draft, path, replace=replace)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        draft.unlink(missing_ok=True)


def write_folder(path: Path, files: Mapping[PurePosixPath, bytes], *, replace: bool) -> None:
    """Write a folder of files. An old one is replaced only if it holds files of these names and
    no others, so that no folder of somebody's vanishes by a slip.

    Raises:
        CourseError: it is there and is not to be replaced, or the disk refused.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    old = path.with_name(f".{path.name}.{os.getpid()}-old")
    try:
        if path.exists():
            _may_go(path, {file.name for file in files}, replace=replace)
        for name, data in files.items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_bytes(data)
        if path.exists():
            path.replace(old)
        draft.replace(path)
    except OSError as error:
        if old.exists() and not path.exists():
            old.replace(path)
        raise _refused(path, error) from error
    finally:
        for leftover in (draft, old):
            shutil.rmtree(leftover, ignore_errors=True)


def _put(draft: Path, path: Path, *, replace: bool) -> None:
    if replace:
        draft.replace(path)
        return
    try:
        os.link(draft, path)  # unlike a look beforehand, fails where another was quicker
    except FileExistsError:
        raise _there(path) from None


def _may_go(folder: Path, names: set[str], *, replace: bool) -> None:
    if not replace:
        raise _there(folder)
    for found in folder.rglob("*"):
        if found.is_symlink() or not (found.is_dir() or found.name in names):
            raise CourseError(
                f"{folder} holds other files, {found.name} for one, and was left alone.",
                next_step="Give another folder.",
            )


def _there(path: Path) -> CourseError:
    return CourseError(
        f"{path} is there already and was left alone.",
        next_step="Give another name, or say --replace.",
    )


def _refused(path: Path, error: OSError) -> CourseError:
    return CourseError(
        f"{path} could not be written: {error.strerror or error}.",
        next_step="See that the folder is writable and the disk is not full.",
    )
