# %%
import mine
import theirs

# %% solution="use"
### BEGIN SOLUTION
kept = mine.answer()
overwritten = theirs.truth()
### END SOLUTION

# %% test="kept" points=1
assert kept == 1

# %% test="overwritten" points=1
assert overwritten == 2

# %% test="sum" points=1
assert kept + overwritten == 3
