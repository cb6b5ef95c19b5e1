# %%
import numpy as np

# %% solution="squares"
def squares(n):
    """The first n squares."""
    ### BEGIN SOLUTION
    if n < 1:
        raise ValueError("n must be greater than or equal to 1")
    return [i**2 for i in range(1, n + 1)]
    ### END SOLUTION

# %% test="squares-core" points=2
assert squares(1) == [1]
assert squares(3) == [1, 4, 9]

# %% test="squares-type" points=1
assert type(squares(2)) is list
assert isinstance(squares(2)[0], int)

# %% test="squares-error" points=1
try:
    squares(0)
except ValueError as error:
    assert "greater" in str(error)
else:
    raise AssertionError("did not raise")

# %% solution="sum"
def sum_of_squares(n):
    ### BEGIN SOLUTION
    return sum(squares(n))
    ### END SOLUTION

# %% test="sum-core" points=1
assert sum_of_squares(10) == 385

# %% test="sum-uses-squares" points=1
kept = squares
del squares
try:
    sum_of_squares(1)
except NameError:
    pass
else:
    raise AssertionError("sum_of_squares does not use squares")
squares = kept

# %% test="sum-again" points=1
assert sum_of_squares(2) == 5
