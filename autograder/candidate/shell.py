"""An IPython shell that keeps its outputs instead of sending them to a front end.

It behaves as the shell of a Jupyter kernel does, without the kernel: cells, magics, rich display
and tracebacks give the nbformat outputs that stock execution gives.
"""

from __future__ import annotations

import builtins
import contextlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from IPython.core.autocall import ExitAutocall
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from traitlets.config import Config

from autograder.candidate.foreseen import Foreseeing
from autograder.candidate.outputs import Outputs, Printer
from autograder.candidate.tracebacks import CellCompiler, quicken
from autograder.config import Limits
from autograder.quick import import_jsonschema


class _DisplayHook(DisplayHook):  # type: ignore[misc]
    """Keeps the value of a cell's last expression as an execute_result."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        self.shell.outputs.result(format_dict, md_dict or {}, self.prompt_count)


class _DisplayPublisher(DisplayPublisher):  # type: ignore[misc]
    """Keeps what is displayed as display_data."""

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        name = (transient or {}).get("display_id")
        if update and name is not None:
            self.shell.outputs.update(data, metadata or {}, display_id=str(name))
        else:
            shown = None if name is None else str(name)
            self.shell.outputs.display(data, metadata or {}, display_id=shown)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear(wait=wait)


class _Exit(ExitAutocall):  # type: ignore[misc]
    """``exit`` and ``quit``: there is no kernel that they could end, so they end what runs."""

    def __call__(self, code: object = None) -> None:
        raise SystemExit(code)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of running one cell."""

    error: BaseException | None
    """The exception that ended it, taken from IPython's own result: hooks that student code can
    replace have no say."""
    outputs: Outputs
    result: object = None
    """Value of the last expression."""


class Shell(Foreseeing):
    """An ``InteractiveShell`` whose outputs are kept in ``outputs``."""

    compiler_class = CellCompiler

    def __init__(self, *, limits: Limits, **kwargs: Any) -> None:
        self._limits = limits
        self.outputs = self._fresh()
        self._shown: BaseException | None = None
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.autocall = 0
        super().__init__(
            config=config,
            displayhook_class=_DisplayHook,
            display_pub_class=_DisplayPublisher,
            **kwargs,
        )

    def _fresh(self) -> Outputs:
        return Outputs(
            limit=self._limits.output_kb * 1024, display_limit=self._limits.display_mb * 2**20
        )

    @contextmanager
    def capture(self) -> Iterator[Outputs]:
        """Collect what is printed and displayed within the block in outputs of its own."""
        before, self.outputs = self.outputs, self._fresh()
        try:
            yield self.outputs
        finally:
            self.outputs = before

    @property
    def waiting(self) -> bool:
        """Whether figures of pyplot's are open, which are shown after the next cell."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        return pyplot is not None and bool(pyplot.get_fignums())

    def run(self, source: str, *, count: int) -> Run:
        """Run one cell as number ``count``. Never raises what the cell raises, KeyboardInterrupt
        included."""
        self.execution_count = count
        self.pad_history(count)
        self._shown = None
        with self.capture() as outputs:
            try:
                done = self.run_cell(source, store_history=True)
            except BaseException as stray:  # an interrupt between IPython's own lines
                self.outputs.error(type(stray).__name__, str(stray), [repr(stray)])
                return Run(stray, outputs)
        # what a cell within the cell has raised (%%capture, run_cell) is shown and goes no further
        error = done.error_before_exec or done.error_in_exec or self._shown
        return Run(error, outputs, done.result)

    def pad_history(self, count: int) -> None:
        """Cells that run elsewhere count too: ``In[3]`` is the third cell of the notebook."""
        for inputs in (self.history_manager.input_hist_parsed, self.history_manager.input_hist_raw):
            inputs.extend([""] * (count - len(inputs)))

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        try:
            text = str(evalue)
        except Exception:
            text = "(the exception could not be printed)"
        self.outputs.error(etype.__name__, text, stb)
        self._shown = self._shown or evalue

    def _format_exception_for_storage(self, *_: Any, **__: Any) -> None:
        """IPython would render each traceback a second time, for a history that is off here."""

    def warm_up(self) -> None:
        """Run a cell, show a value and render a traceback, which are slow the first time, before
        there are children to pay. Nothing of it stays in ``In``, ``Out`` or the namespace."""
        quicken()
        with self.capture():
            self.run_cell("pass", store_history=False)
            self.display_formatter.format(0)
            try:
                raise ValueError
            except ValueError:
                self.showtraceback()
            _show_figure()

    def enable_gui(self, gui: str | None = None) -> None:
        """``%matplotlib inline`` asks for no GUI; there is none to ask for."""

    def system(self, cmd: str) -> None:
        """``!command``: IPython's own way needs a terminal device, which the jail has not."""
        done = subprocess.run(
            self.var_expand(cmd, depth=1),
            shell=True,
            executable="/bin/sh",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        sys.stdout.write(done.stdout.decode("utf-8", "replace"))
        sys.stderr.write(done.stderr.decode("utf-8", "replace"))
        self.user_ns["_exit_code"] = done.returncode

    def init_sys_modules(self) -> None:
        """Keep the interpreter's ``__main__`` until ``take_over``: several shells may be made."""

    def _exiter_default(self) -> _Exit:
        return _Exit(self)

    def init_display_formatter(self) -> None:
        super().init_display_formatter()
        self.display_formatter.ipython_display_formatter.enabled = True

    def take_over(self) -> None:
        """Make this shell what ``print``, ``input`` and ``import __main__`` reach."""
        sys.modules["__main__"] = self.user_module
        sys.stdout = Printer("stdout", self)
        sys.stderr = Printer("stderr", self)
        builtins.input = _no_input


def _show_figure() -> None:
    """Have plotly, where it is loaded, make what it makes for the first figure: its template, the
    checks of each property, and for the first array a look through all installed packages."""
    objects = sys.modules.get("plotly.graph_objects")
    if objects is not None:
        with contextlib.suppress(Exception):  # then the student's cell will say what is wrong
            import_jsonschema()  # plotly looks whether nbformat is there
            figure = objects.Figure(objects.Scatter(y=np.zeros(2)))
            figure.update_layout(title="").show(renderer="plotly_mimetype")


def _no_input(prompt: object = "") -> str:
    raise StdinNotImplementedError(
        "raw_input was called, but this frontend does not support input requests."
    )
