# %% deleted="f-core"
