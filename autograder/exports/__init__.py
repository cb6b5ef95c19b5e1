"""Marks where staff need them.

- ``canvas``: the file of Canvas's gradebook with one column filled in, or a new one;
  ``spans``: finding the cells of a CSV file without touching its other bytes; ``matching``: who
  is who in it
- ``moodle``: what Moodle's grade import takes
- ``gradescope``: a ``results.json`` for each student
- ``plain``: one row a student, as CSV and as Parquet
- ``cells``: what a spreadsheet may be given; ``wording``: what is said in sentences
- ``formats``: which of them there are, for the command line
- ``plugins``: the same for ``nbgrader export --exporter``
"""
