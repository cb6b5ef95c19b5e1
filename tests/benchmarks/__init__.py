"""What the engine costs, measured on the machine at hand. Not part of the test suite.

- ``python -m tests.benchmarks.candidate``: one more candidate, in time and in memory, beside a
  Jupyter kernel
- ``python -m tests.benchmarks.classroom``: classes of up to 10,000 beside stock nbgrader:
  throughput, CPU time beside what the cells need, memory, marks, and grading once more
- ``python -m tests.benchmarks.endurance``: what a thousand submissions leave behind
"""
