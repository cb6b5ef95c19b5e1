"""Submissions and reports as bytes: how they reach other processes and machines, and are kept.

A report comes in two parts. The facts are what the gradebook and tables need, a few kB; the
documents are what lies in ``autograded/``. Files beside them are not sent back or kept, for who
asks has the submission and the assignment: the facts hold their digests.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

import msgspec

from autograder.grading.address import digest
from autograder.model import Assignment, Problem, Submission, SubmissionReport

FORMAT = 1
"""Changes with what these bytes mean."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A report as bytes."""

    facts: bytes
    documents: bytes


class _Facts(msgspec.Struct, array_like=True):
    """A report without its documents, each of which is an empty text, and without its files."""

    report: SubmissionReport
    files: dict[str, bytes]
    """Digests by path."""


class _Handed(msgspec.Struct, array_like=True):
    """A submission."""

    student: str
    assignment: str
    notebooks: dict[str, bytes]
    files: dict[str, bytes]
    timestamp: datetime | None
    problems: tuple[Problem, ...]


_encode = msgspec.msgpack.Encoder().encode
_decode_facts = msgspec.msgpack.Decoder(_Facts).decode
_decode_documents = msgspec.msgpack.Decoder(list[bytes]).decode
_decode_submission = msgspec.msgpack.Decoder(_Handed).decode


def pack(report: SubmissionReport) -> Packed:
    """The report as bytes."""
    texts = [(notebook.document or "").encode() for notebook in report.notebooks]
    files = {str(path): digest(data) for path, data in report.files.items()}
    return Packed(
        _encode(_Facts(without_documents(report), files)),
        zlib.compress(_encode(texts), 1),
    )


def without_documents(report: SubmissionReport) -> SubmissionReport:
    """What tables and the gradebook need of it. Of a notebook that was graded the document is an
    empty text."""
    notebooks = tuple(
        notebook if notebook.document is None else replace(notebook, document="")
        for notebook in report.notebooks
    )
    return replace(report, notebooks=notebooks, files={})


def facts(data: bytes) -> SubmissionReport:
    """What ``without_documents`` gives, from the bytes. Raises msgspec.DecodeError."""
    return _decode_facts(data).report


def facts_of(data: bytes | None, student: str) -> SubmissionReport | None:
    """The same, as a report on this student's; None where there are no bytes, or damaged ones."""
    try:
        return None if data is None else replace(facts(data), student=student)
    except msgspec.DecodeError:
        return None


def unpack(
    packed: Packed, submission: Submission, assignment: Assignment
) -> SubmissionReport | None:
    """The whole report, for whoever handed in the same; None where one of its files has neither
    the submission's content nor the assignment's. Raises ValueError where the bytes are damaged."""
    held = _decode_facts(packed.facts)
    files = dict(_files(held.files, submission.files, assignment.files))
    if len(files) < len(held.files):
        return None
    try:
        texts = _decode_documents(zlib.decompress(packed.documents))
    except zlib.error as error:
        raise ValueError(str(error)) from error
    notebooks = tuple(
        notebook if notebook.document is None else replace(notebook, document=text.decode())
        for notebook, text in zip(held.report.notebooks, texts, strict=True)
    )
    return replace(held.report, student=submission.student, notebooks=notebooks, files=files)


def _files(
    wanted: Mapping[str, bytes], *places: Mapping[PurePosixPath, bytes]
) -> Mapping[PurePosixPath, bytes]:
    found = {}
    for name, known in wanted.items():
        path = PurePosixPath(name)
        for place in places:
            if path in place and digest(place[path]) == known:
                found[path] = place[path]
                break
    return found


def pack_submission(submission: Submission) -> bytes:
    """A submission as bytes."""
    return _encode(
        _Handed(
            submission.student,
            submission.assignment,
            dict(submission.notebooks),
            {str(path): data for path, data in submission.files.items()},
            submission.timestamp,
            submission.problems,
        )
    )


def unpack_submission(data: bytes) -> Submission:
    """Its inverse."""
    held = _decode_submission(data)
    return Submission(
        held.student,
        held.assignment,
        held.notebooks,
        {PurePosixPath(path): content for path, content in held.files.items()},
        held.timestamp,
        held.problems,
    )
