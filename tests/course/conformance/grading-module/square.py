# %%
import grader

# %% solution="square"
def square(x):
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION

# %% test="share" points=4
4 * grader.share(square)

# %% test="from-import" points=2
from grader import share, reference
round(2 * share(square, seed=2), 1)

# %% test="object" points=4
grader.Report(square)

# %% test="global-of-tests" points=1
def expected(x):
    return scale * x * x

scale = 2
assert expected(3) == 2 * square(3)

# %% test="patched" points=1
import unittest.mock
with unittest.mock.patch("grader.reference", lambda x: x * x):
    assert share(square) == 1.0
