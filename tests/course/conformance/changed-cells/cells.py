# %% locked="setup"
base = 2

# %% solution="f"
def f(x):
    ### BEGIN SOLUTION
    return base * x
    ### END SOLUTION

# %% test="f-core" points=1
assert f(2) == 4

# %% test="f-more" points=1
assert f(3) == 6

# %% manual="why" points=2
### BEGIN SOLUTION
"because"
### END SOLUTION

# %% [markdown] task="work" points=1
# Work.

# %% test="end" points=1
assert f(0) == 0
