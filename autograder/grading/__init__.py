"""The pipeline that grades a class.

- ``intake``: a submitted folder as bytes; ``parsing``, ``metadata``: bytes as a notebook
- ``sanitise``: the student's answers in the instructor's frame; ``plan``: where each cell runs
- ``submission``: one submission, from bytes to a report; ``document``: its notebooks with outputs
- ``kernels``: notebooks in languages other than Python
- ``pool``: processes that grade; ``run``: a class through them, recorded as a stream
- ``cluster``: workers on other machines, by Dask; ``dispatch``: who of them has what; ``crew``,
  ``survey``: what runs there
- ``road``: ``nbgrader autograde`` and Formgrader with the same engine, by way of a ``workshop``
"""
