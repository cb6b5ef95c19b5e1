# %% solution="f"
def f(x):
    ### BEGIN SOLUTION
    return x + 1
    ### END SOLUTION

# %% test="binds" points=1
import math
from statistics import mean as average
import collections.abc

tolerance = 1e-6
cases = [(1, 2), (5, 6)]

def check(function, cases):
    for argument, expected in cases:
        assert abs(function(argument) - expected) < tolerance, (argument, expected)

class Recorder:
    """Keeps what it saw."""
    def __init__(self):
        self.seen = []
    def __call__(self, x):
        self.seen.append(x)
        return x

data = {"n": 3}
check(f, cases)

# %% test="uses" points=1
check(f, [(0, 1), (-1, 0)])
assert average([f(1), f(3)]) == 3

# %% solution="g"
def g(r):
    ### BEGIN SOLUTION
    return math.pi * r
    ### END SOLUTION

### BEGIN SOLUTION
doubled = data["n"] * 2
mean_of = average([1, 2, 3])
recorder = Recorder()
h = recorder(f(4))
### END SOLUTION

# %% test="read-by-answer" points=1
assert abs(g(1) - math.pi) < tolerance
assert doubled == 6
assert mean_of == 2

# %% test="class-of-tests" points=1
assert h == 5
assert recorder.seen == [5]
assert isinstance(recorder, Recorder)

# %% locked="read-only"
summary = {"cases": len(cases), "f": f(10)}
check(f, cases)

# %% test="read-only-binds" points=1
assert summary == {"cases": 2, "f": 11}

# %% test="shadow" points=1
def f2(x):
    return f(x) * tolerance_factor
tolerance_factor = 10
assert f2(1) == 20

# %% solution="uses-test-function"
### BEGIN SOLUTION
twenty = f2(1)
def indirect(x):
    return f2(x)
### END SOLUTION

# %% test="student-calls-test-function" points=1
assert twenty == 20
tolerance_factor = 100
assert indirect(1) == 200

# %% test="comprehension" points=1
results = [f(i) for i in range(3)]
assert results == [1, 2, 3]
assert all(f(i) == i + 1 for i in range(5))
total = 0
for i in range(3):
    total += f(i)
assert total == 6 and i == 2

# %% solution="loop-variable"
### BEGIN SOLUTION
last = i
### END SOLUTION

# %% test="loop-variable-read" points=1
assert last == 2
