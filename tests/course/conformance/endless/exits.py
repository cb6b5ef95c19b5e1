# %% solution="first"
### BEGIN SOLUTION
a = 1
### END SOLUTION

# %% test="a" points=1
assert a == 1

# %% solution="second"
### BEGIN SOLUTION
def f():
    return 2
### END SOLUTION

# %% test="f" points=1
assert f() == 2

# %% test="catches" points=1
try:
    f()
except BaseException:
    raise AssertionError("f raised")

# %% test="a-again" points=1
assert a == 1
