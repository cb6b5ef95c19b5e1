# %% locked="data"
numbers = [1, 2, 3]

# %% solution="total"
def total():
    ### BEGIN SOLUTION
    return sum(numbers)
    ### END SOLUTION

# %% test="total-core" points=1
assert total() == 6

# %% solution="mean"
def mean():
    ### BEGIN SOLUTION
    return total() / len(numbers)
    ### END SOLUTION

# %% test="mean-core" points=1
assert mean() == 2

# %% test="mean-again" points=1
assert mean() == total() / 3

# %% manual="why" points=2
### BEGIN SOLUTION
"because"
### END SOLUTION

# %% locked="end"
last = numbers[-1]

# %% test="end-core" points=1
assert last == 3
