# %%
import numpy as np

# %% solution="large"
### BEGIN SOLUTION
big = np.arange(10_000_000, dtype=float)

def make(n):
    return np.ones(n)

def total(a):
    return float(a.sum())

def double(a):
    return a * 2

def zero(a):
    a[:] = 0
### END SOLUTION

# %% test="variable" points=1
assert big.shape == (10_000_000,)
assert big.nbytes == 80_000_000
assert big[-1] == 9_999_999
assert big.mean() == 4_999_999.5

# %% test="result" points=1
assert make(10_000_000).sum() == 10_000_000

# %% test="argument" points=1
mine = np.full(10_000_000, 0.5)
assert total(mine) == 5_000_000

# %% test="both" points=1
assert (double(mine) == 1).all()

# %% test="in-place" points=1
zero(mine)
assert not mine.any()

# %% test="text" points=1
assert total(np.frombuffer(("ab" * 10_000_000).encode(), dtype="u1")) == 1_950_000_000
