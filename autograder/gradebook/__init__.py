"""nbgrader's database and folders: reading, and recording.

- ``course``: a course folder, configured as nbgrader's own commands configure themselves
- ``database``: opening the gradebook; its errors as ours
- ``reading``: an assignment as all submissions are graded against; ``names``: what a cell binds
- ``recording``: marks into the gradebook, in batches, over ``rows`` (which rows a submission
  needs), ``updates`` (what a report changes in them), ``penalties`` (late submissions)
- ``writing``: graded notebooks into ``autograded/``; ``paths``: which names may be written

Importing the package costs nothing; nbgrader (two seconds) is imported where it is used.
"""
