# %%
import random
import numpy as np

# %% solution="draws"
### BEGIN SOLUTION
def sample(n):
    return np.random.normal(size=n)

def dice(n):
    return [random.randint(1, 6) for _ in range(n)]

def walk(rng, n):
    return rng.integers(0, 10, n).cumsum()

def shuffled(items, generator):
    items = list(items)
    generator.shuffle(items)
    return items

rng = np.random.default_rng(7)
state = np.random.RandomState(3)
### END SOLUTION

# %% test="numpy-seeded" points=1
np.random.seed(1)
a = sample(3)
np.random.seed(1)
assert np.allclose(sample(3), a)
assert np.allclose(a, [1.62434536, -0.61175641, -0.52817175])

# %% test="python-seeded" points=1
random.seed(0)
assert dice(5) == [4, 4, 1, 3, 5]

# %% test="drawn-here-and-there" points=1
random.seed(0)
first = random.randint(1, 6)
rest = dice(4)
assert [first, *rest] == [4, 4, 1, 3, 5]

# %% test="numpy-here-and-there" points=1
# autograder: inside
np.random.seed(2)
expected = np.random.normal(size=4)
np.random.seed(2)
found = np.concatenate([sample(2), np.random.normal(size=2)])
assert np.allclose(found, expected)

# %% test="generator-passed" points=1
assert walk(np.random.default_rng(5), 4).tolist() == np.random.default_rng(5).integers(0, 10, 4).cumsum().tolist()

# %% test="generator-goes-on" points=1
mine = np.random.default_rng(5)
one = walk(mine, 2)
two = walk(mine, 2)
both = np.random.default_rng(5).integers(0, 10, 4)
assert one.tolist() == both[:2].cumsum().tolist()
assert two.tolist() == both[2:].cumsum().tolist()

# %% test="random-object" points=1
generator = random.Random(4)
expected = list("abcdef")
random.Random(4).shuffle(expected)
assert shuffled("abcdef", generator) == expected

# %% test="students-generator" points=1
assert rng.integers(0, 100) == np.random.default_rng(7).integers(0, 100)

# %% solution="goes-on"
### BEGIN SOLUTION
second = rng.integers(0, 100)
### END SOLUTION

# %% test="goes-on-there" points=1
assert second == np.random.default_rng(7).integers(0, 100, 2)[1]

# %% test="state" points=1
assert state.rand() == np.random.RandomState(3).rand()

# %% test="statistics" points=1
np.random.seed(0)
many = sample(10_000)
assert abs(many.mean()) < 0.05 and abs(many.std() - 1) < 0.05
