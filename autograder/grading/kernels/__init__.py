"""Notebooks in languages other than Python: executed as stock nbgrader does, but confined.

Their test cells run in the process of the student's code, for there is no other that knows the
language. So these marks are not tamper-proof, and every report says so.

- ``specs``: which notebooks these are, and whether their kernels can be used here
- ``messages``: what worker and runner say to each other
- ``client``: the worker's handle on the runner; ``execution``: what comes back from it, which was
  in the student's hands
- ``runner``: the jailed side: nbgrader's Execute and the kernel
- ``marks``: from the outputs of a test cell to a verdict, by nbgrader's rules
"""
