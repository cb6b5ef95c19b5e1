# %%
import sys
import warnings

# %% solution="noise"
### BEGIN SOLUTION
for i in range(5):
    print("line", i)

def f(x):
    return x

def noisy(x):
    print("FutureWarning: old", file=sys.stderr)
    return x
### END SOLUTION

# %% test="quiet" points=1
assert f(1) == 1

# %% test="ignored" points=1
assert noisy(2) == 2

# %% test="warned" points=1
warnings.warn("this will go", FutureWarning)

# %% test="deep" points=1
def down(n):
    return f(n) if n == 0 else down(n - 1)
assert down(12) == 0
