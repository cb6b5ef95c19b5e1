# %% locked="load"
numbers = [int(line) for line in open("numbers.txt")]

# %% solution="total"
def total():
    ### BEGIN SOLUTION
    return sum(numbers)
    ### END SOLUTION

# %% test="total-core" points=2
assert total() == 6
