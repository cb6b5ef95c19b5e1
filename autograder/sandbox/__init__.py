"""How a process gives up what it may not have.

- ``view``: what a candidate's root shows
- ``jail``: namespaces and that root, entered once by the fork server
- ``confine``: what each candidate gives up after the fork, as one readable sequence
- ``syscalls``: the system calls that are denied, each with its reason
- ``kernel``: the system calls that Python does not have
- ``probe``: what this host offers, line by line
"""

from autograder.sandbox import kernel
from autograder.sandbox.confine import Confinement, confine
from autograder.sandbox.jail import SCRATCH, SPOOL, enter
from autograder.sandbox.syscalls import build_filter
from autograder.sandbox.view import View, interpreter_view

__all__ = [
    "SCRATCH",
    "SPOOL",
    "Confinement",
    "View",
    "build_filter",
    "confine",
    "enter",
    "interpreter_view",
    "kernel",
]
