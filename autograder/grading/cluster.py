"""Workers on other machines: a cluster of ``dask.distributed``, as a workplace.

The stream of a run is the same as on one machine. What was handed in travels as bytes; each worker
makes its own fork servers and vectors (``crew``); results come back to this process, which alone
keeps and records them. What a dead worker had is done again by another.

Who is trusted: the scheduler and the workers, which are machines of the course staff's. Dask sends
functions and their results as pickles, so whoever can talk to a scheduler can run code on all of
them and on this machine. No pickle comes from a student's process: its answers have crossed the
wire of ``candidate`` before anything of this here sees them, and a report is bytes that msgspec
decodes. On a network that others share, use TLS: a ``tls://`` address, and certificates by Dask's
own configuration (``distributed.comm.tls``, ``DASK_DISTRIBUTED__COMM__TLS__CA_FILE`` and so on).

Machines that could give other marks than this one are refused, for a result is kept under what this
machine is.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from typing import Any

import dask.config
import distributed
from distributed.versions import VersionMismatchWarning, required_packages

from autograder.errors import ClusterUnavailable, ClusterUnfit
from autograder.grading.dispatch import Dispatcher, differing
from autograder.grading.pool import Order
from autograder.grading.surroundings import installed, versions_that_differ

CONNECTING = 5.0
"""Seconds for a scheduler to answer."""
PATIENCE = 300.0
"""Seconds to wait for a worker where there is none."""
OURS = "word-vector-autograder"
"""This package, as pip knows it."""


class Cluster:
    """A Dask cluster as a workplace. Asked to do nothing, it does not connect."""

    def __init__(
        self, address: str, *, say: Callable[[str], None] = print, patience: float = PATIENCE
    ) -> None:
        """``say`` hears of what is waited for, and of workers that are not used; ``patience`` is
        how many seconds a run waits for a worker where there is none."""
        self._address, self._say, self._patience = address, say, patience
        self._dispatcher: Dispatcher | None = None
        self._threads = 1
        """Of all workers, when they were last counted."""
        self._begun = False
        self._given_up: ClusterUnavailable | None = None

    @property
    def workers(self) -> int:
        if self._dispatcher is not None:
            self._threads = self._dispatcher.threads
        return max(1, self._threads)

    def try_sandbox(self) -> None:
        """Each worker does so when it is asked what it is; student code does not run here."""

    def greet(self) -> None:
        """See whether a run could begin, and say how many would work on it. Raises
        ClusterUnavailable, ClusterUnfit."""
        with self._connected() as client:
            _check_versions(client)
            threads = client.nthreads()
        self._threads = sum(threads.values())
        if threads:
            number = f"{len(threads)} worker{'s' * (len(threads) > 1)}"
            self._say(f"{number} at {self._address}: {self._threads} submissions side by side")

    @contextmanager
    def executor(self, order: Order) -> Iterator[Executor]:
        """Raises ClusterUnavailable where no scheduler answers or no worker comes, ClusterUnfit
        where one that is there at the beginning of the run cannot be used. Of later ones ``say``
        hears."""
        if self._given_up is not None:  # it is the run's turn to know
            error, self._given_up = self._given_up, None
            raise error
        with self._connected() as client:
            if not self._begun:
                _check_versions(client)
            dispatcher = Dispatcher(
                client,
                order,
                say=self._say,
                patience=self._patience,
                strict=not self._begun,
            )
            with dispatcher.open():
                self._begun, self._dispatcher = True, dispatcher
                try:
                    yield dispatcher
                finally:
                    self._dispatcher, self._given_up = None, dispatcher.given_up

    @contextmanager
    def _connected(self) -> Iterator[distributed.Client]:
        client = self._connect()
        try:
            yield client
        finally:
            # the scheduler sees to the rest: it drops what this client has asked for
            with suppress(OSError, TimeoutError):
                client.close(timeout=CONNECTING)

    def _connect(self) -> distributed.Client:
        for name in ("distributed", "distributed.client"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # it is told in our words
        # Dask would warn of what is refused here, and of large submissions
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TiB"})
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", VersionMismatchWarning)
                return distributed.Client(self._address, timeout=CONNECTING, set_as_default=False)
        except OSError as error:
            raise ClusterUnavailable(
                f"No Dask scheduler answers at {self._address}.",
                next_step="See that it runs and can be reached from here; `dask scheduler` starts "
                "one and prints its address.",
            ) from error
        except (ValueError, TypeError, RuntimeError, ImportError) as error:
            raise ClusterUnfit(
                f"{self._address} cannot be used: {error}.",
                next_step="An address is tcp://HOST:PORT, or tls://HOST:PORT with certificates by "
                "Dask's configuration.",
            ) from error


def _check_versions(client: distributed.Client) -> None:
    """Before anything of ours is sent, for another Python or another Dask might not even read it.
    Raises ClusterUnfit."""
    found: Any = client.get_versions(packages=sorted(installed()))
    here = _packages(found["client"])
    needed = ("Python", OURS, *required_packages)
    ours, theirs = (
        {n: p[n] for n in needed if n in p} for p in (here, _packages(found["scheduler"]))
    )
    _refuse("The scheduler", ours, theirs)
    for address, said in sorted(found["workers"].items()):
        _refuse(f"The worker {address}", here, _packages(said))


def _refuse(who: str, here: Mapping[str, str], there: Mapping[str, str]) -> None:
    if phrases := list(versions_that_differ(here, there)):
        raise differing(who, phrases)


def _packages(said: Mapping[str, Any]) -> dict[str, str]:
    """Versions by name, of what ``distributed`` says of a process; of Python's the minor one."""
    versions = {name: str(version) for name, version in said["packages"].items() if version}
    versions["Python"] = ".".join(versions.pop("python").split(".")[:2])
    return versions
