# %% solution="f"
def f():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION

# %% test="core" points=2
assert f() == 1

# %% manual="why" points=2
### BEGIN SOLUTION
"because"
### END SOLUTION
