# %%
import numpy as np

# %% solution="arrays"
### BEGIN SOLUTION
grid = np.arange(6.0).reshape(2, 3)
mask = grid > 2
words = np.array(["a", "bc"])
when = np.datetime64("2024-01-02")
record = np.array([(1, 2.0)], dtype=[("n", "i4"), ("v", "f8")])

def normalise(a):
    """A copy of a that sums to one."""
    return a / a.sum()

def scale(a, k):
    """Scale a in place."""
    a *= k

def first_row(a):
    """A view."""
    return a[0]

def same(a):
    return a

def overlap(a, b):
    """Add 1 to a; b is seen to change where it is the same memory."""
    a += 1
    return float(b.sum())

def mean(a):
    return a.mean()

def pair(a):
    return a.min(), a.max()
### END SOLUTION

# %% test="values" points=1
assert grid.shape == (2, 3) and grid.dtype == float
assert mask.dtype == bool and mask.sum() == 3
assert np.array_equal(words, ["a", "bc"])
assert when == np.datetime64("2024-01-02")
assert record["v"][0] == 2.0

# %% test="result" points=1
assert np.allclose(normalise(np.array([1.0, 3.0])), [0.25, 0.75])
assert isinstance(mean(np.ones(3)), np.floating)
assert isinstance(mean(np.ones(3)), float)
low, high = pair(np.array([3, 1, 2]))
assert (low, high) == (1, 3)

# %% test="unchanged" points=1
a = np.array([1.0, 3.0])
before = a.copy()
normalise(a)
assert np.array_equal(a, before)

# %% test="in-place" points=1
a = np.ones((2, 2))
assert scale(a, 3) is None
assert (a == 3).all()

# %% test="view-of-tests" points=1
a = np.zeros((3, 2))
scale_me = a[1]
scale_me += 1
scale(a[1], 5)
assert a[1].tolist() == [5, 5] and a[0].tolist() == [0, 0]

# %% test="view-returned" points=1
a = np.zeros((2, 2))
row = first_row(a)
row[0] = 7
assert a[0, 0] == 7
assert np.shares_memory(row, a)

# %% test="identity" points=1
a = np.arange(3)
assert same(a) is a

# %% test="aliased-arguments" points=1
a = np.zeros(3)
assert overlap(a, a) == 3.0
b = np.zeros(4)
assert overlap(b[:2], b) == 2.0
assert b.tolist() == [1, 1, 0, 0]

# %% test="student-array-changed" points=1
grid[0, 0] = 100
assert grid.max() == 100
grid += 1
assert grid[0, 0] == 101

# %% test="read-only" points=1
a = np.ones(2)
a.flags.writeable = False
try:
    scale(a, 2)
except ValueError:
    pass
else:
    raise AssertionError("a read-only array was changed")

# %% test="odd-layout" points=1
a = np.arange(12).reshape(3, 4)
assert np.array_equal(normalise(a.T), a.T / a.sum())
assert np.array_equal(normalise(a[::2, ::-1]), a[::2, ::-1] / a[::2].sum())
assert normalise(np.array(5.0)) == 1.0
