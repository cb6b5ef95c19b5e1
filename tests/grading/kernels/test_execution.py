"""A real kernel in the sandbox: it runs what it should, and reaches nothing else."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from autograder.candidate.outputs import Error, ExecuteResult
from autograder.config import Limits
from autograder.errors import InfrastructureError
from autograder.grading.kernels.execution import Execution, execute
from autograder.grading.kernels.specs import Kernel, find
from autograder.model import Ending
from tests.grading.kernels.installed import code, course_at, printed

LIMITS = Limits(cell_seconds=2, submission_seconds=60, output_kb=64, memory_mb=512, file_mb=8)

Bash = Callable[..., Execution]


@pytest.fixture
def kernel(tmp_path: Path) -> Kernel:
    return find("bash", course=course_at(tmp_path), what="It")


@pytest.fixture
def bash(kernel: Kernel) -> Bash:
    def run(*cells: str, limits: Limits = LIMITS, **files: bytes) -> Execution:
        given = {PurePosixPath(name): data for name, data in files.items()}
        return execute(kernel, code(*cells), given, limits)

    return run


def test_cells_run_one_after_another_in_one_kernel_with_the_files_given(bash: Bash) -> None:
    done = bash("f() { wc -l < $1; }", "f data", "false", "cat <(echo $NBGRADER_EXECUTION)",
                data=b"1\n2\n")  # fmt: skip
    assert [printed(cell.outputs) for cell in done.cells] == ["", "2\n", "", "autograde\n"]
    assert [(cell.count, cell.finished) for cell in done.cells] == [(n, True) for n in range(1, 5)]
    assert done.cells[2].outputs == [Error("", "1", [])]
    assert (done.ending, done.language["name"]) == (Ending.OK, "bash")


def test_a_result_is_one_in_scheme(tmp_path: Path) -> None:
    scheme = find("calysto_scheme", course=course_at(tmp_path), what="It")
    done = execute(scheme, code("(define (f x) (* x x))", "(f 1.5)"), {}, LIMITS)
    assert done.cells[1].outputs == [ExecuteResult({"text/plain": "2.25"}, {}, 2)]


def test_no_file_of_the_host_is_in_sight(bash: Bash, tmp_path: Path) -> None:
    secret = tmp_path / "gradebook.db"
    secret.write_text("secret")
    done = bash(f"cat {secret} /etc/shadow", "ls -a / /etc /home ~root",
                "touch /usr/mark /etc/mark; ls /proc")  # fmt: skip
    told = "".join(printed(cell.outputs) for cell in done.cells)
    assert (secret.exists(), "secret" in told, "root:" in told) == (True, False, False)
    assert "shadow\n" not in printed(done.cells[1].outputs)
    assert "Read-only file system" in told
    pids = [int(word) for word in printed(done.cells[2].outputs).split() if word.isdigit()]
    assert 1 in pids
    assert max(pids) < 30, "only processes of its own are in sight"


def test_it_is_nobody_without_any_right(bash: Bash) -> None:
    done = bash("id -u; grep -E 'CapPrm|CapBnd|NoNewPrivs|Seccomp:' /proc/self/status",
                "unshare -r true; mount -t tmpfs x /work; echo tried")  # fmt: skip
    lines = printed(done.cells[0].outputs).split()
    assert lines[0] == "65534"
    assert dict(zip(lines[1::2], lines[2::2], strict=True)) == {
        "CapPrm:": "0" * 16, "CapBnd:": "0" * 16, "NoNewPrivs:": "1", "Seccomp:": "2",
    }  # fmt: skip
    assert "unshare failed: Operation not permitted" in printed(done.cells[1].outputs)


def test_of_sockets_it_has_those_of_the_internet_alone(bash: Bash) -> None:
    """Some of the others know nothing of network namespaces. By number: of those that this kernel
    does not have the filter still says that they are denied, and not that they are not there."""
    ask = f"{sys.executable} -c 'import socket as s; s.socket({{}}, {{}}, {{}})'"
    vsock, algorithms, bluetooth, packets = 40, 38, 31, 17
    denied = (vsock, algorithms, bluetooth, packets, 3, 12, 46)
    done = bash(
        "; ".join((ask.format(2, 1, 0), ask.format(1, 1, 0), ask.format(16, 3, 0))),
        "; ".join((*(ask.format(family, 3, 0) for family in denied), ask.format(16, 3, 9))),
    )
    assert printed(done.cells[0].outputs) == ""
    told = printed(done.cells[1].outputs)
    assert told.count("[Errno 1] Operation not permitted") == len(denied) + 1


def test_the_network_ends_at_its_own_loopback(bash: Bash) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        port = server.getsockname()[1]
        done = bash(f"exec 3<>/dev/tcp/127.0.0.1/{port} && echo reached",
                    "exec 3<>/dev/tcp/192.0.2.1/80 && echo reached")  # fmt: skip
        told = [printed(cell.outputs) for cell in done.cells]
        assert "reached" not in "".join(told)
        assert "Connection refused" in told[0]
        assert "Network is unreachable" in told[1]
        with pytest.raises(BlockingIOError):
            server.accept()


def test_who_kills_all_kills_itself_alone(bash: Bash) -> None:
    witness = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        done = bash("echo before", f"kill -9 {witness.pid} {os.getpid()}; kill -9 -1; kill -9 1 2",
                    "echo after")  # fmt: skip
        assert witness.poll() is None
    finally:
        witness.communicate(b"\n")
    assert printed(done.cells[0].outputs) == "before\n"
    assert all(not cell.finished for cell in done.cells[1:])
    assert done.ending is Ending.DIED
    assert not done.out_of_memory


def test_a_cell_that_ends_the_kernel_is_not_finished(bash: Bash) -> None:
    """It has no error among its outputs: as a test it would pass."""
    done = bash("echo before", "kill -9 $PPID; sleep 9", "echo after")
    assert [cell.finished for cell in done.cells] == [True, False]
    assert done.ending is Ending.DIED


def test_a_cell_is_left_out_where_its_tag_says_so(kernel: Kernel) -> None:
    notebook = code("echo one", "echo two")
    notebook["cells"][0]["metadata"] = {"tags": ["skip-execution"]}
    assert [cell.index for cell in execute(kernel, notebook, {}, LIMITS).cells] == [1]


def test_a_cell_that_never_ends_costs_that_cell(bash: Bash) -> None:
    done = bash("while :; do :; done", "echo next")
    assert [o.ename for o in done.cells[0].outputs if isinstance(o, Error)] == ["CellTimeoutError"]
    assert printed(done.cells[1].outputs) == "next\n"
    assert done.ending is Ending.OK


def test_the_course_says_how_long_a_cell_may_take(kernel: Kernel) -> None:
    slow = code("sleep 3; echo through")
    patient = replace(kernel, settings={"timeout": 20})
    assert printed(execute(patient, slow, {}, LIMITS).cells[0].outputs) == "through\n"


def test_a_notebook_that_never_ends_is_ended_whole(bash: Bash) -> None:
    """Also where its cells cannot be interrupted, and have left processes behind."""
    mark = f"3{os.getpid()}"
    loop = f"trap '' INT; setsid sleep {mark} & while :; do :; done"
    done = bash("echo before", loop, "echo after", limits=replace(LIMITS, submission_seconds=6))
    assert printed(done.cells[0].outputs) == "before\n"
    assert done.ending is Ending.TIMED_OUT
    assert not any(cell.finished for cell in done.cells[1:] if printed(cell.outputs) == "after\n")
    assert subprocess.run(["pgrep", "-f", f"sleep {mark}"], check=False).returncode == 1


def test_output_without_end_is_cut_and_counted(bash: Bash) -> None:
    done = bash(f"yes {'x' * 4000}", "echo next")
    assert len(printed(done.cells[0].outputs)) == 64 * 1024
    assert done.cells[0].dropped > 0
    assert printed(done.cells[-1].outputs) == "next\n"


def test_memory_is_bounded_for_all_processes_together(bash: Bash) -> None:
    """Each of them keeps within its own bound."""
    hog = f"{sys.executable} -c 'x = b\"1\" * (200 * 2**20); import time; time.sleep(60)' &"
    done = bash("echo before", f"for i in 1 2 3 4 5 6 7; do {hog} done; sleep 60", "echo after",
                limits=replace(LIMITS, cell_seconds=30))  # fmt: skip
    assert printed(done.cells[0].outputs) == "before\n"
    assert (done.ending, done.out_of_memory) == (Ending.DIED, True)


def test_one_process_is_told_that_memory_is_out(bash: Bash) -> None:
    done = bash(f"{sys.executable} -c 'x = b\"1\" * 2**30'", "echo next")
    assert "MemoryError" in printed(done.cells[0].outputs)
    assert printed(done.cells[1].outputs) == "next\n"


def test_a_fork_bomb_ends_with_the_notebook(bash: Bash) -> None:
    done = bash("bomb() { bomb | bomb & }; bomb", "echo next",
                limits=replace(LIMITS, submission_seconds=8))  # fmt: skip
    assert len(done.cells) <= 2  # however it ends, it does


def test_files_are_bounded(bash: Bash) -> None:
    done = bash("head -c 200M /dev/zero > big; stat -c %s big", "echo next")
    assert int(printed(done.cells[0].outputs).split()[-1]) <= 8 * 2**20
    assert printed(done.cells[1].outputs) == "next\n"


def test_a_kernel_that_does_not_answer_is_our_fault(kernel: Kernel) -> None:
    spec = {**kernel.spec, "argv": ["/bin/sh", "-c", "echo no such thing >&2; exit 3"]}
    with pytest.raises(InfrastructureError, match=r"did not start: .* no such thing"):
        execute(replace(kernel, spec=spec), code("echo hi"), {}, LIMITS)
