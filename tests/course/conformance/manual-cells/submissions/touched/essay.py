# %% answer="plot-code"

# %% [markdown] answer="explain"
#

# %% answer="setup"
base = 10000
