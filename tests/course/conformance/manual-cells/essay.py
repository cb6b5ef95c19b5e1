# %% [markdown] locked="instructions"
# Read this.

# %% locked="setup"
base = 10

# %% manual="plot-code" points=3
### BEGIN SOLUTION
shown = base * 2
shown
### END SOLUTION

# %% [markdown] manual="explain" points=2
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION

# %% [markdown] task="explore" points=4
# Add cells below and explore.

# %% test="core" points=1
assert shown == 20

# %% [markdown] manual="extra" points=0
# ### BEGIN SOLUTION
# Extra.
# ### END SOLUTION

# %% solution="free"
### BEGIN SOLUTION
pass
### END SOLUTION
