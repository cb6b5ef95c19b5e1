"""What all pages that we write have in common, whoever reads them.

- ``text``: cleaning and bounding what came from a student.
- ``rendering``: templates in which everything is escaped, and writing a file in one step.
- ``plotting``: plotly.js within a page.
- ``templates/look.css``: colours in light and dark, type, focus.
"""

from autograder.pages.rendering import counted, environment, points, sentence, write
from autograder.pages.text import line

__all__ = ["counted", "environment", "line", "points", "sentence", "write"]
