"""An autograder for notebook courses, whose hidden tests run outside the student's process.

The map, from the top floor to the bottom; upper floors import lower ones, never the reverse:

- ``cli``: parse, call, print
- ``feedback``: the page a student reads
- ``grading``: the pipeline that grades a class; ``authoring``: builds and releases assignments
- ``examiner``: the trusted side, which runs the test cells; ``gradebook``: nbgrader's database
- ``exercises``: the assignments; ``candidate``: the untrusted side, which runs student code
- ``sandbox``: how a process gives up what it may not have; ``embeddings``: GloVe
- ``config``: what ``nbgrader_config.py`` can set
- ``model``, ``errors``: the nouns, and what can go wrong

This module imports nothing, so that a candidate's process starts with nothing it could leak.
"""
