"""nbgrader's database and folders: reading, and recording.

- ``course``: a course folder, configured as nbgrader's own commands configure themselves
- ``database``: opening the gradebook; ``faults``: its errors as ours; ``sqlite``: one writer at a
  time, and readers who need not wait
- ``reading``: an assignment as all submissions are graded against; ``names``: what a cell binds
- ``recording``: marks into the gradebook, in batches, over ``rows`` (which rows a submission
  needs), ``updates`` (what a report changes in them), ``penalties`` (late submissions);
  ``recorded``: what is stored, read back for a whole class
- ``writing``: graded notebooks into ``autograded/``; ``files``: other files, written whole or not
  at all; ``paths``: which names may be written
- ``exchange``: a student's side of nbgrader's exchange
- ``permissions``: whether several unix users can share a course
- ``sheet``: the marks of a class with all that stands beside them; ``marks``: the sums alone

Importing the package costs nothing; nbgrader (two seconds) is imported where it is used.
"""
