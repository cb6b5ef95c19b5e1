"""How a process gives up what it may not have.

``confine`` is the whole of it, as one readable sequence; it is called in a candidate's process
after the fork and before the first byte of the student's code. Today it bounds what the process
can use (``limits``); namespaces, a root of its own and a system call filter have their place
in the same sequence.
"""

from autograder.sandbox.confine import confine

__all__ = ["confine"]
