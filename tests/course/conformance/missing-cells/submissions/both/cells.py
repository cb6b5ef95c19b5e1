# %% deleted="f-core"

# %% deleted="f-more"

# %% deleted="end"
