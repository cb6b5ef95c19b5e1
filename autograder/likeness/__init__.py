"""Which students have much in common that others have not.

- ``reading``: the solution cells of a class, taken in as grading takes them in; nothing is run
- ``tokens``: what of a cell is compared; ``fingerprints``: winnowing
- ``ranking``: what counts how much, and which pairs have most in common
- ``finding``: all of that for one assignment
- ``page``: pairs side by side, as one self-contained HTML file
"""
