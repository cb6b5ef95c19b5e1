# %%
import sys
import warnings

# %% solution="f"
### BEGIN SOLUTION
def f(x):
    warnings.warn("honest")
    return x

def g(x):
    print("note", file=sys.stderr)
    return x

def h(x):
    return x
### END SOLUTION

# %% test="warns" points=1
assert f(1) == 1

# %% test="writes" points=1
assert g(1) == 1

# %% test="quiet" points=1
assert h(1) == 1

# %% test="own-warning" points=1
warnings.warn("of the test's own")
assert h(2) == 2

# %% test="logging" points=1
import logging
logging.warning("logged")
assert h(3) == 3

# %% test="caught" points=1
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    f(1)
assert len(caught) == 1
assert "honest" in str(caught[0].message)

# %% test="ignored" points=1
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    assert f(3) == 3
