# %% solution="countdown"
def countdown(n):
    """Yield n, n - 1, ..., 1."""
    ### BEGIN SOLUTION
    while n > 0:
        yield n
        n -= 1
    ### END SOLUTION

def averager():
    """Receive numbers, yield their mean so far."""
    ### BEGIN SOLUTION
    total, count, mean = 0.0, 0, None
    while True:
        total += yield mean
        count += 1
        mean = total / count
    ### END SOLUTION

evens = (i for i in range(0, 10, 2))

# %% test="list" points=1
assert list(countdown(3)) == [3, 2, 1]
assert list(countdown(0)) == []

# %% test="next" points=1
steps = countdown(2)
assert next(steps) == 2
assert next(steps) == 1
try:
    next(steps)
except StopIteration:
    pass
else:
    raise AssertionError("there is a third")
assert next(steps, "over") == "over"

# %% test="lazy" points=1
endless = countdown(10**12)
assert next(endless) == 10**12
assert iter(endless) is endless

# %% test="kind" points=1
import types
import inspect
assert isinstance(countdown(1), types.GeneratorType)
assert inspect.isgenerator(countdown(1))
assert inspect.isgeneratorfunction(countdown)
assert type(countdown(1)).__name__ == "generator"

# %% test="for" points=1
seen = []
for step in countdown(5):
    if step < 3:
        break
    seen.append(step)
assert seen == [5, 4, 3]
assert sum(countdown(100)) == 5050
assert dict(zip("ab", countdown(2))) == {"a": 2, "b": 1}

# %% test="send" points=2
mean = averager()
assert next(mean) is None
assert mean.send(10) == 10.0
assert mean.send(20) == 15.0
mean.close()
try:
    mean.send(1)
except StopIteration:
    pass
else:
    raise AssertionError("it goes on after close")

# %% test="variable" points=1
assert next(evens) == 0
assert next(evens) == 2

# %% test="variable-goes-on" points=1
assert list(evens) == [4, 6, 8]
assert list(evens) == []
