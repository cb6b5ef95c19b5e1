"""The live check service: students ask the hidden checks before they hand in, and are told marks
and hints.

It runs where the course is and as the course's own user. What a student sends is a notebook's
bytes; what goes back has passed ``answer``, so that tests and reference stay here.

- ``app``: the addresses, on tornado; ``identity``: who asks; ``tokens``: what the instructor
  gives to students, where there is no JupyterHub
- ``ledger``: every request, and how many more a student may make
- ``desk``: examines a notebook as a grading run would, and records nothing in the gradebook
- ``answer``: what is told of a report
"""
