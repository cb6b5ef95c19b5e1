"""What a student reads.

- ``page``: the report on one notebook as one self-contained HTML file, and writing it.
- ``view``: what the page says, as frozen data; ``document`` reads the graded notebook for it.
- ``wording``: the catalogue of what each reason means and what to try next.
- ``code``: colouring what a student wrote.
- ``summary``: the same in a few words, for a terminal.
"""

from autograder.feedback.page import page, write_feedback
from autograder.feedback.summary import short, why
from autograder.feedback.wording import SYMBOLS, WORDS

__all__ = ["SYMBOLS", "WORDS", "page", "short", "why", "write_feedback"]
