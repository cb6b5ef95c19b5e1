# %%
import datetime
import math
import re
from decimal import Decimal
from fractions import Fraction
from functools import partial, reduce
from pathlib import Path
from types import SimpleNamespace

# %% solution="values"
### BEGIN SOLUTION
def days(a, b):
    return b - a

def tomorrow(day):
    return day + datetime.timedelta(days=1)

def exact(a, b):
    return Fraction(a, b)

def money(text):
    return Decimal(text)

def find(pattern, text):
    return re.search(pattern, text)

def views(mapping):
    return mapping.keys(), mapping.values(), mapping.items()

def lazy(items):
    return map(str, items), filter(None, items), zip(items, items), enumerate(items), reversed(items)

def adder(n):
    return lambda x: x + n

def power(n):
    return partial(pow, 2)

def counter():
    count = 0
    def step():
        nonlocal count
        count += 1
        return count
    return step

def library():
    return math

def here():
    return Path("a") / "b.txt"

def deep(n):
    return [deep(n - 1)] if n else []

def mixed():
    return {"a": (1, [2.5, None]), 3: {"x", "y"}, (1, 2): b"raw", None: True}

def extremes():
    return float("inf"), float("nan"), -0.0, 10**30, 1e-320

def namespace(**kw):
    return SimpleNamespace(**kw)

def nothing():
    return NotImplemented, Ellipsis

def counts(text):
    return dict.fromkeys(sorted(text), 0)

def shared():
    inner = []
    return [inner, inner]

def self_made():
    loop = []
    loop.append(loop)
    return loop

def args(*args, **kwargs):
    return args, kwargs

def fibonacci(n, memo={}):
    if n not in memo:
        memo[n] = n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
    return memo[n]
### END SOLUTION

# %% test="dates" points=1
assert days(datetime.date(2024, 2, 28), datetime.date(2024, 3, 1)) == datetime.timedelta(2)
assert tomorrow(datetime.datetime(2024, 12, 31, 5)).year == 2025
assert isinstance(tomorrow(datetime.date(2024, 1, 1)), datetime.date)
assert days(datetime.date(2024, 1, 1), datetime.date(2024, 1, 2)).days == 1

# %% test="exact" points=1
assert exact(1, 3) + exact(1, 6) == Fraction(1, 2)
assert isinstance(exact(1, 2), Fraction)
assert money("0.10") * 3 == Decimal("0.30")
assert exact(2, 4).numerator == 1
assert round(exact(7, 2)) == 4

# %% test="match" points=1
found = find(r"(\d+)-(\w+)", "say 42-abc")
assert found.group(1) == "42" and found[2] == "abc"
assert found.groups() == ("42", "abc") and found.start() == 4
assert find("x", "abc") is None
assert bool(found)

# %% test="views" points=1
keys, values, items = views({"a": 1, "b": 2})
assert list(keys) == ["a", "b"] and sum(values) == 3
assert sorted(items) == [("a", 1), ("b", 2)]
assert "a" in keys and len(keys) == 2
assert set(keys) == {"a", "b"}

# %% test="lazy" points=1
strings, truthy, pairs, numbered, backwards = lazy([0, 1])
assert list(strings) == ["0", "1"] and list(truthy) == [1]
assert next(pairs) == (0, 0)
assert dict(numbered) == {0: 0, 1: 1}
assert list(backwards) == [1, 0]
assert list(strings) == []

# %% test="closures" points=1
add = adder(3)
assert add(4) == 7
assert adder(1)(1) == 2
assert power(2)(5) == 32
step = counter()
assert (step(), step(), counter()()) == (1, 2, 1)
assert reduce(lambda a, f: f(a), [adder(1), adder(2)], 0) == 3

# %% test="module" points=1
assert library().sqrt(4) == 2
assert library().__name__ == "math"

# %% test="path" points=1
assert here().suffix == ".txt" and here().parent.name == "a"
assert str(here()) == "a/b.txt"
assert isinstance(here(), Path)

# %% test="nested" points=1
assert deep(3) == [[[[]]]]
nested = deep(50)
for _ in range(50):
    (nested,) = nested
assert nested == []

# %% test="mixed" points=1
found = mixed()
assert found["a"] == (1, [2.5, None])
assert found[3] == {"x", "y"} and found[(1, 2)] == b"raw" and found[None] is True
assert list(found) == ["a", 3, (1, 2), None]

# %% test="extremes" points=1
infinite, nan, zero, big, tiny = extremes()
assert infinite == math.inf and math.isnan(nan)
assert math.copysign(1, zero) == -1
assert big == 10**30 and tiny == 1e-320

# %% test="namespace" points=1
made = namespace(a=1, b=[2])
assert made.a == 1
made.b.append(3)
assert made.b == [2, 3]
made.c = 5
assert made.c == 5

# %% test="singletons" points=1
assert nothing()[0] is NotImplemented
assert nothing()[1] is ...

# %% test="order" points=1
assert list(counts("hello")) == ["e", "h", "l", "o"]

# %% test="sharing" points=1
pair = shared()
pair[0].append(1)
assert pair[1] == [1]
assert pair[0] is pair[1]

# %% test="cycle" points=1
loop = self_made()
assert loop[0] is loop
assert loop[0][0][0] is loop

# %% test="arguments" points=1
assert args(1, *[2, 3], a=4, **{"b": 5}) == ((1, 2, 3), {"a": 4, "b": 5})
assert args() == ((), {})
try:
    adder()
except TypeError as error:
    assert "missing 1 required positional argument" in str(error)
else:
    raise AssertionError

# %% test="memo" points=1
assert fibonacci(80) == 23416728348467685

# %% test="hashable" points=1
assert {exact(1, 2): "half"}[Fraction(1, 2)] == "half"
assert len({tomorrow(datetime.date(2024, 1, 1)), datetime.date(2024, 1, 2)}) == 1
