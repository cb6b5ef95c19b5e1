"""Building and releasing assignments.

An assignment exists in three forms: text (reviewed in git), source notebook (with solutions and
hidden tests), release (what students get).

    layout    where they lie
    build     text form <-> source notebook
    release   source notebook -> release, by nbgrader's generate_assignment
    hidden    how many checks a release hides, told in it
    due       until when it is to be handed in, told in it too
    telling   how a release tells such things
    leaks     what of the secrets a release shows
    check     are the three in step, and is nothing leaked?

Each module's main function has its name: ``from autograder.authoring.build import build``.
"""

from autograder.quick import import_jsonschema

import_jsonschema()  # before its modules import nbformat
