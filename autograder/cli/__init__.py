"""The command line: parse, call, print.

- ``main``: the commands
- ``printing``: the console, and how errors are told
- ``doctor``: whether this host can confine student code
- ``tables``: what a run prints while it goes and when it is over
- ``demo``: a course, a made-up class and its marks, in a temporary folder
"""

from autograder.cli.main import main

__all__ = ["main"]
