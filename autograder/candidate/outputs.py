"""What a cell prints, displays and raises, as nbformat outputs with limits.

The same class captures on both sides of the wire. What arrives from a candidate is decoded by
``decode_outputs`` against a closed schema before anybody looks at it.
"""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any, Literal

import msgspec

from autograder.candidate.values import WireError
from autograder.model import JSON

MAX_ITEMS = 5000
"""Outputs of one cell."""
MAX_JSON_DEPTH = 100
"""Nesting of what is displayed: whoever reads the notebook later recurses over it."""
PATIENCE = 64
"""Times the limit that a cell may print before its next ``print`` fails: who prints without end
is stopped long before the time limit."""


class _Output(msgspec.Struct, tag_field="output_type", forbid_unknown_fields=True):
    pass


class Stream(_Output, tag="stream"):
    name: Literal["stdout", "stderr"]
    text: str


class DisplayData(_Output, tag="display_data"):
    data: dict[str, Any]
    metadata: dict[str, Any]


class ExecuteResult(_Output, tag="execute_result"):
    data: dict[str, Any]
    metadata: dict[str, Any]
    execution_count: int | None


class Error(_Output, tag="error"):
    ename: str
    evalue: str
    traceback: list[str]


Output = Stream | DisplayData | ExecuteResult | Error

_decoder = msgspec.json.Decoder(list[Output])


def decode_outputs(data: bytes | memoryview) -> list[Output]:
    """Outputs that a candidate sent. Raises WireError where they are not outputs."""
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise WireError(f"what came are not outputs: {error}") from error


def notebook_outputs(outputs: list[Output]) -> list[JSON]:
    """The outputs as nbformat wants them."""
    return [msgspec.to_builtins(output) for output in outputs]


class Outputs:
    """The outputs of one cell while it runs."""

    def __init__(self, *, limit: int, display_limit: int) -> None:
        """``limit`` bounds the text in characters, ``display_limit`` the figures in bytes."""
        self._limit = limit
        self._display_limit = display_limit
        self._text = 0
        self._display = 0
        self._errors = 0
        self._clear_next = False
        self._shown: dict[str, list[DisplayData]] = {}
        self.items: list[Output] = []
        self.handed_on = False
        """Whether what is printed is wanted before the end, in its order: that of a call."""
        self.dropped = 0

    def write(self, name: Literal["stdout", "stderr"], text: str) -> None:
        """Text printed. Beyond the limit it is counted and dropped."""
        room = self._limit - self._text
        if len(text) > room:
            self.dropped += len(text) - room
            text = text[:room]
            if self.dropped > PATIENCE * self._limit:
                raise OSError(f"this cell printed more than {PATIENCE * self._limit:,} characters")
        if not text:
            return
        self._clear_if_asked()
        self._text += len(text)
        text = writable(text)
        self._streamed(name, text)

    def _streamed(self, name: Literal["stdout", "stderr"], text: str) -> None:
        """A kernel hands on what waits in its two streams when something else is shown and when
        the cell ends, stdout first."""
        place = len(self.items)
        for item in reversed(self.items[-2:]):
            if not isinstance(item, Stream):
                break
            if item.name == name:
                item.text += text
                return
            place -= name == "stdout"
        if self._room():
            self.items.insert(place, Stream(name, text))

    def display(
        self, data: dict[str, Any], metadata: dict[str, Any], *, display_id: str | None = None
    ) -> None:
        """Something displayed, by mime type."""
        self._clear_if_asked()
        if not self._room():
            return
        output = DisplayData(self._fit(data), self._bounded(metadata)[0])
        self.items.append(output)
        if display_id is not None:
            self._shown.setdefault(display_id, []).append(output)

    def update(self, data: dict[str, Any], metadata: dict[str, Any], *, display_id: str) -> None:
        """New content for what was displayed under ``display_id``."""
        for output in self._shown.get(display_id, []):
            output.data, output.metadata = self._fit(data), self._bounded(metadata)[0]

    def result(self, data: dict[str, Any], metadata: dict[str, Any], count: int) -> None:
        """The value of the cell's last expression."""
        self._clear_if_asked()
        if self._room():
            shown = self._fit(data), self._bounded(metadata)[0]
            self.items.append(ExecuteResult(*shown, count))

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """An exception that ended the cell."""
        texts = []
        for text in (name[:200], value, *traceback[:1000]):
            texts.append(writable(text[: max(0, self._limit - self._errors)]))
            self._errors += len(texts[-1])
        if self._room():
            self.items.append(Error(texts[0], texts[1], texts[2:]))

    def admit(self, output: Output) -> None:
        """An output that came from elsewhere, within the limits of this place."""
        match output:
            case Stream(name, text):
                with contextlib.suppress(OSError):
                    self.write(name, text)
            case DisplayData(data, metadata):
                self.display(data, metadata)
            case ExecuteResult(data, metadata, count):
                self.result(data, metadata, count or 0)
            case Error(name, value, traceback):
                self.error(name, value, traceback)

    def clear(self, *, wait: bool) -> None:
        """``clear_output``: now, or when the next output comes."""
        if wait:
            self._clear_next = True
        else:
            self.items.clear()

    def taken(self) -> bytes:
        """The outputs so far as JSON, where they are handed on: then they are not kept here."""
        if not self.handed_on:
            return b""
        taken, self.items, self._clear_next = self.items, [], False
        return msgspec.json.encode(taken) if taken else b""

    def encode(self) -> bytes:
        """All outputs as JSON, with a line that says how much was dropped."""
        if self.dropped:
            self.items.append(
                Stream("stderr", f"\n... {self.dropped:,} more characters were printed ...\n")
            )
        return msgspec.json.encode(self.items) if self.items else b""

    def _clear_if_asked(self) -> None:
        if self._clear_next:
            self._clear_next = False
            self.items.clear()

    def _room(self) -> bool:
        """Whether there is room for another output; counts it as dropped where there is none."""
        if len(self.items) < MAX_ITEMS:
            return True
        self.dropped += 1
        return False

    def _fit(self, data: dict[str, Any]) -> dict[str, Any]:
        plain, refusal = self._bounded(data)
        return {"text/plain": f"(not shown: {refusal})"} if refusal else plain

    def _bounded(self, data: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """The data, or nothing and the reason."""
        try:
            plain = _plain(data)
        except RecursionError:
            return {}, "it is nested too deeply"
        size = len(msgspec.json.encode(plain)) if plain else 0
        if self._display + size > self._display_limit:
            return {}, f"{size:,} bytes are more than this cell may show"
        self._display += size
        return plain, ""


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """The mime bundle as JSON has it: bytes in base64, numpy arrays as lists, the rest as text."""
    try:
        encoded = msgspec.json.encode(data, enc_hook=_hook)
    except UnicodeEncodeError:
        text = json.dumps(data, ensure_ascii=False, default=_hook)
        encoded = text.encode("utf-8", "replace")
    plain = msgspec.json.decode(encoded)
    _measure(plain, MAX_JSON_DEPTH)
    return plain  # type: ignore[no-any-return]


def _measure(value: object, depth: int) -> None:
    """Raises RecursionError where ``value`` is nested deeper than ``depth``."""
    if depth == 0:
        raise RecursionError
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            if isinstance(item, dict | list):
                _measure(item, depth - 1)


def writable(text: str) -> str:
    """The text as a file can hold it: lone surrogates are no characters."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _hook(value: object) -> object:
    tolist = getattr(value, "tolist", None)
    return tolist() if callable(tolist) else repr(value)


class Printer(io.TextIOBase):
    """Stands in for ``sys.stdout`` or ``sys.stderr``."""

    encoding = "utf-8"

    def __init__(self, name: Literal["stdout", "stderr"], shell: Any) -> None:
        self._stream: Literal["stdout", "stderr"] = name
        self._shell = shell
        self.buffer = _Bytes(self)

    @property
    def name(self) -> str:
        return f"<{self._stream}>"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._shell.outputs.write(self._stream, text)
        return len(text)


class _Bytes(io.RawIOBase):
    """``sys.stdout.buffer``: bytes are taken as UTF-8."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        text = bytes(data).decode("utf-8", "replace")
        self._printer.write(text)
        return len(data)
