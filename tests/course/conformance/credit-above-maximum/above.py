# %% solution="share"
### BEGIN SOLUTION
share = 1
### END SOLUTION

# %% test="other" points=1
assert share == 1

# %% test="above" points=2
2 * share
