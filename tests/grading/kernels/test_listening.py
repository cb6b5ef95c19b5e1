"""What a worker takes from a runner that may be the student's code: nothing but what it awaits."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator

import msgspec
import pytest

from autograder.candidate.wire import MAGIC, MAX_STRUCTURE, Channel
from autograder.config import Limits
from autograder.grading.kernels.client import Runner
from autograder.grading.kernels.execution import Begun, listen
from autograder.grading.kernels.messages import Ended, Failed, FromWorker, Ran, Started
from autograder.model import Ending
from tests.grading.kernels.installed import code, printed

NOTEBOOK = code("one", "two", "three")
LIMITS = Limits(output_kb=1, display_mb=1, message_mb=2)
Said = tuple[msgspec.Struct, bytes]


class Liar:
    """Stands where the runner does, and says what it likes."""

    def __init__(self, ours: socket.socket, theirs: socket.socket) -> None:
        self.socket = theirs
        self.cells: list[Begun] = []
        self._runner = Runner(subprocess.Popen(["true"]), ours, LIMITS.message_mb * 2**20)

    def says(self, *messages: Said, raw: bytes = b"", seconds: float = 20.0) -> Ending:
        channel: Channel[FromWorker] = Channel(self.socket, FromWorker, max_payload=2**24)  # type: ignore[arg-type]  # a union of types is one for msgspec
        for message, payload in messages:
            channel.send(message, payload)
        self.socket.setblocking(True)
        self.socket.sendall(raw)
        self.socket.shutdown(socket.SHUT_WR)
        self._runner.due = time.monotonic() + seconds
        return listen(self._runner, self.cells, NOTEBOOK, LIMITS)


@pytest.fixture
def liar() -> Iterator[Liar]:
    ours, theirs = socket.socketpair()
    for sock in (ours, theirs):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**23)
    with ours, theirs:
        made = Liar(ours, theirs)
        yield made
        made._runner._process.wait()


def ran(index: int, *outputs: object, count: int = 1, dropped: int = 0) -> Said:
    return Ran(index, count, True, dropped), json.dumps(outputs).encode()


def stream(text: str) -> dict[str, str]:
    return {"output_type": "stream", "name": "stdout", "text": text}


END = (Ended(died=False), b"")


def test_cells_come_in_order_and_some_may_be_left_out(liar: Liar) -> None:
    assert liar.says(ran(0), ran(2, stream("x")), END) is Ending.OK
    assert [cell.index for cell in liar.cells] == [0, 2]


@pytest.mark.parametrize("second", [0, 1, -1, 3, 10**9])
def test_no_cell_comes_twice_or_before_or_from_nowhere(liar: Liar, second: int) -> None:
    assert liar.says(ran(1), ran(second), END) is Ending.MALFORMED
    assert [cell.index for cell in liar.cells] == [1]


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "stream", "name": "stdin", "text": "x"},
        {"output_type": "stream", "name": "stdout", "text": ["x"]},
        {"output_type": "verdict", "points": 100},
        {"output_type": "error", "ename": "x", "evalue": "x", "traceback": [1]},
        {"output_type": "execute_result", "data": {}, "metadata": {}, "execution_count": "1"},
        stream("x") | {"points": "100"},
        "x",
    ],
)
def test_what_is_no_output_ends_the_notebook(liar: Liar, output: object) -> None:
    assert liar.says(ran(0), ran(1, output), END) is Ending.MALFORMED
    assert [cell.index for cell in liar.cells] == [0]


def test_outputs_are_cut_here_whatever_the_runner_let_through(liar: Liar) -> None:
    shown = {"output_type": "display_data", "data": {"x": "y" * 2**20}, "metadata": {}}
    deep = {"output_type": "display_data", "data": json.loads('{"x":' * 500 + "1" + "}" * 500),
            "metadata": {}}  # fmt: skip
    told = ran(0, stream("x" * 5000), shown, deep, count=-5, dropped=10**30 % 2**62)
    assert liar.says(told, END) is Ending.OK
    (cell,) = liar.cells
    assert printed(cell.outputs) == "x" * 1024
    assert [getattr(o, "data", {}).get("text/plain", "")[:10] for o in cell.outputs[1:]] == [
        "(not shown", "(not shown",
    ]  # fmt: skip
    assert (cell.count, cell.dropped) == (0, 10**9 + 5000 - 1024)


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\n",
        MAGIC + (MAX_STRUCTURE + 1).to_bytes(4, "little") + bytes(4),
        MAGIC + bytes(4) + (LIMITS.message_mb * 2**20 + 1).to_bytes(4, "little"),
        MAGIC + (2).to_bytes(4, "little") + bytes(4) + b"\xc1\xc1",
    ],
)
def test_what_is_no_message_ends_the_notebook(liar: Liar, raw: bytes) -> None:
    assert liar.says(ran(0), raw=raw) is Ending.MALFORMED
    assert len(liar.cells) == 1


def test_a_second_start_ends_the_notebook(liar: Liar) -> None:
    assert liar.says(ran(0), (Started({}), b""), ran(1), END) is Ending.MALFORMED


@pytest.mark.parametrize("end", [(), ((Ended(died=True), b""),), ((Failed("why"), b""),)])
def test_who_falls_silent_has_died(liar: Liar, end: tuple[Said, ...]) -> None:
    assert liar.says(ran(0), *end) is Ending.DIED


def test_who_speaks_byte_by_byte_is_late() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        liar = Liar(ours, theirs)
        theirs.sendall(MAGIC)
        liar._runner.due = time.monotonic() + 0.1
        assert listen(liar._runner, [], NOTEBOOK, LIMITS) is Ending.TIMED_OUT
        liar._runner._process.wait()
