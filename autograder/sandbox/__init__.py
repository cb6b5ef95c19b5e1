"""How a process gives up what it may not have.

- ``view``: what a candidate's root shows
- ``jail``: namespaces and that root, entered once by the fork server
- ``confine``: what each candidate gives up after the fork, as one readable sequence
- ``foreign``: the same for a Jupyter kernel of another language, and what watches over it
- ``syscalls``: the system calls that are denied, each with its reason
- ``cgroups``: limits for all processes of a fork server together, where the host gives them
- ``kernel``: the system calls that Python does not have
- ``probe``: what this host offers, line by line; ``trials``: the steps that it tries
"""

import sys

if sys.platform == "linux":  # elsewhere only ``probe`` can be imported, and says why
    from autograder.sandbox import cgroups, kernel
    from autograder.sandbox.confine import PROCESSES, Confinement, confine
    from autograder.sandbox.jail import SCRATCH, SPOOL, enter
    from autograder.sandbox.syscalls import build_filter
    from autograder.sandbox.view import (
        View,
        has_users_packages,
        interpreter,
        interpreter_view,
        package_folders,
    )

    __all__ = [
        "PROCESSES",
        "SCRATCH",
        "SPOOL",
        "Confinement",
        "View",
        "build_filter",
        "cgroups",
        "confine",
        "enter",
        "has_users_packages",
        "interpreter",
        "interpreter_view",
        "kernel",
        "package_folders",
    ]
