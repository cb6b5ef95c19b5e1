# %% solution="last"
### BEGIN SOLUTION
lines = open("numbers.txt").read().split()
### END SOLUTION

# %% test="last-core" points=1
assert len(lines) == 3

# %% test="answers" points=1
import os
assert sorted(name for name in os.listdir() if name.endswith(".txt")) == ["numbers.txt"]
