# %% [markdown]
# The end.
