"""The shell in which test cells run."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import autograder.candidate
from autograder.candidate.shell import Shell
from autograder.config import Limits
from autograder.examiner.namespace import MainModule, Namespace
from autograder.examiner.rewriting import Rewriter
from autograder.exercises import asking, checking


class ExaminerShell(Shell):
    """Names of the student's are asked of the candidate."""

    def __init__(self, *, limits: Limits) -> None:
        self.namespace = Namespace()
        super().__init__(
            limits=limits, user_module=MainModule(self.namespace), user_ns=self.namespace
        )

        self.ast_transformers.append(Rewriter())

    def remember(self, source: str, *, count: int) -> None:
        """A cell that runs elsewhere has its place in ``In`` too."""
        if len(self.history_manager.input_hist_raw) <= count:
            self.pad_history(count)
            self.history_manager.store_inputs(count, source, source)

    def remember_result(self, value: object, *, count: int) -> None:
        """What such a cell has shown is ``_`` and ``Out[count]``."""
        self.execution_count = count + 1
        self.displayhook.update_user_ns(value)
        self.history_manager.output_hist[count] = value

    @property
    def user_global_ns(self) -> Namespace:
        """Functions that a test cell defines look their globals up in the namespace too."""
        return self.namespace

    def showtraceback(self, exc_tuple: Any = None, *args: Any, **kwargs: Any) -> None:
        """Without the frames in which a question crosses to the candidate: they say nothing to
        who reads them, and take long to render."""
        kind, error, frames = exc_tuple or sys.exc_info()
        if error is not None:
            for one in _chain(error):
                one.__traceback__ = _without_ours(one.__traceback__)
            exc_tuple = kind, error, _without_ours(frames)
        super().showtraceback(exc_tuple, *args, **kwargs)


_OURS = (
    f"{Path(__file__).parent}{os.sep}",
    f"{Path(autograder.candidate.__file__).parent}{os.sep}",
    asking.__file__,
    checking.__file__,
)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception, and those during whose handling it was raised."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or following.__context__


def _without_ours(frames: TracebackType | None) -> TracebackType | None:
    """A traceback without frames of the engine; the first one where there are no others."""
    every = list(_links(frames))
    kept = [one for one in every if not one.tb_frame.f_code.co_filename.startswith(_OURS)]
    end: TracebackType | None = None
    for one in reversed(kept or every[:1]):
        end = TracebackType(end, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return end


def _links(frames: TracebackType | None) -> Iterator[TracebackType]:
    while frames is not None:
        yield frames
        frames = frames.tb_next
