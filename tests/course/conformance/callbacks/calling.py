# %% solution="higher"
### BEGIN SOLUTION
def apply(f, items):
    return [f(item) for item in items]

def bisect(f, low, high, steps=60):
    for _ in range(steps):
        middle = (low + high) / 2
        if f(low) * f(middle) <= 0:
            high = middle
        else:
            low = middle
    return low

def repeat(f, n):
    total = 0.0
    for i in range(n):
        total += f(i)
    return total

def safe(f):
    try:
        return f()
    except ValueError as error:
        return f"caught {error}"

def compose(f, g):
    return lambda x: f(g(x))

def logged(f):
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return f(*args, **kwargs)
    wrapper.calls = 0
    return wrapper

def sort_by(items, key):
    return sorted(items, key=key)

def each(items, visit):
    for item in items:
        visit(item)
### END SOLUTION

# %% test="apply" points=1
assert apply(lambda x: x * 2, [1, 2]) == [2, 4]
assert apply(str, [1, 2]) == ["1", "2"]
assert apply(len, ["a", "bc"]) == [1, 2]

# %% test="math" points=1
import math
import numpy as np
assert abs(bisect(math.cos, 1, 2) - math.pi / 2) < 1e-9
assert abs(bisect(lambda x: x * x - 2, 0, 2) - math.sqrt(2)) < 1e-9
assert apply(np.sqrt, [4.0]) == [2.0]

# %% test="ten-thousand" points=1
count = 0
def f(i):
    global count
    count += 1
    return i / 2
assert repeat(f, 10_000) == sum(i / 2 for i in range(10_000))
assert count == 10_000

# %% test="builtin-error" points=1
def bad():
    raise ValueError("mine")
assert safe(bad) == "caught mine"

# %% test="own-error" points=1
class Mine(Exception):
    pass
def worse(*_):
    raise Mine("through")
try:
    safe(worse)
except Mine as error:
    assert str(error) == "through"
else:
    raise AssertionError("swallowed")

# %% test="own-error-kind" points=1
class Special(ValueError):
    pass
def special():
    raise Special("kin")
assert safe(special) == "caught kin"

# %% test="stops" points=1
class Enough(Exception):
    pass
def limited(i, seen=[]):
    seen.append(i)
    if len(seen) > 5:
        raise Enough
    return 1
try:
    repeat(limited, 10**9)
except Enough:
    pass

# %% test="composed" points=1
h = compose(lambda x: x + 1, lambda x: x * 10)
assert h(2) == 21
assert compose(str, len)("abc") == "3"

# %% test="decorator" points=1
@logged
def add(a, b=1):
    return a + b
assert add(1) == 2
assert add(1, b=5) == 6
assert add.calls == 2

# %% test="key" points=1
assert sort_by(["bb", "a", "ccc"], key=len) == ["a", "bb", "ccc"]
assert sort_by([3, 1, 2], lambda x: -x) == [3, 2, 1]

# %% test="visitor" points=1
seen = []
each([1, 2, 3], seen.append)
assert seen == [1, 2, 3]

# %% test="back-and-forth" points=1
assert apply(compose(lambda x: x, abs), [-1]) == [1]
assert repeat(lambda i: repeat(lambda j: 1, i), 4) == 6

# %% test="arrays" points=1
def touch(a):
    a[0] = 9
    return a
x = np.zeros(2)
assert apply(touch, [x])[0][0] == 9
assert x[0] == 9
