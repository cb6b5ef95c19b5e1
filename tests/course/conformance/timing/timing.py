# %%
import time

# %% solution="fast"
def count(n):
    """The sum of the first n numbers, without a loop."""
    ### BEGIN SOLUTION
    return n * (n + 1) // 2
    ### END SOLUTION

# %% test="faster-than-loop" points=1
def loop(n):
    total = 0
    for i in range(n + 1):
        total += i
    return total

started = time.perf_counter()
expected = loop(2_000_000)
slow = time.perf_counter() - started
started = time.perf_counter()
found = count(2_000_000)
assert found == expected
assert time.perf_counter() - started < slow / 2

# %% test="timeit" points=1
import timeit
assert timeit.timeit(lambda: count(1_000_000), number=10) < 10 * slow

# %% test="within" points=1
started = time.time()
count(10_000_000)
assert time.time() - started < 0.3
