"""What the engine costs, measured on the machine at hand. Not part of the test suite.

- ``python -m tests.benchmarks.candidate``: one more candidate, in time and in memory, beside a
  Jupyter kernel
- ``python -m tests.benchmarks.endurance``: what a thousand submissions leave behind
"""
