"""What an instructor looks at: what the class understood, and what it did not.

- ``facts``: a class as tables, read from kept results and the gradebook; ``anonymous`` takes the
  names out.
- ``distribution``: marks and seconds; ``items``: each grade cell as an item of a test;
  ``answers``: misconceptions, and the same wrong answer of several students.
- ``change``: since the time before, and against another class.
- ``wording``: what of it is said first, in sentences; ``figures``: what of it is drawn.
- ``page``: all of it as one HTML file.

Importing it starts polars, and with it threads: never in a process that forks.
"""

from autograder.analytics.change import against, since
from autograder.analytics.facts import ClassFacts, anonymous, gather
from autograder.analytics.page import page

__all__ = ["ClassFacts", "against", "anonymous", "gather", "page", "since"]
