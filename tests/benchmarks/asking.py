"""A fork server that is warm as for a course on word vectors, and candidates without examiner."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from autograder import embeddings
from autograder.candidate.client import ForkServer, Handle
from autograder.candidate.messages import CellDone, Reply, Request, RunCell
from autograder.candidate.wire import Channel
from autograder.config import Limits

SETUP = """
import math

import gensim.downloader
import numpy as np
import plotly.graph_objects as go
import plotly.io

model = gensim.downloader.load("glove-wiki-gigaword-50")
"""
"""What the instructor's first cells do: the whole of GloVe is 400,000 x 50 float32, 80 MB."""


@contextlib.contextmanager
def warm_server() -> Iterator[ForkServer]:
    """A fork server that holds the libraries and all of GloVe ready."""
    store = embeddings.prepare()
    with ForkServer(
        limits=Limits(),
        cells=(SETUP,),
        vectors=("glove-wiki-gigaword-50",),
        gensim_data=store.gensim_data,
    ) as server:
        server.ready()
        yield server


def run_cell(handle: Handle, source: str, *, count: int = 1) -> None:
    """Have a candidate run a cell, and wait until it has. Raises RuntimeError where it fails."""
    channel = Channel(handle.socket, Reply, max_payload=2**24)
    channel.send(Request(count, RunCell(source, count)))
    done = channel.receive()[0].body
    if not isinstance(done, CellDone) or done.raised is not None:
        raise RuntimeError(f"the cell did not run: {done}")
