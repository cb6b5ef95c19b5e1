"""What a student reads.

- ``page``: the report on one notebook as one self-contained HTML file, and writing it.
- ``publishing``: the pages of a class; ``road``: the same by nbgrader's commands and Formgrader.
- ``edition``: how much is revealed (``revealing``), and what people have marked and written.
- ``view``: what the page says, as frozen data; ``document`` reads the graded notebook for it,
  ``figure`` draws vectors, ``formulas`` makes those in headings readable.
- ``wording``: the catalogue of what each reason means and what to try next.
- ``work``: what a student wrote, cut to bounds; ``code`` colours it.
- ``summary``: the same in a few words, for a terminal.
"""

from autograder.feedback.edition import Edition
from autograder.feedback.page import page, write_feedback
from autograder.feedback.publishing import Pages
from autograder.feedback.summary import short, why
from autograder.feedback.wording import SYMBOLS, WORDS

__all__ = ["SYMBOLS", "WORDS", "Edition", "Pages", "page", "short", "why", "write_feedback"]
